/** The sampled points of a layer over the grids, under the reference system in use: a wrong one is seen at once. */
import { useEffect, useMemo, useRef } from 'react'
import { useDistrict } from '../../app/registry.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import { CensusMap } from './census-map.tsx'
import { boxAround, crsOf, isInside, type Layer, pointsOf } from './reading.ts'
import { useWords } from './words.ts'

export const SampleMap = ({ layer }: { layer: Layer }) => {
  const t = useWords()
  const district = useDistrict()
  const map = useRef<MapHandle>(null)
  const points = useMemo(() => pointsOf(layer), [layer])
  const extent = district.data?.extent ?? null
  const box = useMemo(() => boxAround(points, extent), [points, extent])
  const places = useMemo(
    () =>
      points.map(([lon, lat], n) => ({
        rowNo: n,
        point: [lon, lat] as [number, number],
        kind: extent === null || isInside([lon, lat], extent) ? null : ('error' as const),
        from: null,
      })),
    [points, extent],
  )
  useEffect(() => {
    if (box) map.current?.fit(box)
  }, [box])
  const inside = places.filter(({ kind }) => kind === null).length
  const outside = places.length - inside
  return (
    <section className="part sample-map" aria-label={t('reading.map')}>
      <h3>
        {t('reading.map')} <span className="quiet code">{crsOf(layer)}</span>
      </h3>
      {points.length === 0 ? (
        <p className="waits">{t(crsOf(layer) === null ? 'reading.mapNoCrs' : 'reading.mapNone')}</p>
      ) : (
        <p className={outside > inside ? 'wrong' : undefined} role="status">
          {outside > inside && `${t('reading.mapWrong')} `}
          {t('reading.mapWords', { total: points.length, inside, outside })}
        </p>
      )}
      {district.data && points.length > 0 && (
        <div className="small-map">
          <CensusMap ref={map} district={district.data} extent={box} places={places} />
        </div>
      )}
    </section>
  )
}

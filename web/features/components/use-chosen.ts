/** What is chosen on the map: by a click, by a search or by the address; how it is marked and brought into view. Positions are [lon, lat] in degrees. */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { SearchHit } from '../../../server/shared/search.contract.ts'
import type { ChangeView } from '../../app/use-view.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import type { Click, Hit } from '../../map/picking.ts'
import { bboxOfShape, useMarked } from '../../map/use-map-layers.ts'
import type { Selection, View } from '../../url-state.ts'
import { useComponent } from './component-card.tsx'
import { useGrid } from './grid-card.tsx'
import { useCardActions } from './selection-card.tsx'

/** What lies over the selection for a while: the things under the last click, the list of all in view, the filter, or the export of what is shown. */
export type Overlay =
  | { kind: 'hits'; hits: Hit[] }
  | { kind: 'list' }
  | { kind: 'filter' }
  | { kind: 'export'; inView: boolean }
  | null

type Page = {
  view: View
  change: ChangeView
  map: RefObject<MapHandle | null>
  /** Whether the map can be moved. */
  ready: boolean
}

/** Marks the selection; an address that names a thing but no position brings the thing into view. */
const useShownSelection = ({ view: { selection, position, asOf }, map, ready }: Page) => {
  const component = useComponent(selection?.kind === 'component' ? selection.id : null, asOf)
  const { data: grid } = useGrid(selection?.kind === 'grid' ? selection.id : null, asOf)
  const place = selection?.kind === 'point' ? selection.point : (component.data?.point ?? null)
  const showPlace = useRef(position === null && selection !== null)
  useEffect(() => {
    if (!showPlace.current || place === null || !ready) return
    showPlace.current = false
    map.current?.show(place, 18)
  }, [place, ready, map])

  const gridToFit = useRef(position === null && selection?.kind === 'grid' ? selection.id : null)
  useEffect(() => {
    if (!grid || !ready || gridToFit.current !== grid.id) return
    gridToFit.current = null
    const box = bboxOfShape(grid.geometry)
    if (box) map.current?.fit(box)
  }, [grid, ready, map])
  const fitWhenKnown = useCallback((gridId: number) => {
    gridToFit.current = gridId
  }, [])
  const marked = useMarked(place, { pin: selection?.kind === 'point', shape: grid?.geometry })
  return { marked, fitWhenKnown }
}

export const useChosen = (page: Page) => {
  const { view, change, map } = page
  const [overlay, setOverlay] = useState<Overlay>(null)
  const { marked, fitWhenKnown } = useShownSelection(page)
  const actions = useCardActions(change, map, fitWhenKnown)

  const select = (selection: Selection | null) => {
    setOverlay(null)
    change({ selection }, 'push')
  }
  const onClick = ({ point, hits, cell }: Click) => {
    const [first] = hits
    if (cell && !first) return map.current?.show(point, (view.position?.zoom ?? 10) + 2)
    if (hits.length > 1) return setOverlay({ kind: 'hits', hits })
    select(first ? { kind: 'component', id: first.id } : { kind: 'point', point })
  }
  const onSearch = (hit: SearchHit) => {
    if (hit.kind === 'position') select({ kind: 'point', point: hit.point })
    else select({ kind: hit.kind, id: hit.id })
    if (hit.kind === 'grid') {
      fitWhenKnown(hit.id)
      change({ level: hit.level.id }, 'replace')
    }
    if (hit.kind === 'component' || hit.kind === 'position') map.current?.show(hit.point, 18)
  }
  return { overlay, setOverlay, marked, actions, select, onClick, onSearch }
}

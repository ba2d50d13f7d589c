/** Who would get a report from here, and why, before anything is saved. The server decides, by the rule it will use when saving. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { LookupAnswer } from '../../../server/shared/lookup.contract.ts'
import { api } from '../../api.ts'
import { formatDistance } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Places } from '../../ui/places.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { Why } from '../../ui/why.tsx'

type Asked = {
  point: LonLat | null
  crs: string
  classId: number | null
  componentId: number | null
  accuracyM: number
}

export const usePreview = (asked: Asked): UseQueryResult<LookupAnswer> => {
  const text = useDebounced(JSON.stringify(asked), 250)
  const { point, crs, classId, componentId, accuracyM } = JSON.parse(text) as Asked
  return useQuery({
    queryKey: ['lookup', 'preview', text],
    enabled: point !== null,
    ...(point === null ? {} : { placeholderData: keepPreviousData }),
    queryFn: ({ signal }) =>
      api.lookup({
        query: {
          lon: point?.[0] ?? 0,
          lat: point?.[1] ?? 0,
          crs,
          accuracy: accuracyM,
          ...(classId === null ? {} : { class: classId }),
          ...(componentId === null ? {} : { component: componentId }),
        },
        signal,
      }),
  })
}

/** Other grids the reporter may have meant, within the accuracy given. */
const OtherGrids = ({ answer }: { answer: LookupAnswer }) => {
  const { t } = useTranslation()
  const others = answer.schemes.flatMap((place) =>
    place.candidates.filter(({ grid }) => !place.grids.some((own) => own.id === grid.id)),
  )
  if (others.length === 0) return null
  return (
    <p className="waits">
      {t('dispatch.candidates')}:{' '}
      {others
        .map(({ grid, distanceM }) => `${grid.name || grid.code} (${formatDistance(distanceM)})`)
        .join(', ')}
    </p>
  )
}

export const AssignmentPreview = ({ preview }: { preview: UseQueryResult<LookupAnswer> }) => {
  const { t } = useTranslation()
  const { data, error } = preview
  if (error) return <ErrorNote error={error} />
  if (!data) return <Loading />
  return (
    <>
      <p className="responsible">
        {t('card.responsible')} <strong>{data.responsible.name}</strong>
      </p>
      {!data.inDistrict && <p className="waits">{t('dispatch.outside')}</p>}
      <p>
        <span className="quiet">{t('dispatch.component')}</span>{' '}
        {data.component ? (
          <>
            {data.component.name} <Code code={data.component.code} />{' '}
            <span className="quiet">{formatDistance(data.component.distanceM)}</span>
          </>
        ) : (
          t('dispatch.componentNone')
        )}
      </p>
      {data.componentsNear !== null && data.componentsNear > 1 && (
        <p className="waits">{t('dispatch.nearby', { n: data.componentsNear })}</p>
      )}
      <Places places={data.schemes} />
      <OtherGrids answer={data} />
      <details className="fold">
        <summary>{t('trace.title')}</summary>
        <Why trace={data.trace} />
      </details>
    </>
  )
}

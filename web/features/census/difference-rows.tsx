/** The difference row by row: before → after field by field, the distance, and whether this row is taken. */
import { Checkbox } from 'antd'
import type { Census, CensusRow } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { formatCount, formatDistance } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { KindMark } from './kind-mark.tsx'
import { isTaken } from './kinds.ts'
import { RowFilters } from './row-filters.tsx'
import { type Column, RowsGrid } from './rows-grid.tsx'
import { targetWords } from './said.ts'
import { useChange } from './use-census.ts'
import { useRows } from './use-rows.ts'
import { rowQueryOf, useStepParams } from './use-step-params.ts'
import { useWords } from './words.ts'

type Difference = NonNullable<CensusRow['difference']>

export const Changes = ({ difference }: { difference: Difference }) => {
  const t = useWords()
  const { changes, distanceM } = difference
  return (
    <span className="two-lines">
      {distanceM !== null && distanceM > 0 && (
        <span>{t('difference.distance', { distance: formatDistance(distanceM) })} </span>
      )}
      {changes
        .filter(({ target }) => target !== 'place')
        .map(({ target, before, after }) => (
          <span key={target} className="change">
            {targetWords(t, target)} <del>{before || t('difference.nothing')}</del> →{' '}
            <ins>{after || t('difference.nothing')}</ins>{' '}
          </span>
        ))}
    </span>
  )
}

/** What is decided as its kind is, is not decided by itself: a later choice for the kind moves it. */
const useDecide = (census: Census) =>
  useChange(
    census.id,
    ({ rowNo, kind, taken }: { rowNo: number; kind: Difference['kind']; taken: boolean }) =>
      api.decideRows({
        params: { id: census.id },
        body: { rows: [rowNo], accepted: taken === isTaken(kind, census) ? null : taken },
      }),
  )

const useColumns = (census: Census, frozen: boolean): Column<CensusRow>[] => {
  const t = useWords()
  const decide = useDecide(census)
  return [
    {
      key: 'taken',
      title: t('difference.accepted'),
      width: '56px',
      cell: ({ rowNo, sourceRow, difference }) =>
        difference &&
        difference.kind !== 'same' && (
          <Checkbox
            checked={difference.taken}
            disabled={frozen || decide.isPending}
            aria-label={t('difference.decide', { n: sourceRow })}
            onClick={(event) => event.stopPropagation()}
            onChange={(event) => decide.mutate({ rowNo, kind: difference.kind, taken: event.target.checked })}
          />
        ),
    },
    {
      key: 'kind',
      title: t('difference.kind'),
      width: 'minmax(84px, 0.7fr)',
      cell: ({ difference }) => difference && <KindMark kind={difference.kind} />,
    },
    {
      key: 'code',
      title: t('verdicts.code'),
      width: 'minmax(165px, 1fr)',
      cell: (row) => <Code code={row.said.code ?? ''} />,
    },
    {
      key: 'change',
      title: t('difference.change'),
      width: 'minmax(160px, 2fr)',
      cell: ({ difference }) => difference && <Changes difference={difference} />,
    },
  ]
}

export const DifferenceRows = ({ census, frozen }: { census: Census; frozen: boolean }) => {
  const t = useWords()
  const { choices, choose } = useStepParams()
  const rows = useRows(census.id, rowQueryOf({ ...choices, severity: null, reason: null }))
  const columns = useColumns(census, frozen)
  // Rows in quarantine have no difference: they stand among the verdicts.
  const compared = rows.items.filter(({ difference }) => difference !== null)
  return (
    <>
      <RowFilters census={census} choices={choices} choose={choose} withSeverity={false} />
      <p className="quiet" aria-live="polite">
        {t('verdicts.rowCount', { n: formatCount(rows.total) })}
      </p>
      {rows.error && <ErrorNote error={rows.error} onRetry={rows.retry} />}
      {rows.isPending && <Loading />}
      {!rows.isPending && !rows.error && compared.length === 0 && <p>{t('verdicts.noRows')}</p>}
      {compared.length > 0 && (
        <RowsGrid
          label={t('difference.rows')}
          items={compared}
          total={rows.total}
          columns={columns}
          keyOf={({ rowNo }) => rowNo}
          chosen={choices.row}
          onChoose={({ rowNo }) => choose({ row: rowNo })}
          more={rows.more}
        />
      )}
    </>
  )
}

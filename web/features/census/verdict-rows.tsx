/** Staged rows with the first of what is wrong with each, under the conditions in the address. */
import type { Census, CensusRow } from '../../../server/shared/census.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { SEVERITY_LOOKS } from './reasons-list.tsx'
import { RowFilters } from './row-filters.tsx'
import { type Column, RowsGrid } from './rows-grid.tsx'
import { useSaid } from './said.ts'
import { useRows } from './use-rows.ts'
import { rowQueryOf, useStepParams } from './use-step-params.ts'
import { useWords } from './words.ts'

const useColumns = (): Column<CensusRow>[] => {
  const t = useWords()
  const said = useSaid()
  return [
    {
      key: 'row',
      title: t('verdicts.rows'),
      width: 'minmax(90px, 0.8fr)',
      cell: (row) => (
        <>
          <span className="code">{t('verdicts.row', { n: row.sourceRow })}</span>
          <span className="cut quiet small">{row.layer}</span>
        </>
      ),
    },
    {
      key: 'code',
      title: t('verdicts.code'),
      width: 'minmax(165px, 1fr)',
      cell: (row) => <Code code={row.said.code ?? ''} />,
    },
    {
      key: 'reason',
      title: t('verdicts.reason'),
      width: 'minmax(140px, 2fr)',
      cell: ({ findings: [first, ...others] }) =>
        first && (
          <span className={`two-lines ${SEVERITY_LOOKS[first.severity]}`} title={said(first)}>
            {said(first)}
            {others.length > 0 && ` +${others.length}`}
          </span>
        ),
    },
  ]
}

export const VerdictRows = ({ census }: { census: Census }) => {
  const t = useWords()
  const { choices, choose } = useStepParams()
  const rows = useRows(census.id, rowQueryOf({ ...choices, kind: null }))
  const columns = useColumns()
  return (
    <>
      <RowFilters census={census} choices={choices} choose={choose} withSeverity />
      <p className="quiet" aria-live="polite">
        {t('verdicts.rowCount', { n: formatCount(rows.total) })}
      </p>
      {rows.error && <ErrorNote error={rows.error} onRetry={rows.retry} />}
      {rows.isPending && <Loading />}
      {!rows.isPending && !rows.error && rows.items.length === 0 && <p>{t('verdicts.noRows')}</p>}
      {rows.items.length > 0 && (
        <RowsGrid
          label={t('verdicts.title')}
          items={rows.items}
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

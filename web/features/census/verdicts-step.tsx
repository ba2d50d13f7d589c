/** Third step: what is wrong and why, the rows with it, and each to be corrected where it stands. */
import { Alert } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Census, CensusRow } from '../../../server/shared/census.contract.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FixesPart } from './fixes-part.tsx'
import { ReasonsList, SEVERITY_LOOKS } from './reasons-list.tsx'
import { draftOf, pointIn, type RowDraft, withPoint } from './row-draft.ts'
import { RowEditor } from './row-editor.tsx'
import { RowFilters } from './row-filters.tsx'
import { type Column, RowsGrid } from './rows-grid.tsx'
import { useSaid } from './said.ts'
import { stepAddress } from './step-nav.tsx'
import { isFrozen, isHeavy } from './steps.ts'
import { useRow, useRows } from './use-rows.ts'
import { rowQueryOf, useStepParams } from './use-step-params.ts'
import { useWords } from './words.ts'
import { Workspace } from './workspace.tsx'

const Figures = ({ census }: { census: Census }) => {
  const t = useWords()
  const { total, refused } = census.counts
  return (
    <dl className="figures">
      <div>
        <dt>{t('verdicts.total')}</dt>
        <dd>{formatCount(total)}</dd>
      </div>
      <div className="proven">
        <dt>{t('verdicts.good')}</dt>
        <dd>{formatCount(total - refused)}</dd>
      </div>
      <div className={refused > 0 ? 'wrong' : 'quiet'}>
        <dt>{t('verdicts.refused')}</dt>
        <dd>{formatCount(refused)}</dd>
      </div>
    </dl>
  )
}

const Stopped = ({ census }: { census: Census }) => {
  const t = useWords()
  const said = useSaid()
  return (
    census.stopped && (
      <Alert
        type="error"
        role="alert"
        className="note"
        title={t('verdicts.stoppedTitle')}
        description={said(census.stopped)}
        action={<Link to={stepAddress(census.id, 'reading')}>{t('steps.toReading')}</Link>}
      />
    )
  )
}

const useColumns = (): Column<CensusRow>[] => {
  const t = useWords()
  const said = useSaid()
  return [
    {
      key: 'row',
      title: t('verdicts.rows'),
      width: 'minmax(90px, 0.8fr)',
      cell: (row) => (
        <span className="cut">{t('verdicts.rowOf', { layer: row.layer, n: row.sourceRow })}</span>
      ),
    },
    {
      key: 'code',
      title: t('verdicts.code'),
      width: 'minmax(130px, 1fr)',
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

const Rows = ({ census }: { census: Census }) => {
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

export const VerdictsStep = ({ census }: { census: Census }) => {
  const t = useWords()
  const { choices, choose } = useStepParams()
  const row = useRow(census.id, choices.row).data ?? null
  const [draft, setDraft] = useState<{ rowNo: number; draft: RowDraft } | null>(null)
  const [look, setLook] = useState<{ rowNo: number; point: LonLat } | null>(null)
  const own = row && (draft?.rowNo === row.rowNo ? draft.draft : draftOf(row))
  const point = own && pointIn(own)
  const frozen = isFrozen(census) || isHeavy(census.job)
  const onDraft = (next: RowDraft) => row && setDraft({ rowNo: row.rowNo, draft: next })
  return (
    <Workspace
      id={census.id}
      label={t('verdicts.map')}
      shown={row === null ? null : look?.rowNo === row.rowNo ? look.point : row.point}
      marked={Array.isArray(point) ? point : null}
      onRow={(rowNo) => choose({ row: rowNo })}
      onGround={(place) => {
        if (own && !frozen) onDraft(withPoint(own, place))
      }}
      list={
        <>
          <h2 className="hidden">{t('verdicts.title')}</h2>
          <Stopped census={census} />
          <Figures census={census} />
          <FixesPart census={census} />
          <section aria-label={t('verdicts.reasons')}>
            <h3>{t('verdicts.reasons')}</h3>
            <ReasonsList
              findings={census.findings}
              chosen={choices.reason}
              onChoose={(reason) => choose({ reason, row: null })}
            />
          </section>
          <Rows census={census} />
        </>
      }
      detail={
        row &&
        own && (
          <RowEditor
            key={row.rowNo}
            id={census.id}
            row={row}
            draft={own}
            onDraft={onDraft}
            frozen={frozen}
            onShow={() => row.point && setLook({ rowNo: row.rowNo, point: [...row.point] })}
            onClose={() => choose({ row: null })}
          />
        )
      }
    />
  )
}

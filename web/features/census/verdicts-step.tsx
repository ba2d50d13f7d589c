/** Third step: what is wrong and why, the rows with it, and each to be corrected where it stands. */
import { Alert } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Census } from '../../../server/shared/census.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { formatCount } from '../../i18n/formats.ts'
import { FixesPart } from './fixes-part.tsx'
import { ReasonsList } from './reasons-list.tsx'
import { draftOf, pointIn, type RowDraft, withPoint } from './row-draft.ts'
import { RowEditor } from './row-editor.tsx'
import { useSaid } from './said.ts'
import { stepAddress } from './step-nav.tsx'
import { isFrozen, isHeavy } from './steps.ts'
import { useRow } from './use-rows.ts'
import { useStepParams } from './use-step-params.ts'
import { VerdictRows } from './verdict-rows.tsx'
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

const List = ({ census }: { census: Census }) => {
  const t = useWords()
  const { choices, choose } = useStepParams()
  // Rows of a reading under way are not judged yet, and those of the reading before are gone.
  if (isHeavy(census.job) && census.job?.kind === 'stage')
    return <p className="quiet">{t('verdicts.soon')}</p>
  return (
    <>
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
      <VerdictRows census={census} />
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
          <List census={census} />
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

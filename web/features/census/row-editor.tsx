/** One row in full: what is wrong with it, what it says, where it lies; to be corrected in place and judged at once. */
import { AimOutlined, CloseOutlined } from '@ant-design/icons'
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { CensusRow } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { Field } from '../../ui/field.tsx'
import { SEVERITY_LOOKS } from './reasons-list.tsx'
import { changesIn, draftOf, fieldsOf, pointIn, type RowDraft } from './row-draft.ts'
import { TARGETS, targetWords, useSaid } from './said.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Props = {
  id: number
  row: CensusRow
  draft: RowDraft
  onDraft: (draft: RowDraft) => void
  frozen: boolean
  onShow: () => void
  onClose: () => void
}

const Findings = ({ row }: { row: CensusRow }) => {
  const t = useWords()
  const said = useSaid()
  if (row.findings.length === 0) return <p className="proven">{t('row.fine')}</p>
  return (
    <ul className="findings" aria-label={t('row.findings')}>
      {row.findings.map((finding) => (
        <li key={`${finding.code}-${finding.target}`}>
          <span className={`pill ${SEVERITY_LOOKS[finding.severity]}`}>
            {t(`verdicts.severity.${finding.severity}`)}
          </span>{' '}
          {finding.target !== '' && <span className="quiet">{targetWords(t, finding.target)} · </span>}
          {said(finding)}
        </li>
      ))}
    </ul>
  )
}

const Texts = ({ row, draft, onDraft, frozen }: Pick<Props, 'row' | 'draft' | 'onDraft' | 'frozen'>) => {
  const t = useWords()
  const [added, setAdded] = useState<string[]>([])
  const fields = fieldsOf(row, added)
  return (
    <fieldset className="row-texts" disabled={frozen}>
      <legend>{t('row.texts')}</legend>
      {fields.map((target) => (
        <Field key={target} label={targetWords(t, target)}>
          {(id) => (
            <Input
              id={id}
              value={draft.said[target] ?? ''}
              maxLength={2000}
              status={
                row.findings.some((one) => one.target === target && one.severity === 'error') ? 'error' : ''
              }
              onChange={(event) =>
                onDraft({ ...draft, said: { ...draft.said, [target]: event.target.value } })
              }
            />
          )}
        </Field>
      ))}
      {!frozen && (
        <Field label={t('row.add')}>
          {(id) => (
            <Select
              id={id}
              showSearch={{ optionFilterProp: 'label' }}
              value={null}
              options={TARGETS.filter((target) => !fields.includes(target)).map((target) => ({
                value: target,
                label: targetWords(t, target),
              }))}
              onChange={(target: string | null) => target !== null && setAdded([...added, target])}
            />
          )}
        </Field>
      )}
    </fieldset>
  )
}

const PlaceFields = ({ draft, onDraft, frozen }: Pick<Props, 'draft' | 'onDraft' | 'frozen'>) => {
  const t = useWords()
  return (
    <fieldset className="row-texts" disabled={frozen}>
      <legend>{t('row.place')}</legend>
      <Field label={t('row.lon')}>
        {(id) => (
          <Input
            id={id}
            inputMode="decimal"
            value={draft.lon}
            onChange={(event) => onDraft({ ...draft, lon: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('row.lat')}>
        {(id) => (
          <Input
            id={id}
            inputMode="decimal"
            value={draft.lat}
            onChange={(event) => onDraft({ ...draft, lat: event.target.value })}
          />
        )}
      </Field>
      {!frozen && <p className="quiet">{t('row.pick')}</p>}
      {pointIn(draft) === 'bad' && (
        <p role="alert" className="wrong">
          {t('row.badPoint')}
        </p>
      )}
    </fieldset>
  )
}

export const RowEditor = ({ id, row, draft, onDraft, frozen, onShow, onClose }: Props) => {
  const t = useWords()
  const { message } = App.useApp()
  const fix = useChange(
    id,
    (body: NonNullable<ReturnType<typeof changesIn>>) =>
      api.fixCensusRow({ params: { id, rowNo: row.rowNo }, body }),
    {
      onDone: (fixed) => {
        onDraft(draftOf(fixed))
        const errors = fixed.findings.filter(({ severity }) => severity === 'error').length
        if (errors === 0) void message.success(t('row.saved'))
        else void message.warning(t('row.stillWrong', { n: errors }))
      },
    },
  )
  const changes = changesIn(row, draft)
  return (
    <form
      className="row-editor"
      aria-label={t('row.label', { n: row.rowNo })}
      onSubmit={(event) => {
        event.preventDefault()
        if (changes) fix.mutate(changes)
      }}
    >
      <header className="card-head">
        <h2>{t('row.source', { layer: row.layer, n: row.sourceRow })}</h2>
        <Button size="small" icon={<AimOutlined />} disabled={row.point === null} onClick={onShow}>
          {t('row.show')}
        </Button>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('row.close')} onClick={onClose} />
      </header>
      <Findings row={row} />
      {frozen && <p className="quiet">{t('row.frozen')}</p>}
      <Texts row={row} draft={draft} onDraft={onDraft} frozen={frozen} />
      <PlaceFields draft={draft} onDraft={onDraft} frozen={frozen} />
      {!frozen && (
        <div className="card-actions sticky">
          <Button
            type="primary"
            htmlType="submit"
            loading={fix.isPending}
            disabled={changes === null || pointIn(draft) === 'bad'}
          >
            {t('row.save')}
          </Button>
          <Button disabled={changes === null} onClick={() => onDraft(draftOf(row))}>
            {t('row.reset')}
          </Button>
        </div>
      )}
      {Object.keys(row.extra).length > 0 && (
        <details className="fold">
          <summary>{t('row.extra')}</summary>
          <dl className="facts">
            {Object.entries(row.extra).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </form>
  )
}

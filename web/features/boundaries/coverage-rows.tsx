/** The rows of a file with the grid that each is: by its code, else by the ground in common; one of them can be taken by itself. */
import { Button, Select } from 'antd'
import { useState } from 'react'
import { COVERAGE_VERDICTS, type CoverageRow } from '../../../server/shared/coverages.contract.ts'
import type { Operation } from '../../../server/shared/operations.ts'
import { formatCount, formatM2 } from '../../i18n/formats.ts'
import { formatRate } from './figures.ts'
import { useWords } from './words.ts'

export const VERDICT_TONES = { same: 'quiet', changed: 'waits', recoded: 'waits', new: 'proven' } as const
type Verdict = CoverageRow['verdict']
/** A table of thousands is the map's business. */
const MOST_LISTED = 300

type TakesOne = Extract<Operation, { kind: 'redraw' | 'rename' | 'recode' | 'reparent' | 'create' }>
/** What takes this row alone: its shape, or where that is the same its name, its code or its grid above; null where it changes nothing or has no grid above. */
const operationOf = (row: CoverageRow, depth: number): TakesOne | null => {
  const { match, shareOfRow, shareOfFace } = row
  if (row.geometry === null || row.verdict === 'same') return null
  if (match && shareOfRow === 1 && shareOfFace === 1) {
    if (row.name !== null && row.name !== match.name)
      return { kind: 'rename', face: match.id, name: row.name }
    if (row.code !== match.code) return { kind: 'recode', face: match.id, code: row.code }
    if (row.parentId !== null) return { kind: 'reparent', face: match.id, parent: row.parentId }
  }
  if (match) return { kind: 'redraw', face: match.id, geometry: row.geometry }
  if (row.parentId === null && depth > 1) return null
  return {
    kind: 'create',
    depth,
    parent: row.parentId,
    code: row.code,
    name: row.name ?? '',
    geometry: row.geometry,
  }
}

type RowProps = {
  row: CoverageRow
  depth: number
  open: boolean
  editable: boolean
  busy: boolean
  onOpen: () => void
  onTake: (operation: Operation) => void
}

const Row = ({ row, depth, open, editable, busy, onOpen, onTake }: RowProps) => {
  const t = useWords()
  const { match, matchedBy, shareOfRow, shareOfFace } = row
  const operation = operationOf(row, depth)
  return (
    <>
      <tr className={open ? 'lit' : ''}>
        <th scope="row">
          <button type="button" className="link" aria-expanded={open} onClick={onOpen}>
            {row.name || row.code}
          </button>
          {row.name && <span className="code quiet small"> {row.code}</span>}
        </th>
        <td className={`coverage-verdict ${VERDICT_TONES[row.verdict]}`}>
          {t(`coverage.verdict.${row.verdict}`)}
        </td>
        <td>
          {match ? match.name || match.code : '–'}
          {matchedBy && <span className="quiet small"> {t(`coverage.by.${matchedBy}`)}</span>}
        </td>
        <td className="figure">
          {shareOfRow === null ? '–' : `${formatRate(shareOfRow)} / ${formatRate(shareOfFace)}`}
        </td>
      </tr>
      {open && (
        <tr className="lit">
          <td colSpan={4}>
            <span className="code">{formatM2(row.areaM2)}</span>
            {match && <span className="quiet"> ({t('coverage.was', { area: formatM2(match.areaM2) })})</span>}{' '}
            {editable && operation && (
              <Button size="small" disabled={busy} onClick={() => onTake(operation)}>
                {t(`coverage.one.${operation.kind}`)}
              </Button>
            )}
            {row.verdict === 'new' && row.parentId === null && depth > 1 && (
              <span className="wrong"> {t('coverage.noParent')}</span>
            )}
          </td>
        </tr>
      )}
    </>
  )
}

type Props = {
  rows: readonly CoverageRow[]
  total: number
  depth: number
  open: number | null
  editable: boolean
  busy: boolean
  onOpen: (row: CoverageRow | null) => void
  onTake: (operation: Operation) => void
}

export const CoverageRows = ({ rows, total, open, onOpen, ...rest }: Props) => {
  const t = useWords()
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const shown = verdict === null ? rows : rows.filter((row) => row.verdict === verdict)
  const listed = shown.slice(0, MOST_LISTED)
  return (
    <>
      <Select
        allowClear
        size="small"
        className="kind-filter"
        aria-label={t('coverage.filter')}
        placeholder={t('coverage.anyVerdict')}
        value={verdict}
        options={COVERAGE_VERDICTS.map((one) => ({ value: one, label: t(`coverage.verdict.${one}`) }))}
        onChange={(chosen) => setVerdict(chosen ?? null)}
      />
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('coverage.row')}</th>
            <th scope="col">{t('coverage.is')}</th>
            <th scope="col">{t('coverage.match')}</th>
            <th scope="col" className="figure">
              {t('coverage.shares')}
            </th>
          </tr>
        </thead>
        <tbody>
          {listed.map((row) => (
            <Row
              key={row.rowNo}
              {...rest}
              row={row}
              open={row.rowNo === open}
              onOpen={() => onOpen(row.rowNo === open ? null : row)}
            />
          ))}
        </tbody>
      </table>
      <p className="quiet small">{t('coverage.sharesHint')}</p>
      {shown.length > listed.length && (
        <p className="waits">{t('coverage.moreRows', { n: formatCount(shown.length - listed.length) })}</p>
      )}
      {total > rows.length && (
        <p className="waits">{t('coverage.notDrawn', { n: formatCount(total - rows.length) })}</p>
      )}
    </>
  )
}

/** Files of grids beside the draft: read, looked at row by row and on the map, taken into the draft as one operation, or removed. */
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import {
  COVERAGE_VERDICTS,
  type Coverage,
  type CoverageRow,
} from '../../../server/shared/coverages.contract.ts'
import { formatCount, formatMoment, nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { CoverageForm } from './coverage-form.tsx'
import { CoverageRows, VERDICT_TONES } from './coverage-rows.tsx'
import { EditNote } from './edit-note.tsx'
import { type useCoverageRows, useCoverages, useRemoveCoverage } from './use-coverages.ts'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

/** What of the files is on the map: the open one, and the row that was chosen of it. */
export type CoverageSeen = {
  readonly rows: ReturnType<typeof useCoverageRows>
  readonly open: number | null
  readonly row: number | null
  readonly onOpen: (coverage: number | null) => void
  readonly onRow: (row: CoverageRow | null) => void
}

type Props = { change: Change; depth: number; editor: Editor; editable: boolean; seen: CoverageSeen }

const Counts = ({ coverage }: { coverage: Coverage }) => {
  const t = useWords()
  return (
    <ul className="coverage-counts">
      {COVERAGE_VERDICTS.map((verdict) => (
        <li key={verdict} className={coverage.counts[verdict] > 0 ? VERDICT_TONES[verdict] : 'quiet'}>
          {t(`coverage.verdict.${verdict}`)} {formatCount(coverage.counts[verdict])}
        </li>
      ))}
      <li className={coverage.missing > 0 ? 'wrong' : 'quiet'}>
        {t('coverage.missing')} {formatCount(coverage.missing)}
      </li>
      {coverage.refused > 0 && (
        <li className="wrong">
          {t('coverage.refused')} {formatCount(coverage.refused)}
        </li>
      )}
    </ul>
  )
}

const Refused = ({ coverage }: { coverage: Coverage }) => {
  const t = useWords()
  const language = useLanguage()
  if (coverage.reasons.length === 0) return null
  return (
    <ul className="blockers small">
      {coverage.reasons.map(({ code, count, examples: [example] }) => (
        <li key={code}>
          {formatCount(count)} ×{' '}
          {example ? t('coverage.exampleRow', { row: example.rowNo, why: example[language] }) : code}
        </li>
      ))}
    </ul>
  )
}

const isTaken = ({ log }: Change, { id }: Coverage): boolean =>
  log.some(
    ({ operation, inEffect }) => inEffect && operation.kind === 'take_coverage' && operation.coverage === id,
  )

const Opened = ({
  coverage,
  change,
  editor,
  editable,
  seen,
}: Omit<Props, 'depth'> & { coverage: Coverage }) => {
  const t = useWords()
  const [retire, setRetire] = useState(false)
  const remove = useRemoveCoverage(change.id)
  const { data, error, refetch } = seen.rows
  const taken = isTaken(change, coverage)
  return (
    <div className="coverage-open">
      <Refused coverage={coverage} />
      {editable && !taken && (
        <>
          {coverage.missing > 0 && (
            <Checkbox checked={retire} onChange={({ target }) => setRetire(target.checked)}>
              {t('coverage.retire', { n: formatCount(coverage.missing) })}
            </Checkbox>
          )}
          <p className="row-tools">
            <Button
              type="primary"
              size="small"
              disabled={editor.pending || coverage.rows === 0}
              onClick={() =>
                editor.step({
                  operation: {
                    kind: 'take_coverage',
                    coverage: coverage.id,
                    missing: retire ? 'retire' : 'keep',
                  },
                })
              }
            >
              {t('coverage.take')}
            </Button>
            <Button
              size="small"
              danger
              loading={remove.isPending}
              onClick={() => remove.mutate(coverage.id, { onSuccess: () => seen.onOpen(null) })}
            >
              {t('coverage.remove')}
            </Button>
          </p>
        </>
      )}
      {remove.error && <EditNote error={remove.error} onClose={remove.reset} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <CoverageRows
          rows={data.items}
          total={data.total}
          depth={coverage.depth}
          open={seen.row}
          editable={editable && !taken}
          busy={editor.pending}
          onOpen={seen.onRow}
          onTake={(operation) => editor.step({ operation })}
        />
      )}
    </div>
  )
}

export const CoveragePart = (props: Props) => {
  const t = useWords()
  const language = useLanguage()
  const { change, depth, editable, seen } = props
  const coverages = useCoverages(change, change.state === 'draft')
  if (change.state !== 'draft') return <p className="quiet">{t('coverage.draftOnly')}</p>
  return (
    <>
      {editable && <CoverageForm change={change} depth={depth} onRead={seen.onOpen} />}
      {coverages.error && <ErrorNote error={coverages.error} onRetry={() => void coverages.refetch()} />}
      {coverages.isPending && <Loading />}
      {coverages.data?.items.length === 0 && <p className="quiet">{t('coverage.none')}</p>}
      <ul className="coverages">
        {coverages.data?.items.map((coverage) => {
          const level = change.levels.find((one) => one.depth === coverage.depth)
          const open = coverage.id === seen.open
          return (
            <li key={coverage.id} className="part-box">
              <p>
                <button
                  type="button"
                  className="link"
                  aria-expanded={open}
                  onClick={() => seen.onOpen(open ? null : coverage.id)}
                >
                  <strong>{coverage.file}</strong>
                </button>{' '}
                {isTaken(change, coverage) && <span className="pill proven">{t('coverage.taken')}</span>}
              </p>
              <p className="quiet small">
                {level && nameIn(language, level)} · {t('coverage.rows', { n: formatCount(coverage.rows) })} ·{' '}
                {coverage.actor} · {formatMoment(coverage.at)}
              </p>
              <Counts coverage={coverage} />
              {open && <Opened {...props} coverage={coverage} />}
            </li>
          )
        })}
      </ul>
    </>
  )
}

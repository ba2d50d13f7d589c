/** The reference systems that a layer's numbers can be in, best first, by where their points would fall; one of them is taken by a click. */
import { Button } from 'antd'
import type { LayerInspection } from '../../../server/shared/census.ts'
import { formatShare } from '../../i18n/formats.ts'
import { crsOf, readingOf, withPart } from './reading.ts'
import { useSaid } from './said.ts'
import type { LayerEdit } from './use-layer.ts'
import { useWords } from './words.ts'

type Candidate = LayerInspection['candidates'][number]
type TableProps = LayerEdit & { candidates: readonly Candidate[]; label: string }

const CandidateTable = ({ candidates, label, ...edit }: TableProps) => {
  const { layer, disabled, change } = edit
  const t = useWords()
  const said = useSaid()
  const used = crsOf(layer)
  // Where no row states its grid there is nothing to compare.
  const stated = candidates.some(({ inStatedGrid }) => inStatedGrid !== null)
  return (
    <table className="table candidates" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('reading.candidate')}</th>
          <th scope="col" className="figure">
            {t('reading.inDistrict')}
          </th>
          {stated && (
            <th scope="col" className="figure">
              {t('reading.inStatedGrid')}
            </th>
          )}
          <th scope="col">
            <span className="hidden">{t('reading.take')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {candidates.map(({ crs, inDistrict, inStatedGrid, why }) => (
          <tr key={crs} className={crs === used ? 'lit' : undefined}>
            <th scope="row">
              <span className="code">{crs}</span> <span className="quiet small">{said(why)}</span>
            </th>
            <td className="figure">{formatShare(inDistrict)}</td>
            {stated && (
              <td className="figure">
                {inStatedGrid === null ? t('reading.notStated') : formatShare(inStatedGrid)}
              </td>
            )}
            <td className="figure">
              {crs === used ? (
                <span className="proven">{t('reading.taken')}</span>
              ) : (
                <Button
                  size="small"
                  disabled={disabled}
                  aria-label={t('reading.take_named', { crs })}
                  onClick={() => change(withPart(readingOf(layer), { crs }))}
                >
                  {t('reading.take')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Those under which no point falls into the district stand folded behind the others, unless there are no others. */
export const CrsCandidates = (edit: LayerEdit) => {
  const t = useWords()
  const { candidates = [], crs: found } = edit.layer.inspection ?? {}
  if (candidates.length === 0) return null
  const matters = ({ crs, inDistrict }: Candidate): boolean =>
    inDistrict > 0 || crs === crsOf(edit.layer) || crs === found?.crs
  const near = candidates.filter(matters)
  const far = candidates.filter((one) => !matters(one))
  const shown = near.length > 0 ? near : candidates
  return (
    <>
      <p className="quiet small">{t('reading.candidates')}</p>
      <CandidateTable {...edit} label={t('reading.candidates')} candidates={shown} />
      {near.length > 0 && far.length > 0 && (
        <details className="fold">
          <summary>{t('reading.farCandidates', { n: far.length })}</summary>
          <CandidateTable {...edit} label={t('reading.farCandidates', { n: far.length })} candidates={far} />
        </details>
      )}
    </>
  )
}

/** The difference in figures, kind by kind: what each means, and whether it is taken as a whole. A kind chosen filters the rows; it is the map's legend too. */
import { Checkbox } from 'antd'
import type { Census } from '../../../server/shared/census.ts'
import { formatCount } from '../../i18n/formats.ts'
import { KindMark } from './kind-mark.tsx'
import { apartOf, countOf, DECIDED_KINDS, type DecidedKind, isTaken, withDecision } from './kinds.ts'
import { useUpdate } from './use-census.ts'
import { useWords } from './words.ts'

type Props = {
  census: Census
  frozen: boolean
  chosen: DecidedKind | null
  onChoose: (kind: DecidedKind | null) => void
}

export const KindsTable = ({ census, frozen, chosen, onChoose }: Props) => {
  const t = useWords()
  const update = useUpdate(census)
  return (
    <table className="table kinds" aria-label={t('difference.legend')}>
      <thead>
        <tr>
          <th scope="col">{t('difference.kind')}</th>
          <th scope="col" className="figure">
            {t('difference.count')}
          </th>
          <th scope="col" className="wide-only">
            {t('difference.meaning')}
          </th>
          <th scope="col">{t('difference.take')}</th>
        </tr>
      </thead>
      <tbody>
        {DECIDED_KINDS.map((kind) => {
          const words = t(`kind.${kind}`)
          const n = countOf(kind, census)
          const apart = apartOf(kind, census)
          return (
            <tr key={kind} className={kind === chosen ? 'lit' : n === 0 ? 'quiet' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="link kind-button"
                  disabled={n === 0}
                  aria-pressed={kind === chosen}
                  aria-label={t('difference.chooseKind', { kind: words })}
                  onClick={() => onChoose(kind === chosen ? null : kind)}
                >
                  <KindMark kind={kind} />
                </button>
              </th>
              <td className="figure">{formatCount(n)}</td>
              <td className="wide-only quiet">{t(`kindWords.${kind}`)}</td>
              <td>
                {kind === 'same' ? (
                  <span className="quiet">{t('difference.never')}</span>
                ) : (
                  <>
                    <Checkbox
                      checked={isTaken(kind, census)}
                      disabled={frozen || update.isPending || n === 0}
                      aria-label={t('difference.take_named', { kind: words })}
                      onChange={(event) =>
                        update.mutate({ accepted: withDecision(census, kind, event.target.checked) })
                      }
                    />
                    {apart > 0 && (
                      <span className="waits small apart">
                        {t(isTaken(kind, census) ? 'difference.butLeft' : 'difference.butTaken', {
                          n: formatCount(apart),
                        })}
                      </span>
                    )}
                  </>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

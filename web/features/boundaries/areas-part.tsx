/** What the change does to each grid: its area before and after in m² and percent, the largest change first. */
import type { Change } from '../../../server/shared/boundaries.ts'
import { formatCount, formatM2, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { formatSigned, formatSignedShare } from './figures.ts'
import { areaRows } from './lists.ts'
import { useWords } from './words.ts'

/** Of a level; a table of thousands is the export's business. */
const MOST_ROWS = 300

type Props = { change: Change; chosen: number | null; onFace: (id: number) => void }

/** The unit stands in the head of the column. */
const bare = (figure: string): string => figure.replace('\u00a0m²', '')

export const AreasPart = ({ change, chosen, onFace }: Props) => {
  const t = useWords()
  const language = useLanguage()
  const rows = areaRows(change.faces)
  const levels = change.levels.filter(({ depth }) => rows.some((row) => row.depth === depth))
  if (rows.length === 0) return <p className="quiet">{t('areas.none')}</p>
  return (
    <>
      {levels.map((level) => {
        const here = rows.filter(({ depth }) => depth === level.depth)
        const within = here.filter(({ what }) => what !== 'noded')
        const noded = here.length - within.length
        const sum = within.reduce((total, { changeM2 }) => total + changeM2, 0)
        return (
          <section key={level.depth} aria-label={nameIn(language, level)}>
            <h3>{t('areas.level', { level: nameIn(language, level), n: formatCount(within.length) })}</h3>
            {within.length > 0 && (
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('areas.grid')}</th>
                    <th scope="col" className="figure">
                      {t('areas.before')}
                    </th>
                    <th scope="col" className="figure">
                      {t('areas.after')}
                    </th>
                    <th scope="col" className="figure">
                      {t('areas.change')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {within.slice(0, MOST_ROWS).map((row) => (
                    <tr key={row.id} className={row.id === chosen ? 'lit' : undefined}>
                      <th scope="row">
                        <button type="button" className="link" onClick={() => onFace(row.id)}>
                          {row.name || row.code}
                        </button>
                        <span className={`small ${row.what === 'ended' ? 'wrong' : 'quiet'}`}>
                          {' '}
                          {t(`areas.what.${row.what}`)}
                        </span>
                      </th>
                      <td className="figure">{row.beforeM2 === null ? '' : bare(formatM2(row.beforeM2))}</td>
                      <td className="figure">{row.afterM2 === null ? '' : bare(formatM2(row.afterM2))}</td>
                      <td className="figure">
                        {bare(formatSigned(row.changeM2))}
                        {row.share !== null && row.changeM2 !== 0 && (
                          <span className="quiet small below">{formatSignedShare(row.share)}</span>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  <tr>
                    <th scope="row" colSpan={3}>
                      {t('areas.sum')}
                    </th>
                    <td className="figure">{bare(formatSigned(sum))}</td>
                  </tr>
                </tfoot>
              </table>
            )}
            {noded > 0 && <p className="quiet small">{t('areas.noded', { n: formatCount(noded) })}</p>}
            {within.length > MOST_ROWS && (
              <p className="quiet">{t('areas.more', { n: formatCount(within.length - MOST_ROWS) })}</p>
            )}
          </section>
        )
      })}
    </>
  )
}

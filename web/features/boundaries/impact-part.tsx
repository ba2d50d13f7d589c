/** What would change hands if the change took effect now: figures, from whom to whom, units, coverage and confirmation, components and reports one by one. */
import { Checkbox } from 'antd'
import type { Impact } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { ApiError } from '../../api.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { EditNote } from './edit-note.tsx'
import { Moves, Rates, Units } from './impact-tables.tsx'
import type { NameOf } from './operation-words.ts'
import { useWords } from './words.ts'

type Props = {
  impact: Impact | undefined
  error: Error | null
  retry: () => void
  nameOf: NameOf
  ticked: ReadonlySet<number>
  /** Null where nothing can be decided. */
  onTick: ((report: number) => void) | null
  onShow: (place: LonLat) => void
}

const Reports = ({ impact, nameOf, ticked, onTick, onShow }: Props & { impact: Impact }) => {
  const t = useWords()
  if (impact.reports.length === 0) return null
  return (
    <section aria-label={t('impact.reportList')}>
      <h3>{t('impact.reportList')}</h3>
      <p className="quiet small">{t('impact.reportWords')}</p>
      <ul className="rows">
        {impact.reports.map(({ id, number, place, from, to, unit, unitAfter }) => (
          <li key={id} className="ticked-row">
            <Checkbox
              checked={ticked.has(id)}
              disabled={onTick === null}
              aria-label={t('impact.tick', { number })}
              onChange={() => onTick?.(id)}
            />
            <button type="button" className="row" onClick={() => onShow(place)}>
              <span className="row-main">
                <strong>{number}</strong>
                <span className="quiet">
                  {from === null ? t('impact.noGrid') : nameOf(from)} →{' '}
                  {to === null ? t('impact.noGrid') : nameOf(to)}
                </span>
                <span className="quiet">
                  {unit?.name ?? '–'} → {unitAfter?.name ?? '–'}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {impact.reportsCutOff > 0 && (
        <p className="quiet">{t('impact.more', { n: formatCount(impact.reportsCutOff) })}</p>
      )}
    </section>
  )
}

const Components = ({ impact, nameOf, onShow }: Pick<Props, 'nameOf' | 'onShow'> & { impact: Impact }) => {
  const t = useWords()
  if (impact.listed.length === 0) return null
  return (
    <details className="fold">
      <summary>{t('impact.componentList')}</summary>
      <ul className="rows">
        {impact.listed.map(({ id, code, name, place, from, to }) => (
          <li key={id}>
            <button type="button" className="row" onClick={() => onShow(place)}>
              <span className="row-main">
                <span>{name}</span>
                <Code code={code} />
                <span className="quiet">
                  {from === null ? t('impact.noGrid') : nameOf(from)} →{' '}
                  {to === null ? t('impact.noGrid') : nameOf(to)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {impact.cutOff > 0 && <p className="quiet">{t('impact.more', { n: formatCount(impact.cutOff) })}</p>}
    </details>
  )
}

export const ImpactPart = (props: Props) => {
  const t = useWords()
  const { impact, error, retry } = props
  if (error instanceof ApiError && error.status === 409) return <EditNote error={error} />
  if (error) return <ErrorNote error={error} onRetry={retry} />
  if (!impact) return <Loading />
  const reports = impact.reports.length + impact.reportsCutOff
  return (
    <>
      <dl className="figures">
        <div>
          <dt>{t('impact.components')}</dt>
          <dd>{formatCount(impact.components)}</dd>
        </div>
        <div>
          <dt>{t('impact.reports')}</dt>
          <dd>{formatCount(reports)}</dd>
        </div>
      </dl>
      {impact.components === 0 && reports === 0 && <p className="quiet">{t('impact.none')}</p>}
      <Moves moves={impact.moves} />
      <Units units={impact.units} />
      <Rates grids={impact.grids} gridsCutOff={impact.gridsCutOff} />
      <Reports {...props} impact={impact} />
      <Components {...props} impact={impact} />
    </>
  )
}

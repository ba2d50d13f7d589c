/** What would change hands if the change took effect now: figures, from whom to whom, units, coverage and confirmation, components and reports one by one. */
import { Checkbox } from 'antd'
import type { Impact } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { formatRate, formatSigned, formatTurn } from './figures.ts'
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

const nameOrCode = (ref: { name: string; code: string } | null, none: string): string =>
  ref ? ref.name || ref.code : none

const Moves = ({ moves }: Pick<Impact, 'moves'>) => {
  const t = useWords()
  if (moves.length === 0) return null
  return (
    <section aria-label={t('impact.moves')}>
      <h3>{t('impact.moves')}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('impact.from')}</th>
            <th scope="col">{t('impact.to')}</th>
            <th scope="col" className="figure">
              {t('impact.components')}
            </th>
            <th scope="col" className="figure">
              {t('impact.reports')}
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ from, to, fromUnit, toUnit, components, reports }) => (
            <tr key={`${from?.id}-${to?.id}`}>
              <td>
                {nameOrCode(from, t('impact.noGrid'))}
                {fromUnit && <span className="quiet small below">{fromUnit.name}</span>}
              </td>
              <td>
                {nameOrCode(to, t('impact.noGrid'))}
                {toUnit && <span className="quiet small below">{toUnit.name}</span>}
              </td>
              <td className="figure">{formatCount(components)}</td>
              <td className="figure">{formatCount(reports)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Units = ({ units }: Pick<Impact, 'units'>) => {
  const t = useWords()
  const turned = units.filter(
    (one) =>
      formatSigned(one.areaAfterM2) !== formatSigned(one.areaBeforeM2) ||
      one.componentsBefore !== one.componentsAfter,
  )
  if (turned.length === 0) return null
  return (
    <section aria-label={t('impact.units')}>
      <h3>{t('impact.units')}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('impact.unit')}</th>
            <th scope="col" className="figure">
              {t('impact.ground')}
            </th>
            <th scope="col" className="figure">
              {t('impact.components')}
            </th>
          </tr>
        </thead>
        <tbody>
          {turned.map(({ unit, areaBeforeM2, areaAfterM2, componentsBefore, componentsAfter }) => (
            <tr key={unit.id}>
              <th scope="row">{unit.name}</th>
              <td className="figure">{formatSigned(areaAfterM2 - areaBeforeM2)}</td>
              <td className="figure">
                {formatTurn(formatCount(componentsBefore), formatCount(componentsAfter))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Rates = ({ grids }: Pick<Impact, 'grids'>) => {
  const t = useWords()
  const said = (one: (typeof grids)[number]['before']) =>
    [formatRate(one.coverage), formatRate(one.confirmed), one.components].join()
  const turned = grids.filter(({ before, after }) => said(before) !== said(after))
  if (grids.length === 0) return null
  return (
    <section aria-label={t('impact.rates')}>
      <h3>{t('impact.rates')}</h3>
      {turned.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('areas.grid')}</th>
              <th scope="col" className="figure">
                {t('impact.coverage')}
              </th>
              <th scope="col" className="figure">
                {t('impact.confirmed')}
              </th>
              <th scope="col" className="figure">
                {t('impact.components')}
              </th>
            </tr>
          </thead>
          <tbody>
            {turned.map(({ face, before, after }) => (
              <tr key={face.id}>
                <th scope="row">{face.name || face.code}</th>
                <td className="figure">
                  {formatTurn(formatRate(before.coverage), formatRate(after.coverage))}
                </td>
                <td className="figure">
                  {formatTurn(formatRate(before.confirmed), formatRate(after.confirmed))}
                </td>
                <td className="figure">
                  {formatTurn(formatCount(before.components), formatCount(after.components))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {turned.length < grids.length && (
        <p className="quiet small">{t('impact.same', { n: formatCount(grids.length - turned.length) })}</p>
      )}
    </section>
  )
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
      <Rates grids={impact.grids} />
      <Reports {...props} impact={impact} />
      <Components {...props} impact={impact} />
    </>
  )
}

/** The impact of a change in figures: from whom to whom, what units lose and gain, rates of grids before and after. */
import type { Impact } from '../../../server/shared/boundaries.ts'
import { formatCount } from '../../i18n/formats.ts'
import { formatRate, formatSigned, formatTurn } from './figures.ts'
import { useWords } from './words.ts'

const nameOrCode = (ref: { name: string; code: string } | null, none: string): string =>
  ref ? ref.name || ref.code : none

export const Moves = ({ moves }: Pick<Impact, 'moves'>) => {
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

export const Units = ({ units }: Pick<Impact, 'units'>) => {
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

export const Rates = ({ grids, gridsCutOff }: Pick<Impact, 'grids' | 'gridsCutOff'>) => {
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
      {gridsCutOff > 0 && <p className="quiet small">{t('impact.more', { n: formatCount(gridsCutOff) })}</p>}
    </section>
  )
}

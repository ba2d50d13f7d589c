/** Rates with what they are counted from, held against the limits; the same table in the wizard and in the printed report. Metres. */
import type { AcceptanceRates as Rates } from '../../../server/shared/acceptance-limits.ts'
import { formatCount, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { targetWords } from './said.ts'
import { useWords, type Words } from './words.ts'

type Line = {
  key: string
  name: string
  count: string
  result: string
  limit: string
  met: boolean | null | undefined
}

const share = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(2)} %`)
const metres = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)} m`)

const linesOf = (t: Words, { omission, surplus, attributes, byTarget, positions }: Rates): Line[] => [
  ...Object.entries({ omission, surplus, attributes } as const).map(([key, one]) => ({
    key,
    name: t(`acceptance.rates.${key as 'omission' | 'surplus' | 'attributes'}`),
    count: `${formatCount(one.numerator)} / ${formatCount(one.denominator)}`,
    result: share(one.rate),
    limit: share(one.limit),
    met: one.met,
  })),
  ...byTarget.map((one) => ({
    key: one.target,
    name: t('acceptance.rates.attributeOf', {
      target: one.target === 'class' ? t('acceptance.rates.class') : targetWords(t, one.target),
    }),
    count: `${formatCount(one.numerator)} / ${formatCount(one.denominator)}`,
    result: share(one.rate),
    limit: '',
    met: undefined,
  })),
  ...positions.map((one) => ({
    key: one.accuracy,
    name: t('acceptance.rates.position', { accuracy: one.accuracy }),
    count: t('acceptance.rates.measured', { measured: one.measured, found: one.found }),
    result: metres(one.rmseM),
    limit: metres(one.limitM),
    met: one.met,
  })),
]

const Verdict = ({ met }: Pick<Line, 'met'>) => {
  const t = useWords()
  if (met === undefined) return null
  if (met === null) return <span className="waits">{t('acceptance.rates.unknown')}</span>
  return <span className={met ? 'proven' : 'wrong'}>{t(`acceptance.rates.${met ? 'met' : 'unmet'}`)}</span>
}

export const RatesTable = ({ rates }: { rates: Rates }) => {
  const t = useWords()
  return (
    <table className="table rates">
      <thead>
        <tr>
          <th scope="col">{t('acceptance.rates.name')}</th>
          {(['count', 'rate', 'limit'] as const).map((name) => (
            <th key={name} scope="col" className="figure">
              {t(`acceptance.rates.${name}`)}
            </th>
          ))}
          <th scope="col">{t('acceptance.rates.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {linesOf(t, rates).map((line) => (
          <tr key={line.key}>
            <th scope="row">{line.name}</th>
            <td className="figure">{line.count}</td>
            <td className="figure">{line.result}</td>
            <td className="figure">{line.limit}</td>
            <td>
              <Verdict met={line.met} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const ByClass = ({ rates }: { rates: Rates }) => {
  const t = useWords()
  const language = useLanguage()
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('acceptance.rates.class')}</th>
          <th scope="col" className="figure">
            {t('acceptance.rates.sampled')}
          </th>
          <th scope="col" className="figure">
            {t('acceptance.grids.inspected')}
          </th>
          <th scope="col" className="figure">
            {t('acceptance.rates.absent')}
          </th>
          <th scope="col" className="figure">
            {t('acceptance.rates.wrong')}
          </th>
          <th scope="col" className="figure">
            {t('acceptance.grids.undelivered')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.byClass.map((one) => (
          <tr key={one.classId}>
            <th scope="row">{nameIn(language, one)}</th>
            {(['sampled', 'inspected', 'absent', 'wrong', 'undelivered'] as const).map((name) => (
              <td key={name} className="figure">
                {formatCount(one[name])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export const AcceptanceRates = ({ rates }: { rates: Rates }) => {
  const t = useWords()
  const { inspected, sampled, met } = rates
  return (
    <section aria-label={t('acceptance.rates.title')}>
      <h3>{t('acceptance.rates.title')}</h3>
      <p>
        {t('acceptance.rates.inspected', {
          inspected: formatCount(inspected),
          sampled: formatCount(sampled),
        })}
      </p>
      <div className="wide-table">
        <RatesTable rates={rates} />
      </div>
      <p className={met ? 'proven' : 'waits'}>
        {t(met ? 'acceptance.rates.all' : 'acceptance.rates.notAll')}
      </p>
      <details className="fold">
        <summary>{t('acceptance.rates.byClass')}</summary>
        <div className="wide-table">
          <ByClass rates={rates} />
        </div>
      </details>
    </section>
  )
}

/** Fifty decoded rows of a layer as they are delivered: garbled text and shifted columns are seen at once. */
import { formatPoint } from '../../i18n/formats.ts'
import type { Layer } from './reading.ts'
import { useWords } from './words.ts'

export const SampleTable = ({ layer }: { layer: Layer }) => {
  const t = useWords()
  const { fields = [], sample = [] } = layer.inspection ?? {}
  return (
    <section className="part" aria-label={t('reading.rows', { n: sample.length })}>
      <h3>{t('reading.rows', { n: sample.length })}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex lint/a11y/useSemanticElements: what scrolls has to be reached by keyboard */}
      <div className="scroll-both" role="region" aria-label={t('reading.sample')} tabIndex={0}>
        <table className="table sample">
          <thead>
            <tr>
              <th scope="col">{t('reading.rowNo')}</th>
              {fields.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              <th scope="col">{t('reading.position')}</th>
            </tr>
          </thead>
          <tbody>
            {sample.map(({ row, values, point }) => (
              <tr key={row}>
                <th scope="row" className="figure">
                  {row}
                </th>
                {fields.map(({ name }, n) => (
                  <td key={name}>{values[n]}</td>
                ))}
                <td className="code">{point === null ? '' : formatPoint(point)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

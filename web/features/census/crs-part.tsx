/** The reference system of a layer: what the file says and how sure that is, which systems are possible by where their points would fall, and any other. */
import { Alert, Button, Select } from 'antd'
import { CRS_NAMES } from '../../../server/shared/crs.ts'
import { formatShare } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { Evidence } from './evidence.tsx'
import { crsOf, readingOf, withPart } from './reading.ts'
import { useSaid } from './said.ts'
import type { LayerEdit } from './use-layer.ts'
import { useWords } from './words.ts'

const OPTIONS = CRS_NAMES.map((name) => ({ value: name, label: name }))

const Candidates = ({ layer, disabled, change }: LayerEdit) => {
  const t = useWords()
  const said = useSaid()
  const candidates = layer.inspection?.candidates ?? []
  const used = crsOf(layer)
  if (candidates.length === 0) return null
  return (
    <table className="table">
      <caption>{t('reading.candidates')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('reading.candidate')}</th>
          <th scope="col" className="figure">
            {t('reading.inDistrict')}
          </th>
          <th scope="col" className="figure">
            {t('reading.inStatedGrid')}
          </th>
          <th scope="col">
            <span className="hidden">{t('reading.take')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {candidates.map(({ crs, inDistrict, inStatedGrid, why }) => (
          <tr key={crs} className={crs === used ? 'lit' : undefined} title={said(why)}>
            <th scope="row" className="code">
              {crs}
            </th>
            <td className="figure">{formatShare(inDistrict)}</td>
            <td className="figure">
              {inStatedGrid === null ? (
                <span className="quiet">{t('reading.notStated')}</span>
              ) : (
                formatShare(inStatedGrid)
              )}
            </td>
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

/** Systems without public parameters, and what the file says in vain. */
const REFUSED = ['xian80', 'beijing54', 'local'] as const

const Proof = ({ layer }: Pick<LayerEdit, 'layer'>) => {
  const t = useWords()
  const said = useSaid()
  const found = layer.inspection?.crs ?? null
  const proposed = layer.reading === null ? layer.inspection?.reasons.crs : undefined
  const refused = REFUSED.find((word) => word === found?.refused) ?? 'unknown'
  return (
    <>
      {found && found.refused === undefined && (
        <p>
          <Evidence proof={found} />
        </p>
      )}
      {proposed && (
        <p>
          {t('reading.crsProposed', { crs: crsOf(layer) ?? '' })} <Evidence proof={proposed} />
        </p>
      )}
      {found?.refused !== undefined && crsOf(layer) === null && (
        <Alert
          type="error"
          role="alert"
          className="note"
          title={said(found.why)}
          description={t(`reading.crsRefused.${refused}`)}
        />
      )}
    </>
  )
}

export const CrsPart = (edit: LayerEdit) => {
  const { layer, disabled, change } = edit
  const t = useWords()
  const found = layer.inspection?.crs ?? null
  const used = crsOf(layer)
  const asks = found?.confidence === 'guess' && layer.reading === null && used !== null
  return (
    <section className="part" aria-label={t('reading.crs')}>
      <h3>{t('reading.crs')}</h3>
      <p>{found?.said ? t('reading.crsSaid', { said: found.said }) : t('reading.crsUnsaid')}</p>
      <Proof layer={layer} />
      {used === null && <p className="wrong">{t('reading.crsNone')}</p>}
      {asks && (
        <Alert
          type="warning"
          className="note"
          title={t('reading.guess', { what: used })}
          action={
            <Button size="small" disabled={disabled} onClick={() => change(readingOf(layer))}>
              {t('reading.confirm')}
            </Button>
          }
        />
      )}
      <Candidates {...edit} />
      <Field label={t('reading.crsChosen')}>
        {(id) => (
          <Select
            id={id}
            className="narrow-select"
            showSearch
            disabled={disabled}
            value={used}
            placeholder={t('reading.otherCrs')}
            options={OPTIONS}
            onChange={(crs: string) => change(withPart(readingOf(layer), { crs }))}
          />
        )}
      </Field>
    </section>
  )
}

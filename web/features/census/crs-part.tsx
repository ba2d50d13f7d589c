/** The reference system of a layer: what the file says and how sure that is, which systems are possible by where their points would fall, and any other. */
import { Alert, Button, Select } from 'antd'
import { CRS_NAMES } from '../../../server/shared/crs.ts'
import { Field } from '../../ui/field.tsx'
import { CrsCandidates } from './crs-candidates.tsx'
import { Evidence } from './evidence.tsx'
import { crsOf, readingOf, withPart } from './reading.ts'
import { useSaid } from './said.ts'
import type { LayerEdit } from './use-layer.ts'
import { useWords } from './words.ts'

const OPTIONS = CRS_NAMES.map((name) => ({ value: name, label: name }))

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
      <CrsCandidates {...edit} />
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

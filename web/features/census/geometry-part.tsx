/** Encoding, header row and fields of the coordinates: what a reader found by itself, and what to use instead. */
import { InputNumber, Select } from 'antd'
import type { LayerReading } from '../../../server/shared/census.ts'
import { Field } from '../../ui/field.tsx'
import { Evidence } from './evidence.tsx'
import { readingOf, withPart } from './reading.ts'
import type { LayerEdit } from './use-layer.ts'
import { useWords } from './words.ts'

const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5'].map((value) => ({
  value,
  label: value.toUpperCase(),
}))
type Geometry = LayerReading['geometry']
type Form = 'own' | 'xy' | 'wkt' | 'geojson'

const formOf = (geometry: Geometry): Form => {
  if (geometry === undefined) return 'own'
  if ('x' in geometry) return 'xy'
  return 'wkt' in geometry ? 'wkt' : 'geojson'
}

const same = (a: Geometry, b: Geometry): boolean =>
  JSON.stringify(Object.entries(a ?? {}).sort()) === JSON.stringify(Object.entries(b ?? {}).sort())

const EncodingPart = ({ layer, disabled, change }: LayerEdit) => {
  const t = useWords()
  const found = layer.inspection?.encoding
  if (!found) return null
  const used = (readingOf(layer).encoding ?? found.name).toLowerCase()
  return (
    <Field label={t('reading.encoding')}>
      {(id) => (
        <>
          <Select
            id={id}
            className="narrow-select"
            disabled={disabled}
            value={used}
            options={
              ENCODINGS.some(({ value }) => value === used)
                ? ENCODINGS
                : [...ENCODINGS, { value: used, label: used }]
            }
            onChange={(encoding: string) => change(withPart(readingOf(layer), { encoding }))}
          />
          <p>
            <Evidence proof={found} />
          </p>
        </>
      )}
    </Field>
  )
}

const CoordinateFields = ({ layer, disabled, change }: LayerEdit) => {
  const t = useWords()
  const { geometry } = readingOf(layer)
  const proposed = layer.inspection?.proposed.geometry
  const proof = same(geometry, proposed) ? layer.inspection?.reasons.geometry : undefined
  const options = (layer.inspection?.fields ?? []).map(({ name }) => ({ value: name, label: name }))
  const first = options[0]?.value ?? ''
  const set = (next: Geometry) => change(withPart(readingOf(layer), { geometry: next }))
  const begin = (form: Form): Geometry => {
    if (form === 'own') return undefined
    if (form === 'xy') return { x: first, y: options[1]?.value ?? first }
    return form === 'wkt' ? { wkt: first } : { geojson: first }
  }
  return (
    <>
      <Field label={t('reading.geometry')}>
        {(id) => (
          <Select
            id={id}
            className="wide-select"
            disabled={disabled}
            value={formOf(geometry)}
            options={[
              { value: 'own' as const, label: t('reading.geometryOwn') },
              { value: 'xy' as const, label: t('reading.geometryXY') },
              { value: 'wkt' as const, label: t('reading.geometryWkt') },
              { value: 'geojson' as const, label: t('reading.geometryGeojson') },
            ]}
            onChange={(form: Form) => set(begin(form))}
          />
        )}
      </Field>
      {proof && (
        <p>
          <Evidence proof={proof} />
        </p>
      )}
      {geometry && (
        <div className="two">
          {Object.entries(geometry).map(([part, field]) => (
            <Field key={part} label={t(`reading.${part as 'x' | 'y' | 'wkt' | 'geojson'}`)}>
              {(id) => (
                <Select
                  id={id}
                  showSearch
                  disabled={disabled}
                  value={field}
                  options={options}
                  onChange={(name: string) => set({ ...geometry, [part]: name } as Geometry)}
                />
              )}
            </Field>
          ))}
        </div>
      )}
    </>
  )
}

export const GeometryPart = (edit: LayerEdit) => {
  const t = useWords()
  const { layer, disabled, change } = edit
  const { headerRow } = readingOf(layer)
  return (
    <section className="part" aria-label={t('reading.geometry')}>
      <EncodingPart {...edit} />
      {headerRow !== undefined && (
        <Field label={t('reading.headerRow')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              disabled={disabled}
              value={headerRow}
              onChange={(row) => change(withPart(readingOf(layer), { headerRow: row ?? 1 }))}
            />
          )}
        </Field>
      )}
      <CoordinateFields {...edit} />
    </section>
  )
}

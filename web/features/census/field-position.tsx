/** A position in a named reference system, as an instrument shows it. */
import { Input, Select } from 'antd'
import { COMMON_CRS } from '../../../server/shared/crs-definition.ts'
import { Field } from '../../ui/field.tsx'
import { useWords } from './words.ts'

export type Typed = { readonly crs: string; readonly x: string; readonly y: string }

export const FieldPosition = ({ value, onChange }: { value: Typed; onChange: (value: Typed) => void }) => {
  const t = useWords()
  return (
    <>
      <Field label={t('acceptance.field.crs')}>
        {(id) => (
          <Select
            id={id}
            size="large"
            showSearch
            value={value.crs}
            options={COMMON_CRS.map((crs) => ({ value: crs, label: crs }))}
            onChange={(crs) => onChange({ ...value, crs })}
          />
        )}
      </Field>
      {(['x', 'y'] as const).map((axis) => (
        <Field key={axis} label={t(`acceptance.field.${axis}`)}>
          {(id) => (
            <Input
              id={id}
              size="large"
              inputMode="decimal"
              autoComplete="off"
              value={value[axis]}
              onChange={(event) => onChange({ ...value, [axis]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </>
  )
}

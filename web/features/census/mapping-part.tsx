/** What each field of a layer means, with the reason for each; every meaning can be given another field, none, or be added. */
import { Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useClasses } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { Evidence } from './evidence.tsx'
import { plainField, readingOf, targetsIn, withPart, withTarget } from './reading.ts'
import { TARGETS, targetWords } from './said.ts'
import { ScrollBox } from './scroll-box.tsx'
import type { LayerEdit } from './use-layer.ts'
import { useWords } from './words.ts'

const NONE = ''

const TargetRow = ({ target, ...edit }: LayerEdit & { target: string }) => {
  const { layer, disabled, change } = edit
  const t = useWords()
  const reading = readingOf(layer)
  const fields = layer.inspection?.fields ?? []
  const source = reading.targets[target]
  const field = plainField(source, fields)
  const rule = field === null && source !== undefined
  const own = layer.inspection?.proposed.targets[target] !== source
  const proof = own ? undefined : layer.inspection?.reasons[target]
  const words = targetWords(t, target)
  const samples = fields.find(({ name }) => name === field)?.samples ?? []
  return (
    <tr>
      <th scope="row">{words}</th>
      <td>
        <Select
          className="field-select"
          aria-label={`${words}: ${t('reading.source')}`}
          showSearch
          disabled={disabled}
          value={rule ? null : (field ?? NONE)}
          placeholder={t('reading.ownRule')}
          title={rule ? JSON.stringify(source) : (field ?? '')}
          options={[
            { value: NONE, label: t('reading.noSource') },
            ...fields.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(name: string) => change(withTarget(reading, target, name === NONE ? null : name))}
        />
      </td>
      <td className="sample-cell">{rule ? JSON.stringify(source) : samples.slice(0, 3).join('、')}</td>
      <td>
        {proof && <Evidence proof={proof} />}
        {own && source !== undefined && <span className="quiet">{t('reading.byYou')}</span>}
      </td>
    </tr>
  )
}

const FixedClass = ({ layer, disabled, change, edition }: LayerEdit & { edition: string }) => {
  const t = useWords()
  const language = useLanguage()
  const { data, isPending } = useClasses()
  const options = useMemo(
    () => [
      { value: NONE, label: t('reading.fixedClassNone'), words: '' },
      ...(data?.items ?? [])
        .filter((cls) => cls.edition === edition && cls.kind === 'component' && cls.code !== null)
        .map((cls) => ({
          value: cls.code ?? '',
          label: `${cls.code} ${nameIn(language, cls)}`,
          words: `${cls.code} ${cls.nameZh} ${cls.nameEn}`.toLowerCase(),
        })),
    ],
    [data, edition, language, t],
  )
  const reading = readingOf(layer)
  return (
    <Field label={t('reading.fixedClass')}>
      {(id) => (
        <Select
          id={id}
          showSearch={{ filterOption: (text, option) => option?.words.includes(text.toLowerCase()) ?? false }}
          loading={isPending}
          disabled={disabled}
          value={reading.classCode ?? NONE}
          options={options}
          onChange={(code: string) =>
            change(withPart(reading, { classCode: code === NONE ? undefined : code }))
          }
        />
      )}
    </Field>
  )
}

/** Said when the field is left: each letter would read the sample anew. */
const KeySource = ({ layer, disabled, change }: LayerEdit) => {
  const t = useWords()
  const reading = readingOf(layer)
  const [text, setText] = useState(reading.keySource ?? '')
  return (
    <Field label={t('reading.keySource')}>
      {(id) => (
        <>
          <Input
            id={id}
            disabled={disabled}
            value={text}
            maxLength={200}
            onChange={(event) => setText(event.target.value)}
            onBlur={() => {
              if (text.trim() !== (reading.keySource ?? ''))
                change(withPart(reading, { keySource: text.trim() === '' ? undefined : text.trim() }))
            }}
          />
          <p className="quiet">{t('reading.keySourceHint')}</p>
        </>
      )}
    </Field>
  )
}

export const MappingPart = ({ edition, ...edit }: LayerEdit & { edition: string }) => {
  const t = useWords()
  const reading = readingOf(edit.layer)
  const present = targetsIn(reading)
  const [added, setAdded] = useState<string[]>([])
  const { reasons = {}, proposed } = edit.layer.inspection ?? {}
  const { recordIds } = reasons
  const classProof = reading.classCode === proposed?.classCode ? reasons.classCode : undefined
  const shown = [...present, ...added.filter((target) => !present.includes(target))]
  return (
    <section className="part">
      <h3>{t('reading.mapping')}</h3>
      <ScrollBox label={t('reading.mapping')}>
        <table className="table mapping">
          <thead>
            <tr>
              <th scope="col">{t('reading.target')}</th>
              <th scope="col">{t('reading.source')}</th>
              <th scope="col">{t('reading.sample')}</th>
              <th scope="col">{t('reading.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((target) => (
              <TargetRow key={target} target={target} {...edit} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {recordIds && (
        <p>
          <Evidence proof={recordIds} />
        </p>
      )}
      <div className="two">
        <Field label={t('reading.moreTargets')}>
          {(id) => (
            <Select
              id={id}
              showSearch={{ optionFilterProp: 'label' }}
              disabled={edit.disabled}
              value={null}
              options={TARGETS.filter((target) => !shown.includes(target)).map((target) => ({
                value: target,
                label: targetWords(t, target),
              }))}
              onChange={(target: string | null) => target !== null && setAdded([...added, target])}
            />
          )}
        </Field>
        <div>
          <FixedClass edition={edition} {...edit} />
          {classProof && <Evidence proof={classProof} />}
        </div>
        {shown.includes('key') && <KeySource {...edit} />}
      </div>
    </section>
  )
}

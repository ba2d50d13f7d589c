/** Reads a file of grids beside the draft: the file, the level that it is, and, where they cannot be guessed, its fields and its system of coordinates. */
import { Button, Input, Select } from 'antd'
import { useRef, useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import { nameIn } from '../../i18n/formats.ts'
import { bundleFiles } from '../../ui/bundle-files.ts'
import { filesChosen, filesDropped } from '../../ui/dropped-files.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { EditNote } from './edit-note.tsx'
import { type Reading, useReadCoverage } from './use-coverages.ts'
import { useWords } from './words.ts'

type Props = { change: Change; depth: number; onRead: (coverage: number) => void }
type Said = Pick<Reading, 'code' | 'nameField' | 'parent' | 'crs'>

const FIELDS = ['code', 'nameField', 'parent', 'crs'] as const

export const CoverageForm = ({ change, depth, onRead }: Props) => {
  const t = useWords()
  const language = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const [level, setLevel] = useState(depth)
  const [said, setSaid] = useState<Said>({ code: '', nameField: '', parent: '', crs: '' })
  const [several, setSeveral] = useState(0)
  const read = useReadCoverage(change.id)
  const take = (bundles: ReturnType<typeof bundleFiles>) => {
    setSeveral(bundles.length)
    const [bundle] = bundles
    if (bundle && bundles.length === 1)
      read.mutate({ bundle, depth: level, ...said }, { onSuccess: ({ id }) => onRead(id) })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be dropped anywhere on it; the button does the same
    <div
      className="part-box"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void filesDropped(event.dataTransfer).then((files) => take(bundleFiles(files)))
      }}
    >
      <h3>{t('coverage.read')}</h3>
      <p className="quiet small">{t('coverage.readHint')}</p>
      <Field label={t('coverage.level')}>
        {(id) => (
          <Select
            id={id}
            value={level}
            options={change.levels.map((one) => ({ value: one.depth, label: nameIn(language, one) }))}
            onChange={setLevel}
          />
        )}
      </Field>
      <details className="coverage-fields">
        <summary className="small">{t('coverage.fields')}</summary>
        <div className="two">
          {FIELDS.map((name) => (
            <Field key={name} label={t(`coverage.field.${name}`)}>
              {(id) => (
                <Input
                  id={id}
                  size="small"
                  maxLength={200}
                  placeholder={t(`coverage.example.${name}`)}
                  value={said[name]}
                  onChange={({ target }) => setSaid((now) => ({ ...now, [name]: target.value }))}
                />
              )}
            </Field>
          ))}
        </div>
      </details>
      {several > 1 && <p className="waits">{t('coverage.several', { n: several })}</p>}
      {read.error && <EditNote error={read.error} onClose={read.reset} />}
      <Button type="primary" loading={read.isPending} onClick={() => input.current?.click()}>
        {t('coverage.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={({ target }) => {
          take(bundleFiles(filesChosen(target.files ?? [])))
          target.value = ''
        }}
      />
    </div>
  )
}

/** Parcels out of a file: what was taken, what was known, and each row that was not, with its reason. */
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { importParcels } from '../../../server/shared/parcels.contract.ts'
import { type Answer, api } from '../../api.ts'
import { formatBytes, formatCount } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { RefusedNote } from './refused-note.tsx'
import { useQueueDeed } from './use-parcels.ts'
import { useWords } from './words.ts'

const MOST_ROWS = 50
const FIELDS = ['codeField', 'nameField', 'layer', 'crs'] as const
type Name = (typeof FIELDS)[number]

const Imported = ({ done }: { done: Answer<typeof importParcels> }) => {
  const t = useWords()
  const language = useLanguage()
  const { rows, made, known, refused } = done
  return (
    <div role="status">
      <p>
        {t('import.done', {
          rows: formatCount(rows),
          made: formatCount(made.length),
          known: formatCount(known),
          refused: formatCount(refused.length),
        })}
      </p>
      <ul className="refused-rows">
        {refused.slice(0, MOST_ROWS).map((one) => (
          <li key={one.row}>{t('import.row', { row: one.row, why: one[language] })}</li>
        ))}
      </ul>
      {refused.length > MOST_ROWS && (
        <p className="quiet">{t('import.more', { n: formatCount(refused.length - MOST_ROWS) })}</p>
      )}
    </div>
  )
}

export const ImportForm = (props: { scheme: number; depth: number; onClose: () => void }) => {
  const t = useWords()
  const general = useTranslation().t
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [said, setSaid] = useState<Record<Name, string>>({ codeField: '', nameField: '', layer: '', crs: '' })
  const { scheme, depth, onClose } = props
  const send = useQueueDeed((chosen: File) =>
    api.importParcels({
      query: {
        scheme,
        depth,
        name: chosen.name,
        ...Object.fromEntries(
          FIELDS.map((name) => [name, said[name].trim()]).filter(([, value]) => value !== ''),
        ),
      },
      file: chosen,
    }),
  )
  return (
    <form
      className="box"
      aria-label={t('import.title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (file) send.mutate(file)
      }}
    >
      <h2>{t('import.title')}</h2>
      <p className="quiet">{t('import.hint')}</p>
      <p className="row-tools">
        <Button onClick={() => input.current?.click()}>{t('import.file')}</Button>
        {file && <span>{t('import.chosen', { name: file.name, size: formatBytes(file.size) })}</span>}
      </p>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null)
          send.reset()
        }}
      />
      <div className="two">
        {FIELDS.map((name) => (
          <Field key={name} label={t(`import.${name}`)}>
            {(id) => (
              <Input
                id={id}
                maxLength={100}
                value={said[name]}
                onChange={(event) => setSaid({ ...said, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      {send.error && <RefusedNote error={send.error} />}
      {send.data && <Imported done={send.data} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={send.isPending} disabled={file === null}>
          {t('import.send')}
        </Button>
        <Button onClick={onClose}>{general(send.data ? 'app.close' : 'app.cancel')}</Button>
      </p>
    </form>
  )
}

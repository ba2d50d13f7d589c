/** Creates the level below inside a grid: one grid over all of it, to be split from then on. The first one names the level. */
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import type { Change, Face } from '../../../server/shared/boundaries.ts'
import type { Operation } from '../../../server/shared/operations.ts'
import { nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { useWords } from './words.ts'

type Props = {
  face: Face
  levels: Change['levels']
  busy: boolean
  onSave: (operation: Operation) => void
}

type Words = { code: string; name: string; levelCode: string; levelZh: string; levelEn: string }

const Text = (props: { label: string; value: string; onChange: (text: string) => void }) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <Input
        id={id}
        size="small"
        maxLength={100}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  )
}

export const SubdivideForm = ({ face, levels, busy, onSave }: Props) => {
  const t = useWords()
  const language = useLanguage()
  const below = levels.find(({ depth }) => depth === face.depth + 1)
  const [words, setWords] = useState<Words>({ code: '', name: '', levelCode: '', levelZh: '', levelEn: '' })
  const set = (name: keyof Words) => (text: string) => setWords((now) => ({ ...now, [name]: text }))
  const named = below !== undefined || words.levelCode.trim() !== ''
  return (
    <form
      className="subdivide"
      aria-label={t('face.subdivide')}
      onSubmit={(event) => {
        event.preventDefault()
        const [code, name, levelCode] = [words.code.trim(), words.name.trim(), words.levelCode.trim()]
        onSave({
          kind: 'subdivide',
          face: face.id,
          ...(code || name ? { child: { ...(code ? { code } : {}), ...(name ? { name } : {}) } } : {}),
          ...(below
            ? {}
            : { level: { code: levelCode, nameZh: words.levelZh.trim(), nameEn: words.levelEn.trim() } }),
        })
      }}
    >
      <h4>{t('face.subdivide')}</h4>
      <p className="quiet small">
        {below ? t('face.subdivideInto', { level: nameIn(language, below) }) : t('face.subdivideNew')}
      </p>
      <div className="two">
        <Text label={t('face.childCode')} value={words.code} onChange={set('code')} />
        <Text label={t('face.childName')} value={words.name} onChange={set('name')} />
      </div>
      {!below && (
        <>
          <Text label={t('face.levelCode')} value={words.levelCode} onChange={set('levelCode')} />
          <div className="two">
            <Text label={t('face.levelZh')} value={words.levelZh} onChange={set('levelZh')} />
            <Text label={t('face.levelEn')} value={words.levelEn} onChange={set('levelEn')} />
          </div>
        </>
      )}
      <Button size="small" htmlType="submit" disabled={busy || !named}>
        {t('face.subdivide')}
      </Button>
    </form>
  )
}

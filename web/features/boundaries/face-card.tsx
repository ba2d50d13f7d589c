/** One grid of a draft: what it is, what became of its area, and what can be done with it that needs no pointer. */
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Change, Face } from '../../../server/shared/boundaries.ts'
import type { Operation } from '../../../server/shared/operations.ts'
import { formatM2, nameIn } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { Field } from '../../ui/field.tsx'
import { Lineage } from '../../ui/lineage.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { formatSigned } from './figures.ts'
import { changedIds } from './lists.ts'
import { SubdivideForm } from './subdivide-form.tsx'
import { CommentForm, Comments } from './talk-part.tsx'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

type TextProps = {
  label: string
  value: string
  action: string
  required?: boolean
  max: number
  busy: boolean
  onSave: (text: string) => void
}

const TextForm = ({ label, value, action, required = false, max, busy, onSave }: TextProps) => {
  const [text, setText] = useState(value)
  const next = text.trim()
  return (
    <form
      className="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (next !== value && !(required && next === '')) onSave(next)
      }}
    >
      <Field label={label}>
        {(id) => (
          <Input
            id={id}
            size="small"
            maxLength={max}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button size="small" htmlType="submit" disabled={busy || next === value || (required && next === '')}>
        {action}
      </Button>
    </form>
  )
}

const ParentForm = (props: {
  face: Face
  parents: readonly Face[]
  busy: boolean
  onSave: (parent: number) => void
}) => {
  const t = useWords()
  const { face, parents, busy, onSave } = props
  const [chosen, setChosen] = useState<number | null>(face.parentId)
  const known = parents.some(({ id }) => id === chosen)
  const options = parents.map(({ id, name, code }) => ({ value: id, label: name || code }))
  return (
    <form
      className="one-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen !== null && chosen !== face.parentId) onSave(chosen)
      }}
    >
      <Field label={t('face.parent')}>
        {(id) => (
          <Select<number>
            id={id}
            size="small"
            showSearch={{ optionFilterProp: 'label' }}
            value={chosen}
            options={
              known || chosen === null ? options : [{ value: chosen, label: `#${chosen}` }, ...options]
            }
            onChange={setChosen}
          />
        )}
      </Field>
      <Button size="small" htmlType="submit" disabled={busy || chosen === face.parentId}>
        {t('face.reparent')}
      </Button>
    </form>
  )
}

type Props = {
  face: Face
  change: Change
  parents: readonly Face[]
  editor: Editor
  editable: boolean
  onFace: (id: number | null) => void
  onTool: (tool: 'split' | 'merge' | 'ground') => void
}

const Forms = ({ face, change, parents, editor, onTool }: Props) => {
  const t = useWords()
  const { modal } = App.useApp()
  const act = (operation: Operation) => editor.step({ operation })
  const busy = editor.pending
  const retire = () =>
    modal.confirm({
      title: t('face.retireSure', { name: face.name || face.code }),
      content: t('face.retireWords'),
      okText: t('face.retire'),
      okButtonProps: { danger: true },
      onOk: () => act({ kind: 'retire', face: face.id }),
    })
  return (
    <>
      <p className="row-tools">
        <Button size="small" onClick={() => onTool('split')}>
          {t('tools.split')} <kbd aria-hidden>X</kbd>
        </Button>
        <Button size="small" onClick={() => onTool('merge')}>
          {t('tools.merge')} <kbd aria-hidden>C</kbd>
        </Button>
        <Button size="small" onClick={() => onTool('ground')}>
          {t('tools.ground')} <kbd aria-hidden>A</kbd>
        </Button>
      </p>
      <TextForm
        key={`name-${face.name}`}
        label={t('face.name')}
        value={face.name}
        action={t('face.rename')}
        max={200}
        busy={busy}
        onSave={(name) => act({ kind: 'rename', face: face.id, name })}
      />
      <TextForm
        key={`code-${face.code}`}
        label={t('face.code')}
        value={face.code}
        action={t('face.recode')}
        required
        max={100}
        busy={busy}
        onSave={(code) => act({ kind: 'recode', face: face.id, code })}
      />
      {face.depth > 1 && (
        <ParentForm
          key={`parent-${face.parentId}`}
          face={face}
          parents={parents}
          busy={busy}
          onSave={(parent) => act({ kind: 'reparent', face: face.id, parent })}
        />
      )}
      <details className="fold">
        <summary>{t('face.more')}</summary>
        <SubdivideForm face={face} levels={change.levels} busy={busy} onSave={act} />
        <Button size="small" danger disabled={busy} onClick={() => void retire()}>
          {t('face.retire')}
        </Button>
      </details>
    </>
  )
}

export const FaceCard = (props: Props) => {
  const t = useWords()
  const language = useLanguage()
  const navigate = useNavigate()
  const { face, change, editable, onFace } = props
  const done = change.faces.find((one) => one.face.id === face.id)
  const level = change.levels.find(({ depth }) => depth === face.depth)
  const before = done?.before?.areaM2 ?? null
  const comments = change.comments.filter(({ faceId }) => faceId === face.id)
  return (
    <section className="face-card" aria-label={t('face.card')}>
      <p className="card-head">
        <strong>{face.name || face.code}</strong>
        {level && <span className="quiet">{nameIn(language, level)}</span>}
        {changedIds(change.faces).has(face.id) && <span className="pill waits">{t('grids.changed')}</span>}
        <Button size="small" className="apart-right" onClick={() => onFace(null)}>
          {t('face.letGo')}
        </Button>
      </p>
      <Code code={face.code} copy />
      <p>
        {t('face.area')} <span className="code">{formatM2(face.areaM2)}</span>
        {before !== null && (
          <span className="quiet">
            {' '}
            {t('face.was', { before: formatM2(before), change: formatSigned(face.areaM2 - before) })}
          </span>
        )}
      </p>
      {editable && <Forms {...props} />}
      {face.id > 0 && (
        <Lineage
          id={face.id}
          onGrid={(id, day) => void navigate(`/?sel=grid-${id}${day === null ? '' : `&asof=${day}`}`)}
        />
      )}
      {comments.length > 0 && <Comments comments={comments} />}
      <details>
        <summary className="small">{t('talk.add')}</summary>
        <CommentForm id={change.id} about={{ face: face.id }} />
      </details>
    </section>
  )
}

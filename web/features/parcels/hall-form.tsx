/** What is being recorded of a parcel: who signs for the village that was chosen, or why it waits. Enter records it. */
import type { RefObject } from 'react'
import { Field } from '../../ui/field.tsx'
import { useWords } from './words.ts'

export type Draft =
  | { readonly mode: 'look' }
  | { readonly mode: 'sign'; readonly grid: number; readonly signatory: string; readonly words: string }
  | { readonly mode: 'defer'; readonly reason: string }
export const LOOKING: Draft = { mode: 'look' }

type Props = {
  draft: Draft
  busy: boolean
  refs: { signatory: RefObject<HTMLInputElement | null>; reason: RefObject<HTMLInputElement | null> }
  onDraft: (draft: Draft) => void
  onRecord: () => void
}

export const HallForm = ({ draft, busy, refs, onDraft, onRecord }: Props) => {
  const t = useWords()
  if (draft.mode === 'look') return null
  return (
    <form
      className="hall-form"
      onSubmit={(event) => {
        event.preventDefault()
        onRecord()
        // The next Enter is the hall's again.
        if (document.activeElement instanceof HTMLElement && event.currentTarget.checkValidity())
          document.activeElement.blur()
      }}
    >
      {draft.mode === 'sign' ? (
        <>
          <Field label={t('hall.signatory')}>
            {(id) => (
              <input
                id={id}
                ref={refs.signatory}
                required
                maxLength={100}
                autoComplete="off"
                value={draft.signatory}
                onChange={(event) => onDraft({ ...draft, signatory: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('hall.words')}>
            {(id) => (
              <input
                id={id}
                required
                maxLength={2000}
                autoComplete="off"
                value={draft.words}
                onChange={(event) => onDraft({ ...draft, words: event.target.value })}
              />
            )}
          </Field>
          <button type="submit" disabled={busy}>
            <kbd>Enter</kbd> {t('hall.sign')}
          </button>
        </>
      ) : (
        <>
          <Field label={t('hall.reason')}>
            {(id) => (
              <input
                id={id}
                ref={refs.reason}
                required
                maxLength={2000}
                autoComplete="off"
                value={draft.reason}
                onChange={(event) => onDraft({ ...draft, reason: event.target.value })}
              />
            )}
          </Field>
          <button type="submit" disabled={busy}>
            <kbd>Enter</kbd> {t('hall.defer')}
          </button>
        </>
      )}
    </form>
  )
}

/** A kind of difference as it stands on the map and in lists: its colour with its letter. */
import { KIND_COLOURS, type ShownKind } from './kinds.ts'
import { useWords } from './words.ts'

export const KindMark = ({ kind, words = true }: { kind: ShownKind; words?: boolean }) => {
  const t = useWords()
  return (
    <span className="kind-mark">
      <span className="kind-disc" style={{ background: KIND_COLOURS[kind] }} aria-hidden>
        {t(`glyph.${kind}`)}
      </span>
      {words && t(`kind.${kind}`)}
    </span>
  )
}

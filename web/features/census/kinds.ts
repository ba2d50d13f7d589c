/** Kinds of difference: their colours (Okabe and Ito's, dark on light; a letter on each, so that colour is never alone) and what is done with each unless decided otherwise. */
import { type Census, DIFFERENCE_KINDS } from '../../../server/shared/census.ts'

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]
/** What a row or a component is drawn as. */
export type ShownKind = DifferenceKind | 'missing' | 'error'
/** What can be taken or left out as a whole. */
export type DecidedKind = DifferenceKind | 'missing'
export const DECIDED_KINDS: readonly DecidedKind[] = [...DIFFERENCE_KINDS, 'missing']

export const KIND_COLOURS: Record<ShownKind, string> = {
  new: '#52b788',
  returned: '#9ad1b3',
  same: '#c9d0d6',
  changed: '#f0e442',
  moved: '#62b0e8',
  conflict: '#e8835a',
  suspect: '#d78fb8',
  missing: '#ffffff',
  error: '#ef6f6c',
}

/** A list never writes what might be wrong by itself: conflicts, suspected duplicates and retiring are somebody's decision. */
const TAKEN: readonly DecidedKind[] = ['new', 'returned', 'changed', 'moved']

type Decisions = Pick<Census, 'accepted' | 'counts' | 'decided'>

export const isTaken = (kind: DecidedKind, { accepted }: Pick<Decisions, 'accepted'>): boolean =>
  kind !== 'same' && (accepted[kind] ?? TAKEN.includes(kind))

export const countOf = (kind: ShownKind, { counts }: Pick<Decisions, 'counts'>): number =>
  (counts as Record<string, number>)[kind === 'error' ? 'refused' : kind] ?? 0

/** Rows and components of a kind that a commit would take as things stand; those decided by themselves go as they were decided. */
export const takenOf = (kind: DecidedKind, census: Decisions): number => {
  const { taken = 0, left = 0 } = census.decided[kind] ?? {}
  if (kind === 'same') return 0
  return isTaken(kind, census) ? countOf(kind, census) - left : taken
}

/** How many were decided by themselves, against their kind. */
export const apartOf = (kind: DecidedKind, census: Decisions): number => {
  const { taken = 0, left = 0 } = census.decided[kind] ?? {}
  return isTaken(kind, census) ? left : taken
}

/** All decisions with one of them made: the server takes them whole. */
export const withDecision = (
  census: Pick<Decisions, 'accepted'>,
  kind: DecidedKind,
  taken: boolean,
): Record<DecidedKind, boolean> => ({
  new: isTaken('new', census),
  returned: isTaken('returned', census),
  same: false,
  changed: isTaken('changed', census),
  moved: isTaken('moved', census),
  conflict: isTaken('conflict', census),
  suspect: isTaken('suspect', census),
  missing: isTaken('missing', census),
  [kind]: taken,
})

const DOES = {
  new: 'adds',
  returned: 'brings',
  changed: 'changes',
  moved: 'moves',
  conflict: 'resolves',
  suspect: 'suspects',
  missing: 'retires',
} as const
type Deed = (typeof DOES)[keyof typeof DOES]

/** What a commit does and leaves, kind by kind, in figures. */
export const effectsOf = (
  census: Decisions,
): { does: { deed: Deed; n: number }[]; leaves: { kind: DecidedKind; n: number }[] } => {
  const kinds = DECIDED_KINDS.filter((kind) => kind !== 'same')
  return {
    does: kinds
      .map((kind) => ({ deed: DOES[kind as keyof typeof DOES], n: takenOf(kind, census) }))
      .filter(({ n }) => n > 0),
    leaves: kinds
      .map((kind) => ({ kind, n: countOf(kind, census) - takenOf(kind, census) }))
      .filter(({ n }) => n > 0),
  }
}

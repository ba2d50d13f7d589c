/** What an inspector has chosen and typed of one component, and the result that it makes; texts until they are read. Metres. */
import type { FieldResult, SampledComponent } from '../../../server/shared/acceptance.contract.ts'

export type FieldDraft = {
  readonly outcome: 'found' | 'absent' | null
  readonly wrong: readonly string[]
  readonly measure: 'none' | 'distance' | 'position'
  readonly distance: string
  readonly crs: string
  readonly x: string
  readonly y: string
  readonly note: string
}

export const draftOf = ({ outcome, wrong, measured, offsetM, note }: SampledComponent): FieldDraft => ({
  outcome,
  wrong,
  measure: measured ? 'position' : offsetM === null ? 'none' : 'distance',
  distance: measured || offsetM === null ? '' : String(offsetM),
  crs: 'EPSG:4490',
  x: measured ? String(measured[0]) : '',
  y: measured ? String(measured[1]) : '',
  note,
})

const numberIn = (text: string): number | null => {
  const value = Number(text)
  return text.trim() === '' || !Number.isFinite(value) ? null : value
}

/** Null while something that was begun is not whole. */
export const pointOf = ({ crs, x, y }: Pick<FieldDraft, 'crs' | 'x' | 'y'>): FieldResult['measured'] => {
  const [east, north] = [numberIn(x), numberIn(y)]
  return east === null || north === null ? null : { crs, x: east, y: north }
}

/** Null where it cannot be saved yet. */
export const resultOf = (draft: FieldDraft): FieldResult | null => {
  const { outcome, wrong, measure, distance, note } = draft
  if (outcome === null) return null
  const nothing = { wrong: [], measured: null, offsetM: null, note: note.trim() }
  if (outcome === 'absent') return { outcome, ...nothing }
  const offsetM = measure === 'distance' ? numberIn(distance) : null
  const measured = measure === 'position' ? pointOf(draft) : null
  if (measure === 'distance' && (offsetM === null || offsetM < 0)) return null
  if (measure === 'position' && measured === null) return null
  return { ...nothing, outcome, wrong: [...wrong], measured, offsetM }
}

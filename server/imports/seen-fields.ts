/**
 * Which fields the rows of a file had, in bounded memory: in GeoJSON each row brings names of its own, and a hostile file new ones in every row.
 * Those that the mapping reads are always kept.
 */

/** Names that are kept beside those of the mapping; a delivery has dozens, rarely hundreds. */
const NAME_LIMIT = 2_000
/** Longer ones are no field that anybody maps. */
const LENGTH_LIMIT = 200
/** Named in a sentence. */
const LISTED = 50

export type SeenFields = {
  readonly names: ReadonlySet<string>
  add(names: readonly string[]): void
  /** For a sentence: the first ones, and whether there were more. */
  list(): { readonly names: readonly string[]; readonly more: boolean }
}

export const seenFields = (mapped: ReadonlySet<string>): SeenFields => {
  const kept = new Set<string>()
  let dropped = false
  return {
    names: kept,
    add(names) {
      for (const name of names) {
        if (kept.has(name)) continue
        if (mapped.has(name) || (kept.size < NAME_LIMIT && name.length <= LENGTH_LIMIT)) kept.add(name)
        else dropped = true
      }
    },
    list: () => ({ names: [...kept].slice(0, LISTED), more: dropped || kept.size > LISTED }),
  }
}

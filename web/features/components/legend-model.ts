/** The legend as data: classes in use grouped by major class with exact counts, and what a click on one of them makes of the filter. */
import type { ComponentClass } from '../../api-types.ts'

export type LegendRow = { cls: ComponentClass; count: number; on: boolean }
export type LegendGroup = { key: string; nameZh: string; nameEn: string; rows: LegendRow[]; count: number }

/** Groups in order of edition and major code, rows by count, largest first. */
export const legendGroups = (
  classes: readonly ComponentClass[],
  counts: ReadonlyMap<number, number>,
  shown: readonly number[] | null,
  words: string,
): LegendGroup[] => {
  const groups = new Map<string, LegendGroup>()
  const wanted = words.trim().toLowerCase()
  for (const cls of classes) {
    if (cls.kind !== 'component') continue
    const text = `${cls.nameZh} ${cls.nameEn} ${cls.code ?? ''}`.toLowerCase()
    if (!text.includes(wanted)) continue
    const key = `${cls.edition}/${cls.majorCode ?? cls.majorZh}`
    const group = groups.get(key) ?? { key, nameZh: cls.majorZh, nameEn: cls.majorEn, rows: [], count: 0 }
    const count = counts.get(cls.id) ?? 0
    group.rows.push({ cls, count, on: shown === null || shown.includes(cls.id) })
    group.count += count
    groups.set(key, group)
  }
  for (const group of groups.values()) group.rows.sort((a, b) => b.count - a.count || a.cls.id - b.cls.id)
  return [...groups.values()]
}

/** Hides these classes where all of them show, else shows them. All classes on is no filter at all, so that classes of later imports show as well. */
export const toggled = (
  all: readonly number[],
  shown: readonly number[] | null,
  ids: readonly number[],
): readonly number[] | null => {
  const before = new Set(shown ?? all)
  const hide = ids.every((id) => before.has(id))
  for (const id of ids) {
    if (hide) before.delete(id)
    else before.add(id)
  }
  const after = all.filter((id) => before.has(id))
  return after.length === all.length ? null : after.sort((a, b) => a - b)
}

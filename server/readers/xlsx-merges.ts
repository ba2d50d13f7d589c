/** The merged cells of a sheet, which stand behind its rows: found in a first pass that also proves the part whole, then carried down row by row. */
import type { Merge } from './header-row.ts'
import { COLUMN_LIMIT, readReference, type SheetRow } from './xlsx-cells.ts'
import { brokenXlsx } from './xlsx-package.ts'

/** One in every fifth row of the largest sheet. */
const MERGES_LIMIT = 200_000
const MERGE =
  /<(?:[\w.-]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})["'][^<>]*>/g
/** Longer than any such tag. */
const TAG = 300

const toMerge = ([, from = '', to = '']: RegExpMatchArray): Merge | null => {
  const [a, b] = [readReference(from), readReference(to)]
  return a && b && { top: a.row, left: a.column, bottom: b.row, right: b.column }
}

/** Reads the part to its end. The tags are ASCII and cannot stand inside of text, where `<` is written `&lt;`. */
export const findMerges = async (chunks: AsyncIterable<Buffer>): Promise<readonly Merge[]> => {
  const found: Merge[] = []
  let kept = ''
  for await (const chunk of chunks) {
    const text = kept + chunk.toString('latin1')
    const open = text.lastIndexOf('<')
    const tail = open === -1 ? '' : text.slice(open)
    kept = tail.includes('>') || tail.length > TAG ? '' : tail
    if (!text.includes('mergeCell')) continue
    for (const match of text.matchAll(MERGE)) {
      const merge = toMerge(match)
      if (merge && merge.left < COLUMN_LIMIT) found.push(merge)
    }
    if (found.length > MERGES_LIMIT)
      throw brokenXlsx('合并单元格过多', `it has more than ${MERGES_LIMIT} merged cells`)
  }
  return found
}

type Carried = { readonly bottom: number; readonly text: string }

/** Fills, row after row, the cells that a merge from above covers in its first column; what stands there by itself stays. */
export const mergeCarrier = (merges: readonly Merge[]) => {
  const starting = new Map<number, Merge[]>()
  for (const merge of merges) {
    if (merge.bottom === merge.top) continue
    const same = starting.get(merge.top)
    if (same) same.push(merge)
    else starting.set(merge.top, [merge])
  }
  const carried = new Map<number, Carried>()

  return ({ rowNo, cells }: SheetRow): void => {
    for (const [column, { bottom, text }] of carried) {
      if (rowNo > bottom) carried.delete(column)
      else if ((cells[column] ?? '') === '') {
        while (cells.length < column) cells.push('')
        cells[column] = text
      }
    }
    for (const { left, bottom } of starting.get(rowNo) ?? []) {
      const text = cells[left] ?? ''
      if (text !== '') carried.set(left, { bottom, text })
    }
  }
}

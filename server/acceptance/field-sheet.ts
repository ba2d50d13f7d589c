/** The field sheet of a sample as a table: grid by grid what is to be found, what the delivery says of it, and room for what is found there. EPSG:4490. */
import type { Connection } from '../db/database.ts'
import type { Cell, Column, Row, Table } from '../exports/table.ts'
import type { SampledComponent } from '../shared/acceptance.contract.ts'
import { targetWords } from '../shared/target-words.ts'
import type { Draw } from './acceptance.queries.ts'
import { listSampledAfter } from './sampled.queries.ts'
import { FILLED, GIVEN, outcomeWord, type SheetLanguage, wordIn } from './sheet-columns.ts'

const BATCH = 1_000
/** Empty lines under each grid, for what stands there and was not delivered. */
const SPARE = 3

/** The class stands among what is given already. */
const shown = (targets: readonly string[]): string[] => targets.filter((target) => target !== 'class')

/** Texts all: a spreadsheet would take digits from a code. */
const columnsOf = (targets: readonly string[], language: SheetLanguage): Column[] => {
  const column = (name: string, width: number): Column => ({ name, kind: 'text', width })
  const [given, filled] = [GIVEN, FILLED].map((words) =>
    Object.values(words).map((word) => column(wordIn(word, language), 14)),
  )
  return [
    ...(given ?? []),
    ...shown(targets).map((target) => column(wordIn(targetWords(target), language), 18)),
    ...(filled ?? []),
  ]
}

const degrees = (value: number | undefined): string | null => (value === undefined ? null : value.toFixed(7))

/** In the order of the columns. What was entered already stands there, so that a sheet sent back unchanged changes nothing. */
const lineOf = (one: SampledComponent, targets: readonly string[], language: SheetLanguage): Cell[] => [
  String(one.no),
  one.gridCode,
  one.code,
  one.class.code,
  language === 'zh' ? one.class.nameZh : one.class.nameEn,
  degrees(one.point[0]),
  degrees(one.point[1]),
  ...shown(targets).map((target) => one.says[target] ?? null),
  one.outcome && outcomeWord(one.outcome, language),
  one.wrong.map((target) => wordIn(targetWords(target), language)).join('、') || null,
  'EPSG:4490',
  degrees(one.measured?.[0]),
  degrees(one.measured?.[1]),
  one.measured === null && one.offsetM !== null ? String(one.offsetM) : null,
  one.note || null,
]

const spareLines = (gridCode: string, targets: readonly string[]): Row[] =>
  Array.from({ length: SPARE }, (_, n) => ({
    id: -n,
    values: [
      null,
      gridCode,
      ...Array.from({ length: Object.keys(GIVEN).length + shown(targets).length }, () => null),
      'EPSG:4490',
      ...Array.from({ length: Object.keys(FILLED).length - 3 }, () => null),
    ],
    geometry: null,
  }))

export const fieldSheetTable = (
  db: Connection,
  { id, drawNo, targets }: Draw,
  language: SheetLanguage,
): Table => {
  async function* batches(): AsyncGenerator<Row[]> {
    let [after, grid]: [number, string | null] = [0, null]
    for (;;) {
      const { found } = await listSampledAfter(db, id, { gridId: null, after, limit: BATCH })
      const lines: Row[] = []
      for (const one of found) {
        if (grid !== null && grid !== one.gridCode) lines.push(...spareLines(grid, targets))
        grid = one.gridCode
        lines.push({ id: one.no, values: lineOf(one, targets, language), geometry: null })
      }
      if (found.length < BATCH && grid !== null) lines.push(...spareLines(grid, targets))
      yield lines
      if (found.length < BATCH) return
      after = found.at(-1)?.no ?? after
    }
  }
  return {
    name: language === 'zh' ? `外业核查表${drawNo}` : `field sheet ${drawNo}`,
    columns: columnsOf(targets, language),
    rows: batches(),
  }
}

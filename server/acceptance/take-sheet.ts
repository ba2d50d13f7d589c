/** Takes a filled-in field sheet, from any format that has such a table: good lines are entered, wrong ones said by their number and hinder no others. */
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { getSettings } from '../census/census.queries.ts'
import { UNPACKED } from '../census/staging/spool.ts'
import { type Connection, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { loadClasses } from '../imports/catalogue.ts'
import { openSource } from '../readers/open-layer.ts'
import type { SourceRow } from '../readers/source.ts'
import { type Reason, reason } from '../shared/reasons.ts'
import { type Draw, getOpenDraw, listSampledGrids } from './acceptance.queries.ts'
import { requireInspector } from './acceptance-rights.ts'
import { enterResults, FARTHEST_M } from './sampled.queries.ts'
import { readSheetLine, requireSheet, type SheetContext, type SheetLine } from './sheet-line.ts'
import { enterUndelivered } from './undelivered.queries.ts'

type Taken = {
  recorded: number
  undelivered: number
  empty: number
  wrong: { line: number; zh: string; en: string }[]
}

const readContext = async (
  trx: Connection,
  censusId: number,
  { id, targets }: Draw,
): Promise<SheetContext> => {
  const grids = await listSampledGrids(trx, id)
  const numbers = await rows<{ no: number; gridId: number }>(
    trx,
    `select s.no as no, s.grid_id as "gridId" from sampled_component as s where s.acceptance_id = :id::bigint`,
    { id },
  )
  return {
    catalogue: await loadClasses(trx, (await getSettings(trx, censusId)).edition),
    targets,
    numbers: new Map(numbers.map(({ no, gridId }) => [no, gridId])),
    grids: new Map(grids.map(({ code, gridId }) => [code, gridId])),
  }
}

type Numbered = { readonly line: number; readonly said: SheetLine }

/** A number that comes twice counts where it came first. */
const readLines = (batch: readonly SourceRow[], context: SheetContext, seen: Set<number>): Numbered[] =>
  batch.map(({ rowNo, fields, problem }) => {
    if (problem) return { line: rowNo, said: { kind: 'wrong', why: problem } }
    const said = readSheetLine(fields, context)
    if (said.kind !== 'result') return { line: rowNo, said }
    const { no } = said.entered
    if (seen.has(no))
      return { line: rowNo, said: { kind: 'wrong', why: reason('sample_no_repeated', null, { value: no }) } }
    seen.add(no)
    return { line: rowNo, said }
  })

const enter = async (
  trx: Connection,
  { id }: Draw,
  lines: readonly Numbered[],
  actor: string,
  taken: Taken,
): Promise<void> => {
  const blame = (line: number, { zh, en }: Reason) => taken.wrong.push({ line, zh, en })
  const results = lines.flatMap(({ line, said }) => (said.kind === 'result' ? [{ line, ...said }] : []))
  const { entered, tooFar } = await enterResults(
    trx,
    id,
    results.map((one) => one.entered),
    actor,
  )
  taken.recorded += entered.length
  for (const { line, entered: one } of results)
    if (tooFar.includes(one.no)) blame(line, reason('measured_far', null, { limit: FARTHEST_M }))
  for (const { line, said } of lines) {
    if (said.kind === 'empty') taken.empty++
    else if (said.kind === 'wrong') blame(line, said.why)
    else if (said.kind === 'undelivered') {
      if (await enterUndelivered(trx, id, said.entered, actor)) taken.undelivered++
      else blame(line, reason('not_in_sampled_grid'))
    }
  }
}

const gridsIn = (lines: readonly Numbered[]): number[] => [
  ...new Set(
    lines.flatMap(({ said }) =>
      said.kind === 'result' ? [said.gridId] : said.kind === 'undelivered' ? [said.entered.gridId] : [],
    ),
  ),
]

/** `file` lies in the spool. In the caller's transaction. Throws FileRefused where it is no field sheet. */
export const takeSheet = async (
  trx: Connection,
  censusId: number,
  { file, spool }: { readonly file: string; readonly spool: string },
  actor: Actor,
): Promise<Taken> => {
  const draw = await getOpenDraw(trx, censusId)
  const context = await readContext(trx, censusId, draw)
  const taken: Taken = { recorded: 0, undelivered: 0, empty: 0, wrong: [] }
  const seen = new Set<number>()
  const folder = await mkdtemp(path.join(spool, UNPACKED))
  try {
    const source = await openSource(file, { geometry: null, folder })
    let looked = false
    for await (const batch of source.rows()) {
      if (!looked) requireSheet(source.fields ?? Object.keys(batch[0]?.fields ?? {}))
      looked = true
      const lines = readLines(batch, context, seen)
      await requireInspector(trx, actor, censusId, gridsIn(lines))
      await enter(trx, draw, lines, actor.name, taken)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  taken.wrong.sort((a, b) => a.line - b.line)
  const { recorded, undelivered, wrong } = taken
  await endWrite(trx, actor, {
    action: 'acceptance.sheet',
    entity: 'census',
    entityId: censusId,
    after: { drawNo: draw.drawNo, recorded, undelivered, wrong: wrong.length },
  })
  return taken
}

/** A file of grids of one level → rows beside a draft: code, name, parent's code and shape on the coordinate step. Nothing of it enters the draft yet; invalid shapes are kept, for the proof to name. */
import type { z } from 'zod'
import { type Connection, one, rows } from '../../db/database.ts'
import type { Actor } from '../../db/end-write.ts'
import { InvalidInput } from '../../errors.ts'
import { dropRows, endBatch } from '../../imports/batch.ts'
import type { GridFields } from '../../imports/grid-fields.ts'
import { gridRowReader } from '../../imports/grid-row.ts'
import { importFile } from '../../imports/import-file.ts'
import { gridMapping } from '../../imports/mapping.ts'
import { positionReader } from '../../imports/position.ts'
import { settleCrs } from '../../imports/settle-crs.ts'
import { unitFinder } from '../../imports/unit-verdict.ts'
import { openSource } from '../../readers/open-layer.ts'
import { ENCODINGS, type Encoding } from '../../readers/source.ts'
import type { addCoverage } from '../../shared/coverages.contract.ts'
import type { DatumShifts } from '../../shared/crs.ts'

export type CoverageAsked = Pick<
  z.output<typeof addCoverage.query>,
  'name' | 'depth' | 'code' | 'nameField' | 'parent' | 'crs' | 'layer' | 'encoding'
>
type Read = {
  readonly db: Connection
  readonly actor: Actor
  readonly changeId: number
  /** Of the file as it lies in the spool. */
  readonly file: string
  readonly sha256: string
  /** Where archives are unpacked. */
  readonly folder: string
  readonly shifts: DatumShifts
  readonly metricSrid: number
}

/** Headers under which codes of grids come, the most telling first. */
const CODE_FIELDS = [
  /^(grid_?)?code$/i,
  /^(网格|单元|区划|行政)?(编码|代码|编号)$/,
  /^(bg|wg|dy)?code$/i,
  /^geoid\d*$/i,
  /^(wgbm|wgbh|dm|bm|bh)$/i,
]
const NAME_FIELDS = [/^name$/i, /^(网格|单元)?名称$/, /^(wgmc|mc)$/i]

const encodingOf = (name: string): Encoding => {
  const known = ENCODINGS.find((one) => one === name.toLowerCase())
  if (known) return known
  throw new InvalidInput('encoding_unknown', `${name} is none of the encodings ${ENCODINGS.join(', ')}.`, {
    field: 'encoding',
  })
}

const guess = (fields: readonly string[], forms: readonly RegExp[]): string | undefined => {
  for (const form of forms) {
    const found = fields.find((field) => form.test(field))
    if (found !== undefined) return found
  }
  return undefined
}

/** GeoJSON tells its fields by its features: the first hundred rows are enough to see them. */
const seenFields = async (source: Awaited<ReturnType<typeof openSource>>): Promise<string[]> => {
  if (source.fields) return [...source.fields]
  const names = new Set<string>()
  for await (const batch of source.rows()) {
    for (const row of batch.slice(0, 100)) for (const name of Object.keys(row.fields)) names.add(name)
    break
  }
  return [...names]
}

const keepRows = async (
  trx: Connection,
  batchId: number,
  { changeId, sha256, actor, metricSrid }: Read,
  asked: CoverageAsked,
): Promise<number> => {
  const { id } = await one<{ id: number }>(
    trx,
    `insert into change_coverage (change_id, depth, file, sha256, refused, reasons, actor)
     values (:changeId::bigint, :depth::smallint, :file::text, :sha256::text, 0, '[]', :actor::text)
     returning id as id`,
    { changeId, depth: asked.depth, file: asked.name, sha256, actor: actor.name },
  )
  await rows(
    trx,
    `insert into change_coverage_row (coverage_id, row_no, code, name, parent_code, geom, area_m2)
     select :id::bigint, r.row_no, r.code, nullif(r.fields->>'name', r.code), r.fields->>'parentCode', r.geom,
            st_area(st_transform(r.geom, :metricSrid::int))
       from batch_row as r
      where r.batch_id = :batchId::bigint
        and r.verdict is null`,
    { id, batchId, metricSrid },
  )
  return id
}

/** The batch keeps its line, with its counts; its rows went on to the coverage. */
const endStaging = async (trx: Connection, batchId: number, coverageId: number): Promise<void> => {
  const counts = await one<{ total: number; refused: number }>(
    trx,
    `select count(*) as total, count(*) filter (where r.verdict = 'refused') as refused
       from batch_row as r where r.batch_id = :batchId::bigint`,
    { batchId },
  )
  await dropRows(trx, batchId)
  await endBatch(trx, batchId, { state: 'applied', counts, report: { coverage: coverageId } })
}

/** Gives the coverage's identity. Throws FileRefused for a file that cannot be read, in the reader's own words. */
export const readCoverage = async (read: Read, asked: CoverageAsked): Promise<number> => {
  const { db, actor, file, folder, shifts } = read
  const options = {
    folder,
    shifts,
    ...(asked.layer === undefined ? {} : { layer: asked.layer }),
    ...(asked.encoding === undefined ? {} : { encoding: encodingOf(asked.encoding) }),
  }
  const fields = await seenFields(await openSource(file, options))
  const code = asked.code ?? guess(fields, CODE_FIELDS)
  if (code === undefined) {
    throw new InvalidInput(
      'code_field_unknown',
      `Say which field holds the codes; the file has ${fields.slice(0, 50).join(', ')}.`,
      {
        field: 'code',
      },
    )
  }
  const mapping = gridMapping.parse({
    scheme: { code: '-' },
    level: '-',
    code,
    name: asked.nameField ?? guess(fields, NAME_FIELDS),
    ...(asked.parent === undefined ? {} : { parent: asked.parent }),
  })
  const source = await openSource(file, options)
  const crs = settleCrs(source, asked.crs, shifts)
  const imported = await importFile<GridFields, { coverageId: number }>(
    {
      kind: 'grids',
      file,
      source,
      mapping: { ...asked, code },
      codeFields: [code],
      mappedFields: [code],
      read: gridRowReader({
        mapping,
        units: unitFinder({ byCode: new Map(), byName: new Map() }, { create: false, declared: [] }),
        crs,
        toPlace: positionReader(crs, null, shifts),
        depth: asked.parent === undefined ? 1 : 2,
      }),
      apply: async (trx, { batchId }) => {
        const coverageId = await keepRows(trx, batchId, read, asked)
        await endStaging(trx, batchId, coverageId)
        return { coverageId }
      },
    },
    { db, actor, dryRun: false, folder, shifts },
  )
  const { coverageId } = imported.outcome
  await rows(
    db,
    `update change_coverage as c set refused = :refused::int, reasons = :reasons::jsonb where c.id = :coverageId::bigint`,
    {
      coverageId,
      refused: imported.refused.reduce((sum, { count }) => sum + count, 0),
      reasons: JSON.stringify(imported.refused),
    },
  )
  return coverageId
}

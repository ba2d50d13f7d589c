/** Endpoints of whole coverages out of a file: read beside a draft, matched with the grids that stand there, shown, and taken by the operation `take_coverage`. */
import { z } from 'zod'
import { endpoint, id, idParam, paging } from './endpoint.ts'
import { polygonShape } from './operations.ts'
import { faceId, faceRef } from './proof.ts'

const ROOT = '/api/changes/:id/coverages'
const oneParams = z.object({ ...idParam.shape, coverage: z.coerce.number().int().positive() })
const field = z.string().min(1).max(200)

export const COVERAGE_VERDICTS = ['same', 'changed', 'recoded', 'new'] as const
export const coverageVerdict = z.enum(COVERAGE_VERDICTS)

export const coverage = z.object({
  id,
  depth: z.number().int(),
  file: z.string(),
  actor: z.string(),
  at: z.string(),
  rows: z.number().int(),
  counts: z.record(coverageVerdict, z.number().int()),
  /** Grids of the level that no row is. */
  missing: z.number().int(),
  refused: z.number().int(),
  reasons: z.array(
    z.object({
      code: z.string(),
      count: z.number().int(),
      examples: z.array(
        z.object({ rowNo: z.number().int(), code: z.string().nullable(), zh: z.string(), en: z.string() }),
      ),
    }),
  ),
})
export type Coverage = z.infer<typeof coverage>

export const coverageRow = z.object({
  rowNo: z.number().int(),
  code: z.string(),
  name: z.string().nullable(),
  areaM2: z.number(),
  verdict: coverageVerdict,
  match: faceRef.extend({ areaM2: z.number() }).nullable(),
  matchedBy: z.enum(['code', 'overlap']).nullable(),
  shareOfRow: z.number().nullable(),
  shareOfFace: z.number().nullable(),
  /** The grid above that the row names, else the one in which it lies. */
  parentId: faceId.nullable(),
  /** Exact; null where shapes were not asked for. */
  geometry: polygonShape.nullable(),
})
export type CoverageRow = z.infer<typeof coverageRow>

/** The file itself is the body. Without `code` the field is guessed by its name. */
export const addCoverage = endpoint({
  method: 'POST',
  path: ROOT,
  summary: 'Reads a file of grids of one level beside a draft and matches it with what stands there',
  params: idParam,
  query: z.object({
    name: z.string().min(1).max(300),
    depth: z.coerce.number().int().min(1).max(6),
    code: field.optional(),
    nameField: field.optional(),
    parent: field.optional(),
    crs: z.string().min(1).max(300).optional(),
    layer: z.string().min(1).max(1_000).optional(),
    encoding: z.string().min(1).max(30).optional(),
  }),
  takesFile: true,
  response: coverage,
  status: 201,
})
export const listCoverages = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Coverages that were read beside a draft',
  params: idParam,
  response: z.object({ items: z.array(coverage) }),
})
export const listCoverageRows = endpoint({
  method: 'GET',
  path: `${ROOT}/:coverage/rows`,
  summary: 'Rows of a coverage with the grid that each is, by its code or by the ground in common',
  params: oneParams,
  query: z.object({
    verdict: coverageVerdict.optional(),
    shapes: z.stringbool().default(false),
    ...paging,
  }),
  response: z.object({ items: z.array(coverageRow), total: z.number().int(), next: z.string().nullable() }),
})
export const removeCoverage = endpoint({
  method: 'DELETE',
  path: `${ROOT}/:coverage`,
  summary: 'Lets go of a coverage that no operation has taken',
  params: oneParams,
})

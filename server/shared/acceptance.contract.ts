/** Endpoints of acceptance by sample (抽样验收): the draw, what inspectors find in the field, rates against the city's limits, the decision. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { acceptanceRates, acceptanceSettings, sampleRule } from './acceptance-limits.ts'
import { endpoint, id, idParam, lonLat, paging } from './endpoint.ts'
import { crsName } from './lookup.contract.ts'

export const sampledGrid = z.object({
  gridId: id,
  code: z.string(),
  name: z.string(),
  components: z.number().int(),
  inspected: z.number().int(),
  undelivered: z.number().int(),
})

export const acceptance = z.object({
  settings: acceptanceSettings,
  /** Set for this delivery, as the city set it last for another, or as the program comes. */
  settingsFrom: z.enum(['delivery', 'city', 'default']),
  /** What the caller may do with this delivery. */
  may: z.object({ inspect: z.boolean(), decide: z.boolean() }),
  /** The last draw; those before it are counted by `drawNo`. */
  sample: z
    .object({
      drawNo: z.number().int(),
      seed: z.number().int(),
      rule: sampleRule,
      lot: z.object({ components: z.number().int(), grids: z.number().int(), outside: z.number().int() }),
      targets: z.array(z.string()),
      grids: z.array(sampledGrid),
      by: z.string(),
      at: z.string(),
      /** The delivery is no longer what the sample was drawn from. */
      outOfDate: z.boolean(),
    })
    .nullable(),
  rates: acceptanceRates.nullable(),
  decision: z
    .object({
      decision: z.enum(['accepted', 'returned']),
      reason: z.string().nullable(),
      by: z.string(),
      at: z.string(),
      /** The rates as they were, whatever the limits are now. */
      met: z.boolean(),
    })
    .nullable(),
})
export type Acceptance = z.infer<typeof acceptance>

export const sampledComponent = z.object({
  no: z.number().int(),
  gridId: id,
  gridCode: z.string(),
  code: z.string().nullable(),
  class: z.object({ id, code: z.string().nullable(), nameZh: z.string(), nameEn: z.string() }),
  /** Target → what the delivery says of it, for those that are checked. */
  says: z.record(z.string(), z.string()),
  point: lonLat,
  outcome: z.enum(['found', 'absent']).nullable(),
  wrong: z.array(z.string()),
  measured: lonLat.nullable(),
  offsetM: z.number().nullable(),
  note: z.string(),
  by: z.string().nullable(),
  at: z.string().nullable(),
})
export type SampledComponent = z.infer<typeof sampledComponent>

/** As measured: [x, y] is easting, northing or lon, lat. */
const measuredPoint = z.strictObject({ crs: crsName, x: z.number(), y: z.number() })

/** `outcome` null takes the result back. Of what is not there nothing else can be said but a note. */
export const fieldResult = z
  .strictObject({
    outcome: z.enum(['found', 'absent']).nullable(),
    wrong: z.array(z.string().max(60)).max(20).default([]),
    measured: measuredPoint.nullable().default(null),
    /** Where only the distance was taken. */
    offsetM: z.number().min(0).max(1000).nullable().default(null),
    note: z.string().max(500).default(''),
  })
  .refine(
    ({ outcome, wrong, measured, offsetM }) =>
      outcome === 'found' || (wrong.length === 0 && measured === null && offsetM === null),
    'only what was found has attributes and a position',
  )
  .refine(
    ({ measured, offsetM }) => measured === null || offsetM === null,
    'a position or a distance, not both',
  )
export type FieldResult = z.infer<typeof fieldResult>

export const undelivered = z.object({
  key: z.string(),
  gridId: id,
  gridCode: z.string(),
  class: sampledComponent.shape.class,
  point: lonLat,
  note: z.string(),
  by: z.string(),
  at: z.string(),
})

const ROOT = '/api/imports/:id/acceptance'
const componentParams = z.object({ ...idParam.shape, no: z.coerce.number().int().positive() })
const keyParams = z.object({ ...idParam.shape, key: z.string().regex(/^[\w.:-]{1,100}$/) })

export const getAcceptance = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Sample, rates against the limits, and decision of a delivery',
  params: idParam,
  response: acceptance,
})
export const setAcceptance = endpoint({
  method: 'PUT',
  path: `${ROOT}/settings`,
  summary: 'How the delivery is sampled and by which limits it is judged',
  params: idParam,
  body: acceptanceSettings,
  response: acceptance,
})
/** The same seed and the same delivery give the same sample. */
export const drawSample = endpoint({
  method: 'POST',
  path: `${ROOT}/samples`,
  summary: 'Draws grids of a compared or committed delivery; without a seed, by one of the server’s',
  params: idParam,
  body: z.strictObject({
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .optional(),
  }),
  response: acceptance,
  status: 201,
})
export const listSampled = endpoint({
  method: 'GET',
  path: `${ROOT}/components`,
  summary: 'Components to be found, in the order of the field sheet, with what was found',
  params: idParam,
  query: z.object({ ...paging, grid: z.coerce.number().int().positive().optional() }),
  response: z.object({
    items: z.array(sampledComponent),
    total: z.number().int(),
    next: z.string().nullable(),
  }),
})
export const recordResult = endpoint({
  method: 'PUT',
  path: `${ROOT}/components/:no`,
  summary: 'What an inspector found of one component',
  params: componentParams,
  body: fieldResult,
  response: sampledComponent,
})
export const listUndelivered = endpoint({
  method: 'GET',
  path: `${ROOT}/undelivered`,
  summary: 'What stands in the sampled grids and was not delivered',
  params: idParam,
  response: z.object({ items: z.array(undelivered), total: z.number().int() }),
})
export const recordUndelivered = endpoint({
  method: 'PUT',
  path: `${ROOT}/undelivered/:key`,
  summary: 'One that stands there and was not delivered; the key is the caller’s',
  params: keyParams,
  body: z.strictObject({
    gridId: id,
    classId: id,
    place: measuredPoint,
    note: z.string().max(500).default(''),
  }),
})
export const removeUndelivered = endpoint({
  method: 'DELETE',
  path: `${ROOT}/undelivered/:key`,
  summary: 'Takes it back',
  params: keyParams,
})
export const fieldSheet = endpoint({
  method: 'GET',
  path: `${ROOT}/sheet.:format`,
  summary: 'The field sheet, to be filled in and sent back',
  params: z.object({ ...idParam.shape, format: z.enum(['csv', 'xlsx']) }),
  query: z.object({ lang: z.enum(['zh', 'en']).default('zh') }),
  mediaType: 'application/octet-stream',
})
/** The file itself is the body. Lines in which nothing is filled in are passed over; wrong ones are said, and hinder no others. */
export const sendSheet = endpoint({
  method: 'POST',
  path: `${ROOT}/sheet`,
  summary: 'Takes the filled-in field sheet',
  params: idParam,
  query: z.object({ name: z.string().min(1).max(300) }),
  takesFile: true,
  response: z.object({
    recorded: z.number().int(),
    undelivered: z.number().int(),
    empty: z.number().int(),
    /** `line` as the sheet counts, its header being 1. */
    wrong: z.array(z.object({ line: z.number().int(), zh: z.string(), en: z.string() })),
  }),
})
/** Unmet limits are accepted only with a reason; a delivery goes back only with one. */
export const decideAcceptance = endpoint({
  method: 'POST',
  path: `${ROOT}/decision`,
  summary: 'Accepts the delivery, or gives it back to the surveyor',
  params: idParam,
  body: z.strictObject({
    decision: z.enum(['accepted', 'returned']),
    reason: z.string().trim().max(2_000).default(''),
  }),
  response: acceptance,
})

/** Kinds of components of the demo district under GB/T 30428.2-2013: where they stand, how many, and whose they are. Data of data/demo/components.json. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const perWay = z.tuple([z.number(), z.number(), z.number()])
/** Units with their shares; `{town}`, `{village}` and `{firm}` stand for those of the place, null for nobody known. */
const shares = z.array(z.tuple([z.string().nullable(), z.number().positive()])).min(1)

const kind = z.object({
  class: z.string().regex(/^\d{4}$/),
  name: z.string(),
  /** Along both sides of a way: one in so many metres of main road, street and lane; 0 is none. */
  row: z
    .object({ at: z.enum(['carriageway', 'kerb', 'kerbside', 'sidewalk', 'verge', 'front']), everyM: perWay })
    .optional(),
  /** How many at each corner of a crossing, by the third widest of its ways: main road, street, lane. */
  corner: z.object({ mean: perWay }).optional(),
  /** How many on a hectare of town, housing, works, park and fields. */
  inside: z
    .object({ perHectare: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]) })
    .optional(),
  competent: z.string(),
  owner: shares,
  maintainer: shares,
  /** Share that nobody owns, where it is not the usual one. */
  unowned: z.number().min(0).max(1).optional(),
})
export type ComponentKind = Readonly<z.infer<typeof kind>>
export type Shares = z.infer<typeof shares>

export const EDITION = 'GB/T 30428.2-2013'

export const readComponentKinds = (): ComponentKind[] =>
  z
    .array(kind)
    .parse(JSON.parse(readFileSync(new URL('../../data/demo/components.json', import.meta.url), 'utf8')))

/** How one HTTP endpoint is declared: from it come the server's parser, the client's types and the OpenAPI document. */
import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a version of the registry can touch, as the change log names it; reports, which come all day, stand apart. */
export const REGISTRY = ['component', 'grid', 'unit', 'class', 'scheme', 'district'] as const
export type RegistryEntity = (typeof REGISTRY)[number]

/** `path` is written as Express writes it (`/api/components/:id`). A missing schema means: takes or gives nothing. */
export type Endpoint = {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The body is a file, byte for byte; the client's function takes it as `file`. */
  readonly takesFile?: true
  readonly response?: z.ZodType
  /** Success status; 200 unless said. */
  readonly status?: number
  /**
   * What of the registry the answer depends on besides the address: answered with 304 before any work while nothing of it was touched.
   * `min_version` can be asked for, too.
   */
  readonly cached?: readonly RegistryEntity[]
  /** Media type of the success answer when it is not JSON. */
  readonly mediaType?: string
}

/** Keeps the literal types of a declaration, so that callers see exactly its schemas. */
export const endpoint = <const E extends Endpoint>(declaration: E): E => declaration

export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    requestId: z.string(),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>

/** Identities are numbers: 2^53 of them suffice. */
export const id = z.number().int().positive()
export const idParam = z.object({ id: z.coerce.number().int().positive() })

/** Lists are read by cursor; `total` counts all that match, not just this page. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.string().max(300).optional(),
}
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int(),
    next: z.string().nullable(),
    version: z.number().int(),
  })

/** Several values of one parameter, by comma or by repeating it: `?class=3,5&class=8` → ['3', '5', '8']. */
export const severalOf = <T extends z.ZodType>(item: T, most = 500) =>
  z
    .preprocess(
      (v) =>
        v === undefined
          ? undefined
          : String(v)
              .split(',')
              .filter((part) => part !== ''),
      z.array(item).max(most).optional(),
    )
    .optional()
export const idList = severalOf(z.coerce.number<string>().int().positive())

/** A moment to look at the registry as of: an instant, or a day, which means its last moment in UTC. */
export const asOf = z
  .union([z.iso.date().transform((d) => `${d}T23:59:59.999Z`), z.iso.datetime({ offset: true })])
  .refine((instant) => instant >= '0001', 'a year from 0001 on')
  .optional()

export const lonLat = z.tuple([z.number(), z.number()])
/** west, south, east, north in degrees, as `?bbox=120.1,31.1,120.3,31.3`. */
export const bbox = z
  .string()
  .transform((v) => v.split(',').map(Number))
  .pipe(z.tuple([z.number(), z.number(), z.number(), z.number()]))
  .refine(
    ([w, s, e, n]) => w <= e && s <= n && w >= -180 && e <= 180 && s >= -90 && n <= 90,
    'west,south,east,north in degrees',
  )

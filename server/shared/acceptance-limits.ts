/** By what a delivery is accepted, how its sample is drawn, the limits a city sets, and the rates that are held against them. Shares of what was inspected; metres. */
import { z } from 'zod'
import { id } from './endpoint.ts'

/** Position accuracy of a class of components (CJ/T 214, GB/T 30428.2): A ±0.5 m, B ±1.0 m, C ±10 m. */
export const ACCURACIES = ['A', 'B', 'C'] as const
const accuracy = z.enum(ACCURACIES)
export type Accuracy = z.infer<typeof accuracy>

const share = z.number().min(0).max(1)
const metres = z.number().positive().max(1000)

/** How many grids are drawn: by the table of lots and samples, by a share of the delivery's grids, or so many. */
export const sampleRule = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('table') }),
  z.strictObject({ by: z.literal('share'), share: z.number().positive().max(1) }),
  z.strictObject({ by: z.literal('number'), grids: z.number().int().min(1).max(100_000) }),
])
export type SampleRule = z.infer<typeof sampleRule>

export const acceptanceSettings = z.strictObject({
  sample: sampleRule,
  /** Highest shares of what was inspected, and root mean square errors in metres. */
  limits: z.strictObject({
    omission: share,
    surplus: share,
    attributes: share,
    positionM: z.strictObject({ A: metres, B: metres, C: metres }),
  }),
  /** Of classes that the city holds to another accuracy than their kind: class code → A, B or C. */
  accuracies: z.record(z.string().min(1).max(40), accuracy),
})
export type AcceptanceSettings = z.infer<typeof acceptanceSettings>

/** `met` is null where there is nothing to judge by. */
const rate = z.object({
  numerator: z.number().int(),
  denominator: z.number().int(),
  rate: z.number().nullable(),
})
const judgedRate = rate.extend({ limit: z.number(), met: z.boolean().nullable() })

export const acceptanceRates = z.object({
  sampled: z.number().int(),
  inspected: z.number().int(),
  /** Stands there and was not delivered, of all that stands there. */
  omission: judgedRate,
  /** Was delivered and does not stand there, of all that was inspected. */
  surplus: judgedRate,
  /** Found with any attribute wrong, of all that was found. */
  attributes: judgedRate,
  byTarget: z.array(rate.extend({ target: z.string() })),
  /** Of the accuracies that the sample has. */
  positions: z.array(
    z.object({
      accuracy,
      /** Found, and of them measured. */
      found: z.number().int(),
      measured: z.number().int(),
      rmseM: z.number().nullable(),
      worstM: z.number().nullable(),
      limitM: z.number(),
      met: z.boolean().nullable(),
    }),
  ),
  byClass: z.array(
    z.object({
      classId: id,
      code: z.string().nullable(),
      nameZh: z.string(),
      nameEn: z.string(),
      /** To which it is held. */
      accuracy,
      sampled: z.number().int(),
      inspected: z.number().int(),
      absent: z.number().int(),
      wrong: z.number().int(),
      undelivered: z.number().int(),
    }),
  ),
  /** All is inspected, all is judged, and each limit is kept. */
  met: z.boolean(),
})
export type AcceptanceRates = z.infer<typeof acceptanceRates>

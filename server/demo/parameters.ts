/** What the demo district is made of: data/demo, read and checked. Areas in m², lengths in metres, `crs` a projected CGCS2000 zone. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { crsName } from '../shared/lookup.contract.ts'

const share = z.number().min(0).max(1)
const district = z.object({
  seed: z.number().int(),
  code: z.string().regex(/^\d{6}$/),
  name: z.string(),
  crs: crsName,
  centre: z.tuple([z.number(), z.number()]),
  areaM2: z.number().positive(),
  towns: z.array(z.string()).min(1).max(99),
  villages: z.number().int().positive(),
  responsibilityGrids: z.number().int().positive(),
  communities: z.number().int().positive(),
  unitGridM2: z.number().positive(),
  orphanStrips: z.object({ count: z.number().int().nonnegative(), shareOfArea: share }),
  components: z.number().int().positive(),
  answering: z.object({ villages: share, responsibilityGrids: share }),
  surveyedFrom: z.iso.date(),
  surveyedDays: z.number().int().positive(),
})
export type DistrictParameters = z.infer<typeof district>

const readJson = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/demo/${file}`, import.meta.url), 'utf8'))

export const readDistrictParameters = (): DistrictParameters => district.parse(readJson('district.json'))

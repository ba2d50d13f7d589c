/** The units of the demo district: departments, companies and firms from data/demo/units.csv, and a government or committee for each town, village and community. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Address, Named } from './addresses.ts'

const unit = z.object({
  code: z.string(),
  name: z.string(),
  kind: z.enum(['department', 'company', 'committee']),
})
export type DemoUnit = Readonly<z.infer<typeof unit>>

/** The centre's name; the district's own row of it stands already. */
export const CENTRE_NAME = '示范区城市运行管理中心（合成）'

export const townGovernment = (town: Named): DemoUnit => ({
  code: `${town.code}G`,
  name: `${town.name}人民政府`,
  kind: 'department',
})
export const villageCommittee = (village: Named): DemoUnit => ({
  code: `${village.code}V`,
  name: `${village.name}村民委员会`,
  kind: 'committee',
})
export const communityCommittee = (community: Named): DemoUnit => ({
  code: `${community.code}J`,
  name: `${community.name}居民委员会`,
  kind: 'committee',
})

/** In order of code, each once. */
export const unitsOf = (addresses: readonly Address[]): DemoUnit[] => {
  const listed = z.array(unit).parse(
    parse(readFileSync(new URL('../../data/demo/units.csv', import.meta.url)), {
      columns: true,
      bom: true,
    }),
  )
  const units = new Map(listed.map((u) => [u.code, u]))
  for (const { town, village, community } of addresses) {
    for (const made of [townGovernment(town), communityCommittee(community)]) units.set(made.code, made)
    if (village) units.set(villageCommittee(village).code, villageCommittee(village))
  }
  return [...units.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

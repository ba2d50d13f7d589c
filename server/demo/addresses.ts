/**
 * Codes and names of every level for every block. Towns, villages and communities are numbered as divisions are in China (6 county + 3 town + 3 village,
 * committees of residents from 001, of villagers from 201), responsibility grids with two digits more; a unit grid's code is 6 + 3 + 3 + 3 digits.
 */
import type { Block } from './fabric.ts'
import { at, type Xy } from './mesh.ts'
import type { DistrictParameters } from './parameters.ts'

export type Named = { readonly code: string; readonly name: string }
export type Address = {
  readonly town: Named
  /** Both null in an orphan strip. */
  readonly village: Named | null
  readonly responsibility: Named | null
  readonly community: Named
  readonly unit: Named
}
/** What the numbering looks at: blocks with their centres and areas, and the community of each. */
export type Settled = {
  readonly block: Block
  readonly centre: Xy
  readonly areaM2: number
  readonly community: number
}

/** Numbers run as one reads: in bands of this height from north to south, in a band from west to east. */
const BAND_M = 500

type Group = { readonly key: number; readonly parent: number; areaM2: number; x: number; y: number }

/** The number, from 1, of each group inside its parent; -1 is no group. */
const numbersOf = (
  settled: readonly Settled[],
  keyOf: (s: Settled, i: number) => number,
  parentOf: (s: Settled) => number,
): Map<number, number> => {
  const groups = new Map<number, Group>()
  settled.forEach((s, i) => {
    const key = keyOf(s, i)
    if (key < 0) return
    const group = groups.get(key) ?? { key, parent: parentOf(s), areaM2: 0, x: 0, y: 0 }
    group.areaM2 += s.areaM2
    group.x += s.centre[0] * s.areaM2
    group.y += s.centre[1] * s.areaM2
    groups.set(key, group)
  })
  const band = (g: Group): number => Math.floor(g.y / g.areaM2 / BAND_M)
  const ordered = [...groups.values()].sort((a, b) => band(b) - band(a) || a.x / a.areaM2 - b.x / b.areaM2)
  const counts = new Map<number, number>()
  return new Map(
    ordered.map(({ key, parent }) => {
      const number = (counts.get(parent) ?? 0) + 1
      counts.set(parent, number)
      return [key, number]
    }),
  )
}

const DIGITS = '零一二三四五六七八九'
/** 1 to 99 in Chinese: 十, 十一, 二十三. */
export const hanziOf = (number: number): string => {
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : at(DIGITS, tens)}十`
  return ten + (ones > 0 ? at(DIGITS, ones) : '')
}
const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')

/** In the order of the blocks given. */
export const addressesOf = (settled: readonly Settled[], { code, towns }: DistrictParameters): Address[] => {
  const villages = numbersOf(
    settled,
    (s) => s.block.village,
    (s) => s.block.town,
  )
  const grids = numbersOf(
    settled,
    (s) => s.block.responsibility,
    (s) => s.block.village,
  )
  const communities = numbersOf(
    settled,
    (s) => s.community,
    (s) => s.block.town,
  )
  const units = numbersOf(
    settled,
    (_, i) => i,
    (s) => s.community,
  )
  return settled.map(({ block, community: communityKey }, i) => {
    const town = { code: `${code}${101 + block.town}`, name: at(towns, block.town) }
    const villageNo = villages.get(block.village)
    const village =
      villageNo === undefined
        ? null
        : {
            code: `${town.code}${200 + villageNo}`,
            name: `${town.name}第${hanziOf(villageNo)}村`,
          }
    const gridNo = grids.get(block.responsibility)
    const responsibility =
      village === null || gridNo === undefined
        ? null
        : {
            code: `${village.code}${padded(gridNo, 2)}`,
            name: `${village.name}${padded(gridNo, 2)}网格`,
          }
    const communityNo = communities.get(communityKey) ?? 0
    const community = {
      code: `${town.code}${padded(communityNo, 3)}`,
      name: `${town.name}第${hanziOf(communityNo)}社区`,
    }
    const unitCode = `${community.code}${padded(units.get(i) ?? 0, 3)}`
    return {
      town,
      village,
      responsibility,
      community,
      unit: { code: unitCode, name: `${community.name}${unitCode.slice(-3)}单元` },
    }
  })
}

/** The grids of the demo district: two schemes over the same ground, parents before children, shapes in EPSG:4490 that share their vertices bit for bit. */
import { type Address, addressesOf, type Named, type Settled } from './addresses.ts'
import { communitiesOf } from './communities.ts'
import { pointsOf } from './cut.ts'
import type { Fabric } from './fabric.ts'
import { at } from './mesh.ts'
import type { DistrictParameters } from './parameters.ts'
import { areaOf, centroidOf } from './plane.ts'
import { randomStream } from './random.ts'
import { type Projection, type Shape, shaperOf } from './shapes.ts'
import { communityCommittee, townGovernment, villageCommittee } from './units.ts'

export type DemoGrid = Named & {
  /** Code of the grid above. */
  readonly parent: string | null
  readonly shape: Shape
  /** Code of the unit that answers, if one does. */
  readonly unit: string | null
}
export type DemoLevel = {
  readonly code: string
  readonly nameZh: string
  readonly nameEn: string
  readonly grids: readonly DemoGrid[]
}
export type DemoScheme = {
  readonly code: 'responsibility' | 'unit'
  readonly nameZh: string
  readonly nameEn: string
  readonly levels: readonly DemoLevel[]
}

/** Blocks with their place in every level. */
export const settle = (fabric: Fabric, parameters: DistrictParameters): Address[] => {
  const communities = communitiesOf(fabric, parameters.communities)
  const settled = fabric.blocks.map((block, i): Settled => {
    const points = pointsOf(fabric.mesh, block.face)
    return { block, centre: centroidOf(points), areaM2: areaOf(points), community: at(communities, i) }
  })
  return addressesOf(settled, parameters)
}

type Wanted = {
  readonly named: (address: Address) => Named | null
  readonly parent: (address: Address) => string | null
  readonly unit: (address: Address) => string | null
}

/** One level: blocks of one name made one shape, in order of code. */
const levelGrids = (
  { blocks }: Fabric,
  addresses: readonly Address[],
  shapeOf: (faces: readonly number[]) => Shape,
  { named, parent, unit }: Wanted,
): DemoGrid[] => {
  const groups = new Map<string, { name: string; address: Address; faces: number[] }>()
  addresses.forEach((address, i) => {
    const name = named(address)
    if (!name) return
    const group = groups.get(name.code) ?? { name: name.name, address, faces: [] }
    group.faces.push(at(blocks, i).face)
    groups.set(name.code, group)
  })
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { name, address, faces }]) => ({
      code,
      name,
      parent: parent(address),
      shape: shapeOf(faces),
      unit: unit(address),
    }))
}

/** A committee answers for most of its villages and grids; the others are left to the grid above. */
const committeesBy = (seed: number, share: number, level: string) => (code: string, committee: string) =>
  randomStream(seed, `answers ${level} ${code}`).next() < share ? committee : null

export const buildSchemes = (
  fabric: Fabric,
  addresses: readonly Address[],
  parameters: DistrictParameters,
  project: Projection,
): DemoScheme[] => {
  const { seed, answering } = parameters
  const shapeOf = shaperOf(fabric.mesh, project)
  const level = (wanted: Wanted): DemoGrid[] => levelGrids(fabric, addresses, shapeOf, wanted)
  const villageAnswers = committeesBy(seed, answering.villages, 'village')
  const gridAnswers = committeesBy(seed, answering.responsibilityGrids, 'grid')
  const district = {
    code: 'district',
    nameZh: '区',
    nameEn: 'District',
    grids: level({ named: () => parameters, parent: () => null, unit: () => null }),
  }
  const town = {
    code: 'town',
    nameZh: '镇',
    nameEn: 'Town',
    grids: level({
      named: (a) => a.town,
      parent: () => parameters.code,
      unit: (a) => townGovernment(a.town).code,
    }),
  }
  const village = level({
    named: (a) => a.village,
    parent: (a) => a.town.code,
    unit: (a) => (a.village ? villageAnswers(a.village.code, villageCommittee(a.village).code) : null),
  })
  const responsibility = level({
    named: (a) => a.responsibility,
    parent: (a) => a.village?.code ?? null,
    unit: (a) =>
      a.village && a.responsibility
        ? gridAnswers(a.responsibility.code, villageCommittee(a.village).code)
        : null,
  })
  const community = level({
    named: (a) => a.community,
    parent: (a) => a.town.code,
    unit: (a) => communityCommittee(a.community).code,
  })
  const unit = level({ named: (a) => a.unit, parent: (a) => a.community.code, unit: () => null })
  return [
    {
      code: 'responsibility',
      nameZh: '责任网格',
      nameEn: 'Responsibility grids',
      levels: [
        district,
        town,
        { code: 'village', nameZh: '村', nameEn: 'Village', grids: village },
        { code: 'grid', nameZh: '责任网格', nameEn: 'Responsibility grid', grids: responsibility },
      ],
    },
    {
      code: 'unit',
      nameZh: '单元网格',
      nameEn: 'Unit grids',
      levels: [
        district,
        town,
        { code: 'community', nameZh: '社区', nameEn: 'Community', grids: community },
        { code: 'unit', nameZh: '单元网格', nameEn: 'Unit grid', grids: unit },
      ],
    },
  ]
}

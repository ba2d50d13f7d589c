/**
 * The components of the demo district, town by town and unit grid by unit grid, under GB/T 30428.2-2013: 16-digit codes (6 county + 4 class + 6
 * sequence), points in EPSG:4490 rounded to 1e-9 degree. The order never changes, so a part of them is always the same part.
 */
import type { LonLat } from '../shared/crs.ts'
import type { ComponentState } from '../shared/words.ts'
import type { Address } from './addresses.ts'
import type { ComponentKind } from './component-kinds.ts'
import type { Fabric } from './fabric.ts'
import { at } from './mesh.ts'
import type { DistrictParameters } from './parameters.ts'
import { neighboursIn, type Stand, standsIn } from './placement.ts'
import { type Random, randomStream } from './random.ts'
import { type DemoRole, rolesOf } from './roles.ts'
import type { Projection } from './shapes.ts'

export type DemoComponent = {
  readonly code: string
  readonly classCode: string
  readonly name: string
  readonly point: LonLat
  readonly state: ComponentState
  readonly location: string
  /** yyyy-mm-dd */
  readonly surveyedOn: string
  readonly roles: readonly DemoRole[]
}

type Occupied = { readonly address: Address; readonly stands: readonly Stand[] }

/** Blocks in order of their unit grid's code, with all that found room in them. */
const occupy = (
  fabric: Fabric,
  addresses: readonly Address[],
  kinds: readonly ComponentKind[],
  seed: number,
): Occupied[] => {
  const [neighbours, random] = [neighboursIn(fabric.mesh), randomStream(seed, 'stands')]
  return fabric.blocks
    .map((block, i) => ({ block, address: at(addresses, i) }))
    .sort((a, b) => (a.address.unit.code < b.address.unit.code ? -1 : 1))
    .map(({ block, address }) => ({ address, stands: standsIn(fabric, block, kinds, neighbours, random) }))
}

/** What found room, thinned evenly to the number wished, since spacings in metres only come near it. */
function* thinned(occupied: readonly Occupied[], wished: number): Generator<[Stand, Address]> {
  const found = occupied.reduce((sum, { stands }) => sum + stands.length, 0)
  if (found < wished) throw new Error(`only ${found} of ${wished} components found room; set them closer`)
  let seen = 0
  for (const { address, stands } of occupied) {
    for (const stand of stands) {
      const before = Math.floor((seen * wished) / found)
      if (Math.floor((++seen * wished) / found) > before) yield [stand, address]
    }
  }
}

const stateOf = (random: Random): ComponentState => {
  const dice = random.next()
  if (dice < 0.967) return 'intact'
  return dice < 0.989 ? 'damaged' : dice < 0.993 ? 'missing' : 'abandoned'
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

export function* generateComponents(
  fabric: Fabric,
  addresses: readonly Address[],
  kinds: readonly ComponentKind[],
  parameters: DistrictParameters,
  project: Projection,
): Generator<DemoComponent> {
  const random = randomStream(parameters.seed, 'components')
  const occupied = occupy(fabric, addresses, kinds, parameters.seed)
  const days = Array.from({ length: parameters.surveyedDays }, (_, day) =>
    dayAfter(parameters.surveyedFrom, day),
  )
  const issued = new Map<string, number>()
  let made = 0
  for (const [{ kind: number, point, spot }, address] of thinned(occupied, parameters.components)) {
    const kind = at(kinds, number)
    const sequence = (issued.get(kind.class) ?? 0) + 1
    issued.set(kind.class, sequence)
    yield {
      code: `${parameters.code}${kind.class}${String(sequence).padStart(6, '0')}`,
      classCode: kind.class,
      name: kind.name,
      point: project(point),
      state: stateOf(random),
      location: `${address.village?.name ?? `${address.town.name}无主地块`} ${spot}`,
      surveyedOn: at(days, Math.floor((made++ / parameters.components) * days.length)),
      roles: rolesOf(kind, address, random),
    }
  }
}

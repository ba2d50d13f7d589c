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

type Placed = Stand & { readonly block: number }

/** All that found room, thinned evenly to the number wished, since spacings in metres only come near it. */
const placeAll = (
  fabric: Fabric,
  addresses: readonly Address[],
  kinds: readonly ComponentKind[],
  { seed, components }: DistrictParameters,
): Placed[] => {
  const [neighbours, random] = [neighboursIn(fabric.mesh), randomStream(seed, 'stands')]
  const inOrder = [...addresses.keys()].sort((a, b) =>
    at(addresses, a).unit.code < at(addresses, b).unit.code ? -1 : 1,
  )
  const placed = inOrder.flatMap((block) =>
    standsIn(fabric, at(fabric.blocks, block), kinds, neighbours, random).map((stand) => ({
      ...stand,
      block,
    })),
  )
  if (placed.length < components)
    throw new Error(`only ${placed.length} of ${components} components found room; set them closer`)
  const keep = components / placed.length
  return placed.filter((_, i) => Math.floor((i + 1) * keep) > Math.floor(i * keep))
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
  const placed = placeAll(fabric, addresses, kinds, parameters)
  const issued = new Map<string, number>()
  for (const [i, { kind: number, block, point, spot }] of placed.entries()) {
    const [kind, address] = [at(kinds, number), at(addresses, block)]
    const sequence = (issued.get(kind.class) ?? 0) + 1
    issued.set(kind.class, sequence)
    yield {
      code: `${parameters.code}${kind.class}${String(sequence).padStart(6, '0')}`,
      classCode: kind.class,
      name: kind.name,
      point: project(point),
      state: stateOf(random),
      location: `${address.village?.name ?? `${address.town.name}无主地块`} ${spot}`,
      surveyedOn: dayAfter(
        parameters.surveyedFrom,
        Math.floor((i / placed.length) * parameters.surveyedDays),
      ),
      roles: rolesOf(kind, address, random),
    }
  }
}

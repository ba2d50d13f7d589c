/** The whole demo district from its parameters, by pure code: units, grids of both schemes, components. The same parameters give the same bytes. */
import { onStep } from '../grids/coordinate-step.ts'
import { readComponentKinds } from './component-kinds.ts'
import { type DemoComponent, generateComponents } from './components.ts'
import { buildFabric } from './fabric.ts'
import { buildSchemes, type DemoScheme, settle } from './grids.ts'
import { type DistrictParameters, readDistrictParameters } from './parameters.ts'
import { projectionOf, toNanodegree } from './shapes.ts'
import { type DemoUnit, unitsOf } from './units.ts'

export type DemoDistrict = {
  readonly parameters: DistrictParameters
  readonly units: readonly DemoUnit[]
  readonly schemes: readonly DemoScheme[]
  /** From the first one anew at each call. */
  components(): Generator<DemoComponent>
}

/** Takes two or three seconds; the components are made while they are read. */
export const buildDistrict = (parameters = readDistrictParameters()): DemoDistrict => {
  const projection = (round: (degrees: number) => number) =>
    projectionOf(parameters.crs, parameters.centre, round)
  const fabric = buildFabric(parameters)
  const addresses = settle(fabric, parameters)
  return {
    parameters,
    units: unitsOf(addresses),
    schemes: buildSchemes(fabric, addresses, parameters, projection(onStep)),
    components: () =>
      generateComponents(fabric, addresses, readComponentKinds(), parameters, projection(toNanodegree)),
  }
}

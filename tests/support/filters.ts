/** Filters of components as fast-check makes them up, of what a fixture holds. */
import fc from 'fast-check'
import type { ComponentFilter } from '../../server/components/component-filter.ts'
import { COMPONENT_STATES, CONFIRMATIONS } from '../../server/shared/words.ts'
import type { RegistryFixture } from './registry-fixture.ts'

const several = <T>(from: readonly T[]) => fc.subarray([...from], { minLength: 1 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })

/** West and east, south and north, anywhere around the fixture's ground. */
const box = fc
  .tuple(
    fc.double({ min: 120.6, max: 120.64, noNaN: true }),
    fc.double({ min: 31.25, max: 31.29, noNaN: true }),
    fc.double({ min: 0, max: 0.02, noNaN: true }),
  )
  .map(([west, south, side]): [number, number, number, number] => [west, south, west + side, south + side])

export const anyFilter = (fixture: RegistryFixture): fc.Arbitrary<ComponentFilter> =>
  fc.record({
    class: maybe(several(fixture.classIds)),
    owner: maybe(several(fixture.companyIds)),
    maintainer: maybe(several(fixture.companyIds)),
    competent: maybe(several(fixture.departmentIds)),
    state: maybe(several(COMPONENT_STATES)),
    confirmation: maybe(several(CONFIRMATIONS.slice(0, 6))),
    grid: maybe(several(fixture.grids.map((grid) => grid.id))),
    bbox: maybe(box),
    at: maybe(fc.constantFrom('2024-12-31T00:00:00Z', '2025-06-01T00:00:00Z', '2026-06-01T00:00:00Z')),
  })

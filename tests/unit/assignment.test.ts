import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Circumstances, decide } from '../../server/responsibility/assignment.ts'

const unit = (id: number) => ({ id, code: `U${id}`, name: `Unit ${id}` })
const held = (role: 'maintainer' | 'owner' | 'competent', id: number | null, confirmation = 'confirmed') =>
  ({ role, unit: id === null ? null : unit(id), confirmation }) as NonNullable<
    Circumstances['component']
  >['roles'][number]
const component = (...roles: NonNullable<Circumstances['component']>['roles']) => ({
  id: 9,
  code: 'C9',
  name: 'lamp',
  roles,
})
const grid = (id: number, unitId: number | null) => ({
  id,
  code: `G${id}`,
  name: `grid ${id}`,
  unit: unitId === null ? null : unit(unitId),
})
const circumstances = (given: Partial<Circumstances>): Circumstances => ({
  component: null,
  withoutComponent: 'no_component',
  grids: [],
  district: { code: '320599', name: 'district', centre: unit(1) },
  ...given,
})

describe('the written order', () => {
  test('maintainer before owner before competent department, however they are listed', () => {
    const roles = [held('competent', 4), held('owner', 3), held('maintainer', 2)]
    expect(decide(circumstances({ component: component(...roles) })).unit.id).toBe(2)
    expect(decide(circumstances({ component: component(...roles.slice(0, 2)) })).unit.id).toBe(3)
    expect(decide(circumstances({ component: component(...roles.slice(0, 1)) })).unit.id).toBe(4)
  })

  test('a component outranks the ground, the deepest grid outranks those above', () => {
    const grids = [grid(33, null), grid(22, 5), grid(11, 6)]
    expect(decide(circumstances({ component: component(held('owner', 3)), grids })).unit.id).toBe(3)
    expect(decide(circumstances({ grids })).unit.id).toBe(5)
  })

  test('what nobody answers for falls to the centre, and the trace says so', () => {
    const decision = decide(circumstances({ grids: [grid(33, null)] }))
    expect(decision).toMatchObject({ unit: { id: 1 }, step: 'centre' })
    expect(decision.trace.map((t) => [t.step, t.verdict, t.reason])).toEqual([
      ['maintainer', 'absent', 'no_component'],
      ['owner', 'absent', 'no_component'],
      ['competent', 'absent', 'no_component'],
      ['territory', 'absent', 'grid_has_no_unit'],
      ['centre', 'responsible', 'last_resort'],
    ])
  })

  test('unowned, disputed and missing roles are passed over, each for its own reason', () => {
    const decision = decide(
      circumstances({
        component: component(held('maintainer', 2, 'disputed'), held('owner', null, 'unowned')),
        grids: [grid(11, 6)],
      }),
    )
    expect(decision.unit.id).toBe(6)
    expect(decision.trace.map((t) => t.reason)).toEqual([
      'role_disputed',
      'role_unowned',
      'role_not_recorded',
      'first_in_order',
      'earlier_step_decided',
    ])
  })

  test('several components too near each other are said as such', () => {
    expect(decide(circumstances({ withoutComponent: 'component_unclear' })).trace[0]?.reason).toBe(
      'component_unclear',
    )
  })
})

const anyCircumstances = fc.record({
  component: fc.option(
    fc
      .uniqueArray(
        fc.record({
          role: fc.constantFrom('maintainer' as const, 'owner' as const, 'competent' as const),
          unitId: fc.option(fc.integer({ min: 2, max: 9 })),
          disputed: fc.boolean(),
        }),
        { selector: (r) => r.role },
      )
      .map((roles) =>
        component(
          ...roles.map((r) =>
            held(r.role, r.unitId, r.unitId === null ? 'unowned' : r.disputed ? 'disputed' : 'presumed'),
          ),
        ),
      ),
  ),
  withoutComponent: fc.constantFrom('no_component' as const, 'component_unclear' as const),
  grids: fc
    .uniqueArray(
      fc.record({ id: fc.integer({ min: 10, max: 99 }), unitId: fc.option(fc.integer({ min: 2, max: 9 })) }),
      { selector: (g) => g.id, maxLength: 8 },
    )
    .map((gs) => gs.map((g) => grid(g.id, g.unitId))),
  district: fc.constant({ code: 'D', name: 'district', centre: unit(1) }),
})

test('exactly one candidate is responsible, it is the first that can be, and every candidate is named', () => {
  fc.assert(
    fc.property(anyCircumstances, (given) => {
      const { unit: chosen, trace } = decide(given)
      const responsible = trace.filter((t) => t.verdict === 'responsible')
      expect(responsible).toHaveLength(1)
      expect(responsible[0]?.unit).toEqual(chosen)
      const at = trace.findIndex((t) => t.verdict === 'responsible')
      expect(trace.slice(0, at).every((t) => t.verdict === 'absent')).toBe(true)
      expect(trace.slice(at + 1).every((t) => t.verdict !== 'responsible')).toBe(true)
      expect(trace).toHaveLength(3 + Math.max(1, given.grids.length) + 1)
      expect(decide(given)).toEqual(decide(given))
    }),
  )
})

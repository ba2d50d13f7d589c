/** Who is competent for, owns and maintains the components of the small registry. */
import type { Connection } from '../../server/db/database.ts'
import type { FixtureComponent } from './fixture-components.ts'
import { FIRST } from './fixture-dates.ts'

const insertRoles = async (
  trx: Connection,
  role: 'competent' | 'owner' | 'maintainer',
  given: { id: number; unitId: number | null; state: string }[],
): Promise<void> => {
  await trx.raw(
    `insert into component_role (component_id, role, unit_id, state, basis, valid_from)
     select g.id, :role::text, g.unit_id, g.state, '普查登记', :first::timestamptz
       from unnest(:ids::bigint[], :units::bigint[], :states::text[]) as g (id, unit_id, state)`,
    {
      role,
      ids: given.map((g) => g.id),
      units: given.map((g) => g.unitId),
      states: given.map((g) => g.state),
      first: FIRST,
    },
  )
}

/** Competent: always. Owner: 1 in 10 unowned, 1 in 15 not recorded. Maintainer: 1 in 5 not recorded, 1 in 12 disputed. */
export const insertAllRoles = async (
  trx: Connection,
  components: FixtureComponent[],
  departmentIds: number[],
  companyIds: number[],
  chance: () => number,
): Promise<void> => {
  const pick = (ids: number[]): number => ids[Math.floor(chance() * ids.length)] ?? 0
  await insertRoles(
    trx,
    'competent',
    components.map(({ id, classId }) => ({
      id,
      unitId: departmentIds[classId % departmentIds.length] ?? null,
      state: 'confirmed',
    })),
  )
  await insertRoles(
    trx,
    'owner',
    components
      .filter((_, n) => n % 15 !== 5)
      .map(({ id }, n) =>
        n % 10 === 0
          ? { id, unitId: null, state: 'unowned' }
          : { id, unitId: pick(companyIds), state: n % 3 === 0 ? 'presumed' : 'confirmed' },
      ),
  )
  await insertRoles(
    trx,
    'maintainer',
    components
      .filter((_, n) => n % 5 !== 2)
      .map(({ id }, n) => ({ id, unitId: pick(companyIds), state: n % 12 === 0 ? 'disputed' : 'presumed' })),
  )
}

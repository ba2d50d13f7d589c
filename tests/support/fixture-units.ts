/** The units of the small registry: a centre, departments, companies and committees. */
import { type Connection, one } from '../../server/db/database.ts'
import { FIRST } from './fixture-dates.ts'

const insertUnits = async (
  trx: Connection,
  kind: string,
  codeAndName: [string, string][],
): Promise<number[]> => {
  const ids: number[] = []
  for (const [code, name] of codeAndName) {
    const { id } = await one<{ id: number }>(
      trx,
      `insert into unit (kind) values (:kind::text) returning id as id`,
      { kind },
    )
    await trx.raw(
      `insert into unit_version (unit_id, code, name, valid_from) values (:id::bigint, :code::text, :name::text, :from::timestamptz)`,
      { id, code, name, from: FIRST },
    )
    ids.push(id)
  }
  return ids
}

/** One committee a village, in the order of the villages. */
export const insertAllUnits = async (trx: Connection) => {
  const [centreUnitId = 0] = await insertUnits(trx, 'centre', [['C0', '吴中区城运中心']])
  const departmentIds = await insertUnits(trx, 'department', [
    ['D1', '区住建局'],
    ['D2', '区城管局'],
    ['D3', '区园林局'],
  ])
  const companyIds = await insertUnits(trx, 'company', [
    ['E1', '水务公司'],
    ['E2', '供电公司'],
    ['E3', 'Telecom 100%_Ltd'],
  ])
  const villageNames = [
    '木渎镇第1村',
    '木渎镇第2村',
    '木渎镇第3村',
    '胥口镇第1村',
    '胥口镇第2村',
    '胥口镇第3村',
  ]
  const committeeIds = await insertUnits(
    trx,
    'committee',
    villageNames.map((name, n): [string, string] => [`V${n + 1}`, `${name}村委会`]),
  )
  return { centreUnitId, departmentIds, companyIds, committeeIds }
}

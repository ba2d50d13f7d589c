/** The fields of a role (主管, 权属, 养护) in an export: unit, confirmation, end and basis. */
import type { Role } from '../shared/words.ts'
import type { ExportCatalogue } from './catalogue.queries.ts'
import type { ComponentRecord } from './component-rows.queries.ts'
import type { Field, ValueOf } from './export-field.ts'

const SHORT_ROLES: Record<Role, string> = { competent: 'comp', owner: 'own', maintainer: 'mnt' }
const STANDARD_ROLES: Record<Role, readonly [code: [string, string], name: [string, string]]> = {
  competent: [
    ['DeptCode1', 'ZGBMDM'],
    ['DeptName1', 'ZGBMMC'],
  ],
  owner: [
    ['DeptCode2', 'QSDWDM'],
    ['DeptName2', 'QSDWMC'],
  ],
  maintainer: [
    ['DeptCode3', 'YHDWDM'],
    ['DeptName3', 'YHDWMC'],
  ],
}

const valueIn =
  (key: `${Role}${'Confirmation' | 'Until' | 'Basis'}`): ValueOf =>
  (record) =>
    record[key]

export const roleFields = (role: Role): Field[] => {
  const [code, name] = STANDARD_ROLES[role]
  const short = SHORT_ROLES[role]
  const unit = `${role}Unit` as const
  const unitOf = (record: ComponentRecord, { units }: ExportCatalogue) => units.get(record[unit] ?? 0)
  return [
    {
      target: `${role}.code`,
      own: `${role}_code`,
      short: `${short}_code`,
      standard: code,
      width: 18,
      valueOf: (record, catalogue) => unitOf(record, catalogue)?.code ?? null,
    },
    {
      target: `${role}.name`,
      own: `${role}_name`,
      short: `${short}_name`,
      standard: name,
      width: 60,
      valueOf: (record, catalogue) => unitOf(record, catalogue)?.name ?? null,
    },
    {
      target: `${role}.state`,
      own: `${role}_confirmation`,
      short: `${short}_conf`,
      width: 10,
      valueOf: valueIn(`${role}Confirmation`),
    },
    {
      target: `${role}.until`,
      own: `${role}_until`,
      short: `${short}_until`,
      kind: 'date',
      width: 10,
      valueOf: valueIn(`${role}Until`),
    },
    {
      target: `${role}.basis`,
      own: `${role}_basis`,
      short: `${short}_basis`,
      width: 20,
      valueOf: valueIn(`${role}Basis`),
    },
  ]
}

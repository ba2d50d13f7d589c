/** What the targets of a mapping are called in Chinese and English, for sentences about rows (field names of GB/T 30428.2 and GB/T 47678.5). */
import { ROLES, type Role } from './words.ts'

type Words = readonly [zh: string, en: string]

const ATTRIBUTES: Readonly<Record<string, Words>> = {
  code: ['标识码', 'code'],
  key: ['来源标识', 'key of its source'],
  class: ['类别', 'class'],
  className: ['类别名称', 'class name'],
  name: ['名称', 'name'],
  state: ['状态', 'state'],
  location: ['位置描述', 'description of the place'],
  surveyedOn: ['初始日期', 'date first surveyed'],
  changedOn: ['变更日期', 'date of change'],
  dataSource: ['数据来源', 'data source'],
  note: ['备注', 'note'],
  gridCode: ['所在单元网格', 'unit grid'],
  place: ['位置', 'place'],
}
const ROLE_WORDS: Readonly<Record<Role, Words>> = {
  competent: ['主管部门', 'competent department'],
  owner: ['权属单位', 'owner'],
  maintainer: ['养护单位', 'maintainer'],
}
const PARTS: Readonly<Record<string, Words>> = {
  code: ['代码', ': code'],
  name: ['名称', ': name'],
  state: ['确权状态', ': confirmation'],
  until: ['期限', ': end'],
  basis: ['依据', ': basis'],
}

/** A target that has no words of its own is said as it is. */
export const targetWords = (target: string): Words => {
  const attribute = ATTRIBUTES[target]
  if (attribute) return attribute
  const [first, part = ''] = target.split('.')
  const role = ROLES.find((name) => name === first)
  if (!role) return [target, target]
  const [zh, en] = ROLE_WORDS[role]
  const [partZh, partEn] = PARTS[part] ?? ['', '']
  return [zh + partZh, en + partEn]
}

/** Why a row is refused or noted, in Chinese and English words. The only place where these sentences stand; `{…}` is filled in, `{target}` by its words. */
import { targetWords } from './target-words.ts'

const WORDS = {
  code_missing: ['没有编码', 'the row has no code'],
  code_scientific: [
    '编码“{value}”是电子表格改写成的科学计数法，原编码已丢失',
    'the code "{value}" was turned into scientific notation by a spreadsheet; the code as issued is lost',
  ],
  code_as_number: [
    '编码 {value} 是 16 位以上的数字类型，末位已不可靠，请以文本交付',
    'the code {value} is a number of 16 or more digits, whose last digits cannot be trusted; deliver codes as text',
  ],
  code_form: [
    '编码“{value}”不合{edition}的编码形式：{expected}',
    'the code "{value}" does not have the form of {edition}: {expected}',
  ],
  code_repeated: ['编码“{value}”与第 {row} 行重复', 'the code "{value}" repeats row {row}'],
  code_other_edition: [
    '编码“{value}”已在“{edition}”下使用',
    'the code "{value}" is in use under the edition {edition}',
  ],
  code_retired: [
    '编码“{value}”曾发给另一个对象（{id}），编码不得再用',
    'the code "{value}" was once issued to another one ({id}); codes are never used again',
  ],
  code_retired_class: [
    '编码“{value}”属于已停用的部件 {id}（{expected}），这里却是{found}；编码不得再用，如果不是同一个部件请给新编码',
    'the code "{value}" belongs to the retired component {id} ({expected}) and comes back as {found}; codes are never used again: give another component a new one',
  ],
  code_retired_far: [
    '编码“{value}”属于已停用的部件 {id}，它原来在 {distanceM} 米之外；编码不得再用，如果不是同一个部件请给新编码',
    'the code "{value}" belongs to the retired component {id}, which stood {distanceM} m away; codes are never used again: give another component a new one',
  ],
  county_foreign: [
    '编码前六位 {value} 不是本区的 {expected}，登记簿中也没有以它开头的编码',
    "the code begins with {value}, not with the district's {expected}, and no code of the registry does",
  ],
  class_missing: ['没有类别', 'the row names no class'],
  class_unknown: ['“{edition}”中没有类别“{value}”', 'the edition {edition} has no class "{value}"'],
  class_ambiguous: [
    '“{edition}”中名为“{value}”的类别不止一个',
    'the edition {edition} has more than one class named "{value}"',
  ],
  class_code_disagree: [
    '编码中的类别代码 {inCode} 与所给类别 {value} 不符',
    'the class digits {inCode} inside the code disagree with the class given, {value}',
  ],
  class_name_disagree: [
    '在“{edition}”中 {code} 是“{expected}”，不是“{value}”',
    'under {edition} the class {code} is "{expected}", not "{value}"',
  ],
  geometry_missing: ['没有位置', 'the row has no geometry'],
  geometry_kind: [
    '几何类型是 {value}，应为 {expected}',
    'the geometry is a {value}, where a {expected} is expected',
  ],
  geometry_unreadable: ['几何无法读取：{detail}', 'the geometry cannot be read: {detail}'],
  coordinate_range: ['坐标 {x}, {y} 不在 {crs} 的范围内', 'the coordinates {x}, {y} cannot exist in {crs}'],
  coordinate_swapped: [
    '坐标 {x}, {y} 看来颠倒了顺序，应为 {y}, {x}',
    'the coordinates {x}, {y} look swapped; {y}, {x} would fit',
  ],
  ring_too_short: ['第 {ring} 个环不足三个不同的点', 'ring {ring} has fewer than three different points'],
  polygon_invalid: [
    '多边形不可用：{detail}，位于 {lon}, {lat}',
    'the polygon cannot be used: {detail} at {lon}, {lat}',
  ],
  line_no_length: ['线没有长度', 'the line has no length'],
  polygon_no_area: ['多边形没有面积', 'the polygon has no area'],
  outside_district: [
    '位置在各级网格之外，距本区 {distanceM} 米',
    'the place lies in no grid, {distanceM} m from the district',
  ],
  far_from_district: [
    '位置距本区 {distanceM} 米以上，超过 10 公里',
    'the place lies at least {distanceM} m from the district, more than 10 km',
  ],
  grid_unknown: ['没有编码为“{value}”的单元网格', 'there is no unit grid with the code "{value}"'],
  grid_near_edge: [
    '位置在所填单元网格 {value} 之外 {distanceM} 米，在界线容差之内',
    'the place lies {distanceM} m outside the unit grid stated, {value}: within the tolerance of its border',
  ],
  grid_disagrees: [
    '所填单元网格是 {value}，位置却在 {found} 内，相距 {distanceM} 米',
    'the unit grid stated is {value}, but the place lies in {found}, {distanceM} m away',
  ],
  grid_outside: [
    '所填单元网格是 {value}，位置却不在任何单元网格内，相距 {distanceM} 米',
    'the unit grid stated is {value}, but the place lies in no unit grid, {distanceM} m away',
  ],
  same_place: [
    '与第 {row} 行同类且在同一位置（相距 {distanceM} 米）',
    'one of the same class stands at the same place in row {row} ({distanceM} m away)',
  ],
  near_place: [
    '与第 {row} 行同类，相距只有 {distanceM} 米',
    'one of the same class stands only {distanceM} m away in row {row}',
  ],
  required_missing: ['{target}未填，{edition}要求填写', 'the {target} is empty; {edition} requires it'],
  required_absent: [
    '“{layer}”各行都没有{target}，{edition}要求填写',
    'no row of "{layer}" says the {target}; {edition} requires it',
  ],
  data_source_unknown: [
    '数据来源“{value}”不在标准的取值之内：{expected}',
    'the data source "{value}" is none of the standard\'s: {expected}',
  ],
  parent_missing: ['没有上级网格', 'the row names no parent grid'],
  parent_unknown: ['没有编码为“{value}”的上级网格', 'there is no parent grid with the code "{value}"'],
  parent_not_found: [
    '没有上级网格覆盖它的内点 {lon}, {lat}',
    'no parent grid covers its interior point {lon}, {lat}',
  ],
  unit_unknown: ['没有单位“{value}”', 'there is no unit "{value}"'],
  unit_ambiguous: ['名为“{value}”的单位不止一个', 'more than one unit is named "{value}"'],
  credit_code: [
    '统一社会信用代码“{value}”的校验码不对，应为 {expected}（GB 32100）',
    'the unified social credit code "{value}" has a wrong check character; {expected} would be right (GB 32100)',
  ],
  role_state_unknown: ['确权状态“{value}”无法识别', 'the confirmation "{value}" is not known'],
  role_contradiction: [
    '既写明单位“{value}”又写明无主',
    'the row names the unit "{value}" and says that nobody owns it',
  ],
  state_unknown: ['状态“{value}”无法识别', 'the state "{value}" is not known'],
  date_unreadable: ['日期“{value}”无法读取', 'the date "{value}" cannot be read'],
  date_future: ['{target} {value} 尚未到来', 'the {target}, {value}, is still to come'],
  changed_before_surveyed: [
    '变更日期 {value} 早于初始日期 {expected}',
    'it was changed on {value}, before it was first surveyed on {expected}',
  ],
  text_over_edition: [
    '{target}长 {length} 字，{edition}只容 {limit} 字',
    'the {target} has {length} characters; {edition} has room for {limit}',
  ],
  text_mojibake: [
    '{target}“{value}”是用错误编码读出的乱码',
    'the {target} "{value}" was decoded by the wrong encoding',
  ],
  text_too_long: ['文字长 {length}，超过 {limit}', 'the text has {length} characters, more than {limit}'],
  text_undecodable: ['“{value}”含有无法解码的字符', '"{value}" holds characters that could not be decoded'],
  fields_too_large: [
    '其余字段共 {length} 字节，超过 {limit}',
    'the remaining fields take {length} bytes, more than {limit}',
  ],
  extra_unreadable: ['“{value}”不是 JSON 对象', '"{value}" is no JSON object'],
  column_count: [
    '有 {value} 列，表头有 {expected} 列',
    'the row has {value} columns, the header has {expected}',
  ],
  sample_no_unknown: ['抽样中没有序号“{value}”', 'the sample has no number "{value}"'],
  sample_no_repeated: ['序号 {value} 在表中重复', 'the number {value} stands in the sheet twice'],
  outcome_missing: [
    '填了内容，但没有填在或不在',
    'the line is filled in, but does not say whether it was found',
  ],
  outcome_unknown: [
    '“{value}”无法识别，请填在或不在',
    '"{value}" is not understood; say whether it was found: yes or no',
  ],
  attribute_unknown: ['“{value}”不是本次核查的属性', '"{value}" is none of the attributes that are checked'],
  offset_unreadable: ['位置偏差“{value}”不是米数', 'the distance "{value}" is no number of metres'],
  measured_crs_unknown: [
    '实测坐标没有写明可用的坐标系（“{value}”）',
    'the measured position names no known reference system ("{value}")',
  ],
  measured_far: [
    '实测位置与交付位置相距 {limit} 米以上，可能不是同一个部件，或坐标系写错',
    'the measured position lies more than {limit} m from the delivered one: another component, or another system than the one named',
  ],
  absent_with_more: [
    '不在的部件不能再填属性或位置',
    'one that was not found can have no wrong attributes and no position',
  ],
  grid_not_sampled: ['网格“{value}”不在抽样之内', 'the grid "{value}" is not in the sample'],
  not_in_sampled_grid: [
    '位置不在所填的抽样网格内',
    'the place does not lie in the sampled grid that the line names',
  ],
  record_unreadable: ['该条记录无法读取：{detail}', 'the record cannot be read: {detail}'],
  record_too_large: ['该条记录超过 {limit}', 'the record is larger than {limit}'],
  record_cut_off: ['该条记录不完整，文件在此中断', 'the record is incomplete; the file is cut off in it'],
  quote_open: [
    '第 {line} 行有引号没有结束，这一行无法读取',
    'a quote that is opened on line {line} is never closed; that line cannot be read',
  ],
  record_too_deep: ['该条记录嵌套超过 {limit} 层', 'the record is nested deeper than {limit} levels'],
  note_text_cut: [
    '“{value}”在字段的长度上限处被截断，末尾的半个字已略去',
    '"{value}" was cut at the length of its field in the middle of a character, which was left out',
  ],
  note_number_overflow: [
    '数值超出字段宽度，已丢失（文件中为 *）',
    'the number was too wide for its field and is lost (the file has asterisks)',
  ],
  note_z_dropped: ['高程未采用', 'the heights were left out'],
  note_measures_dropped: ['量测值（M）未采用', 'the measures (M) were left out'],
  note_binary_dropped: ['二进制内容未采用', 'a binary value was left out'],
  note_total_row: ['该行像是合计行（“{value}”）', 'the row looks like a line of totals ("{value}")'],
  note_cells_beyond: ['表头之外的单元格未采用', 'cells beside the columns of the header were left out'],
  note_quote_kept: ['引号不成对，按原样读入', 'quotes that do not pair were kept as written'],
  note_cell_error: [
    '单元格是公式错误 {value}，按空值读入',
    'the cell holds the error {value} and was read as empty',
  ],
  note_formula_unsaved: [
    '单元格的公式没有保存结果，按空值读入',
    'the cell holds a formula without its result and was read as empty',
  ],
  note_srid_other: [
    '几何自称坐标系 {value}，图层是 {expected}，按图层读取',
    'the geometry names the system {value}, its layer {expected}; it was read as the layer says',
  ],
  note_ring_closed: ['未闭合的环已闭合', 'an unclosed ring was closed'],
  note_points_dropped: ['相邻重复点已略去 {count} 个', '{count} repeated neighbouring points were left out'],
} as const satisfies Record<string, readonly [zh: string, en: string]>

export type ReasonCode = keyof typeof WORDS
export type Reason = {
  readonly code: ReasonCode
  readonly field: string | null
  /** What fills the sentence. */
  readonly values: Readonly<Record<string, unknown>>
  readonly zh: string
  readonly en: string
}

/** Long values are shortened in the sentence; the row itself keeps them whole. */
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/** `field` is the source's own name of the field, where one is to blame. */
export const reason = (
  code: ReasonCode,
  field: string | null = null,
  values: Readonly<Record<string, unknown>> = {},
): Reason => {
  const fill = (sentence: string, language: 0 | 1): string =>
    sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? ''
      return name === 'target' ? targetWords(String(value))[language] : shown(value)
    })
  const [zh, en] = WORDS[code]
  return { code, field, values, zh: fill(zh, 0), en: fill(en, 1) }
}

/** Tells a refusal from what would have been read. */
export const isReason = (value: unknown): value is Reason =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value

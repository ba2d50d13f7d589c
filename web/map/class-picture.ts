/**
 * Which picture and colour a component class gets, told from its name so that it serves every edition of the standard and foreign cities:
 * covers of Chinese catalogues carry their kind's character as the real lids do, other things a Temaki (CC0) or Maki (CC0) icon.
 */
import { ICONS, type Icon, type IconName } from './icon-paths.ts'

export type ClassPicture = { kind: 'character'; character: string; ring: boolean } | ({ kind: 'icon' } & Icon)
type Named = { nameZh: string; nameEn: string }

/** Okabe–Ito's hues, lightened where needed so that a dark glyph has a contrast of at least 4.5 on each. */
export const COLOURS = {
  water: '#62b0e8',
  rain: '#a5d8f3',
  sewage: '#c29468',
  power: '#f0e442',
  gas: '#e69f00',
  heat: '#e8835a',
  telecom: '#d78fb8',
  green: '#52b788',
  traffic: '#a8b3bd',
  sanitation: '#d8c6a0',
  other: '#dfe3e6',
} as const
export const INK = '#15191e'

const COLOUR_RULES: readonly (readonly [RegExp, keyof typeof COLOURS])[] = [
  [/雨水|防汛|storm|gully|catch ?basin/i, 'rain'],
  [/污水|化粪|sewage|sewer|septic/i, 'sewage'],
  [/供水|上水|中水|水井|消防|水鹤|水塔|泵站|喷泉|hydrant|water/i, 'water'],
  [/燃气|输油|液化气|加油|gas|oil/i, 'gas'],
  [/热力|供热|heat/i, 'heat'],
  [/信号灯|交通信号|signal/i, 'traffic'],
  [/电力|路灯|电缆|变压|配电|高压|景观灯|地灯|充电|power|electric|lamp|light/i, 'power'],
  [
    /通信|通讯|电信|电视|网络|网通|移动|联通|铁通|信息井|公安|监控|基站|邮筒|电话|telecom|cable|camera|police/i,
    'telecom',
  ],
  [/树|绿地|园林|花|林地|雕塑|tree|green|park|garden|plant/i, 'green'],
  [/垃圾|公厕|厕所|环卫|果皮|litter|trash|barrel|toilet|waste/i, 'sanitation'],
  [/道|桥|停车|公交|交通|路名|护栏|站|road|bridge|parking|bike|bicycle|ramp|bus|sign/i, 'traffic'],
]
const COLOUR_BY_MAJOR: Record<string, keyof typeof COLOURS> = {
  '02': 'traffic',
  '03': 'sanitation',
  '04': 'green',
}

export const classColour = (named: Named & { majorCode?: string | null }): string => {
  const text = `${named.nameZh} ${named.nameEn}`
  const rule = COLOUR_RULES.find(([pattern]) => pattern.test(text))
  return COLOURS[rule?.[1] ?? COLOUR_BY_MAJOR[named.majorCode ?? ''] ?? 'other']
}

const COVER = /井盖|盖板|箅子|检查井/
const COVER_CHARACTERS: readonly (readonly [RegExp, string])[] = [
  [/箅子/, '箅'],
  [/信号灯/, '号'],
  [/电视/, '视'],
  [/电缆/, '缆'],
  [/供水|上水/, '水'],
  [/通信|通讯|电信/, '信'],
  [/信息/, '息'],
  [/路灯/, '灯'],
  [/化粪/, '粪'],
  [/公安/, '公'],
  [/公交/, '交'],
  [/输油/, '油'],
  [/不明/, '？'],
  [/无轨/, '轨'],
  [/其[它他]/, '他'],
]

const ICON_RULES: readonly (readonly [RegExp, IconName])[] = [
  [/信号灯|交通信号|signal/i, 'traffic_signals'],
  [/路灯|景观灯|地灯|street ?light|park ?light|lamp/i, 'street_lamp_arm'],
  [/消防|hydrant|水鹤/i, 'fire_hydrant'],
  [/监控|电子眼|camera/i, 'security_camera'],
  [/基站|communication tower/i, 'tower_communication'],
  [/铁塔|高压线/, 'power_tower'],
  [/公交|bus stop|候车/i, 'transit_shelter'],
  [/立杆|综合杆|旗杆|pole/i, 'utility_pole'],
  [/垃圾箱|果皮|垃圾|litter|trash|barrel|waste.?basket/i, 'waste-basket'],
  [/坐椅|座椅|bench/i, 'bench'],
  [/自行车|存车|bike|bicycle/i, 'bicycle_parked'],
  [/停车|咪表|parking/i, 'parking'],
  [/厕|toilet/i, 'toilet'],
  [/变压|配电|transformer/i, 'power_transformer'],
  [/交接箱|cabinet/i, 'cable_device'],
  [/调压|gas (?:device|regulator)/i, 'gas_device'],
  [/泵站|排水泵|pump/i, 'powered_pump'],
  [/水井|well/i, 'well_pump_manual'],
  [/行道树|古树|独立树|树|tree/i, 'park'],
  [/花|flower|garden/i, 'garden_bed'],
  [/绿地|林地|lawn|green/i, 'grass'],
  [/护栏|railing|guard ?rail|隔离/i, 'guard_rail'],
  [/人行横道|crosswalk/i, 'pedestrian_crosswalk'],
  [/减速带|speed (?:bump|hump)/i, 'speed_bump'],
  [/防撞|bollard/i, 'bollard'],
  [/无障碍|ramp|accessib/i, 'wheelchair'],
  [/广告|灯箱|霓虹|billboard/i, 'billboard'],
  [/邮筒|post ?box|mail ?box/i, 'post_box'],
  [/电话|telephone/i, 'telephone'],
  [/电梯|elevator/i, 'elevator'],
  [/隧道|地下通道|涵|tunnel|underpass/i, 'tunnel'],
  [/桥|bridge/i, 'bridge'],
  [/充电|charging/i, 'charging-station'],
  [/加油|fuel|petrol/i, 'fuel'],
  [/雕塑|statue|sculpture/i, 'statue'],
  [/喷泉|fountain/i, 'fountain'],
  [/健身|fitness/i, 'gym'],
  [/售货|vending/i, 'vending_machine'],
  [/工地|construction/i, 'crane'],
  [/牌|宣传栏|\bsign/i, 'info_board'],
  [/water.*(?:manhole|cover)/i, 'water_manhole'],
  [/(?:sew|waste).*(?:manhole|cover)/i, 'waste_manhole'],
  [/gas.*(?:manhole|cover)/i, 'gas_manhole'],
  [/(?:power|electric).*(?:manhole|cover)/i, 'power_manhole'],
  [/manhole|cover|catch ?basin/i, 'manhole'],
]

const firstCharacter = (named: Named): string => (named.nameZh || named.nameEn || '·').trim().charAt(0)

export const classPicture = (named: Named): ClassPicture => {
  if (COVER.test(named.nameZh)) {
    const known = COVER_CHARACTERS.find(([pattern]) => pattern.test(named.nameZh))
    return { kind: 'character', character: known?.[1] ?? firstCharacter(named), ring: true }
  }
  const text = `${named.nameZh} ${named.nameEn}`
  const rule = ICON_RULES.find(([pattern]) => pattern.test(text))
  return rule
    ? { kind: 'icon', ...ICONS[rule[1]] }
    : { kind: 'character', character: firstCharacter(named), ring: false }
}

/** A layer that a Gridbook wrote: its columns are known by name, so nothing of it is guessed and it comes back as it went out. */
import { exportedNames } from '../../exports/component-columns.ts'
import { GRID_COLUMN } from '../../exports/grid-fields.ts'
import type { LayerReading } from '../../shared/census.ts'
import type { ProposedTargets } from './propose-targets.ts'

/** No survey has all of these: the confirmations of the three roles, under long names or under those of a Shapefile, beside the other fields. */
const MARKS = [
  ['competent_confirmation', 'owner_confirmation', 'maintainer_confirmation', 'extra'],
  ['comp_conf', 'own_conf', 'mnt_conf', 'extra'],
]
const NAMES = exportedNames()
/** The row number of a GeoPackage, and positions: they say the place, or repeat it beside a shape. */
const BESIDE = ['fid', 'lon', 'lat', 'easting', 'northing']

const WHY = {
  confidence: 'certain',
  why: {
    zh: '文件是本系统导出的，列名已知',
    en: 'The file is an export of Gridbook, whose columns are known.',
  },
} as const

export type OwnExport = ProposedTargets & Pick<LayerReading, 'extra' | 'ignore'>

/** Null for any other layer. */
export const readOwnExport = (fields: readonly string[]): OwnExport | null => {
  if (!MARKS.some((marks) => marks.every((name) => fields.includes(name)))) return null
  const targets: Record<string, string> = {}
  const ignore: string[] = []
  for (const name of fields) {
    const target = NAMES.get(name)
    if (name.startsWith(GRID_COLUMN) || BESIDE.includes(name) || target === null) ignore.push(name)
    else if (target !== undefined && target !== 'extra') targets[target] = name
  }
  return {
    targets,
    extra: 'extra',
    ignore,
    reasons: Object.fromEntries(Object.keys(targets).map((target) => [target, WHY])),
  }
}

/** What a surveyor must be told of a layer beside its figures: shapes turned round, a system that its own points contradict, how much was looked at. */
import type { Said } from '../../readers/source.ts'
import { sameCrs } from '../../shared/crs.ts'
import { SAMPLED_ROWS, type Sample } from './sample-layer.ts'
import { namedCrs } from './weigh-layer.ts'
import type { Candidate } from './weigh-systems.ts'

const SWAPPED: Said = [
  '图形的坐标北在前、东在后；请让交付方改正后重新导出',
  'Its shapes have the north first and the east second; have them turned round and exported again.',
]

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** The share that decided: in the stated grids where rows state them, else in the district. */
const shareOf = ({ inDistrict, inStatedGrid }: Candidate): number => inStatedGrid ?? inDistrict

const contradiction = (own: string | null, candidates: readonly Candidate[]): Said[] => {
  const [best] = candidates
  const said = candidates.find(({ crs }) => own !== null && sameCrs(crs, own))
  if (best === undefined || said === undefined || best === said || shareOf(best) - shareOf(said) < 0.2)
    return []
  const [more, less] = [percent(shareOf(best)), percent(shareOf(said))]
  return [
    [
      `文件写明 ${said.crs}，但 ${more} 的点按 ${best.crs} 才在应在的地方，按 ${said.crs} 只有 ${less}`,
      `The file says ${said.crs}, but in ${best.crs} ${more} of the points are where they should be, and in ${said.crs} ${less}.`,
    ],
  ]
}

/** Where the sample is the whole layer nothing is said. */
const extentOfSample = ({ source, rows }: Sample): Said[] =>
  source.count === rows.length || rows.length < SAMPLED_ROWS
    ? []
    : [[`以上按前 ${rows.length} 行判断`, `All this was judged by the first ${rows.length} rows.`]]

export const warningsOf = (sample: Sample, swapped: boolean, candidates: readonly Candidate[]): Said[] => [
  ...sample.source.warnings,
  ...(swapped ? [SWAPPED] : []),
  ...contradiction(namedCrs(sample.source.crs), candidates),
  ...extentOfSample(sample),
]

/** Grids many times larger or smaller than the middle one of their level (面积异常). */
import { type Found, fault } from './found.ts'
import type { LevelNorms } from './level-norms.ts'
import type { ReadFaces } from './read-faces.ts'

export const findOddSizes = (
  read: ReadFaces,
  judged: readonly number[],
  norms: LevelNorms,
  oddTimes: number,
): Found[] =>
  judged.flatMap((row) => {
    const { id, depth } = read.refs[row] as ReadFaces['refs'][number]
    const areaM2 = read.areasM2[row] as number
    const medianM2 = norms.get(depth)?.medianM2 ?? areaM2
    const times = areaM2 / medianM2
    if (!(times > oddTimes || times < 1 / oddTimes)) return []
    return [
      fault({
        kind: 'odd_size',
        depth,
        faces: [id],
        areaM2,
        detail: `${times.toPrecision(3)} × ${medianM2.toFixed(0)} m²`,
      }),
    ]
  })

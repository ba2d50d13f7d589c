/** What is usual on each level: the middle area, and whether codes begin with the parent's. What differs from it is pointed out. */
import type { Steps } from '../../atlas/steps.ts'
import type { ReadFaces } from './read-faces.ts'

export type LevelNorm = { readonly medianM2: number; readonly nested: boolean }
export type LevelNorms = ReadonlyMap<number, LevelNorm>

/** Where at least half do, those that do not are worth a word. */
const MOST = 0.5

const FACES_A_STEP = 4_096

/** Of a narrow scope the faces in it stand for their level: to ask a level of 60,000 takes longer than the rest of such a proof ten times. */
export function* findNorms(read: ReadFaces, judged: readonly number[]): Steps<LevelNorms> {
  const levels = new Map<number, { areas: number[]; nested: number; withParent: number }>()
  for (const [n, row] of judged.entries()) {
    if (n % FACES_A_STEP === 0) yield
    const { depth, code } = read.refs[row] as ReadFaces['refs'][number]
    const level = levels.get(depth) ?? { areas: [], nested: 0, withParent: 0 }
    levels.set(depth, level)
    level.areas.push(read.areasM2[row] as number)
    const parent = read.refs[read.rowOf.get(read.parentIds[row] ?? 0) ?? -1]
    if (parent?.depth !== depth - 1) continue
    level.withParent++
    if (code.startsWith(parent.code)) level.nested++
  }
  return new Map(
    [...levels].map(([depth, { areas, nested, withParent }]) => {
      const sorted = Float64Array.from(areas).sort()
      const medianM2 = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
      return [depth, { medianM2, nested: withParent > 0 && nested >= MOST * withParent }]
    }),
  )
}

/** Every fault of the faces asked for, and the figures of their levels: the rules, one after the other. */
import { setImmediate } from 'node:timers/promises'
import { inTurns } from '../../atlas/steps.ts'
import type { LevelProof } from '../../shared/proof.ts'
import { askRepeatedCodes, codesOutsideParents, repeatedCodes, repeatedNames } from './codes.ts'
import type { Found } from './found.ts'
import { findInvalid } from './invalid.ts'
import { findNorms } from './level-norms.ts'
import { findOddSizes } from './odd-size.ts'
import { findAstray } from './parents.ts'
import { type Asked, proveLevels } from './prove-levels.ts'
import { type ReadFaces, readFaces, type Scope } from './read-faces.ts'

export type Faults = {
  readonly read: ReadFaces
  readonly levels: LevelProof[]
  readonly faults: Found[]
  readonly invalidIds: number[]
}

export const findFaults = async (asked: Omit<Asked, 'named'>, scope: Scope): Promise<Faults> => {
  const { db, faces, depths, tolerances } = asked
  const named = new Set(scope === 'all' ? [] : scope.faces)
  const read = await readFaces(db, faces, { scope, depths })
  const invalid = await findInvalid(db, faces)
  const invalidIds = invalid.flatMap((found) => found.faces)
  const { levels, faults, astray, judged } = await proveLevels({ ...asked, named }, read, invalidIds)
  const judgedIds = new Set(judged.map((row) => read.refs[row]?.id))
  const norms = await inTurns(findNorms(read, judged))
  const codes =
    scope === 'all'
      ? await inTurns(repeatedCodes(read, judged))
      : await askRepeatedCodes(
          db,
          faces,
          [...named].flatMap((id) => read.refs[read.rowOf.get(id) ?? -1] ?? []),
        )
  const names = await inTurns(repeatedNames(read, judged))
  await setImmediate()
  return {
    read,
    levels,
    invalidIds,
    faults: [
      ...faults,
      ...invalid.filter((found) => judgedIds.has(found.faces[0])),
      ...findAstray(read, astray),
      ...codes,
      ...names,
      ...codesOutsideParents(read, judged, norms),
      ...findOddSizes(read, judged, norms, tolerances.oddTimes),
    ],
  }
}

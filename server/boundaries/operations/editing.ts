/** What an operation works with. It reads the draft as it stands and gives what becomes of faces; nothing is written by it. */
import type { Connection } from '../../db/database.ts'
import type { OperationKind, OperationOf } from '../../shared/operations.ts'
import type { Tolerances } from '../../shared/proof.ts'
import type { FaceWrite } from '../draft-face.ts'
import type { Faces } from '../faces.ts'

export type Editing = {
  readonly trx: Connection
  readonly schemeId: number
  /** The draft before the operation. */
  readonly faces: Faces
  readonly tolerances: Tolerances
  readonly metricSrid: number
  /** Identities of grids that the operation makes. */
  newId(): number
}
export type Operate<K extends OperationKind = OperationKind> = (
  editing: Editing,
  operation: OperationOf<K>,
) => Promise<FaceWrite[]>

/** Most that one operation may make. */
const MOST_NEW = 999_999

/** The same operation at the same place in the draft always gives the same identities: it can be done again. */
export const newIds = (opNo: number): (() => number) => {
  let n = 0
  return () => {
    n++
    if (n > MOST_NEW) throw new RangeError(`an operation makes at most ${MOST_NEW} grids`)
    return -(opNo * 1_000_000 + n)
  }
}

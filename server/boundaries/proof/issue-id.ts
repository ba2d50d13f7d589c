/** The same id for the same fault in every run, on every database: over its kind, its level, the grids concerned and the corners of its shape. */
import { createHash } from 'node:crypto'
import { COORDINATE_STEP } from '../../grids/coordinate-step.ts'
import type { Found } from './found.ts'

import { readShape } from './shape.ts'

const HEX_DIGITS = 16

/** Corners as whole steps, in order and each once: where a ring begins, and which way it turns, is the database's affair. */
const cornersOf = (shape: Buffer): Float64Array => {
  const { coordinates } = readShape(shape)
  const corners = new Set<string>()
  for (let at = 0; at < coordinates.length; at += 2)
    corners.add(
      `${Math.round((coordinates[at] as number) / COORDINATE_STEP)} ${Math.round((coordinates[at + 1] as number) / COORDINATE_STEP)}`,
    )
  return Float64Array.from([...corners].sort().flatMap((corner) => corner.split(' ').map(Number)))
}

export const issueId = ({ kind, depth, faces, about, shape }: Found): string => {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([kind, depth, [...faces].sort((a, b) => a - b), about]))
  if (shape !== null) hash.update(cornersOf(shape))
  return hash.digest('hex').slice(0, HEX_DIGITS)
}

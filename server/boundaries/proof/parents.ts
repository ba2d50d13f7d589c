/** Grids below the first level without a parent in the level above (无上级). */
import { type Found, fault } from './found.ts'
import type { ReadFaces } from './read-faces.ts'

export const findAstray = (read: ReadFaces, astray: readonly number[]): Found[] =>
  astray.map((row) => {
    const { id, depth } = read.refs[row] as ReadFaces['refs'][number]
    return fault({ kind: 'no_parent', depth, faces: [id] })
  })

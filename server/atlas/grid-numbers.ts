/** Small numbers for grids, given out as they are met and never taken back, so that a component can name its grid in four bytes. 0 is no grid. */
import { findRow, makeRowsById, type RowsById, setRow } from './rows-by-id.ts'

/** `ids` by number; `numbers` by identity, as rows are. */
export type GridNumbers = { readonly ids: number[]; readonly numbers: RowsById }

export const makeGridNumbers = (): GridNumbers => ({ ids: [0], numbers: makeRowsById() })

/** The number of a grid's identity; gives it one where it has none. Throws RangeError where it does not fit in four bytes; 4 billion of them do. */
export const numberGrid = ({ ids, numbers }: GridNumbers, id: number): number => {
  const known = findRow(numbers, id)
  if (known !== -1) return known
  if (id > 0xffff_ffff) throw new RangeError(`grid ${id}: an identity must fit in four bytes`)
  setRow(numbers, id, ids.length)
  ids.push(id)
  return ids.length - 1
}

/** Small numbers for grids, given out as they are met and never taken back, so that a component can name its grid in four bytes. 0 is no grid. */
export type GridNumbers = { readonly ids: number[]; readonly numbers: Map<number, number> }

export const makeGridNumbers = (): GridNumbers => ({ ids: [0], numbers: new Map() })

/** The number of a grid's identity; gives it one where it has none. */
export const numberGrid = ({ ids, numbers }: GridNumbers, id: number): number => {
  const known = numbers.get(id)
  if (known !== undefined) return known
  numbers.set(id, ids.length)
  ids.push(id)
  return ids.length - 1
}

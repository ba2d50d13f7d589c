/** From an identity to a row or a number: 4 bytes each in pages of 8,192 identities, made where there are any, because identities lie close together. */

const PAGE = 8192
export type RowsById = (Uint32Array | undefined)[]

export const makeRowsById = (): RowsById => []

/** The row, or -1. */
export const findRow = (pages: RowsById, id: number): number =>
  (pages[Math.floor(id / PAGE)]?.[id % PAGE] ?? 0) - 1

export const setRow = (pages: RowsById, id: number, row: number): void => {
  const number = Math.floor(id / PAGE)
  pages[number] ??= new Uint32Array(PAGE)
  const page = pages[number]
  page[id % PAGE] = row + 1
}

export const forgetRow = (pages: RowsById, id: number): void => {
  const page = pages[Math.floor(id / PAGE)]
  if (page) page[id % PAGE] = 0
}

export const copyRowsById = (pages: RowsById): RowsById => pages.map((page) => page?.slice())

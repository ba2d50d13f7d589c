/** Codes that nobody of a level has yet, proposed for a grid that shall have another. */
import { type Connection, rows } from '../../db/database.ts'
import type { Faces } from '../faces.ts'

export type Stem = { readonly depth: number; readonly stem: string }
/** `depth code`. */
export type TakenCodes = Set<string>

/** Of a code that ends in a number, the last digits are counted on; two or three are what levels number by. */
const COUNTED = /^(.*?)(\d{2,3})$/

/** What all codes begin with that could be proposed in place of this one. */
export const stemOf = (code: string): string => COUNTED.exec(code)?.[1] ?? code

export const readTakenCodes = async (
  db: Connection,
  faces: Faces,
  stems: readonly Stem[],
): Promise<TakenCodes> => {
  if (stems.length === 0) return new Set()
  const found = await rows<{ depth: number; code: string }>(
    db,
    `select distinct f.depth as depth, f.code as code
       from (${faces.sql}) as f
       join unnest(:depths::int[], :stems::text[]) as s (depth, stem)
         on s.depth = f.depth and starts_with(f.code, s.stem)`,
    { ...faces.bindings, depths: stems.map((s) => s.depth), stems: stems.map((s) => s.stem) },
  )
  return new Set(found.map(({ depth, code }) => `${depth} ${code}`))
}

/** The next number after all that are taken, with as many digits; else the code with -2, -3, … */
export const nextFreeCode = (taken: TakenCodes, depth: number, code: string): string => {
  const [, stem = '', digits = ''] = COUNTED.exec(code) ?? []
  const isTaken = (proposed: string): boolean => taken.has(`${depth} ${proposed}`)
  if (digits !== '')
    for (let n = Number(digits) + 1; n < 10 ** digits.length; n++) {
      const next = `${stem}${String(n).padStart(digits.length, '0')}`
      if (!isTaken(next)) return next
    }
  for (let n = 2; ; n++) if (!isTaken(`${code}-${n}`)) return `${code}-${n}`
}

/** The parent's code with what the grid's own has beyond its length; undefined where that is taken. */
export const codeWithin = (
  taken: TakenCodes,
  depth: number,
  code: string,
  parentCode: string,
): string | undefined => {
  const within = candidateWithin(code, parentCode)
  return taken.has(`${depth} ${within}`) ? undefined : within
}

export const candidateWithin = (code: string, parentCode: string): string =>
  parentCode + (code.length > parentCode.length ? code.slice(parentCode.length) : code)

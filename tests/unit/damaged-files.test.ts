/** Files that were cut off or damaged on the way: a clear refusal or rows that are right, never another error and never silence about what is missing. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { FileRefused } from '../../server/readers/file-refused.ts'
import type { SourceRow } from '../../server/readers/source.ts'
import { makeZip } from '../support/archive.ts'
import { type ReadAll, readAll, useFolder } from '../support/read-source.ts'
import {
  type Corner,
  GBK,
  makeDbf,
  makeShp,
  NULL_SHAPE,
  partsShape,
  writeParts,
} from '../support/shapefile.ts'

/** Hundreds of files, or other programs to wait for, on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const folder = useFolder()
const ROWS = 30
const corners = (x: number): Corner[] => [
  [x, 0],
  [x, 5],
  [x + 5, 5],
  [x, 0],
]
const shapes = Array.from({ length: ROWS }, (_, i) =>
  i % 7 === 3 ? NULL_SHAPE : partsShape(5, i % 5 === 0 ? [corners(i), corners(i + 100)] : [corners(i)]),
)
const columns = [
  { name: 'ObjID', type: 'C', length: 16 },
  { name: GBK.name, type: 'C', length: 12 },
  { name: 'N', type: 'N', length: 8 },
]
const dbf = makeDbf(
  columns,
  shapes.map((_, i) => ({
    values: [`32050801020000${10 + i}`, i % 2 ? GBK.road : GBK.lamp, ` ${i}.5`],
    deleted: i === 9,
  })),
)
const PARTS = { ...makeShp(5, shapes), dbf }
type Part = keyof typeof PARTS
const RECORD = 1 + 16 + 12 + 8
const HEADER = dbf.length - 1 - ROWS * RECORD

const attempt = async (file: string, at: string): Promise<ReadAll | FileRefused> => {
  try {
    return await readAll(file, { folder: at, encoding: 'gb18030' })
  } catch (error) {
    if (error instanceof FileRefused) return error
    throw error
  }
}
const deletedOf = ({ source }: ReadAll): number =>
  source.warnings.reduce((n, [, en]) => n + Number(en.match(/^(\d+) records that are marked/)?.[1] ?? 0), 0)
/** All rows are accounted for, or an error says that some are missing. */
const expectNoSilence = (read: ReadAll): void => {
  if (read.error === null) expect(read.rows.length + deletedOf(read)).toBe(ROWS)
  else expect(read.error).toBeInstanceOf(FileRefused)
}

const whole = async (): Promise<Map<number, SourceRow>> => {
  const at = await folder()
  const { rows, error } = await readAll(await writeParts(at, 'whole', PARTS), { encoding: 'gb18030' })
  expect({ error, rows: rows.length }).toEqual({ error: null, rows: ROWS - 1 })
  return new Map(rows.map((row) => [row.rowNo, row]))
}

const part = fc.constantFrom<Part>('shp', 'shx', 'dbf')
const flips = (length: number) =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: Math.ceil(length / 100),
  })
const damage = (bytes: Buffer, changes: readonly (readonly [number, number])[]): Buffer => {
  const damaged = Buffer.from(bytes)
  for (const [at, mask] of changes) damaged[at] = (damaged[at] as number) ^ mask
  return damaged
}

test('a part that is cut off anywhere', async () => {
  const right = await whole()
  const at = await folder()
  await fc.assert(
    fc.asyncProperty(
      part,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      async (name, share) => {
        const cut = PARTS[name].subarray(0, Math.floor(PARTS[name].length * share))
        const read = await attempt(await writeParts(at, 'cut', { ...PARTS, [name]: cut }), at)
        if (read instanceof FileRefused) return
        expectNoSilence(read)
        for (const row of read.rows) expect(row).toEqual(right.get(row.rowNo))
      },
    ),
    { numRuns: 150 },
  )
})

/** Where each record of the .shp lies, from the index that was made with it. */
const shapeRange = (rowNo: number): [number, number] => {
  const entry = 100 + (rowNo - 1) * 8
  const from = PARTS.shx.readInt32BE(entry) * 2
  return [from, from + 8 + PARTS.shx.readInt32BE(entry + 4) * 2]
}
const isTouched = (name: Part, rowNo: number, changes: readonly (readonly [number, number])[]): boolean => {
  const [from, to] =
    name === 'dbf' ? [HEADER + (rowNo - 1) * RECORD, HEADER + rowNo * RECORD] : shapeRange(rowNo)
  return changes.some(([at]) => at >= from && at < to)
}

test('a part with changed bytes: rows whose own bytes were left alone are as they were', async () => {
  const right = await whole()
  const at = await folder()
  const change = part.chain((name) => fc.tuple(fc.constant(name), flips(PARTS[name].length)))
  await fc.assert(
    fc.asyncProperty(change, async ([name, changes]) => {
      const damaged = damage(PARTS[name], changes)
      const read = await attempt(await writeParts(at, 'damaged', { ...PARTS, [name]: damaged }), at)
      if (read instanceof FileRefused) return
      expectNoSilence(read)
      // In the header of a table the name of a field has no check; there only silence is looked for.
      const header = name === 'dbf' ? HEADER : 100
      if (changes.some(([place]) => place < header)) return
      for (const row of read.rows)
        if (!isTouched(name, row.rowNo, changes) && !row.problem) expect(row).toEqual(right.get(row.rowNo))
    }),
    // The first one turned an entry of the index into a copy of another.
    { numRuns: 300, examples: [[['shx', [[207, 250]]]]] },
  )
})

const zip = makeZip(
  Object.entries(PARTS).map(([extension, bytes]) => ({ name: `人民路.${extension}`, bytes })),
)

test('an archive that is cut off or changed anywhere gives all rows as they were, or is refused', async () => {
  const right = [...(await whole()).values()]
  const cut = fc.nat(zip.length - 1).map((length) => zip.subarray(0, length))
  const changed = flips(zip.length).map((changes) => damage(zip, changes))
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, changed), async (bytes) => {
      const at = await folder()
      const file = path.join(at, 'x.zip')
      await writeFile(file, bytes)
      const read = await attempt(file, at)
      if (read instanceof FileRefused) return
      // Names have no check sum: without one of its parts a set is read as that which is left.
      if (read.source.warnings.some(([, en]) => /was left out|There is no|There are no/.test(en))) return
      expect(read).toMatchObject({ rows: right, error: null })
    }),
    { numRuns: 150 },
  )
})

/** What the registry takes in memory: the bytes of its columns, and how much the process grew when it was loaded. */
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type AtlasState, loadAtlas } from '../../server/atlas/load.ts'
import type { Connection } from '../../server/db/database.ts'
import { figure, ms, type Section } from './table.ts'

const WANTED_BYTES = 40

/** Bytes of all typed arrays that can be reached from a value. */
const bufferBytes = (root: unknown): number => {
  const seen = new Set<unknown>()
  const buffers = new Set<ArrayBufferLike>()
  const walk = (item: unknown): void => {
    if (typeof item !== 'object' || item === null || seen.has(item)) return
    seen.add(item)
    if (ArrayBuffer.isView(item)) buffers.add(item.buffer)
    else for (const part of item instanceof Map ? item.values() : Object.values(item)) walk(part)
  }
  walk(root)
  return [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0)
}

v8.setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void
const used = (): { arrayBuffers: number; heapUsed: number } => {
  collect()
  collect()
  return process.memoryUsage()
}

export type Loaded = { readonly atlas: AtlasState; readonly section: Section }

/** Loads the atlas that the other measurements then use: the first thing to do in the process. */
export const loadMeasured = async (db: Connection): Promise<Loaded> => {
  const before = used()
  const began = performance.now()
  const atlas = await loadAtlas({ db, embedded: false })
  const took = performance.now() - began
  const after = used()
  const { alive, rows, id, places, profiles } = atlas.components
  const all = bufferBytes(atlas.components)
  // Columns of a row: identity, longitude, latitude, lattice row, profile, and its grid in each scheme.
  const room = (id.length - rows) * (4 + 8 + 8 + 4 + 4 + 4 * places.length)
  const columns = all - bufferBytes(profiles) - room
  const fixed = bufferBytes(atlas.grids) + bufferBytes(profiles) + room
  const grown = after.arrayBuffers - before.arrayBuffers - fixed
  const megabytes = (bytes: number): string => `${figure(bytes / 1e6)} MB`
  const each = (bytes: number): string => figure(bytes / alive)
  return {
    atlas,
    section: {
      title: 'Memory',
      columns: ['', 'in all', 'bytes a component'],
      rows: [
        ['columns of components', megabytes(columns), each(columns)],
        ['growth of all typed arrays at loading, the fixed part taken off', megabytes(grown), each(grown)],
        ['growth of the heap beside them', megabytes(after.heapUsed - before.heapUsed), ''],
        ['fixed: grids, profiles, room for rows to come', megabytes(fixed), ''],
      ],
      notes: [
        `Loaded in ${ms(took)}; ${atlas.components.profiles.size.toLocaleString('en')} combinations of class, state and roles.`,
      ],
      goals: [
        {
          what: 'memory a component beyond a fixed part',
          wanted: `${WANTED_BYTES} bytes`,
          got: `${each(Math.max(columns, grown))} bytes`,
          met: Number(each(Math.max(columns, grown))) <= WANTED_BYTES,
        },
      ],
    },
  }
}

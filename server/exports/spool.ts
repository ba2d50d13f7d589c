/** A folder of its own for a file that cannot be sent while it is made; gone with everything in it when its use ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** Yields what `make` yields from the folder. */
export async function* spooled<T>(make: (folder: string) => AsyncIterable<T>): AsyncGenerator<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-export-'))
  try {
    yield* make(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A folder for the files of a test file, and all rows of a source together with the error that followed them. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openSource } from '../../server/readers/open-layer.ts'
import type { OpenOptions, Source, SourceRow } from '../../server/readers/source.ts'

/** `const folder = useFolder()`, then `await folder()` inside tests: an empty one each time. */
export const useFolder = (): (() => Promise<string>) => {
  let root = ''
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'gridbook-readers-'))
  })
  afterAll(() => rm(root, { recursive: true }))
  return () => mkdtemp(path.join(root, 'case-'))
}

export type ReadAll = { readonly source: Source; readonly rows: SourceRow[]; readonly error: unknown }

export const readAll = async (
  file: string,
  options: OpenOptions & { readonly layer?: string } = {},
): Promise<ReadAll> => {
  const source = await openSource(file, options)
  const rows: SourceRow[] = []
  try {
    for await (const batch of source.rows()) rows.push(...batch)
    return { source, rows, error: null }
  } catch (error) {
    return { source, rows, error }
  }
}

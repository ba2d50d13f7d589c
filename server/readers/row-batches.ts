/** Gathers rows into batches of bounded count and size; the one place where a batch ends, and where a size is put into words. */
import { BYTES_PER_BATCH, ROWS_PER_BATCH, type SourceRow } from './source.ts'

export type SizedRow = { readonly row: SourceRow; readonly bytes: number }

/** `inSteps`: rows as they come, a step being what one chunk of the file gave, so that not each row costs a turn of the event loop. */
export async function* rowBatches(
  inSteps: AsyncIterable<readonly SizedRow[]> | Iterable<readonly SizedRow[]>,
): AsyncGenerator<SourceRow[]> {
  let batch: SourceRow[] = []
  let size = 0
  for await (const step of inSteps) {
    for (const { row, bytes } of step) {
      batch.push(row)
      size += bytes
      if (batch.length < ROWS_PER_BATCH && size < BYTES_PER_BATCH) continue
      yield batch
      batch = []
      size = 0
    }
  }
  if (batch.length > 0) yield batch
}

export const limitWords = (limit: number): string =>
  limit >= 1024 * 1024 ? `${Math.round(limit / 1024 / 1024)} MB` : `${limit} B`

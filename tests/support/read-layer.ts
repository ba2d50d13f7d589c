/** Reads a layer to its end, as every test of a reader does. */
import type { Layer, OpenOptions, Source, SourceRow } from '../../server/readers/source.ts'

export type Opener = (layer: Layer, options: OpenOptions) => Promise<Source>
export type ReadLayer = { readonly source: Source; readonly rows: readonly SourceRow[] }

export const layerOf = (file: string, format: Layer['format'], part: string | null = null): Layer => ({
  name: 'given',
  format,
  file,
  part,
})

export const readLayer = async (
  open: Opener,
  layer: Layer,
  options: OpenOptions = {},
): Promise<ReadLayer> => {
  const source = await open(layer, options)
  const rows: SourceRow[] = []
  for await (const batch of source.rows()) rows.push(...batch)
  return { source, rows }
}

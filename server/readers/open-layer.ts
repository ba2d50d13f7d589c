/** Opens a layer with the reader of its format; each reader is loaded with what it needs only when it is wanted. */
import { FileRefused } from './file-refused.ts'
import { findLayers } from './find-layers.ts'
import type { Layer, OpenOptions, Source } from './source.ts'

export const openLayer = async (layer: Layer, options: OpenOptions = {}): Promise<Source> => {
  switch (layer.format) {
    case 'geojson':
      return (await import('./geojson-source.ts')).openGeoJson(layer, options)
    case 'csv':
      return (await import('./csv-source.ts')).openCsv(layer, options)
    case 'xlsx':
      return (await import('./xlsx-source.ts')).openXlsx(layer, options)
    case 'geopackage':
      return (await import('./geopackage-source.ts')).openGeoPackage(layer, options)
    case 'flatgeobuf':
      return (await import('./flatgeobuf-source.ts')).openFlatGeobuf(layer, options)
    default:
      throw new FileRefused('file_format', [
        `暂不能读取 ${layer.format}`,
        `${layer.format} cannot be read yet.`,
      ])
  }
}

/** A file that holds one layer, or the layer of that name. Throws FileRefused naming the layers where there is a choice. */
export const openSource = async (
  file: string,
  { layer: wanted, ...options }: OpenOptions & { readonly layer?: string | undefined } = {},
): Promise<Source> => {
  const layers = await findLayers(file)
  const [layer, second] = wanted === undefined ? layers : layers.filter(({ name }) => name === wanted)
  if (layer === undefined || second !== undefined) {
    const names = layers.map(({ name }) => name)
    throw new FileRefused('layer_choice', [
      `请指明图层，文件有：${names.join('、')}`,
      `Name one layer of the file; it has ${names.join(', ')}.`,
    ])
  }
  return openLayer(layer, options)
}

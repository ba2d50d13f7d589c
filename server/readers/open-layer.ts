/** Opens a layer with the reader of its format; each reader is loaded with what it needs only when it is wanted. */
import { FileRefused } from './file-refused.ts'
import { findLayers, sayLeftOut } from './find-layers.ts'
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
    case 'shapefile':
      return (await import('./shapefile-source.ts')).openShapefile(layer, options)
    case 'filegdb':
    case 'dxf':
      return (await import('./gdal-source.ts')).openByGdal(layer, options)
  }
}

/** A file that holds one layer, or the layer of that name. Throws FileRefused naming the layers where there is a choice. */
export const openSource = async (
  file: string,
  { layer: wanted, ...options }: OpenOptions & { readonly layer?: string | undefined } = {},
): Promise<Source> => {
  const { layers, skipped } = await findLayers(file, options.folder)
  const [layer, second] = wanted === undefined ? layers : layers.filter(({ name }) => name === wanted)
  if (layer === undefined || second !== undefined) {
    const names = layers.map(({ name }) => name)
    throw new FileRefused('layer_choice', [
      `请指明图层，文件有：${names.join('、')}`,
      `Name one layer of the file; it has ${names.join(', ')}.`,
    ])
  }
  const source = await openLayer(layer, options)
  const left = sayLeftOut(skipped)
  return {
    ...source,
    get warnings() {
      return [...left, ...source.warnings]
    },
  }
}

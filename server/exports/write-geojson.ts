/**
 * Writes a table as a GeoJSON feature collection (RFC 7946), a feature a line. In another system than its own WGS 84 the collection names it by the
 * `crs` member of 2008, which GDAL and our own reader still read.
 */
import type { Cell, Column, Table } from './table.ts'

const crsMember = (crs: string): string => {
  const name = crs.startsWith('EPSG:') ? `urn:ogc:def:crs:EPSG::${crs.slice('EPSG:'.length)}` : crs
  return `"crs":{"type":"name","properties":{"name":${JSON.stringify(name)}}},\n`
}

/** The first feature names every property; later ones leave out what they do not say, which is half the bytes. */
const propertiesOf = (
  columns: readonly (Column & { readonly key: string })[],
  values: readonly Cell[],
  all: boolean,
): string => {
  let text = ''
  for (let n = 0; n < columns.length; n++) {
    const value = values[n] as Cell
    if (value === null && !all) continue
    const { key, kind } = columns[n] as (typeof columns)[number]
    const written = kind === 'json' && value !== null ? value : JSON.stringify(value)
    text += text === '' ? `${key}:${written}` : `,${key}:${written}`
  }
  return text
}

export async function* writeGeoJson(
  { name, columns, rows }: Table,
  { crs }: { crs: string },
): AsyncGenerator<Buffer> {
  const keyed = columns.map((column) => ({ ...column, key: JSON.stringify(column.name) }))
  const system = crs === 'EPSG:4326' ? '' : crsMember(crs)
  yield Buffer.from(
    `{"type":"FeatureCollection",\n"name":${JSON.stringify(name)},\n${system}"features":[`,
    'utf8',
  )
  let first = true
  for await (const batch of rows) {
    let text = ''
    for (const { id, values, geometry } of batch) {
      text += `${first ? '\n' : ',\n'}{"type":"Feature","id":${id},"properties":{${propertiesOf(keyed, values, first)}},"geometry":${JSON.stringify(geometry)}}`
      first = false
    }
    yield Buffer.from(text, 'utf8')
  }
  yield Buffer.from('\n]}\n', 'utf8')
}

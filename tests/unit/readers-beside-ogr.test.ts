/** Files that GDAL wrote, read by us and by GDAL: the same rows and shapes. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Feature, Geometry, Position } from 'geojson'
import { expect, test, vi } from 'vitest'
import { hasOgr, ogr2ogr, readByOgr } from '../support/ogr.ts'
import { readAll, useFolder } from '../support/read-source.ts'

/** Hundreds of files, or other programs to wait for, on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const folder = useFolder()
const ring = (x: number, y: number, size: number): Position[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
]
const hole = (x: number, y: number, size: number): Position[] => ring(x, y, size).reverse()
const GEOMETRIES: Record<string, (Geometry | null)[]> = {
  POINT: [{ type: 'Point', coordinates: [120.6, 31.3] }, null, { type: 'Point', coordinates: [120.7, 31.4] }],
  MULTIPOINT: [
    {
      type: 'MultiPoint',
      coordinates: [
        [120.6, 31.3],
        [120.7, 31.4],
      ],
    },
  ],
  LINESTRING: [
    {
      type: 'LineString',
      coordinates: [
        [120.6, 31.3],
        [120.7, 31.4],
      ],
    },
    {
      type: 'MultiLineString',
      coordinates: [
        [
          [1, 1],
          [2, 2],
        ],
        [
          [3, 3],
          [4, 4],
          [5, 4],
        ],
      ],
    },
  ],
  POLYGON: [
    { type: 'Polygon', coordinates: [ring(0, 0, 10), hole(1, 1, 2), hole(5, 5, 2)] },
    {
      type: 'MultiPolygon',
      coordinates: [[ring(0, 0, 10), hole(1, 1, 8)], [ring(2, 2, 3)], [ring(20, 0, 5)]],
    },
  ],
}

/** Days as a DBF writes them. */
const asText = (features: readonly Pick<Feature<Geometry | null>, 'geometry' | 'properties'>[]) =>
  features.map(({ geometry, properties }) => ({
    geometry,
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, value]) => [
        name,
        value === null ? null : String(value).replace(/^(\d{4})[-/](\d\d)[-/](\d\d)$/, '$1$2$3'),
      ]),
    ),
  }))

test.skipIf(!hasOgr).each(Object.keys(GEOMETRIES))('%s, in GB18030 and in UTF-8', async (kind) => {
  const at = await folder()
  const features = (GEOMETRIES[kind] ?? []).map((geometry, i) => ({
    type: 'Feature',
    geometry,
    properties: {
      编码: `32050801020000${10 + i}`,
      名称: ['雨水井盖', '㙍塘路', '行道树'][i],
      n: i * 3,
      day: '2024/01/31',
    },
  }))
  await writeFile(path.join(at, 'in.json'), JSON.stringify({ type: 'FeatureCollection', features }))
  for (const encoding of ['GB18030', 'UTF-8']) {
    const file = path.join(at, `${encoding}.shp`)
    await ogr2ogr(
      '-f',
      'ESRI Shapefile',
      file,
      path.join(at, 'in.json'),
      '-nlt',
      kind,
      '-lco',
      `ENCODING=${encoding}`,
      '-a_srs',
      'EPSG:4490',
    )
    const { rows, source, error } = await readAll(file)
    expect(error).toBeNull()
    expect(source.crs).toMatchObject({ crs: 'EPSG:4490', confidence: 'certain' })
    expect(source.encoding.name).toBe(encoding.toLowerCase())
    const read = asText(rows.map(({ geometry, fields }) => ({ geometry, properties: fields })))
    expect(read).toEqual(asText((await readByOgr(file, encoding)).features))
  }
})

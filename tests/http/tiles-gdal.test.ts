import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { expect, test } from 'vitest'
import { useReader } from '../support/reader.ts'
import { tileOf } from '../support/tile.ts'

const OGR2OGR = '/usr/bin/ogr2ogr'
const run = promisify(execFile)
const reader = useReader(3_300)

type Feature = { type: string; properties: Record<string, number>; geometry: { type: string } | null }
const KINDS = ['', 'Point', 'LineString', 'Polygon']

/** Identities, attributes and kinds of geometry of a layer, in an order of their own. */
const inOrder = (
  features: readonly { id: number | undefined; kind: string; said: Record<string, unknown> }[],
) =>
  features.map(({ id, kind, said }) => JSON.stringify([id ?? null, kind, Object.entries(said).sort()])).sort()

const asDecoded = (bytes: Buffer): Record<string, string[]> => {
  const { layers } = new VectorTile(new PbfReader(bytes))
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => {
      const features = Array.from({ length: layer.length }, (_, n) => layer.feature(n))
      return [
        name,
        inOrder(features.map((f) => ({ id: f.id, kind: KINDS[f.type] ?? '', said: f.properties }))),
      ]
    }),
  )
}

/** The same as GDAL's driver reads it; it is told not to clip, and says nothing on standard error where it trusts what it reads. */
const asGdalReads = async (file: string, layer: string): Promise<string[]> => {
  const { stdout, stderr } = await run(
    OGR2OGR,
    ['-f', 'GeoJSON', '/vsistdout/', file, layer, '-oo', 'CLIP=NO'],
    { maxBuffer: 64 * 2 ** 20 },
  )
  expect(stderr).toBe('')
  const { features } = JSON.parse(stdout) as { features: Feature[] }
  return inOrder(
    features.map(({ properties: { mvt_id: id, ...said }, geometry }) => ({
      id,
      kind: geometry?.type.replace('Multi', '') ?? '',
      said,
    })),
  )
}

/** What a person who zooms in looks at: every zoom over one place, with and without filters, and the levels of the grids. */
const addressesOfSession = (): string[] => {
  const { fixture } = reader()
  const place = [120.612, 31.268] as const
  const lamps = fixture.classIds[2]
  return Array.from({ length: 11 }, (_, n) => n + 8).flatMap((z) => {
    const { x, y } = tileOf(z, place)
    const components = `/api/tiles/components/${z}/${x}/${y}.mvt`
    const grids = fixture.levelIds.map((level) => `/api/tiles/grids/${z}/${x}/${y}.mvt?level=${level}`)
    return [components, `${components}?class=${lamps}`, `${components}?cluster=never`, ...grids]
  })
}

test.skipIf(!existsSync(OGR2OGR))(
  'GDAL reads every tile of a session with the same features as the renderer',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gridbook-tiles-'))
    const seen = new Set<string>()
    try {
      for (const [n, address] of addressesOfSession().entries()) {
        const answer = await reader().get(address)
        if (answer.status === 204) continue
        const bytes = Buffer.from(await answer.arrayBuffer())
        const file = join(folder, `${n}.mvt`)
        await writeFile(file, bytes)
        for (const [layer, features] of Object.entries(asDecoded(bytes))) {
          expect(await asGdalReads(file, layer), `${address} ${layer}`).toEqual(features)
          seen.add(layer)
        }
      }
      expect([...seen].sort()).toEqual(['cells', 'components', 'grids', 'shapes'])
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  120_000,
)

/** A whole coverage out of a file: read beside a draft, matched by code and then by ground, shown, taken as one operation, undone as one. */
import { beforeAll, expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { type Api, ApiError, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
let fixture: RegistryFixture
let author: Api

beforeAll(async () => {
  fixture = await makeRegistry(server().db, 200)
  author = createApi({ base: server().base, bearer: (await server().as('reviewer')).bearer })
})

type Feature = {
  type: 'Feature'
  properties: Record<string, unknown>
  geometry: { type: string; coordinates: unknown }
}
const villages = (): Feature[] =>
  fixture.grids
    .filter(({ depth }) => depth === 2)
    .map(({ code, ring }) => ({
      type: 'Feature',
      properties: { 编码: code, 名称: `${code}村` },
      geometry: { type: 'Polygon', coordinates: [ring] },
    }))
const fileOf = (features: readonly Feature[]): Blob =>
  new Blob([JSON.stringify({ type: 'FeatureCollection', features })])

const open = async (title: string): Promise<number> =>
  (await author.createChange({ body: { scheme: fixture.schemeId, title } })).id
const read = (id: number, features: readonly Feature[]) =>
  author.addCoverage({ params: { id }, query: { name: '村界.geojson', depth: 2 }, file: fileOf(features) })
const take = async (id: number, coverage: number, missing: 'keep' | 'retire' = 'keep') => {
  const { revision } = await author.getChange({ params: { id } })
  return author.addOperation({
    params: { id },
    body: { revision, operation: { kind: 'take_coverage', coverage, missing } },
  })
}

test('rows are matched by code, then by the ground in common; what nobody is, is new; what no row is, is missing', async () => {
  const id = await open('matched')
  const all = villages()
  const [first, second, third, ...rest] = all as [Feature, Feature, Feature, ...Feature[]]
  const recoded = { ...second, properties: { 编码: 'NEW-CODE', 名称: '改码村' } }
  const far = {
    ...first,
    properties: { 编码: 'FAR', 名称: '飞地' },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [120.7, 31.4],
          [120.701, 31.4],
          [120.701, 31.401],
          [120.7, 31.4],
        ],
      ],
    },
  }
  const coverage = await read(id, [first, recoded, far, ...rest])
  expect(coverage.counts).toEqual({ same: 0, changed: all.length - 2, recoded: 1, new: 1 })
  expect(coverage.missing).toBe(1)
  const shown = await author.listCoverageRows({
    params: { id, coverage: coverage.id },
    query: { limit: 100 },
  })
  expect(shown.total).toBe(all.length)
  const match = shown.items.find(({ code }) => code === 'NEW-CODE')
  expect(match?.match?.code).toBe(second.properties.编码)
  expect(match?.matchedBy).toBe('overlap')
  expect(match?.shareOfRow).toBeCloseTo(1, 9)
  const known = shown.items.find(({ code }) => code === first.properties.编码)
  expect([known?.matchedBy, known?.shareOfRow, known?.shareOfFace]).toEqual(['code', 1, 1])
  expect(shown.items.every(({ geometry }) => geometry === null)).toBe(true)
  const drawn = await author.listCoverageRows({
    params: { id, coverage: coverage.id },
    query: { shapes: true, verdict: 'recoded' },
  })
  // As it was read: one row can be taken by itself, drawn anew or made below the grid in which it lies.
  expect(drawn.items).toMatchObject([{ code: 'NEW-CODE' }])
  expect(drawn.items[0]?.geometry?.coordinates.flat(2)).toHaveLength(
    (second.geometry.coordinates as unknown[][]).flat(1).length,
  )
  const district = fixture.grids.find(({ depth }) => depth === 1)
  const parent = (await author.listFaces({ params: { id }, query: { bbox: [120, 31, 121, 32], depth: 1 } }))
    .faces[0]
  expect([drawn.items[0]?.parentId, parent?.code]).toEqual([parent?.id, district?.code])
  expect(shown.items.find(({ code }) => code === 'FAR')?.parentId).toBeNull()
  expect(shown.items.some(({ match: of }) => of?.code === third.properties.编码)).toBe(false)
})

test('taken it is one operation: shapes that are the same stay bit for bit, undo takes all of it back', async () => {
  const id = await open('taken')
  const box = [120, 31, 121, 32] as [number, number, number, number]
  const before = await author.listFaces({ params: { id }, query: { bbox: box, depth: 2 } })
  const coverage = await read(id, villages())
  const done = await take(id, coverage.id)
  expect(done.faces.filter(({ depth }) => depth === 2)).toHaveLength(coverage.rows)
  for (const face of done.faces) {
    expect(face.name).toBe(`${face.code}村`)
    expect(face.geometry).toEqual(before.faces.find((one) => one.id === face.id)?.geometry)
  }
  const { revision } = await author.getChange({ params: { id } })
  await author.undoOperation({ params: { id }, body: { revision } })
  expect((await author.listFaces({ params: { id }, query: { bbox: box, depth: 2 } })).faces).toEqual(
    before.faces,
  )
})

test('grids that the file does not name end where that is asked for, and the file is refused without a field of codes', async () => {
  const id = await open('missing')
  const [gone, ...rest] = villages()
  const coverage = await read(id, rest)
  const done = await take(id, coverage.id, 'retire')
  expect(done.gone.map(({ code }) => code)).toEqual([gone?.properties.编码])
  const error = await read(
    id,
    rest.map((feature) => ({ ...feature, properties: { a: 1, b: 2 } })),
  ).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ApiError)
  expect((error as ApiError).code).toBe('code_field_unknown')
  expect((error as ApiError).message).toContain('a, b')
  const { left } = await one<{ left: number }>(server().db, `select count(*) as left from batch_row`)
  expect(left).toBe(0)
})

test('a row that names another grid above is a change before it is taken; what differs in nothing is taken by nobody', async () => {
  const id = await open('other parents')
  const towns = fixture.grids.filter(({ depth }) => depth === 1)
  const codeOf = (gridId: number | null) => towns.find((town) => town.id === gridId)?.code
  const [moved, ...others] = fixture.grids.filter(({ depth }) => depth === 2)
  const other = towns.find((town) => town.id !== moved?.parentId)
  const file = (parentOf: (grid: (typeof others)[number]) => string | undefined) =>
    fileOf(
      [...(moved ? [moved] : []), ...others].map((grid) => ({
        type: 'Feature',
        properties: { 编码: grid.code, 上级: parentOf(grid) },
        geometry: { type: 'Polygon', coordinates: [grid.ring] },
      })),
    )
  const readWith = (body: Blob) =>
    author.addCoverage({
      params: { id },
      query: { name: '村界.geojson', depth: 2, parent: '上级' },
      file: body,
    })
  const same = await readWith(file((grid) => codeOf(grid.parentId)))
  expect(same.counts).toEqual({ same: others.length + 1, changed: 0, recoded: 0, new: 0 })
  expect(await refusal(take(id, same.id))).toBe('409 coverage_same')

  const coverage = await readWith(file((grid) => (grid === moved ? other?.code : codeOf(grid.parentId))))
  expect(coverage.counts).toEqual({ same: others.length, changed: 1, recoded: 0, new: 0 })
  const { faces } = await take(id, coverage.id)
  expect(faces).toMatchObject([{ code: moved?.code, parentId: other?.id, namedBefore: null }])
})

test('what is taken says what it was called before', async () => {
  const id = await open('named before')
  const { faces: stood } = await author.listFaces({
    params: { id },
    query: { bbox: [120, 31, 121, 32], depth: 2 },
  })
  const { faces } = await take(id, (await read(id, villages())).id)
  const names = new Map(stood.map(({ code, name }) => [code, { code, name }]))
  expect(faces.length).toBe(stood.length)
  for (const face of faces) expect(face.namedBefore).toEqual(names.get(face.code))
})

test('a shape that crosses itself is taken as an issue; what would change hands is told once it is mended', async () => {
  const id = await open('bow-tie')
  const [first, ...rest] = villages() as [Feature, ...Feature[]]
  const ring = (first.geometry.coordinates as [number, number][][])[0] ?? []
  const [a, b, c, d] = ring as [[number, number], [number, number], [number, number], [number, number]]
  const crossed = { ...first, geometry: { type: 'Polygon', coordinates: [[a, c, b, d, a]] } }
  const { id: coverage } = await read(id, [crossed, ...rest])
  const taken = await take(id, coverage)
  const invalid = taken.issues.find(({ kind }) => kind === 'invalid')
  expect(invalid?.faces.map(({ code }) => code)).toEqual([first.properties.编码])
  expect(await refusal(author.getImpact({ params: { id } }))).toBe('409 shapes_invalid')
  const [remedy] = invalid?.remedies ?? []
  if (!remedy) throw new Error('an invalid shape has a remedy')
  await author.addOperation({
    params: { id },
    body: { revision: taken.revision, operation: remedy.operation },
  })
  expect((await author.getImpact({ params: { id } })).grids.length).toBeGreaterThan(0)
})

test('of two rows of one code the grid is the one on its ground; the other is an issue, and neither is lost', async () => {
  const id = await open('twice')
  const [first, second, ...rest] = villages() as [Feature, Feature, ...Feature[]]
  const again = { ...second, properties: { ...second.properties, 编码: first.properties.编码 } }
  const { id: coverage, missing } = await read(id, [again, first, ...rest])
  expect(missing).toBe(0)
  const { items } = await author.listCoverageRows({ params: { id, coverage }, query: {} })
  expect(items.slice(0, 2).map(({ match, code }) => [match?.code, code])).toEqual([
    [second.properties.编码, first.properties.编码],
    [first.properties.编码, first.properties.编码],
  ])
  const taken = await take(id, coverage)
  const twice = taken.issues.find(({ kind }) => kind === 'duplicate_code')
  expect(twice?.faces).toHaveLength(2)
  expect(await refusal(author.getImpact({ params: { id } }))).toBe('409 codes_twice')
  const [remedy] = twice?.remedies ?? []
  if (!remedy) throw new Error('a duplicate code has a remedy')
  await author.addOperation({
    params: { id },
    body: { revision: taken.revision, operation: remedy.operation },
  })
  expect((await author.getImpact({ params: { id } })).grids.length).toBeGreaterThan(0)
})

import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, test, vi } from 'vitest'
import { buildDistrict } from '../../server/demo/district.ts'

vi.setConfig({ testTimeout: 60_000 })

const demo = buildDistrict()
const components = [...demo.components()]
const shareWith = (matches: (c: (typeof components)[number]) => boolean): number =>
  components.filter(matches).length / components.length
const ownerOf = (c: (typeof components)[number]) => c.roles.find((r) => r.role === 'owner')

/** Crossing number of a closed ring given flat, x before y: 231,000 points against a thousand edges in a second. */
const isWithin = (ring: Float64Array, [x, y]: readonly [number, number]): boolean => {
  let inside = false
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ay, by] = [ring[i + 1] ?? 0, ring[i + 3] ?? 0]
    if (ay > y === by > y) continue
    const [ax, bx] = [ring[i] ?? 0, ring[i + 2] ?? 0]
    if (x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

test('231,000 of them, about 4,400 a square kilometre', () => {
  expect(components).toHaveLength(231_000)
  expect(components.length / (demo.parameters.areaM2 / 1e6)).toBeCloseTo(4417, -2)
})

test('codes are county, class and a sequence without gaps; each once', () => {
  expect(new Set(components.map((c) => c.code)).size).toBe(components.length)
  const last = new Map<string, number>()
  const wrong = components.filter(({ code, classCode }) => {
    const sequence = (last.get(classCode) ?? 0) + 1
    last.set(classCode, sequence)
    return code !== `320599${classCode}${String(sequence).padStart(6, '0')}` || !/^\d{16}$/.test(code)
  })
  expect(wrong).toEqual([])
})

test('code and name agree with the edition of 2013, and each stands as a point there', () => {
  const classes: Record<string, string>[] = parse(
    readFileSync(new URL('../../data/component_classes.csv', import.meta.url)),
    { columns: true },
  )
  const names = new Map(
    classes
      .filter((c) => c.edition === 'GB/T 30428.2-2013' && c.geometry === 'point')
      .map((c) => [c.code, c.name_zh]),
  )
  const kinds = new Map(components.map((c) => [c.classCode, c.name]))
  for (const [code, name] of kinds) expect(names.get(code)).toBe(name)
  const covers = [...kinds.values()].filter((name) => /井盖|盖板|箅子/.test(name))
  expect(covers.length).toBeGreaterThanOrEqual(20)
})

test('the mix is a town’s: covers and street trees lead, hydrants and signals are few', () => {
  expect(shareWith((c) => /井盖|盖板|箅子/.test(c.name))).toBeGreaterThan(0.35)
  expect(shareWith((c) => c.name === '行道树')).toBeGreaterThan(0.1)
  const lamps = shareWith((c) => c.name === '路灯')
  expect(lamps).toBeGreaterThan(0.05)
  expect(lamps).toBeLessThan(0.15)
  expect(shareWith((c) => c.name === '交通信号灯')).toBeLessThan(0.01)
})

test('every component lies inside the district', () => {
  const outline = demo.schemes[0]?.levels[0]?.grids[0]?.shape[0]?.[0] ?? []
  expect(outline.length).toBeGreaterThan(200)
  const ring = Float64Array.from(outline.flat())
  expect(components.filter((c) => !isWithin(ring, c.point))).toEqual([])
})

test('roles name units of the district; a role without one says that nobody owns it', () => {
  const units = new Set(demo.units.map((u) => u.code))
  const wrong = components
    .flatMap((c) => c.roles)
    .filter((role) =>
      role.unitCode === undefined
        ? role.state !== 'unowned' && role.state !== 'on_notice'
        : !units.has(role.unitCode),
    )
  expect(wrong).toEqual([])
})

test('most owners are confirmed, some presumed or disputed, a few are nobody; some maintainers are missing', () => {
  expect(shareWith((c) => ownerOf(c)?.state === 'confirmed')).toBeGreaterThan(0.8)
  for (const state of ['presumed', 'disputed', 'unowned'])
    expect(shareWith((c) => ownerOf(c)?.state === state)).toBeGreaterThan(0.001)
  expect(shareWith((c) => ownerOf(c)?.unitCode === undefined)).toBeLessThan(0.02)
  expect(shareWith((c) => c.roles.length < 3)).toBeGreaterThan(0.05)
  const nameless = components.filter((c) => c.name === '不明井盖')
  expect(nameless.filter((c) => ownerOf(c)?.unitCode === undefined).length / nameless.length).toBeGreaterThan(
    0.5,
  )
})

test('the first 50,000 lie in one town, and are the same at every reading', () => {
  const towns = new Set(components.slice(0, 50_000).map((c) => c.location.slice(0, 4)))
  expect([...towns]).toEqual(['示范一镇'])
  const again = demo.components()
  for (const component of components.slice(0, 2000)) expect(again.next().value).toEqual(component)
})

import { area } from '@turf/turf'
import proj4 from 'proj4'
import { describe, expect, test, vi } from 'vitest'
import { buildDistrict } from '../../server/demo/district.ts'
import type { DemoGrid } from '../../server/demo/grids.ts'
import { readDistrictParameters } from '../../server/demo/parameters.ts'
import type { Shape } from '../../server/demo/shapes.ts'

vi.setConfig({ testTimeout: 60_000 })

const demo = buildDistrict()
const gridsOf = (scheme: string, level: string): readonly DemoGrid[] => {
  const grids = demo.schemes.find((s) => s.code === scheme)?.levels.find((l) => l.code === level)?.grids
  if (!grids) throw new Error(`no level ${level} of ${scheme}`)
  return grids
}

const toPlane = proj4('+proj=longlat +ellps=GRS80', '+proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80')
/** m² in the zone of 120E, outer rings minus holes. */
const areaM2 = (shape: Shape): number =>
  shape.flat().reduce((sum, ring) => {
    const points = ring.map((p) => toPlane.forward([p[0], p[1]]))
    const [x0 = 0, y0 = 0] = points[0] ?? []
    const twice = points.slice(1).reduce((total, [x = 0, y = 0], i) => {
      const [px = 0, py = 0] = points[i] ?? []
      return total + (px - x0) * (y - y0) - (x - x0) * (py - y0)
    }, 0)
    return sum + twice / 2
  }, 0)
const total = (grids: readonly DemoGrid[]): number => grids.reduce((sum, g) => sum + areaM2(g.shape), 0)
const under = (grids: readonly DemoGrid[], code: string) => grids.filter((g) => g.parent === code)

const edgesOf = (grids: readonly DemoGrid[]): string[] =>
  grids.flatMap((g) => g.shape.flat()).flatMap((ring) => ring.slice(1).map((to, i) => `${ring[i]}>${to}`))

describe('the published figures', () => {
  test('3 towns, 67 villages, 269 responsibility grids on 52.3 km²', () => {
    expect(gridsOf('responsibility', 'district')).toHaveLength(1)
    expect(gridsOf('responsibility', 'town')).toHaveLength(3)
    expect(gridsOf('responsibility', 'village')).toHaveLength(67)
    expect(gridsOf('responsibility', 'grid')).toHaveLength(269)
    const areaKm2 = total(gridsOf('unit', 'district')) / 1e6
    expect(Math.abs(areaKm2 / 52.3 - 1)).toBeLessThan(0.01)
    const [ground] = gridsOf('unit', 'district')
    const onTheSphere = area({ type: 'MultiPolygon', coordinates: ground?.shape as never })
    expect(Math.abs(onTheSphere / 1e6 / areaKm2 - 1)).toBeLessThan(0.01)
  })

  test('a unit grid has about 10,000 m², none is a sliver', () => {
    const units = gridsOf('unit', 'unit')
    const mean = total(units) / units.length
    expect(mean).toBeGreaterThan(8000)
    expect(mean).toBeLessThan(12_000)
    const areas = units.map((g) => areaM2(g.shape))
    expect(Math.min(...areas)).toBeGreaterThan(2500)
    expect(Math.max(...areas)).toBeLessThan(25_000)
  })

  test('it says of itself that it is synthetic', () => {
    expect(demo.parameters.name).toContain('合成数据')
    expect(gridsOf('unit', 'district')[0]?.name).toContain('合成数据')
  })
})

describe('codes', () => {
  test.each([
    ['responsibility', 'town', /^320599\d{3}$/],
    ['responsibility', 'village', /^320599\d{6}$/],
    ['responsibility', 'grid', /^320599\d{8}$/],
    ['unit', 'community', /^320599\d{6}$/],
    ['unit', 'unit', /^320599\d{9}$/],
  ])('%s %s: unique, well formed, beginning with the parent’s', (scheme, level, form) => {
    const grids = gridsOf(scheme, level)
    expect(new Set(grids.map((g) => g.code)).size).toBe(grids.length)
    expect(grids.filter((g) => !form.test(g.code) || !g.code.startsWith(g.parent ?? 'none'))).toEqual([])
  })

  test('names are unique in their level', () => {
    for (const scheme of demo.schemes)
      for (const level of scheme.levels)
        expect(new Set(level.grids.map((g) => g.name)).size).toBe(level.grids.length)
  })

  test('every unit that answers is one of the district’s', () => {
    const units = new Set(demo.units.map((u) => u.code))
    const answering = demo.schemes.flatMap((s) =>
      s.levels.flatMap((l) => l.grids.flatMap((g) => g.unit ?? [])),
    )
    expect(answering.filter((code) => !units.has(code))).toEqual([])
    expect(gridsOf('responsibility', 'grid').some((g) => g.unit === null)).toBe(true)
  })
})

describe('nesting', () => {
  test.each([
    ['responsibility', 'district', 'town'],
    ['responsibility', 'village', 'grid'],
    ['unit', 'district', 'town'],
    ['unit', 'town', 'community'],
    ['unit', 'community', 'unit'],
  ])('%s: the area of each %s is that of its %ss', (scheme, parents, children) => {
    for (const parent of gridsOf(scheme, parents)) {
      const parts = under(gridsOf(scheme, children), parent.code)
      expect(Math.abs(total(parts) - areaM2(parent.shape))).toBeLessThan(0.01)
    }
  })

  test.each([
    ['responsibility', 'village', 'grid'],
    ['unit', 'town', 'community'],
    ['unit', 'community', 'unit'],
  ])('%s: the outer edges of the children of a %s are its own, bit for bit', (scheme, parents, children) => {
    for (const parent of gridsOf(scheme, parents)) {
      const edges = new Set(edgesOf(under(gridsOf(scheme, children), parent.code)))
      const outer = [...edges].filter((edge) => !edges.has(edge.split('>').reverse().join('>')))
      expect(outer.sort()).toEqual(edgesOf([parent]).sort())
    }
  })

  test('both schemes have the same ground', () => {
    expect(gridsOf('unit', 'town').map((g) => g.shape)).toEqual(
      gridsOf('responsibility', 'town').map((g) => g.shape),
    )
  })

  test('orphan strips are the set share of the ground, and lie in unit grids', () => {
    const orphan = 1 - total(gridsOf('responsibility', 'village')) / total(gridsOf('responsibility', 'town'))
    const wished = demo.parameters.orphanStrips.shareOfArea
    expect(Math.abs(orphan / wished - 1)).toBeLessThan(0.1)
  })
})

test('the same seed gives the same bytes, another seed another town', () => {
  const small = {
    ...readDistrictParameters(),
    areaM2: 8_000_000,
    villages: 12,
    responsibilityGrids: 48,
    communities: 6,
    orphanStrips: { count: 3, shareOfArea: 0.012 },
    components: 30_000,
  }
  const bytesOf = (seed: number): string => {
    const { units, schemes, components } = buildDistrict({ ...small, seed })
    return JSON.stringify([units, schemes, [...components()]])
  }
  const first = bytesOf(3)
  expect(bytesOf(3)).toBe(first)
  expect(bytesOf(4)).not.toBe(first)
})

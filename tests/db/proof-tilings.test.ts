/** On random tilings with random faults the proof is clean exactly where plain PostGIS finds nothing, and what it finds has the same areas. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prove } from '../../server/boundaries/proof/prove.ts'
import { DEFAULT_TOLERANCES } from '../../server/boundaries/tolerances.ts'
import { one } from '../../server/db/database.ts'
import { useDatabase } from '../support/database.ts'
import { face, facesOf, geoJsonOf, METRIC_SRID, type Metres, type TestFace } from '../support/faces.ts'

const registry = useDatabase()

type Plain = { gapM2: number; overlapM2: number; outsideM2: number }
const plain = (parent: TestFace, children: readonly TestFace[]): Promise<Plain> =>
  one<Plain>(
    registry().db,
    `with child as (
       select row_number() over () as n, st_setsrid(st_geomfromgeojson(c.shape), 4490) as geom
         from jsonb_array_elements_text(:children::jsonb) as c (shape)),
     parent as (select st_setsrid(st_geomfromgeojson(:parent::text), 4490) as geom),
     found as (
       select 'gap' as kind, st_difference(p.geom, u.geom, power(2, -30)) as geom
         from parent as p cross join (select st_union(c.geom, power(2, -30)) as geom from child as c) as u
       union all
       select 'overlap', st_intersection(a.geom, b.geom, power(2, -30)) from child as a join child as b on b.n > a.n
       union all
       select 'outside', st_difference(c.geom, p.geom, power(2, -30)) from child as c cross join parent as p)
     select coalesce(sum(st_area(st_transform(f.geom, ${METRIC_SRID}))) filter (where f.kind = 'gap'), 0) as "gapM2",
            coalesce(sum(st_area(st_transform(f.geom, ${METRIC_SRID}))) filter (where f.kind = 'overlap'), 0) as "overlapM2",
            coalesce(sum(st_area(st_transform(f.geom, ${METRIC_SRID}))) filter (where f.kind = 'outside'), 0) as "outsideM2"
       from found as f`,
    {
      parent: JSON.stringify(geoJsonOf(parent)),
      children: JSON.stringify(children.map((child) => JSON.stringify(geoJsonOf(child)))),
    },
  )

const SIDE = 100
const PARENT = 1

const tilings = fc.record({
  columns: fc.integer({ min: 2, max: 4 }),
  rows: fc.integer({ min: 2, max: 4 }),
  jitter: fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), {
    minLength: 25,
    maxLength: 25,
  }),
  faults: fc.array(
    fc.record({
      kind: fc.constantFrom('moved corner', 'shifted', 'missing', 'twice'),
      which: fc.nat(),
      by: fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: -15, max: 15 })),
    }),
    { maxLength: 2 },
  ),
})

test('clean exactly where plain PostGIS finds nothing; else the same areas', async () => {
  await fc.assert(
    fc.asyncProperty(tilings, async ({ columns, rows, jitter, faults }) => {
      const corner = (i: number, j: number): Metres => {
        const [dx = 0, dy = 0] = jitter[j * 5 + i] ?? []
        return [SIDE * i + dx, SIDE * j + dy]
      }
      const around = (w: number, s: number, e: number, n: number): Metres[] => {
        const ring: Metres[] = []
        for (let i = w; i < e; i++) ring.push(corner(i, s))
        for (let j = s; j < n; j++) ring.push(corner(e, j))
        for (let i = e; i > w; i--) ring.push(corner(i, n))
        for (let j = n; j > s; j--) ring.push(corner(w, j))
        return ring
      }
      const parent = face(PARENT, 1, null, [around(0, 0, columns, rows)])
      let children = Array.from({ length: columns * rows }, (_, n) => {
        const [i, j] = [n % columns, Math.floor(n / columns)]
        return face(10 + n, 2, PARENT, [around(i, j, i + 1, j + 1)])
      })
      for (const [n, { kind, which, by }] of faults.entries()) {
        const at = which % children.length
        const shift = ([x, y]: Metres): Metres => [x + by[0], y + by[1]]
        children = children.flatMap((child, place) => {
          if (place !== at) return [child]
          const ring = child.polygons[0]?.[0] ?? []
          if (kind === 'missing') return []
          if (kind === 'twice') return [child, { ...child, id: 1000 + n }]
          if (kind === 'shifted') return [{ ...child, polygons: [[ring.map(shift)]] }]
          return [{ ...child, polygons: [[ring.map((p, k) => (k === which % 4 ? shift(p) : p))]] }]
        })
        if (children.length === 0) return
      }
      const { levels, counts } = await prove(registry().db, facesOf([parent, ...children]), {
        schemeId: 1,
        metricSrid: METRIC_SRID,
        tolerances: { ...DEFAULT_TOLERANCES, areaM2: 0, widthM: 0, nodeM: 0 },
        scope: 'all',
        depths: [2],
      })
      const found = await plain(parent, children)
      const isClean = !Object.keys(counts).some((kind) =>
        ['gap', 'sliver', 'overlap', 'outside_parent'].includes(kind),
      )
      expect(isClean).toBe(found.gapM2 + found.overlapM2 + found.outsideM2 === 0)
      // To half a square metre: borders are rounded to steps of a tenth of a millimetre, over hundreds of metres.
      expect(levels[0]?.gapAreaM2).toBeCloseTo(found.gapM2, 0)
      expect(levels[0]?.overlapAreaM2).toBeCloseTo(found.overlapM2, 0)
      expect(levels[0]?.outsideAreaM2).toBeCloseTo(found.outsideM2, 0)
    }),
    { numRuns: registry().embedded ? 40 : 150 },
  )
}, 240_000)

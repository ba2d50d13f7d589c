/** A draft over the register: what its faces make wrong is found and blocks, invalid shapes among them; what the register had stands. */
import { beforeAll, expect, test } from 'vitest'
import { draftFaces, registeredFaces } from '../../server/boundaries/faces.ts'
import { prove } from '../../server/boundaries/proof/prove.ts'
import { DEFAULT_TOLERANCES } from '../../server/boundaries/tolerances.ts'
import { one, rows } from '../../server/db/database.ts'
import type { Proof } from '../../server/shared/proof.ts'
import { useDatabase } from '../support/database.ts'
import { importGrids, makeDistrict, square } from '../support/imports.ts'

const registry = useDatabase()
const WEST = [120, 31, 120.0078125, 31.0078125] as const
const EAST = [120.0078125, 31, 120.015625, 31.0078125] as const
const NORTH = [120, 31.0078125, 120.015625, 31.0135] as const
let schemeId = 0
const ids = new Map<string, number>()

/** Its parent has three thousandths of a degree more in the north than its children: a gap that the register has. */
beforeAll(async () => {
  const { db } = registry()
  const district = await makeDistrict(db, 2)
  schemeId = district.schemeId
  const [top, village] = district.levelIds as [number, number]
  await importGrids(db, top, [{ code: 'T', shape: square(120, 31, 120.015625, 31.015625) }])
  await importGrids(db, village, [
    { code: 'TW', shape: square(...WEST) },
    { code: 'TE', shape: square(...EAST) },
    { code: 'TN', shape: square(...NORTH) },
  ])
  for (const { id, code } of await rows<{ id: number; code: string }>(
    db,
    `select v.grid_id as id, v.code as code from grid_version as v where v.valid_to is null`,
  ))
    ids.set(code, id)
})

const idOf = (code: string): number => ids.get(code) ?? 0

/** A draft whose first operation gives the western village another shape. */
const proveWest = async (coordinates: number[][][]): Promise<Proof> => {
  const { db } = registry()
  const { id } = await one<{ id: number }>(
    db,
    `insert into change (scheme_id, title, state, author, head) values (:schemeId::int, 'test', 'draft', 'test', 1) returning id as id`,
    { schemeId },
  )
  await rows(
    db,
    `insert into change_face (change_id, face_id, from_op, depth, code, name, parent_id, geom, area_m2)
     values (:id::bigint, :face::bigint, 1, 2, 'TW', 'TW', :parent::bigint,
             st_setsrid(st_geomfromgeojson(:shape::text), 4490), 1)`,
    {
      id,
      face: idOf('TW'),
      parent: idOf('T'),
      shape: JSON.stringify({ type: 'MultiPolygon', coordinates: [coordinates] }),
    },
  )
  return prove(db, draftFaces({ id, schemeId, head: 1 }), {
    schemeId,
    metricSrid: 4549,
    tolerances: { ...DEFAULT_TOLERANCES, oddTimes: 1e6 },
    scope: { parents: [idOf('T')], faces: [idOf('TW')] },
    base: registeredFaces(schemeId),
  })
}
const [w, s, e, n] = WEST
const kinds = ({ issues }: Proof, standing: boolean) =>
  issues
    .filter((issue) => issue.severity === 'error' && issue.standing === standing)
    .map(({ kind }) => kind)
    .sort()

test('the register’s own gap stands, and the draft is not asked to mend it', async () => {
  const same = await proveWest([
    [
      [w, s],
      [e, s],
      [e, n],
      [w, n],
      [w, s],
    ],
  ])
  expect(kinds(same, true)).toEqual(['gap'])
  expect(kinds(same, false)).toEqual([])
  expect(same).toMatchObject({ blocking: 0, counts: { gap: 1 } })
})

test('a draft that leaves ground over, or takes a neighbour’s, is blocked', async () => {
  const short = await proveWest([
    [
      [w, s],
      [e - 0.001, s],
      [e - 0.001, n],
      [w, n],
      [w, s],
    ],
  ])
  expect(kinds(short, false)).toEqual(['gap'])
  expect(short.blocking).toBe(1)
  const wide = await proveWest([
    [
      [w, s],
      [e + 0.001, s],
      [e + 0.001, n],
      [w, n],
      [w, s],
    ],
  ])
  expect(kinds(wide, false)).toEqual(['overlap'])
  expect(wide.issues.find(({ kind }) => kind === 'overlap')?.faces.map(({ code }) => code)).toEqual([
    'TW',
    'TE',
  ])
})

test('a bow-tie and a polygon of three points can stand in a draft, and are named', async () => {
  const bow = await proveWest([
    [
      [w, s],
      [e, n],
      [e, s],
      [w, n],
      [w, s],
    ],
  ])
  expect(kinds(bow, false)).toEqual(['gap', 'gap', 'invalid'])
  const flat = await proveWest([
    [
      [w, s],
      [e, n],
      [w, s],
    ],
  ])
  expect(kinds(flat, false)).toEqual(['gap', 'invalid'])
  expect(flat.issues.find(({ kind }) => kind === 'invalid')?.detail).toMatch(/too few points/i)
})

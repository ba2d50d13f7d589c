/** Levels that were surveyed apart: a town has a corner a millimetre beside its village's, or none where the village has one. Whatever is moved, both go along. */
import { beforeAll, expect, test } from 'vitest'
import { getDraft } from '../../server/boundaries/draft.ts'
import { addOperation } from '../../server/boundaries/edit-draft.ts'
import { openChange } from '../../server/boundaries/open-change.ts'
import { proveDraft } from '../../server/boundaries/prove-draft.ts'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { type GridShape, onStep, roundShape } from '../../server/grids/coordinate-step.ts'
import type { Operation } from '../../server/shared/operations.ts'
import { useDatabase } from '../support/database.ts'
import { importGrids, makeDistrict } from '../support/imports.ts'

const registry = useDatabase()
let schemeId: number

/** About a millimetre. */
const BESIDE = 1e-8
const shape = (...ring: [number, number][]): GridShape =>
  roundShape({ type: 'MultiPolygon', coordinates: [[[...ring, ring[0] as [number, number]]]] })

const [W, E, S, N] = [120.6, 120.62, 31.2, 31.22]
const MIDDLE = 120.61
/** On the southern border of both; the town has it a millimetre beside. */
const CORNER: [number, number] = [120.604, 31.1999]

beforeAll(async () => {
  const { db } = registry()
  const district = await makeDistrict(db, 2)
  schemeId = district.schemeId
  const [town = 0, village = 0] = district.levelIds
  await importGrids(db, town, [
    { code: 'T', shape: shape([W, S], [CORNER[0] + BESIDE, CORNER[1]], [E, S], [E, N], [W, N]) },
  ])
  await importGrids(db, village, [
    { code: 'A', shape: shape([W, S], CORNER, [MIDDLE, 31.1999375], [MIDDLE, N], [W, N]) },
    { code: 'B', shape: shape([MIDDLE, 31.1999375], [E, S], [E, N], [MIDDLE, N]) },
  ])
})

const stored = ([lon, lat]: [number, number]): [number, number] => [onStep(lon), onStep(lat)]

/** What the draft makes of it: errors of its proof, and how many of the three grids have a vertex at `to`. */
const outcomeOf = async (operation: Operation, to: [number, number]) => {
  const { db } = registry()
  const id = await db.transaction(async (trx) => {
    const made = await openChange(trx, SYSTEM, { scheme: schemeId, title: 'corner' })
    await addOperation(trx, SYSTEM, made, { revision: null, operation })
    return made
  })
  const { issues } = await proveDraft(db, await getDraft(db, id), 'scheme')
  const having = await rows<{ code: string }>(
    db,
    `select f.code as code
       from change_face as f
      where f.change_id = :id::bigint
        and exists (select from st_dumppoints(f.geom) as d
                     where st_x(d.geom) = :lon::float8 and st_y(d.geom) = :lat::float8)
      order by f.code`,
    { id, lon: to[0], lat: to[1] },
  )
  return {
    errors: issues.filter(({ severity }) => severity === 'error').map(({ kind }) => kind),
    having: having.map(({ code }) => code),
  }
}

test('a corner that the town has a millimetre beside', async () => {
  const to = stored([120.604, 31.1995])
  expect(await outcomeOf({ kind: 'move_vertex', from: stored(CORNER), to }, to)).toEqual({
    errors: [],
    having: ['A', 'T'],
  })
})

test('a corner of two villages on an edge of the town', async () => {
  const to = stored([120.611, 31.1993])
  expect(await outcomeOf({ kind: 'move_vertex', from: stored([MIDDLE, 31.1999375]), to }, to)).toEqual({
    errors: [],
    having: ['A', 'B', 'T'],
  })
})

test('a border drawn anew between two corners of which the town has one beside', async () => {
  const [from, end] = [stored([W, S]), stored(CORNER)]
  const between = stored([120.602, 31.1992])
  expect(await outcomeOf({ kind: 'reshape', path: [from, end], to: [from, between, end] }, between)).toEqual({
    errors: [],
    having: ['A', 'T'],
  })
})

/** Certificates through the client's own functions: figures and hash made anew by plain means, the three rates, recomputed years later, tampered with. */
import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { runCertify } from '../../server/certificates/certify.cli.ts'
import { one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import type { Certificate } from '../../server/shared/certificates.contract.ts'
import { type Api, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { useServer } from '../support/server.ts'
import { makeVillages, redraw, type Villages } from '../support/villages.ts'

const server = useServer()
let villages: Villages
let reviewer: Api
let second: Api
let reader: Api
/** Of the whole level, before anything was claimed. */
let first: Certificate

const as = async (role: 'reviewer' | 'reader' | 'administrator', grid: string | null = null) =>
  createApi({
    base: server().base,
    bearer: (await server().as(role, grid === null ? null : villages.idOf(grid))).bearer,
  })

const certify = (more: { parent?: number; at?: string; depth?: number } = {}, api: Api = reviewer) =>
  api.createCertificate({ body: { scheme: villages.schemeId, depth: 3, ...more } })
const again = (id: number) => reader.recomputeCertificate({ params: { id } })

/** Areas by plain PostGIS, of the ground that the fixture was drawn with. */
const boxM2 = async (west: number, south: number, east: number, north: number): Promise<number> =>
  (
    await one<{ m2: number }>(
      server().db,
      `select st_area(st_transform(st_makeenvelope(:west::float8, :south::float8, :east::float8, :north::float8, 4490), 4549)) as m2`,
      { west, south, east, north },
    )
  ).m2

beforeAll(async () => {
  villages = await makeVillages(server().database)
  await server().followed()
  // A1 by its own unit, C and D by that of their town; nobody answers for A2 and B.
  await rows(
    server().db,
    `insert into grid_unit (grid_id, unit_id, valid_from)
     select g.id, u.id, now() from unnest(:grids::bigint[]) as g (id) cross join unit as u`,
    { grids: [villages.idOf('A1'), villages.idOf('EAST')] },
  )
  reviewer = await as('reviewer')
  second = await as('reviewer')
  reader = await as('reader')
})

test('figures of a level are those of plain PostGIS, and each rate has its own reason', async () => {
  first = await certify()
  const { figures } = first
  const parent = (await boxM2(120.6, 31.2, 120.62, 31.22)) + (await boxM2(120.62, 31.2, 120.64, 31.22))
  const hole = await boxM2(120.635, 31.21, 120.6354, 31.2104)
  const gap = (await boxM2(120.609, 31.2, 120.61, 31.22)) + hole
  expect(figures).toMatchObject({
    grids: 5,
    gaps: 2,
    overlaps: 0,
    invalid: 0,
    undivided: 0,
    overlapAreaM2: 0,
  })
  // Corners are stored to a tenth of a millimetre.
  expect(figures.parentAreaM2 / parent).toBeCloseTo(1, 6)
  expect(figures.gapAreaM2 / gap).toBeCloseTo(1, 5)
  expect(figures.unionAreaM2).toBeCloseTo(figures.parentAreaM2 - figures.gapAreaM2, 6)
  // The strip is some 95 m wide.
  expect(figures.widestGapM).toBeGreaterThan(90)
  expect(figures.widestGapM).toBeLessThan(96)
  expect(figures.rates.geometric).toBeCloseTo(1 - gap / parent, 6)
  const answered =
    (await boxM2(120.6, 31.2, 120.609, 31.212)) + (await boxM2(120.62, 31.2, 120.64, 31.22)) - hole
  expect(figures.rates.assigned).toBeCloseTo(answered / parent, 5)
  expect(figures.rates.accepted).toBe(figures.rates.assigned)
  expect(first).toMatchObject({ clean: false, parent: null, level: { depth: 3 }, scheme: { code: 's' } })
  expect(first.number).toMatch(/^320506-\d{4}-00001$/)
})

test('the hash can be made anew from codes and shapes alone', async () => {
  const sumsOf = async (depth: number): Promise<Buffer[]> =>
    (
      await rows<{ line: string; wkb: Buffer }>(
        server().db,
        `select json_build_array(v.code, p.code)::text as line, st_asbinary(v.geom, 'NDR') as wkb
           from grid_version as v
           join level as l on l.id = v.level_id and l.depth = :depth::int
           left join grid_version as p on p.grid_id = v.parent_id and p.valid_to is null
          where v.valid_to is null
          order by v.code collate "C"`,
        { depth },
      )
    ).map(({ line, wkb }) => createHash('sha256').update(`${line}\n`).update(wkb).digest())
  const hash = createHash('sha256')
  for (const sum of [...(await sumsOf(2)), ...(await sumsOf(3))]) hash.update(sum)
  expect(first.hash).toBe(hash.digest('hex'))
})

test('the map shows what was certified: its grids with their common vertices, and its gaps with the measures of the figures', async () => {
  const map = await reader.getCertificateMap({ params: { id: first.id } })
  expect(map).toMatchObject({ gridsLeftOut: 0, gapsLeftOut: 0, overlaps: [], overlapsLeftOut: 0 })
  expect(map.covered).toHaveLength(2)
  expect(map.grids).toHaveLength(5)
  const [west, south, east, north] = map.bbox
  expect([west, south, east, north].map((degrees) => degrees.toFixed(6))).toEqual([
    '120.600000',
    '31.200000',
    '120.640000',
    '31.220000',
  ])
  expect(map.gaps).toHaveLength(first.figures.gaps)
  expect(map.gaps.reduce((sum, { areaM2 }) => sum + areaM2, 0)).toBeCloseTo(first.figures.gapAreaM2, 6)
  expect(Math.max(...map.gaps.map(({ widthM }) => widthM))).toBeCloseTo(first.figures.widestGapM, 6)
  const [strip, hole] = map.gaps
  expect(strip?.areaM2).toBeGreaterThan(hole?.areaM2 ?? Number.POSITIVE_INFINITY)
  // A step of the lattice is the two-thousandth part of 0.04 degrees.
  expect(hole?.bbox[0]).toBeCloseTo(120.635, 5)
  expect(strip?.rings.flat().map(([lon]) => Math.round(lon * 1e4))).toEqual(
    expect.arrayContaining([1206090, 1206100]),
  )
  // Where four grids meet before the gap, each has the same vertex.
  const corner = map.grids.filter((rings) =>
    rings.flat().some(([lon, lat]) => lon.toFixed(6) === '120.609000' && lat.toFixed(6) === '31.212000'),
  )
  expect(corner).toHaveLength(2)
  expect(map.grids.some((rings) => rings.length === 2)).toBe(true)
})

test('one grid of the level above, or of two levels above; what is not divided is no gap', async () => {
  const east = await certify({ parent: villages.idOf('EAST') })
  expect(east.figures).toMatchObject({ grids: 2, gaps: 1 })
  expect(east.figures.rates.assigned).toBe(east.figures.rates.geometric)
  expect(east.parent).toMatchObject({ code: 'EAST' })
  const all = await certify({ parent: villages.idOf('X') })
  expect(all.figures).toMatchObject({ grids: 5, gaps: 2 })
  expect(all.hash).not.toBe(first.hash)
  const towns = await certify({ depth: 2 })
  expect(towns).toMatchObject({ clean: true, figures: { grids: 2, rates: { geometric: 1 } } })
})

test('who may: reviewers, inside their area; anyone who is signed in computes anew', async () => {
  expect(await refusal(certify({}, reader))).toBe('403 role_required')
  const east = await as('reviewer', 'EAST')
  expect(await refusal(certify({}, east))).toBe('403 outside_area')
  expect(await refusal(certify({ parent: villages.idOf('WEST') }, east))).toBe('403 outside_area')
  expect((await certify({ parent: villages.idOf('EAST') }, east)).figures.grids).toBe(2)
  expect(await again(first.id)).toMatchObject({ same: true, sameHash: true, different: [], hash: first.hash })
  const { items, total } = await reader.listCertificates({ query: { limit: 1 } })
  expect(total).toBe(5)
  expect(items).toMatchObject([{ parent: { code: 'EAST' } }])
  expect(await reader.getCertificate({ params: { id: first.id } })).toEqual(first)
  expect(await refusal(certify({ at: '2099-01-01' }))).toBe('400 instant_to_come')
  expect(await refusal(certify({ at: '2001-01-01' }))).toBe('409 nothing_to_certify')
  expect(await refusal(certify({ parent: villages.idOf('A1') }))).toBe('400 no_such_parent')
})

test('claimed is assigned, ruled on is accepted, in custody is not', async () => {
  const { found } = await reviewer.findParcels({ body: { scheme: villages.schemeId, depth: 3 } })
  const [strip = 0, hole = 0] = found
  expect((await certify()).figures.rates).toEqual(first.figures.rates)
  const claimed = await reviewer.claimParcel({
    params: { id: strip },
    body: { grid: villages.idOf('B'), words: 'ours' },
  })
  const stripShare = claimed.areaM2 / first.figures.parentAreaM2
  const waiting = (await certify()).figures
  expect(waiting.claimedM2).toBeCloseTo(claimed.areaM2, 1)
  expect(waiting.rates.geometric).toBe(first.figures.rates.geometric)
  expect(waiting.rates.assigned).toBeCloseTo(first.figures.rates.assigned + stripShare, 6)
  expect(waiting.rates.accepted).toBeCloseTo(first.figures.rates.accepted, 9)
  await rows(
    server().db,
    `update parcel_claim as c set objections_until = now() where c.parcel_id = :strip::bigint`,
    {
      strip,
    },
  )
  await second.ruleParcel({
    params: { id: strip },
    body: { decision: 'accept', claim: claimed.claims[0]?.id ?? 0, reason: 'deeds' },
  })
  await second.ruleParcel({
    params: { id: hole },
    body: { decision: 'custody', grid: villages.idOf('D'), reason: 'nobody claims it' },
  })
  const ruled = (await certify()).figures
  expect(ruled.rates.accepted).toBeCloseTo(first.figures.rates.accepted + stripShare, 6)
  expect(ruled.rates.assigned - ruled.rates.accepted).toBeCloseTo(
    (await reviewer.getParcel({ params: { id: hole } })).areaM2 / first.figures.parentAreaM2,
    9,
  )
  // Settled in custody, the ground is the village's and in no gap; it is still not accepted.
  const { id } = await one<{ id: number }>(
    server().db,
    `insert into change (scheme_id, title, state, author, in_force_at) values (:schemeId::int, 'x', 'in_force', 'x', now()) returning id as id`,
    { schemeId: villages.schemeId },
  )
  await redraw(
    server(),
    villages.idOf('D'),
    'polygon((120.63 31.2,120.64 31.2,120.64 31.22,120.63 31.22,120.63 31.2))',
  )
  await rows(
    server().db,
    `update parcel as p set settled_at = now(), change_id = :id::bigint where p.id = :hole::bigint`,
    { id, hole },
  )
  const settled = await certify({ parent: villages.idOf('EAST') })
  expect(settled).toMatchObject({ clean: true, figures: { rates: { geometric: 1, assigned: 1 } } })
  expect(settled.figures.rates.accepted).toBeLessThan(1)
  expect(settled.figures.custodyM2 / (await boxM2(120.635, 31.21, 120.6354, 31.2104))).toBeCloseTo(1, 5)
})

test('as of a day that is past, today and tomorrow are the same', async () => {
  expect(await again(first.id)).toMatchObject({ same: true, different: [] })
  const then = await certify({ at: first.at })
  expect(then).toMatchObject({ hash: first.hash, figures: first.figures, at: first.at })
  expect((await certify()).hash).not.toBe(first.hash)
})

test('an overlap of some centimetres is a figure; below the tolerances it is only summed', async () => {
  // A ten-millionth of a degree is a centimetre.
  await redraw(
    server(),
    villages.idOf('C'),
    'polygon((120.62 31.2,120.6300003 31.2,120.6300003 31.22,120.62 31.22,120.62 31.2))',
  )
  const { id, figures, clean } = await certify({ parent: villages.idOf('EAST') })
  expect({ clean, overlaps: figures.overlaps }).toEqual({ clean: false, overlaps: 1 })
  // Thinner than a step of the lattice: nothing of it is left to be drawn, and it is told by its box.
  const drawn = await reader.getCertificateMap({ params: { id } })
  expect(drawn).toMatchObject({ gaps: [], overlaps: [{ rings: [] }] })
  expect(drawn.overlaps[0]?.areaM2).toBeCloseTo(figures.overlapAreaM2, 6)
  expect(drawn.overlaps[0]?.bbox[0]).toBeCloseTo(120.63, 6)
  expect(figures.overlapAreaM2 / (await boxM2(120.63, 31.2, 120.6300003, 31.22))).toBeCloseTo(1, 2)
  await redraw(
    server(),
    villages.idOf('C'),
    'polygon((120.62 31.2,120.63000003 31.2,120.63000003 31.22,120.62 31.22,120.62 31.2))',
  )
  const tolerated = await certify({ parent: villages.idOf('EAST') })
  expect(tolerated).toMatchObject({ clean: true, figures: { overlaps: 0, overlapAreaM2: 0 } })
  expect(tolerated.figures.toleratedM2).toBeGreaterThan(1)
})

test('whoever touches a version that was certified is found out, by the address and by the command', async () => {
  const { db } = server()
  const said: string[] = []
  const command = (...argv: string[]) =>
    runCertify(argv, {
      db,
      embedded: false,
      actor: { ...SYSTEM, via: 'cli' },
      language: 'en',
      print: (line) => said.push(line),
      say: (line) => said.push(line),
    })
  expect(await command(first.number)).toBe(0)
  expect(said.at(-1)).toBe('computed anew: the same')
  const tamper = (sql: string) =>
    rows(
      db,
      `update grid_version as v set ${sql}
        where v.grid_id = :id::bigint
          and v.valid_from <= :at::timestamptz
          and coalesce(v.valid_to, 'infinity') > :at::timestamptz`,
      { id: villages.idOf('B'), at: first.at },
    )
  // A tenth of a millimetre: no figure leaves the tolerances, the hash tells.
  await tamper(`geom = st_translate(v.geom, 1e-9, 0)`)
  expect(await again(first.id)).toMatchObject({ same: false, sameHash: false })
  expect(await command(first.number)).toBe(1)
  expect(said.at(-1)).toMatch(/^computed anew: it differs: hash of the geometry/)
  await tamper(`geom = st_multi(st_makeenvelope(120.61, 31.2, 120.62, 31.22, 4490))`)
  await tamper(`code = 'B2'`)
  const renamed = await again(first.id)
  expect(renamed).toMatchObject({ same: false, sameHash: false, different: [] })
  await tamper(`code = 'B'`)
  await tamper(`geom = st_multi(st_makeenvelope(120.611, 31.2, 120.62, 31.22, 4490))`)
  expect((await again(first.id)).different).toEqual(
    expect.arrayContaining(['unionAreaM2', 'gapAreaM2', 'geometric']),
  )
  expect(await command('--scheme', 's', '--level', 'level2', '--parent', 'X')).toBe(0)
  expect(said).toContain('geometric\t100.0000 %')
  expect(await command('--scheme', 's')).toBe(2)
})

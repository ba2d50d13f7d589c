/** A coverage as a city published it: brought in, proven, and its figures reckoned once more by plain PostGIS. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { registeredFaces } from '../../server/boundaries/faces.ts'
import { prove } from '../../server/boundaries/proof/prove.ts'
import { DEFAULT_TOLERANCES } from '../../server/boundaries/tolerances.ts'
import { type Connection, one } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { importGrids } from '../../server/imports/import-grids.ts'
import { gridMapping, parseMapping } from '../../server/imports/mapping.ts'
import type { Proof } from '../../server/shared/proof.ts'

export const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

/** Of the shared data, or by an absolute path. Everything in it must be new. */
export const load = async (db: Connection, file: string, mapping: unknown): Promise<void> => {
  const { outcome } = await importGrids(path.resolve(DATA, file), parseMapping(gridMapping, mapping), {
    db,
    actor: SYSTEM,
    dryRun: false,
  })
  expect(outcome, file).toMatchObject({ refused: 0, new: outcome.total })
}

export const proveScheme = async (db: Connection, code: string, metricSrid: number): Promise<Proof> => {
  const { id: schemeId } = await one<{ id: number }>(
    db,
    `select s.id as id from scheme as s where s.code = :code::text`,
    { code },
  )
  const began = performance.now()
  const proof = await prove(db, registeredFaces(schemeId), {
    schemeId,
    metricSrid,
    tolerances: DEFAULT_TOLERANCES,
    scope: 'all',
  })
  console.info(code, `${Math.round(performance.now() - began)} ms`, proof.counts, proof.levels)
  return proof
}

/** Independent of the proof's own statements: parts of the difference and of the pairs that count, with the tolerances of the proof. */
export const plainFigures = (db: Connection, code: string, depth: number, metricSrid: number) =>
  one<{ gaps: number; gapM2: number; overlaps: number; overlapM2: number; outside: number }>(
    db,
    `with face as materialized (
       select v.grid_id, v.parent_id, v.geom, l.depth
         from grid_version as v
         join level as l on l.id = v.level_id
         join scheme as s on s.id = l.scheme_id and s.code = :code::text
        where v.valid_to is null),
     united as materialized (
       select f.parent_id, st_union(f.geom, power(2, -30)) as geom
         from face as f where f.depth = :depth::int group by f.parent_id),
     piece as materialized (
       select 'gap' as kind, p.grid_id::text as key, (st_dump(st_difference(p.geom, u.geom, power(2, -30)))).geom as geom
         from face as p
         join united as u on u.parent_id = p.grid_id
       union all
       select 'overlap', a.grid_id || ' ' || b.grid_id, (st_dump(st_intersection(a.geom, b.geom, power(2, -30)))).geom
         from face as a
         join face as b on b.depth = a.depth and b.grid_id > a.grid_id and b.geom && a.geom
        where a.depth = :depth::int
       union all
       select 'outside', c.grid_id::text, (st_dump(st_difference(c.geom, p.geom, power(2, -30)))).geom
         from face as c
         join face as p on p.grid_id = c.parent_id
        where c.depth = :depth::int),
     measured as materialized (
       select p.kind, p.key, st_area(st_transform(p.geom, :metricSrid::int)) as m2, st_perimeter(st_transform(p.geom, :metricSrid::int)) as m
         from piece as p
        where st_dimension(p.geom) = 2),
     counted as (
       select * from measured as m where m.m2 > ${DEFAULT_TOLERANCES.areaM2} and 2 * m.m2 > ${DEFAULT_TOLERANCES.widthM} * m.m)
     select count(*) filter (where c.kind = 'gap') as gaps,
            coalesce(sum(c.m2) filter (where c.kind = 'gap'), 0) as "gapM2",
            count(distinct c.key) filter (where c.kind = 'overlap') as overlaps,
            coalesce(sum(c.m2) filter (where c.kind = 'overlap'), 0) as "overlapM2",
            count(distinct c.key) filter (where c.kind = 'outside') as outside
       from counted as c`,
    { code, depth, metricSrid },
  )

/** Kind by kind and to the square metre; each issue with a remedy. */
export const expectAsPlain = async (
  db: Connection,
  proof: Proof,
  code: string,
  depth: number,
  metricSrid: number,
) => {
  const found = await plainFigures(db, code, depth, metricSrid)
  console.info(code, depth, found)
  const level = proof.levels.find((l) => l.depth === depth)
  if (proof.cutOff === 0) {
    const own = proof.issues.filter((issue) => issue.depth === depth)
    const count = (...kinds: string[]) => own.filter(({ kind }) => kinds.includes(kind)).length
    expect(count('gap', 'sliver')).toBe(found.gaps)
    expect(count('overlap')).toBe(found.overlaps)
    expect(count('outside_parent')).toBe(found.outside)
  }
  expect(level?.gapAreaM2).toBeCloseTo(found.gapM2, 0)
  expect(level?.overlapAreaM2).toBeCloseTo(found.overlapM2, 0)
  return found
}

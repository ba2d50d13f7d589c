/**
 * Makes what a mapping declares and the registry lacks: a scheme with its levels, a city's own edition with its classes. What is there stays as it is.
 * `declareX` only writes, for a transaction that is taken back; `settleX` is a whole write of its own.
 */
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { FileRefused } from '../readers/file-refused.ts'
import type { ComponentMapping, GridMapping } from './mapping.ts'

export type LevelPlace = { readonly schemeId: number; readonly levelId: number; readonly depth: number }

type Scheme = GridMapping['scheme']

const makeScheme = async (trx: Connection, scheme: Scheme): Promise<number> =>
  (
    await one<{ id: number }>(
      trx,
      `insert into scheme (code, name_zh, name_en, purpose, rank)
       select :code::text, :nameZh::text, :nameEn::text, :purpose::text, coalesce(max(s.rank), 0) + 1
         from scheme as s
       returning id as id`,
      {
        code: scheme.code,
        nameZh: scheme.nameZh ?? scheme.code,
        nameEn: scheme.nameEn ?? scheme.code,
        purpose: scheme.purpose,
      },
    )
  ).id

const makeLevels = async (trx: Connection, schemeId: number, scheme: Scheme): Promise<number> => {
  const known = await rows<{ code: string; depth: number }>(
    trx,
    `select l.code as code, l.depth as depth from level as l where l.scheme_id = :schemeId::int order by l.depth`,
    { schemeId },
  )
  const clash = scheme.levels.find((level, i) =>
    known.some((k) => (k.code === level.code) !== (k.depth === i + 1)),
  )
  if (clash) {
    throw new FileRefused('levels_differ', [
      `体系“${scheme.code}”的层级与已有的不同：${known.map((k) => k.code).join('、')}`,
      `The levels declared for the scheme "${scheme.code}" differ from its own (${known.map((k) => k.code).join(', ')}).`,
    ])
  }
  const wanted = scheme.levels.slice(known.length)
  for (const [i, level] of wanted.entries()) {
    await rows(
      trx,
      `insert into level (scheme_id, depth, code, name_zh, name_en)
       values (:schemeId::int, :depth::int, :code::text, :nameZh::text, :nameEn::text)`,
      { schemeId, depth: known.length + i + 1, ...level },
    )
  }
  return wanted.length
}

/** The level that the mapping names, and whether anything was made for it. Throws FileRefused where it neither exists nor is declared. */
export const declareLevel = async (
  trx: Connection,
  mapping: GridMapping,
): Promise<LevelPlace & { made: boolean }> => {
  const { scheme } = mapping
  const known = await first<{ id: number }>(
    trx,
    `select s.id as id from scheme as s where s.code = :code::text`,
    { code: scheme.code },
  )
  if (!known && scheme.levels.length === 0) {
    throw new FileRefused('scheme_unknown', [
      `没有体系“${scheme.code}”；请在映射中写明它的层级`,
      `There is no scheme "${scheme.code}"; declare it with its levels in the mapping.`,
    ])
  }
  const schemeId = known?.id ?? (await makeScheme(trx, scheme))
  const levelsMade = scheme.levels.length > 0 ? await makeLevels(trx, schemeId, scheme) : 0
  const level = await first<{ levelId: number; depth: number }>(
    trx,
    `select l.id as "levelId", l.depth as depth from level as l
      where l.scheme_id = :schemeId::int and l.code = :code::text`,
    { schemeId, code: mapping.level },
  )
  if (!level) {
    throw new FileRefused('level_unknown', [
      `体系“${scheme.code}”没有层级“${mapping.level}”`,
      `The scheme "${scheme.code}" has no level "${mapping.level}".`,
    ])
  }
  return { schemeId, ...level, made: !known || levelsMade > 0 }
}

export const settleLevel = (db: Connection, mapping: GridMapping, actor: Actor): Promise<LevelPlace> =>
  db.transaction(async (trx) => {
    const { made, ...level } = await declareLevel(trx, mapping)
    if (made) {
      await endWrite(trx, actor, {
        action: 'scheme.declare',
        entity: 'scheme',
        entityId: level.schemeId,
        after: mapping.scheme,
        touched: [{ entity: 'scheme', ids: [level.schemeId] }],
      })
    }
    return level
  })

export type Declared = NonNullable<ComponentMapping['declare']>

const editionOf = async (trx: Connection, edition: Declared['edition']): Promise<number> => {
  const known = await first<{ id: number }>(
    trx,
    `select e.id as id from edition as e where e.code = :code::text`,
    {
      code: edition.code,
    },
  )
  if (known) return known.id
  const base = edition.extends
  const made = await first<{ id: number }>(
    trx,
    `insert into edition (code, name_zh, name_en, extends_id)
     select :code::text, :nameZh::text, :nameEn::text, base.id
       from (select 1) as one
       left join edition as base on base.code = :base::text
      where :base::text is null or base.id is not null
     returning id as id`,
    { code: edition.code, nameZh: edition.nameZh, nameEn: edition.nameEn, base: base ?? null },
  )
  if (!made)
    throw new FileRefused('edition_unknown', [
      `没有版本“${base}”`,
      `There is no edition "${base}" to extend.`,
    ])
  return made.id
}

/** Classes are made where the edition has none of that code, and corrected where a city's own differ. Gives the identities written. */
export const declareClasses = async (
  trx: Connection,
  { edition, classes }: Declared,
): Promise<{ editionId: number; written: number[] }> => {
  const editionId = await editionOf(trx, edition)
  const written = await rows<{ id: number }>(
    trx,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_code, major_zh, major_en, geometry, confidence)
     select :editionId::int, 'component', s.code, s.name_zh, s.name_en, s.major_code, s.major_zh, s.major_en, s.geometry, 'city'
       from unnest(:code::text[], :nameZh::text[], :nameEn::text[], :majorCode::text[], :majorZh::text[], :majorEn::text[],
                   :geometry::text[]) as s (code, name_zh, name_en, major_code, major_zh, major_en, geometry)
         on conflict (edition_id, kind, code) where code is not null
         do update set name_zh = excluded.name_zh, name_en = excluded.name_en, major_code = excluded.major_code,
                       major_zh = excluded.major_zh, major_en = excluded.major_en, geometry = excluded.geometry
      where class.confidence = 'city'
        and (class.name_zh, class.name_en, class.major_code, class.major_zh, class.major_en, class.geometry)
            is distinct from (excluded.name_zh, excluded.name_en, excluded.major_code, excluded.major_zh, excluded.major_en,
                              excluded.geometry)
     returning id as id`,
    {
      editionId,
      code: classes.map((c) => c.code),
      nameZh: classes.map((c) => c.nameZh),
      nameEn: classes.map((c) => c.nameEn),
      majorCode: classes.map((c) => c.majorCode ?? null),
      majorZh: classes.map((c) => c.majorZh),
      majorEn: classes.map((c) => c.majorEn),
      geometry: classes.map((c) => c.geometry),
    },
  )
  return { editionId, written: written.map((c) => c.id) }
}

/** Gives how many were written. */
export const settleClasses = (db: Connection, declared: Declared, actor: Actor): Promise<number> =>
  db.transaction(async (trx) => {
    const { editionId, written } = await declareClasses(trx, declared)
    if (written.length > 0) {
      await endWrite(trx, actor, {
        action: 'class.declare',
        entity: 'edition',
        entityId: editionId,
        after: { edition: declared.edition.code, classes: written.length },
        touched: [{ entity: 'class', ids: written }],
      })
    }
    return written.length
  })

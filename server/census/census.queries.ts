/** Censuses as rows: opened, given files and layers, moved from state to state. */
import { z } from 'zod'
import { type Connection, first, one, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import { FileRefused } from '../readers/file-refused.ts'
import type { Said } from '../readers/source.ts'
import { acceptanceSettings } from '../shared/acceptance-limits.ts'

/** What was chosen for a whole delivery. */
export const censusSettings = z.strictObject({
  /** An edition, or a city's own extension of one. */
  edition: z.string().min(1).max(200),
  /** What to do with a unit that nobody knows. */
  units: z.enum(['refuse', 'create']).default('refuse'),
  unitList: z
    .array(
      z.strictObject({
        code: z.string().trim().min(1).max(200),
        name: z.string().trim().min(1).max(200),
        kind: z.enum(['department', 'company', 'committee', 'other']).default('other'),
      }),
    )
    .max(10_000)
    .default([]),
  /** A stated unit grid may be the neighbour of the right one within so many metres of the border. */
  edgeM: z.number().min(0).max(100).default(5),
  /** For what the delivery speaks: what stands there and does not come is missing. Grids null: the whole district. */
  declared: z
    .strictObject({
      grids: z.array(z.number().int().positive()).max(10_000).nullable(),
      classes: z.array(z.number().int().positive()).max(5_000),
    })
    .nullable()
    .default(null),
  /** Of what stands in the declared extent, at most this share may be retired without a word. */
  retireShare: z.number().min(0).max(1).default(0.05),
  /** How it is sampled and by which limits it is accepted; absent: as the city set it last. */
  acceptance: acceptanceSettings.optional(),
})
export type CensusSettings = z.infer<typeof censusSettings>

export type CensusState =
  | 'receiving'
  | 'staged'
  | 'judged'
  | 'compared'
  | 'stopped'
  | 'committed'
  | 'discarded'

export const openCensus = async (
  db: Connection,
  census: { title: string; settings: CensusSettings; actor: string; accountId: number | null },
): Promise<number> => {
  const made = await first<{ id: number }>(
    db,
    `insert into census (title, edition_id, settings, actor, account_id)
     select :title::text, e.id, :settings::jsonb, :actor::text, :accountId::bigint
       from edition as e
      where e.code = :edition::text
     returning id as id`,
    { ...census, edition: census.settings.edition, settings: JSON.stringify(census.settings) },
  )
  if (made) return made.id
  const known = await rows<{ code: string }>(db, `select e.code as code from edition as e order by e.id`)
  const list = known.map((e) => e.code)
  throw new FileRefused('edition_unknown', [
    `没有版本“${census.settings.edition}”；已有：${list.join('、')}`,
    `There is no edition "${census.settings.edition}"; there are ${list.join(', ')}.`,
  ])
}

export const addFile = async (
  db: Connection,
  file: { censusId: number; name: string; sha256: string; bytes: number },
): Promise<number> =>
  (
    await one<{ id: number }>(
      db,
      `insert into census_file (census_id, name, sha256, bytes)
       values (:censusId::bigint, :name::text, :sha256::text, :bytes::bigint)
       returning id as id`,
      file,
    )
  ).id

/** `reading` is how the layer is read, as confirmed. */
export const addLayer = async (
  db: Connection,
  layer: { censusId: number; fileId: number | null; name: string; format: string; reading?: unknown },
): Promise<number> =>
  (
    await one<{ layerNo: number }>(
      db,
      `insert into census_layer (census_id, layer_no, file_id, name, format, reading)
       select :censusId::bigint, coalesce(max(l.layer_no), 0) + 1, :fileId::bigint, :name::text, :format::text, :reading::jsonb
         from census_layer as l
        where l.census_id = :censusId::bigint
       returning layer_no as "layerNo"`,
      { ...layer, reading: JSON.stringify(layer.reading ?? {}) },
    )
  ).layerNo

export const getSettings = async (db: Connection, censusId: number): Promise<CensusSettings> => {
  const found = await first<{ settings: unknown }>(
    db,
    `select z.settings as settings from census as z where z.id = :censusId::bigint`,
    { censusId },
  )
  if (!found) throw new NotFound('no_such_census', `There is no census ${censusId}.`)
  return censusSettings.parse(found.settings)
}

export const setState = async (
  db: Connection,
  censusId: number,
  state: CensusState,
  stopped: Said | null = null,
): Promise<void> => {
  await rows(
    db,
    `update census as z
        set state = :state::text, stopped = :stopped::jsonb
      where z.id = :censusId::bigint`,
    { censusId, state, stopped: stopped && JSON.stringify({ zh: stopped[0], en: stopped[1] }) },
  )
}

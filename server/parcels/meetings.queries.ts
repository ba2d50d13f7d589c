/** Meetings, their queues as they stand, and their minutes, which never change again: names of grids are those of the moment at which each was recorded. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import { gridRefOf, schemeRefOf } from '../grids/grid-ref.ts'
import type { Meeting, Minutes } from '../shared/meetings.contract.ts'
import { type ItemRow, itemAt, itemJoinsAt, toItem } from './parcels.queries.ts'

export type MeetingHead = Omit<Meeting, 'queue' | 'next' | 'mayRecord'>

const HEAD = `
  select m.id as id, ${schemeRefOf('s')} as scheme, m.depth as depth, m.title as title, m.place as place, m.chair as chair,
         m.attending as attending, m.opened_at as "openedAt", m.closed_at as "closedAt", m.actor as recorder,
         n.parcels as parcels, n.signed as signed, n.deferred as deferred
    from meeting as m
    join scheme as s on s.id = m.scheme_id
   cross join lateral (
         select count(*) as parcels, count(*) filter (where q.outcome = 'signed') as signed,
                count(*) filter (where q.outcome = 'deferred') as deferred
           from meeting_parcel as q
          where q.meeting_id = m.id) as n`

/** Newest first; `before` continues below a meeting of the former page. */
export const listMeetingsBefore = async (
  db: Connection,
  { limit, before }: { limit: number; before: number | null },
): Promise<{ found: MeetingHead[]; total: number }> => {
  const { total } = await one<{ total: number }>(db, `select count(*) as total from meeting as m`)
  const found = await rows<MeetingHead>(
    db,
    `${HEAD}
      where m.id < coalesce(:before::bigint, 9223372036854775807)
      order by m.id desc
      limit :limit::int`,
    { before, limit },
  )
  return { found, total }
}

export const getMeetingHead = async (db: Connection, id: number): Promise<MeetingHead> => {
  const found = await first<MeetingHead>(db, `${HEAD} where m.id = :id::bigint`, { id })
  if (found) return found
  throw new NotFound('no_such_meeting', `There is no meeting ${id}.`)
}

/** The version of a grid that held at an instant, else its latest. */
const joinGridAt = (alias: string, gridId: string, at: string): string => `
  left join lateral (
       select x.*
         from grid_version as x
        where x.grid_id = ${gridId}
        order by (x.valid_from <= ${at} and coalesce(x.valid_to, 'infinity') > ${at}) desc, x.valid_from desc
        limit 1) as ${alias} on true
  left join level as ${alias}_l on ${alias}_l.id = ${alias}.level_id`

/** Of `meeting_parcel as q` and its claim's grid. */
const OUTCOME = `
  q.no as no, q.presented_at as "presentedAt", q.outcome as outcome,
  case when cg.grid_id is not null then ${gridRefOf('cg', 'cg_l')} end as grid,
  q.signatory as signatory, q.words as words, q.at as at`
const OUTCOME_JOINS = `
  left join parcel_claim as c on c.id = q.claim_id
  ${joinGridAt('cg', 'c.grid_id', 'q.at')}`

type OutcomeRow = Omit<Meeting['queue'][number], 'parcel'>

export const listQueue = async (db: Connection, meetingId: number): Promise<Meeting['queue']> => {
  const said = await rows<OutcomeRow & { parcelId: number }>(
    db,
    `select ${OUTCOME}, q.parcel_id as "parcelId"
       from meeting_parcel as q
       ${OUTCOME_JOINS}
      where q.meeting_id = :meetingId::bigint
      order by q.no`,
    { meetingId },
  )
  const parcels = await rows<ItemRow>(
    db,
    `select ${itemAt()}
       from meeting_parcel as q
       join parcel as p on p.id = q.parcel_id
       ${itemJoinsAt()}
      where q.meeting_id = :meetingId::bigint
      order by q.no`,
    { meetingId },
  )
  const byId = new Map(parcels.map((parcel) => [parcel.id, toItem(parcel)]))
  return said.flatMap(({ parcelId, ...item }) => {
    const parcel = byId.get(parcelId)
    return parcel ? [{ ...item, parcel }] : []
  })
}

type MinutesItem = Minutes['items'][number]

const listItems = (db: Connection, meetingId: number): Promise<MinutesItem[]> =>
  rows<MinutesItem>(
    db,
    `select ${OUTCOME}, p.number as number, p.name as name, p.area_m2 as "areaM2", ${gridRefOf('pg', 'pg_l')} as parent,
            st_asgeojson(p.geom, 15, 0)::json as geometry
       from meeting_parcel as q
       join meeting as m on m.id = q.meeting_id
       join parcel as p on p.id = q.parcel_id
       ${OUTCOME_JOINS}
       ${joinGridAt('pg', 'p.parent_id', 'm.opened_at')}
      where q.meeting_id = :meetingId::bigint
      order by q.no`,
    { meetingId },
  )

const signaturesOf = (
  { chair, attending }: MeetingHead,
  items: readonly MinutesItem[],
): Minutes['signatures'] => {
  const nameOf = (grid: MinutesItem['grid']): string => (grid?.name === '' ? grid.code : (grid?.name ?? ''))
  const lines: Minutes['signatures'] = [
    { name: chair, of: attending.find(({ name }) => name === chair)?.of ?? '', as: 'chair' },
    ...attending.filter(({ name }) => name !== chair).map((one) => ({ ...one, as: 'attending' as const })),
    ...items.flatMap(({ signatory, grid }) =>
      signatory === null ? [] : [{ name: signatory, of: nameOf(grid), as: 'village' as const }],
    ),
  ]
  return lines.filter(
    (line, n) =>
      lines.findIndex(
        ({ name, of }) =>
          name === line.name && (line.as !== 'village' || of === line.of || line.name === chair),
      ) === n,
  )
}

const sumOf = (items: readonly MinutesItem[], outcome?: MinutesItem['outcome']): number =>
  items
    .filter((item) => outcome === undefined || item.outcome === outcome)
    .reduce((sum, { areaM2 }) => sum + areaM2, 0)

export const readMinutes = async (db: Connection, id: number): Promise<Minutes> => {
  const head = await getMeetingHead(db, id)
  const items = await listItems(db, id)
  return {
    ...head,
    items,
    areaM2: sumOf(items),
    signedM2: sumOf(items, 'signed'),
    deferredM2: sumOf(items, 'deferred'),
    signatures: signaturesOf(head, items),
  }
}

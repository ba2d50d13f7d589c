/**
 * What a tile server that asks the database would be given: the components flat in a materialised view, along the curve, with a GiST index; and the
 * statement that Martin writes for a table of points (its buffer set to 0, so that both sides hold the same features). Degrees as EPSG:4326, or
 * positions projected beforehand to EPSG:3857.
 */
import pg from 'pg'
import type { ComponentFilter } from '../../server/components/component-filter.ts'
import { type Connection, first, one } from '../../server/db/database.ts'
import { COMPONENT_STATES } from '../../server/shared/words.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'

export const FLAT = 'component_flat'
const FLAT_PROJECTED = 'component_flat_3857'

const viewOf = (geom: string, srid: number): string => `
  select v.component_id::int as id, (${geom})::geometry(Point, ${srid}) as geom, v.class_id as class, o.unit_id::int as owner,
         m.unit_id::int as maintainer, c.unit_id::int as competent,
         array_position(array['${COMPONENT_STATES.join("','")}'], v.state) - 1 as state
    from component_version as v
    left join component_role as o on o.component_id = v.component_id and o.role = 'owner' and o.valid_to is null
    left join component_role as m on m.component_id = v.component_id and m.role = 'maintainer' and m.valid_to is null
    left join component_role as c on c.component_id = v.component_id and c.role = 'competent' and c.valid_to is null
   where v.valid_to is null
   order by v.geom`

/** Once a district: nothing that the bench writes moves a component or changes what the view holds. */
export const makeFlatViews = async (db: Connection): Promise<void> => {
  const views = [
    { name: FLAT, sql: viewOf('st_setsrid(v.geom, 4326)', 4326) },
    { name: FLAT_PROJECTED, sql: viewOf('st_transform(st_setsrid(v.geom, 4326), 3857)', 3857) },
  ]
  for (const { name, sql } of views) {
    const there = await first(
      db,
      `select m.matviewname from pg_matviews as m where m.schemaname = current_schema() and m.matviewname = :name::text`,
      { name },
    )
    if (there) continue
    await db.raw(`create materialized view ${name} as ${sql}`)
    await db.raw(`create index ${name}_by_place on ${name} using gist (geom)`)
    await db.raw(`create unique index ${name}_by_id on ${name} (id)`)
    await db.raw(`vacuum analyze ${name}`)
  }
  await one(db, `select count(*) as n from ${FLAT}`)
}

/** What the bench filters by. */
export type FlatFilter = Pick<ComponentFilter, 'class' | 'owner' | 'state'>

/** `$4` class, `$5` owner, `$6` state, those that are asked for. */
export const conditionOf = (filter: FlatFilter, first: number): { sql: string; values: number[][] } => {
  const parts: [string, number[] | undefined][] = [
    ['class', filter.class],
    ['owner', filter.owner],
    ['state', filter.state?.map((state) => COMPONENT_STATES.indexOf(state))],
  ]
  const asked = parts.filter((part): part is [string, number[]] => part[1] !== undefined)
  return {
    sql: asked.map(([column], n) => ` and ${column} = any($${first + n}::int[])`).join(''),
    values: asked.map(([, values]) => values),
  }
}

const statementOf = (given: string, view: string, bbox: string, geom: string, condition: string): string => `
  select ${given} as given
    from (
      select st_asmvt(tile, 'components', 4096, 'geom', 'id') as mvt
        from (
          select st_asmvtgeom(${geom}, st_tileenvelope($1::integer, $2::integer, $3::integer), 4096, 0, true) as geom,
                 id, class, owner, maintainer, competent, state
            from ${view}
           where geom && ${bbox}${condition}) as tile) as made`

const ENVELOPE = 'st_tileenvelope($1::integer, $2::integer, $3::integer)'

/** What PostgreSQL sends: the tile, or only how long it is, which spares it the way and the driver its reading of hexadecimal text. */
const GIVEN = { tile: 'made.mvt', length: 'octet_length(made.mvt)' } as const

export type FlatTiles = {
  tile(address: TileAddress, filter: FlatFilter): Promise<Buffer>
  /** The tile is made and only its length sent: what is timed, the best case for ST_AsMVT. */
  make(address: TileAddress, filter: FlatFilter): Promise<number>
  /** The same from positions that are projected beforehand. */
  makeProjected(address: TileAddress, filter: FlatFilter): Promise<number>
  close(): Promise<void>
}

/** One connection with prepared statements, as a tile server's pool holds them. */
export const openFlatTiles = async (url: string, schema: string): Promise<FlatTiles> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`set search_path to ${client.escapeIdentifier(schema)}, public`)
  // As the product's own connections.
  await client.query('set jit = off')
  const names = new Map<string, string>()
  const ask = async <T>(text: string, { z, x, y }: TileAddress, values: number[][]): Promise<T> => {
    const name = names.get(text) ?? `tile_${names.size}`
    names.set(text, name)
    const { rows } = await client.query<{ given: T }>({ name, text, values: [z, x, y, ...values] })
    const [row] = rows
    if (row === undefined) throw new Error('ST_AsMVT gave no row')
    return row.given
  }
  const inDegrees = <T>(given: string, address: TileAddress, filter: FlatFilter): Promise<T> => {
    const { sql, values } = conditionOf(filter, 4)
    const bbox = `st_transform(${ENVELOPE}, 4326)`
    const geom = 'st_transform(st_curvetoline(geom), 3857)'
    return ask(statementOf(given, FLAT, bbox, geom, sql), address, values)
  }
  return {
    tile: (address, filter) => inDegrees<Buffer>(GIVEN.tile, address, filter),
    make: (address, filter) => inDegrees<number>(GIVEN.length, address, filter),
    makeProjected(address, filter) {
      const { sql, values } = conditionOf(filter, 4)
      return ask<number>(statementOf(GIVEN.length, FLAT_PROJECTED, ENVELOPE, 'geom', sql), address, values)
    },
    close: () => client.end(),
  }
}

/** The city's own parameters from Xi'an 1980 and Beijing 1954 to CGCS2000: without them such data is refused, because there are no public ones. */
import { type Connection, rows } from '../../db/database.ts'
import { type Actor, endWrite } from '../../db/end-write.ts'
import type { DatumShifts } from '../../shared/crs.ts'

export const CITY_DATUMS = ['xian80', 'beijing54'] as const
export type CityDatum = (typeof CITY_DATUMS)[number]
export type DatumRow = {
  readonly datum: CityDatum
  readonly shift: readonly number[]
  readonly basis: string
}

export const listDatums = (db: Connection): Promise<DatumRow[]> =>
  rows<DatumRow>(
    db,
    `select d.datum as datum, d.shift as shift, d.basis as basis from city_datum as d order by d.datum`,
  )

export const readDatumShifts = async (db: Connection): Promise<DatumShifts> =>
  Object.fromEntries((await listDatums(db)).map(({ datum, shift }) => [datum, shift]))

/** Null takes the parameters away: data in that system is refused again. */
export const setDatum = async (
  trx: Connection,
  datum: CityDatum,
  given: Pick<DatumRow, 'shift' | 'basis'> | null,
  actor: Actor,
): Promise<void> => {
  const before = (await listDatums(trx)).find((row) => row.datum === datum) ?? null
  if (given === null) await rows(trx, `delete from city_datum as d where d.datum = :datum::text`, { datum })
  else
    await rows(
      trx,
      `insert into city_datum (datum, shift, basis)
       values (:datum::text, :shift::float8[], :basis::text)
           on conflict (datum) do update
          set shift = excluded.shift, basis = excluded.basis`,
      { datum, ...given },
    )
  await endWrite(trx, actor, {
    action: 'datum.set',
    entity: 'datum',
    before: before ?? { datum },
    after: { datum, ...given },
  })
}

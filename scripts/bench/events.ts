/** From the commit of an edit to its event at a client that listens to the server. */
import http from 'node:http'
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { figure, ms, type Section } from './table.ts'
import { median } from './timing.ts'

const EDITS = 20
const WANTED_MS = 1_000

type Listener = {
  /** When the event of this version, or a later one, came. */
  heard(version: number): Promise<number>
  close(): void
}

const listen = (base: string, bearer: string): Promise<Listener> =>
  new Promise((resolve, reject) => {
    const came = new Map<number, number>()
    let look = (): void => {}
    let rest = ''
    const request = http.get(
      `${base}/api/events`,
      { agent: false, headers: { authorization: `Bearer ${bearer}` } },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`events answered ${response.statusCode}`))
        response.on('data', (part: Buffer) => {
          const at = performance.now()
          const said = (rest + part.toString()).split('\n\n')
          rest = said.pop() ?? ''
          for (const event of said) {
            const found = /^event: registry\ndata: (.*)$/m.exec(event)?.[1]
            if (found) came.set(JSON.parse(found).version, at)
          }
          look()
        })
        resolve({
          heard: (version) =>
            new Promise((found) => {
              look = () => {
                const at = [...came].find(([other]) => other >= version)?.[1]
                if (at !== undefined) found(at)
              }
              look()
            }),
          close: () => request.destroy(),
        })
      },
    )
    request.on('error', reject)
  })

/** A remark on one component: a version that ends and one that begins, at the same place. Gives the version and when its commit was sent. */
const edit = async (db: Connection, id: number): Promise<{ version: number; committing: number }> => {
  let committing = 0
  const version = await db.transaction(async (trx) => {
    await rows(
      trx,
      `with ended as (
         update component_version as v
            set valid_to = clock_timestamp()
          where v.component_id = :id::bigint and v.valid_to is null
         returning v.*)
       insert into component_version (component_id, edition_id, code, class_id, name, geom, state, note, source_crs, batch_id, valid_from)
       select e.component_id, e.edition_id, e.code, e.class_id, e.name, e.geom, e.state, 'bench', e.source_crs, e.batch_id, e.valid_to
         from ended as e`,
      { id },
    )
    const taken = await endWrite(trx, SYSTEM, {
      action: 'component.update',
      entity: 'component',
      entityId: id,
      touched: [{ entity: 'component', ids: [id] }],
    })
    committing = performance.now()
    return taken
  })
  return { version: version ?? 0, committing }
}

export const measureEvents = async (db: Connection, base: string, bearer: string): Promise<Section> => {
  const listener = await listen(base, bearer)
  const taken: number[] = []
  for (let n = 0; n < EDITS; n++) {
    const { id } = await one<{ id: number }>(
      db,
      `select v.component_id as id
         from component_version as v
        where v.valid_to is null and v.component_id > :after::bigint
        order by v.component_id
        limit 1`,
      { after: n * 1000 },
    )
    const { version, committing } = await edit(db, id)
    taken.push((await listener.heard(version)) - committing)
  }
  listener.close()
  const [middle, worst] = [median(taken), Math.max(...taken)]
  return {
    title: 'From an edit to its event',
    columns: ['', `median of ${EDITS}`, 'worst'],
    rows: [['commit of an edit to the event at a client', ms(middle), ms(worst)]],
    goals: [
      {
        what: 'edit to event',
        wanted: ms(WANTED_MS),
        got: `${ms(middle)}, at worst ${figure(worst)} ms`,
        met: worst < WANTED_MS,
      },
    ],
  }
}

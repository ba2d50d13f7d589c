/** Templates: how a surveyor had layers with these very fields read, kept when it was confirmed and proposed when such a layer comes again. */
import { createHash } from 'node:crypto'
import { type Connection, first, one, rows } from '../../db/database.ts'
import { type Actor, endWrite } from '../../db/end-write.ts'
import { NotFound } from '../../errors.ts'
import type { LayerReading } from '../../shared/census.ts'
import { stemOf } from '../inspection/propose-class.ts'

export type Template = {
  readonly id: number
  readonly surveyor: string
  readonly name: string
  readonly edition: string
  readonly reading: LayerReading
  /** By the layer's name without folder and ending. */
  readonly classes: Readonly<Record<string, string>>
  readonly usedAt: string
}
type LayerKind = { readonly name: string; readonly format: string; readonly fields: readonly string[] }

const COLUMNS = `t.id as id, t.surveyor as surveyor, t.name as name, t.edition as edition, t.reading as reading,
            t.classes as classes, t.used_at as "usedAt"`

/** The order of columns does not tell two exports apart. */
const fingerprintOf = ({ format, fields }: LayerKind): string =>
  createHash('sha256')
    .update(JSON.stringify([format, fields.toSorted()]))
    .digest('hex')

/** Reading of the layer under a template: with the class that a layer of this name had. */
export const readingUnder = ({ reading, classes }: Template, layerName: string): LayerReading => {
  const classCode = classes[stemOf(layerName)]
  return classCode === undefined ? reading : { ...reading, classCode }
}

export const findTemplate = (
  db: Connection,
  surveyor: string,
  layer: LayerKind,
): Promise<Template | undefined> =>
  first<Template>(
    db,
    `select ${COLUMNS}
       from census_template as t
      where t.surveyor = :surveyor::text
        and t.fingerprint = :fingerprint::text`,
    { surveyor, fingerprint: fingerprintOf(layer) },
  )

/** By surveyor and name. */
export const listTemplates = (db: Connection): Promise<Template[]> =>
  rows<Template>(db, `select ${COLUMNS} from census_template as t order by t.surveyor, t.name`)

const noTemplate = (name: string): NotFound =>
  new NotFound('no_such_template', `There is no template "${name}".`)

/** The caller's own comes first where several surveyors have one of that name. Throws NotFound. */
export const getTemplate = async (db: Connection, name: string, surveyor: string): Promise<Template> => {
  const found = await first<Template>(
    db,
    `select ${COLUMNS}
       from census_template as t
      where t.name = :name::text
      order by t.surveyor = :surveyor::text desc, t.used_at desc
      limit 1`,
    { name, surveyor },
  )
  if (!found) throw noTemplate(name)
  return found
}

/** The layer's name, with a number where another template has it. */
const freeName = async (trx: Connection, surveyor: string, wanted: string): Promise<string> => {
  const taken = await rows<{ name: string }>(
    trx,
    `select t.name as name from census_template as t where t.surveyor = :surveyor::text`,
    { surveyor },
  )
  const names = new Set(taken.map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted} ${n}`
    if (!names.has(name)) return name
  }
}

/** What was confirmed of a layer replaces what was confirmed before of one with the same fields. Gives the template's name. */
export const keepTemplate = async (
  trx: Connection,
  { layer, reading, edition }: { layer: LayerKind; reading: LayerReading; edition: string },
  actor: Actor,
): Promise<string> => {
  const { classCode, ...rest } = reading
  const stem = stemOf(layer.name)
  const { id, name } = await one<{ id: number; name: string }>(
    trx,
    `insert into census_template as t (surveyor, name, format, fingerprint, edition, reading, classes)
     values (:surveyor::text, :name::text, :format::text, :fingerprint::text, :edition::text, :reading::jsonb, :classes::jsonb)
         on conflict (surveyor, fingerprint) do update
        set reading = excluded.reading, edition = excluded.edition, used_at = clock_timestamp(),
            classes = (t.classes - :stem::text) || excluded.classes
     returning id as id, name as name`,
    {
      surveyor: actor.name,
      name: await freeName(trx, actor.name, stem === '' ? layer.format : stem.slice(0, 100)),
      format: layer.format,
      fingerprint: fingerprintOf(layer),
      edition,
      reading: JSON.stringify(rest),
      stem,
      classes: JSON.stringify(classCode === undefined ? {} : { [stem]: classCode }),
    },
  )
  await endWrite(trx, actor, {
    action: 'template.keep',
    entity: 'template',
    entityId: id,
    after: { name, reading },
  })
  return name
}

const removeTemplate = async (trx: Connection, template: Template, actor: Actor): Promise<void> => {
  await rows(trx, `delete from census_template as t where t.id = :id::bigint`, { id: template.id })
  await endWrite(trx, actor, {
    action: 'template.delete',
    entity: 'template',
    entityId: template.id,
    before: template,
  })
}

/** Throws NotFound. */
export const deleteTemplate = async (trx: Connection, name: string, actor: Actor): Promise<void> =>
  removeTemplate(trx, await getTemplate(trx, name, actor.name), actor)

/** Throws NotFound where only others have one of that name. */
export const forgetTemplate = async (trx: Connection, name: string, actor: Actor): Promise<void> => {
  const template = await getTemplate(trx, name, actor.name)
  if (template.surveyor !== actor.name) throw noTemplate(name)
  await removeTemplate(trx, template, actor)
}

/** The options of `gridbook import` and how they complete a mapping file: what is said on the command line wins. */
import { parseArgs } from 'node:util'
import { readCrsName } from '../readers/declared-crs.ts'
import { readMappingFile, STANDARD_FIELDS } from './mapping.ts'

export const IMPORT_USAGE = `gridbook import grids FILE       --mapping FILE | --scheme CODE --level CODE --code FIELD [--levels A,B,C]
                                 [--name FIELD] [--parent FIELD|auto] [--parent-prefix N] [--unit FIELD] [--tolerance M2]
  gridbook import components FILE… --mapping FILE | --edition CODE [--code FIELD] [--class CODE|FIELD] [--name FIELD]
                                 [--owner FIELD] [--maintainer FIELD] [--competent FIELD]
  gridbook import components FILE  --template NAME [--edition CODE] and any of the above
  gridbook import classes FILE     --edition CODE [--edition-name NAME] [--extends CODE]
  gridbook import undo BATCH       takes a batch of components back; what was changed since stays
  and [--crs NAME] [--layer NAME] [--encoding NAME] [--delimiter C] [--x FIELD --y FIELD | --wkt FIELD | --geojson FIELD]
  [--units refuse|create] [--set TARGET=FIELD or TARGET=JSON …] [--dry-run | --commit] [--json] [--lang zh|en]`

const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean' } as const

export const parseImportArgs = (argv: string[]) => {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      mapping: TEXT,
      template: TEXT,
      scheme: TEXT,
      level: TEXT,
      levels: TEXT,
      code: TEXT,
      name: TEXT,
      parent: TEXT,
      'parent-prefix': TEXT,
      unit: TEXT,
      tolerance: TEXT,
      edition: TEXT,
      'edition-name': TEXT,
      extends: TEXT,
      class: TEXT,
      owner: TEXT,
      maintainer: TEXT,
      competent: TEXT,
      crs: TEXT,
      encoding: TEXT,
      layer: TEXT,
      delimiter: TEXT,
      x: TEXT,
      y: TEXT,
      wkt: TEXT,
      geojson: TEXT,
      units: TEXT,
      set: { type: 'string', multiple: true },
      'dry-run': FLAG,
      commit: FLAG,
      json: FLAG,
      lang: TEXT,
    },
  })
  const [kind, ...files] = positionals
  return { kind, files, values }
}
type Values = ReturnType<typeof parseImportArgs>['values']

/** `--set owner=Owner`, `--set 'owner={"value":"CITY"}'`. */
const readSet = (set: string): [string, unknown] => {
  const at = set.indexOf('=')
  const [target, value] = at < 0 ? [set, ''] : [set.slice(0, at), set.slice(at + 1)]
  if (/^[[{"]/.test(value) || /^\d+$/.test(value)) {
    try {
      return [target, JSON.parse(value)]
    } catch {
      return [target, value]
    }
  }
  return [target, value]
}

const geometryOf = ({ x, y, wkt, geojson }: Values): unknown => {
  if (x !== undefined || y !== undefined) return { x, y }
  if (wkt !== undefined) return { wkt }
  return geojson === undefined ? undefined : { geojson }
}

const schemeOf = ({ scheme, levels }: Values, former: unknown): unknown => {
  if (scheme === undefined) return former
  const codes = levels?.split(',').map((code) => code.trim()) ?? []
  return { code: scheme, levels: codes.map((code) => ({ code, nameZh: code, nameEn: code })) }
}

const defined = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** The mapping before it is parsed. A component delivery without one is read by its `template`, else by the standards' own field names. */
export const mappingFrom = async (
  kind: 'grids' | 'components',
  values: Values,
  template: Record<string, unknown> = STANDARD_FIELDS,
): Promise<Record<string, unknown>> => {
  const file = values.mapping === undefined ? undefined : await readMappingFile(values.mapping)
  const base = file ?? (kind === 'components' ? template : {})
  const shared = {
    crs: values.crs === undefined ? undefined : readCrsName(values.crs),
    encoding: values.encoding,
    layer: values.layer,
    delimiter: values.delimiter === 'tab' ? '\t' : values.delimiter,
    geometry: geometryOf(values),
    units: values.units,
    code: values.code,
    name: values.name,
  }
  const own =
    kind === 'grids'
      ? {
          scheme: schemeOf(values, (base as Record<string, unknown>).scheme),
          level: values.level,
          parent: values.parent,
          parentPrefix: values['parent-prefix'] === undefined ? undefined : Number(values['parent-prefix']),
          unit: values.unit,
          toleranceM2: values.tolerance === undefined ? undefined : Number(values.tolerance),
        }
      : {
          edition: values.edition,
          class: values.class,
          owner: values.owner,
          maintainer: values.maintainer,
          competent: values.competent,
        }
  return {
    ...base,
    ...defined(shared),
    ...defined(own),
    ...Object.fromEntries((values.set ?? []).map(readSet)),
  }
}

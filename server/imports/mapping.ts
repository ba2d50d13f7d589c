/** The mapping file: which field of a delivery says what. Parsed once, with kind errors; without one the standards' own field names are taken. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { FileRefused } from '../readers/file-refused.ts'
import { ENCODINGS } from '../readers/source.ts'
import { canonicalCrs } from '../shared/crs-definition.ts'
import { geometryKind, schemePurpose } from '../shared/words.ts'
import { valueSource } from './mapping-value.ts'

const unitKind = z.enum(['department', 'company', 'committee', 'other'])
/** Any that can be converted, those that need the city's parameters among them. */
const crs = z
  .string()
  .max(300)
  .refine((name) => canonicalCrs(name) !== null, 'no CRS of that name is known')
  .transform((name) => canonicalCrs(name) ?? name)
const geometryFields = z.union([
  z.strictObject({ x: z.string(), y: z.string() }),
  z.strictObject({ wkt: z.string() }),
  z.strictObject({ geojson: z.string() }),
])
const name = z.string().trim().min(1).max(200)

const reading = {
  /** Where it is not said, the file's own; GeoJSON without one is WGS 84 (RFC 7946). */
  crs: crs.optional(),
  encoding: z.enum(ENCODINGS).optional(),
  /** Where the file has several: its name as the refusal lists it. */
  layer: z.string().max(1_000).optional(),
  delimiter: z.string().length(1).optional(),
  geometry: geometryFields.optional(),
  /** What to do with a unit that nobody knows. */
  units: z.enum(['refuse', 'create']).default('refuse'),
  /** Units to make where no unit has the code. */
  unitList: z
    .array(z.strictObject({ code: name, name, kind: unitKind.default('other') }))
    .max(10_000)
    .default([]),
}

/** A role is a unit's code or name, or these parts. */
const roleSource = z.union([
  z.strictObject({
    unit: valueSource.optional(),
    code: valueSource.optional(),
    name: valueSource.optional(),
    state: valueSource.optional(),
    until: valueSource.optional(),
    basis: valueSource.optional(),
  }),
  valueSource,
])

const editionDeclared = z.strictObject({
  code: name,
  nameZh: name,
  nameEn: name,
  extends: z.string().optional(),
})
const classDeclared = z.strictObject({
  code: name,
  nameZh: name,
  nameEn: name,
  majorCode: z.string().optional(),
  majorZh: name,
  majorEn: name,
  geometry: geometryKind.default('point'),
})

export const componentMapping = z.strictObject({
  kind: z.literal('components').optional(),
  ...reading,
  edition: name,
  /** A city's own edition and classes, made where they are absent. */
  declare: z
    .strictObject({ edition: editionDeclared, classes: z.array(classDeclared).max(5_000) })
    .optional(),
  code: valueSource,
  /** The source's own identity of a component, where that is not the code; `source` names whose key it is. */
  key: z.strictObject({ source: name, field: valueSource }).optional(),
  /** Fields that are new in every export (`GlobalID`): kept, but never a difference. */
  recordIds: z.array(z.string()).max(100).optional(),
  gridCode: valueSource.optional(),
  class: valueSource.optional(),
  className: valueSource.optional(),
  name: valueSource.optional(),
  state: valueSource.optional(),
  location: valueSource.optional(),
  surveyedOn: valueSource.optional(),
  changedOn: valueSource.optional(),
  dataSource: valueSource.optional(),
  note: valueSource.optional(),
  /** A field with a JSON object of further fields, as an export writes it. */
  extra: z.string().min(1).optional(),
  /** Fields that are read by nothing and kept nowhere. */
  ignore: z.array(z.string()).max(200).default([]),
  competent: roleSource.optional(),
  owner: roleSource.optional(),
  maintainer: roleSource.optional(),
})
export type ComponentMapping = z.infer<typeof componentMapping>
export type RoleSource = z.infer<typeof roleSource>

const levelDeclared = z.strictObject({ code: name, nameZh: name, nameEn: name })

export const gridMapping = z.strictObject({
  kind: z.literal('grids').optional(),
  ...reading,
  scheme: z.strictObject({
    code: name,
    nameZh: name.optional(),
    nameEn: name.optional(),
    purpose: schemePurpose.default('other'),
    /** From the top down; made where they are absent. */
    levels: z.array(levelDeclared).max(6).default([]),
  }),
  level: name,
  code: valueSource,
  name: valueSource.optional(),
  /** A field with the parent's code, or `auto`: the parent that covers the grid's interior point. */
  parent: z.union([z.literal('auto'), valueSource]).optional(),
  /** The parent's code is this many first characters of the grid's. */
  parentPrefix: z.number().int().min(1).max(100).optional(),
  unit: valueSource.optional(),
  title: name.optional(),
  toleranceM2: z.number().min(0).default(1),
})
export type GridMapping = z.infer<typeof gridMapping>

const explain = (error: z.ZodError): readonly [string, string] => {
  const issue = error.issues[0]
  const where = issue?.path.join('.') || 'mapping'
  return [`映射“${where}”有误：${issue?.message}`, `The mapping is wrong at ${where}: ${issue?.message}.`]
}

/** Throws FileRefused naming the first wrong member. */
export const parseMapping = <T extends z.ZodType>(schema: T, value: unknown): z.infer<T> => {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new FileRefused('mapping_invalid', explain(parsed.error))
  return parsed.data
}

export const readMappingFile = async (file: string): Promise<Record<string, unknown>> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new FileRefused('mapping_unreadable', [
      `无法打开映射 ${file}`,
      `The mapping ${file} cannot be opened (${cause.code}).`,
    ])
  })
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new FileRefused(
      'mapping_invalid',
      [`映射 ${file} 不是 JSON 对象`, `The mapping ${file} is no JSON object.`],
      { cause },
    )
  }
}

/** Field names of CJ/T 214-2007 and GB/T 30428.2-2013, then of GB/T 47678.5-2026: whichever a delivery has. */
export const STANDARD_FIELDS = {
  code: ['ObjID', 'GLBJBSM'],
  className: ['ObjName', 'GLBJMC'],
  name: ['ObjName', 'GLBJMC'],
  competent: { code: ['DeptCode1', 'ZGBMDM'], name: ['DeptName1', 'ZGBMMC'] },
  owner: { code: ['DeptCode2', 'QSDWDM'], name: ['DeptName2', 'QSDWMC'] },
  maintainer: { code: ['DeptCode3', 'YHDWDM'], name: ['DeptName3', 'YHDWMC'] },
  state: ['ObjState', 'GLBJZT'],
  surveyedOn: ['ORDate', 'CSRQ'],
  changedOn: ['CHDate', 'BGRQ'],
  dataSource: ['DataSource', 'SJLY'],
  note: ['Note', 'BZ'],
  gridCode: ['BGID', 'SZDYWGBSM'],
} as const satisfies Record<string, readonly string[] | Record<string, readonly string[]>>

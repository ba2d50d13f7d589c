/** What a workbook says of itself before any cell is read: its sheets and where they stand, its date system, which styles show dates (ISO/IEC 29500-1, transitional and strict). */
import path from 'node:path'
import { isDateFormat } from './xlsx-dates.ts'
import { brokenXlsx, type Package } from './xlsx-package.ts'
import { type Attributes, isOn, readXml } from './xlsx-xml.ts'

export type Sheet = { readonly name: string; readonly part: string; readonly hidden: boolean }
export type Workbook = {
  /** In the order of their tabs; charts and macros are left out. */
  readonly sheets: readonly Sheet[]
  readonly strings: string | null
  readonly base1904: boolean
  /** By the number of a cell's style. */
  readonly dateStyles: ReadonlySet<number>
}

type Relation = { readonly type: string; readonly target: string }

/** Types end in /worksheet, /styles, …: what stands before differs between the strict and the transitional form. */
const readRelations = async (parts: Package, of: string): Promise<Map<string, Relation>> => {
  const folder = path.posix.dirname(of)
  const name = path.posix.join(folder, '_rels', `${path.posix.basename(of)}.rels`)
  const found = new Map<string, Relation>()
  if (!parts.has(name)) return found
  await readXml(parts.read(name), {
    open: (tag, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (tag !== 'Relationship' || TargetMode === 'External') return
      const target = Target.startsWith('/') ? Target : path.posix.join(folder, Target)
      found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target })
    },
  })
  return found
}

const findPart = (relations: Iterable<Relation>, type: string): string | null => {
  for (const relation of relations) if (relation.type === type) return relation.target
  return null
}

const readDateStyles = async (parts: Package, name: string | null): Promise<Set<number>> => {
  const codes = new Map<number, string>()
  const dates = new Set<number>()
  if (name === null || !parts.has(name)) return dates
  let inCells = false
  let style = 0
  await readXml(parts.read(name), {
    open: (tag, { numFmtId, formatCode }) => {
      if (tag === 'numFmt') codes.set(Number(numFmtId), formatCode ?? '')
      else if (tag === 'cellXfs') inCells = true
      else if (tag === 'xf' && inCells) {
        if (isDateFormat(Number(numFmtId), codes.get(Number(numFmtId)))) dates.add(style)
        style++
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCells = false
    },
  })
  return dates
}

/** The attribute is called `r:id` by all writers but those that chose another prefix. */
const relationId = (attributes: Attributes): string =>
  Object.entries(attributes).find(([name]) => /(^|:)id$/.test(name))?.[1] ?? ''

/** Throws FileRefused for a package that is no workbook. */
export const readWorkbook = async (parts: Package): Promise<Workbook> => {
  const roots = await readRelations(parts, '')
  const name = findPart(roots.values(), 'officeDocument') ?? 'xl/workbook.xml'
  if (!parts.has(name)) throw brokenXlsx('它不是工作簿', 'it is no workbook')
  const relations = await readRelations(parts, name)
  const sheets: Sheet[] = []
  let base1904 = false
  await readXml(parts.read(name), {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') base1904 = isOn(attributes.date1904)
      if (tag !== 'sheet') return
      const relation = relations.get(relationId(attributes))
      if (relation?.type !== 'worksheet') return
      const hidden = attributes.state === 'hidden' || attributes.state === 'veryHidden'
      sheets.push({ name: attributes.name ?? '', part: relation.target, hidden })
    },
  })
  const strings = findPart(relations.values(), 'sharedStrings')
  return {
    sheets,
    strings: strings !== null && parts.has(strings) ? strings : null,
    base1904,
    dateStyles: await readDateStyles(parts, findPart(relations.values(), 'styles')),
  }
}

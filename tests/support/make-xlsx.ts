/** Writes workbooks by hand, part by part, so that tests hold what Excel, LibreOffice and others write and what nobody should. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'

export type SheetXml = {
  readonly name: string
  /** What stands inside of sheetData. */
  readonly rows: string
  /** What stands behind it. */
  readonly after?: string
  readonly state?: 'hidden' | 'veryHidden'
}
export type WorkbookXml = {
  readonly sheets: readonly SheetXml[]
  /** Each the content of one `si`. */
  readonly strings?: readonly string[]
  /** The content of styleSheet. */
  readonly styles?: string
  readonly date1904?: boolean
  /** Written before each element of the main namespace, with its colon. */
  readonly prefix?: string
  readonly strict?: boolean
  /** Parts stand in the archive as they are. */
  readonly stored?: boolean
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Puts the prefix before every element that has none. */
const prefixed = (xml: string, prefix: string): string =>
  prefix === '' ? xml : xml.replace(/<(\/?)(?=[A-Za-z]+[\s/>])/g, `<$1${prefix}`)

const partsOf = ({
  sheets,
  strings = [],
  styles = '',
  date1904 = false,
  prefix = '',
  strict = false,
}: WorkbookXml) => {
  const main = strict ? STRICT : MAIN
  const namespace = prefix === '' ? `xmlns="${main}"` : `xmlns:${prefix.slice(0, -1)}="${main}"`
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${strict ? 'http://purl.oclc.org/ooxml/officeDocument/relationships' : RELATIONS}/${type}" Target="${target}"/>`
  const relations = (inner: string): string =>
    `${head}<Relationships xmlns="${PACKAGE}">${inner}</Relationships>`
  const element = (name: string, inner: string): string =>
    head +
    prefixed(`<${name} NAMESPACE xmlns:r="${RELATIONS}">${inner}</${name}>`, prefix).replace(
      'NAMESPACE',
      namespace,
    )
  const tab = ({ name, state }: SheetXml, i: number): string =>
    `<sheet name="${name}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="s${i + 1}"/>`
  return new Map([
    ['_rels/.rels', relations(relation('r1', 'officeDocument', 'xl/workbook.xml'))],
    [
      'xl/workbook.xml',
      element(
        'workbook',
        `<workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${sheets.map(tab).join('')}</sheets>`,
      ),
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        sheets.map((_, i) => relation(`s${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('') +
          relation('t', 'sharedStrings', 'sharedStrings.xml') +
          relation('y', 'styles', '/xl/styles.xml'),
      ),
    ],
    ...sheets.map(({ rows, after = '' }, i): [string, string] => [
      `xl/worksheets/sheet${i + 1}.xml`,
      element('worksheet', `<sheetData>${rows}</sheetData>${after}`),
    ]),
    ['xl/styles.xml', element('styleSheet', styles)],
    ['xl/sharedStrings.xml', element('sst', strings.map((inner) => `<si>${inner}</si>`).join(''))],
  ])
}

/** `change` may take parts away, add some or spoil them. */
export const makeXlsx = async (
  file: string,
  workbook: WorkbookXml,
  change: (parts: Map<string, string>) => void = () => undefined,
): Promise<string> => {
  const parts = partsOf(workbook)
  change(parts)
  const zip = new ZipFile()
  // What is large is stored as it is: packed, it would be refused for its ratio before anything else.
  for (const [name, text] of parts)
    zip.addBuffer(Buffer.from(text), name, { compress: !workbook.stored && text.length < 16 * 1024 * 1024 })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}

/** Rows of inline text; a number is a numeric cell, null leaves the cell out. */
export const textRows = (table: readonly (readonly (string | number | null)[])[], firstRow = 1): string =>
  table
    .map((cells, r) => {
      const row = firstRow + r
      const inner = cells.map((cell, c) => {
        const at = `r="${String.fromCharCode(65 + c)}${row}"`
        if (cell === null) return ''
        return typeof cell === 'number'
          ? `<c ${at}><v>${cell}</v></c>`
          : `<c ${at} t="inlineStr"><is><t>${cell}</t></is></c>`
      })
      return `<row r="${row}">${inner.join('')}</row>`
    })
    .join('')

/** The small parts of a workbook (ECMA-376, Office Open XML): what says which sheets there are, and how cells look. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Places in the list of cell formats below. */
export const STYLE = { header: 1, text: 2, date: 3 } as const

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const SPECIAL: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const UNUSUAL = /[&<>"\ufffe\uffff]|_x[0-9a-f]{4}_|(?![\t\n])\p{Cc}|\p{Surrogate}/giu
const NEEDS_CARE = /[&<>"_\ufffe\uffff]|\p{Cc}|\p{Surrogate}/u

/** Text for XML; what XML cannot hold in the form that spreadsheets read back (`_x000B_`), and so the underscore of a text that looks like it. */
export const xmlText = (text: string): string =>
  NEEDS_CARE.test(text)
    ? text.replace(UNUSUAL, (found) =>
        found.length > 1
          ? `_x005F${found}`
          : (SPECIAL[found] ?? `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`),
      )
    : text

/** Sheets' names may hold 31 characters and none of these. */
export const sheetNames = (name: string, sheets: number): string[] =>
  Array.from({ length: sheets }, (_, n) => {
    const suffix = n === 0 ? '' : ` ${n + 1}`
    return name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31 - suffix.length) + suffix
  })

const sheetPath = (n: number): string => `worksheets/sheet${n + 1}.xml`

/** Everything but the sheets, by name inside the archive. */
export const workbookParts = (names: readonly string[]): [name: string, text: string][] => {
  const each = (text: (name: string, n: number) => string): string => names.map(text).join('')
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  return [
    ['xl/styles.xml', STYLES],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((name, n) => `<sheet name="${xmlText(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`)}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each((_, n) => relation(`rId${n + 1}`, 'worksheet', sheetPath(n)))}${relation(`rId${names.length + 1}`, 'styles', 'styles.xml')}</Relationships>`,
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    ],
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/>${each((_, n) => `<Override PartName="/xl/${sheetPath(n)}" ContentType="${SPREADSHEET}.worksheet+xml"/>`)}</Types>`,
    ],
  ]
}

/** What stands before the first row: the header stays in view, columns have their widths in characters. */
export const sheetHead = (widths: readonly number[]): string =>
  `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.map((width, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>`
export const SHEET_FOOT = '</sheetData></worksheet>'

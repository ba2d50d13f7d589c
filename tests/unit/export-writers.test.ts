/** The writers' own rules, on tables that are no components. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { dbfFields, dbfHeader, dbfNames, packRecords, padRecords } from '../../server/exports/dbf-record.ts'
import type { Cell, Column, Row, Table } from '../../server/exports/table.ts'
import { encodeText } from '../../server/exports/text-encoder.ts'
import { writeCsv } from '../../server/exports/write-csv.ts'
import { writeXlsx } from '../../server/exports/write-xlsx.ts'
import { fromLonLat, toLonLat } from '../../server/shared/crs.ts'

const column = (name: string, kind: Column['kind'] = 'text'): Column => ({ name, kind, width: 10 })
const tableOf = (columns: readonly Column[], values: readonly (readonly Cell[])[], batch = 2): Table => {
  async function* rows(): AsyncGenerator<Row[]> {
    for (let from = 0; from < values.length; from += batch)
      yield values
        .slice(from, from + batch)
        .map((cells, n) => ({ id: from + n, values: cells, geometry: null }))
  }
  return { name: '表', columns, rows: rows() }
}
const collect = async (parts: AsyncIterable<Buffer>): Promise<Buffer[]> => {
  const collected: Buffer[] = []
  for await (const part of parts) collected.push(part)
  return collected
}
const bytesOf = async (parts: AsyncIterable<Buffer>): Promise<Buffer> => Buffer.concat(await collect(parts))

describe('GB18030', () => {
  test('every character but a few private ones is read back the same', () => {
    const all = Array.from({ length: 0x20000 }, (_, point) => point).filter(
      (point) => (point < 0xd800 || point > 0xdfff) && point !== 0xfffd,
    )
    const decoder = new TextDecoder('gb18030')
    const lost = all.filter((point) => {
      const text = String.fromCodePoint(point)
      return decoder.decode(Buffer.concat([encodeText('gb18030', text), Buffer.from('.')])) !== `${text}.`
    })
    // GB18030-2022 gave their places to the characters that they stood for.
    expect(lost).toHaveLength(19)
    for (const point of lost) expect(String.fromCodePoint(point)).toMatch(/\p{Co}/u)
  })
  test.each([
    ['越溪街道', 'd4bdcfaabdd6b5c0'],
    ['€', 'a2e3'],
    ['㐀', '8139ee39'],
  ])('%s', (text, hex) => {
    expect(encodeText('gb18030', text).toString('hex')).toBe(hex)
  })
  test('half a pair becomes a question mark', () => {
    expect(encodeText('gb18030', 'a\ud842b').toString()).toBe('a?b')
  })
})

describe('DBF', () => {
  test('names have at most ten bytes, no half character, and stand once', () => {
    const names = [
      '主管部门代码',
      '主管部门名称',
      '主管部门',
      'maintainer_code',
      'maintainer_name',
      'Note',
      'NOTE',
    ]
    const decode = (encoding: 'utf-8' | 'gb18030') =>
      dbfNames(names, encoding).map((bytes) => {
        expect(bytes.length).toBeLessThanOrEqual(10)
        return new TextDecoder(encoding, { fatal: true }).decode(bytes)
      })
    expect(decode('gb18030')).toEqual([
      '主管部门代',
      '主管部门名',
      '主管部门',
      'maintainer',
      'maintain_2',
      'Note',
      'NOTE_2',
    ])
    expect(decode('utf-8')).toEqual([
      '主管部',
      '主管_2',
      '主管_3',
      'maintainer',
      'maintain_2',
      'Note',
      'NOTE_2',
    ])
  })

  test('records are as wide as their longest values, however the spool is cut', () => {
    const columns = [column('a'), column('d', 'date'), column('n', 'number')]
    const rows: Cell[][] = [
      ['一二三四五六', '2026-01-02', 1.5],
      [null, null, null],
      ['x'.repeat(300), '1899-12-31', -12345.678],
    ]
    const fields = dbfFields(columns, 'gb18030')
    const packed = packRecords(rows, fields, 'gb18030')
    expect(fields.map(({ width, cut }) => [width, cut])).toEqual([
      [254, 1],
      [8, 0],
      [24, 0],
    ])
    const whole = padRecords(packed, fields)
    expect(whole.rest).toHaveLength(0)
    expect(whole.records.toString('latin1').slice(255, 263)).toBe('20260102')
    expect(whole.records.toString('latin1').slice(263, 287).trim()).toBe('1.5000000000')
    for (let cut = 0; cut <= packed.length; cut++) {
      const first = padRecords(packed.subarray(0, cut), fields)
      const second = padRecords(Buffer.concat([first.rest, packed.subarray(cut)]), fields)
      expect(Buffer.concat([first.records, second.records]).equals(whole.records)).toBe(true)
    }
    const header = dbfHeader(fields, {
      records: 3,
      day: new Date('2026-11-22T00:00:00Z'),
      encoding: 'gb18030',
    })
    expect(header.readUInt32LE(4)).toBe(3)
    expect(header.readUInt16LE(10) * 3).toBe(whole.records.length)
    expect([...header.subarray(1, 4)]).toEqual([126, 11, 22])
  })
})

describe('CSV', () => {
  test('what would be misread is quoted; empty is nothing', async () => {
    const table = tableOf(
      [column('a,b'), column('c')],
      [
        ['say "x"', null],
        ['two\nlines', ' blank'],
        ['', 7],
      ],
    )
    expect((await bytesOf(writeCsv(table, { encoding: 'utf-8' }))).toString()).toBe(
      '\ufeff"a,b",c\r\n"say ""x""",\r\n"two\nlines"," blank"\r\n,7\r\n',
    )
  })
  test('GB18030 has no byte order mark', async () => {
    const bytes = await bytesOf(writeCsv(tableOf([column('码')], [['井']]), { encoding: 'gb18030' }))
    expect(bytes.toString('hex')).toBe('c2eb0d0abeae0d0a')
  })
})

const entriesOf = async (zip: Buffer): Promise<Map<string, string>> => {
  const entries = new Map<string, string>()
  const file = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(zip, { lazyEntries: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  )
  await new Promise<void>((resolve, reject) => {
    file.on('entry', (entry: yauzl.Entry) =>
      file.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error)
        entries.set(entry.fileName, Buffer.concat(await collect(stream as AsyncIterable<Buffer>)).toString())
        file.readEntry()
      }),
    )
    file.on('end', resolve)
    file.on('error', reject)
    file.readEntry()
  })
  return entries
}

describe('XLSX', () => {
  test('more rows than a sheet holds stand on several, each with its header', async () => {
    const values = Array.from({ length: 7 }, (_, n) => [`32050601020000${n}`, n])
    for (const [rowsPerSheet, sheets] of [
      [3, 3],
      [7, 1],
      [1, 7],
    ] as const) {
      const table = tableOf([column('code'), column('n', 'number')], values)
      const entries = await entriesOf(await bytesOf(writeXlsx(table, { rowsPerSheet })))
      const texts = [...entries].filter(([name]) => name.startsWith('xl/worksheets/')).map(([, text]) => text)
      expect(texts).toHaveLength(sheets)
      for (const text of texts) {
        expect(text).toContain('<c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">code</t></is></c>')
        expect(text).toContain('state="frozen"')
      }
      const codes = texts.flatMap((text) =>
        [...text.matchAll(/r="A(?!1")\d+"[^>]*><is><t[^>]*>(\d+)</g)].map((m) => m[1]),
      )
      expect(codes).toEqual(values.map(([code]) => code))
      expect(
        [...(entries.get('xl/workbook.xml') ?? '').matchAll(/<sheet name="([^"]+)"/g)].map((m) => m[1]),
      ).toEqual(Array.from({ length: sheets }, (_, n) => (n === 0 ? '表' : `表 ${n + 1}`)))
      expect(entries.get('[Content_Types].xml')?.match(/sheet\d+\.xml/g)).toHaveLength(sheets)
    }
  })

  test('a table without rows is a sheet with a header', async () => {
    const entries = await entriesOf(await bytesOf(writeXlsx(tableOf([column('a')], []))))
    expect(entries.get('xl/worksheets/sheet1.xml')).toMatch(/<row r="1">.*<\/row><\/sheetData>/)
  })

  test('what XML cannot hold is written as spreadsheets write it; long texts end in an ellipsis', async () => {
    const table = tableOf([column('a')], [['<&>\u0001\r_x0041_\ud800'], ['x'.repeat(40_000)]])
    const text = (await entriesOf(await bytesOf(writeXlsx(table)))).get('xl/worksheets/sheet1.xml') ?? ''
    expect(text).toContain('&lt;&amp;&gt;_x0001__x000D__x005F_x0041__xD800_')
    expect(text).toContain(`${'x'.repeat(32_766)}…<`)
    expect(text).not.toContain('x'.repeat(32_767))
  })

  test('whoever stops reading ends the rows', async () => {
    let ended = false
    async function* rows(): AsyncGenerator<Row[]> {
      try {
        for (let id = 0; ; id++) yield [{ id, values: [String(Math.random()).repeat(50)], geometry: null }]
      } finally {
        ended = true
      }
    }
    for await (const part of writeXlsx({ name: 't', columns: [column('a')], rows: rows() }))
      if (part.length > 1_000) break
    expect(ended).toBe(true)
  })

  test('an error among the rows is the error of the file', async () => {
    async function* rows(): AsyncGenerator<Row[]> {
      yield [{ id: 1, values: ['x'], geometry: null }]
      throw new Error('the database is gone')
    }
    await expect(bytesOf(writeXlsx({ name: 't', columns: [column('a')], rows: rows() }))).rejects.toThrow(
      'the database is gone',
    )
  })
})

describe('from degrees into a system', () => {
  test.each([
    ['EPSG:4549', [559_045.69, 3_461_075.54], 0.006],
    ['EPSG:4528', [40_559_045.69, 3_461_075.54], 0.006],
    ['GCJ-02', [120.624175, 31.267811], 6e-7],
    ['BD-09', [120.630639, 31.273917], 6e-7],
    ['EPSG:4490', [120.62, 31.27], 0],
  ] as const)('%s has the test point where it is known to be', (crs, known, within) => {
    const [x = Number.NaN, y = Number.NaN] = fromLonLat(crs, [120.62, 31.27]) ?? []
    expect(Math.abs(x - known[0])).toBeLessThanOrEqual(within)
    expect(Math.abs(y - known[1])).toBeLessThanOrEqual(within)
  })
  test('there and back is the same place, within a micrometre', () => {
    const crs = fc.constantFrom(
      'EPSG:4549',
      'EPSG:4528',
      'EPSG:4509',
      'EPSG:32651',
      'EPSG:3857',
      'GCJ-02',
      'BD-09',
      'EPSG:4326',
    )
    const degrees = fc.double({ min: 118.6, max: 121.4, noNaN: true })
    const north = fc.double({ min: 20, max: 45, noNaN: true })
    fc.assert(
      fc.property(crs, degrees, north, (name, lon, lat) => {
        const there = fromLonLat(name, [lon, lat])
        const back = there && toLonLat(name, there)
        expect(back).not.toBeNull()
        expect(Math.abs((back?.[0] ?? 0) - lon)).toBeLessThan(1e-11)
        expect(Math.abs((back?.[1] ?? 0) - lat)).toBeLessThan(1e-11)
      }),
    )
  })
  test('a place that the system does not have is none', () => {
    expect(fromLonLat('EPSG:3857', [0, 90])).toBeNull()
  })
})

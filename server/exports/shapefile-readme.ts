/** What stands beside exported Shapefiles in words, Chinese and English: system, encoding, what each field is, and which texts were cut. */
import type { DbfField } from './dbf-record.ts'
import type { Table } from './table.ts'
import type { TextEncoding } from './text-encoder.ts'

type Described = { readonly kind: string; readonly records: number; readonly fields: readonly DbfField[] }
type About = {
  readonly encoding: TextEncoding
  readonly crs: string
  readonly prj: string | null
  readonly day: Date
}

const ENCODING_NAMES = { 'utf-8': 'UTF-8', gb18030: 'GB18030 (GBK)' }

const systemLines = ({ crs, prj }: About): string[] =>
  prj === null
    ? [
        `坐标系 ${crs}：没有对应的 .prj 文本，读取时请自行指明。`,
        `CRS ${crs}: there is no .prj text for it; name it when you read the files.`,
      ]
    : [`坐标系 ${crs} (CRS ${crs})`]

const cutLines = (layers: readonly Described[], decoder: TextDecoder): string[] =>
  layers.flatMap(({ kind, fields }) =>
    fields
      .filter(({ cut }) => cut > 0)
      .map(({ name, cut }) => {
        const field = decoder.decode(name)
        return `${kind} ${field}: ${cut} 个文本超过 254 字节，已在字符处截断 / ${cut} texts longer than 254 bytes were cut at a character.`
      }),
  )

export const shapefileReadme = (table: Table, layers: readonly Described[], about: About): Buffer => {
  const decoder = new TextDecoder(about.encoding)
  const names = layers[0]?.fields.map(({ name }) => decoder.decode(name)) ?? []
  const renamed = table.columns.flatMap(({ name }, n) => (names[n] === name ? [] : [`${names[n]} = ${name}`]))
  const cut = cutLines(layers, decoder)
  const lines = [
    `${table.name} · ${about.day.toISOString().slice(0, 10)}`,
    ...layers.map(({ kind, records }) => `${table.name}_${kind}: ${records} 条记录 / records`),
    ...systemLines(about),
    `编码 ${ENCODING_NAMES[about.encoding]} (encoding, said by .cpg)`,
    ...(renamed.length > 0 ? ['', '字段名最多 10 字节，缩短的有 / names cut to 10 bytes:', ...renamed] : []),
    '',
    ...(cut.length > 0 ? cut : ['没有截断的文本。', 'No text was cut.']),
    '',
  ]
  return Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf8')
}

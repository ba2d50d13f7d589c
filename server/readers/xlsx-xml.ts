/** Walks the XML of a spreadsheet's part as it streams in. Elements of the part's own namespace lose their prefix, whichever the writer chose; others keep it. */
import { SaxesParser } from 'saxes'
import { brokenXlsx } from './xlsx-package.ts'

export type Attributes = Readonly<Record<string, string>>
export type XmlHandlers = {
  readonly open: (name: string, attributes: Attributes) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

/** Bytes without the end of a tag or of a text, and tags within tags: beyond these no spreadsheet wrote it. */
const QUIET_LIMIT = 16 * 1024 * 1024
const DEPTH_LIMIT = 64

const decoderOf = (first: Buffer): TextDecoder => {
  if ((first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff))
    throw brokenXlsx('其 XML 是 UTF-16 编码', 'its XML is in UTF-16')
  return new TextDecoder('utf-8', { fatal: true })
}

const decode = (decoder: TextDecoder, chunk?: Buffer): string => {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch (cause) {
    throw brokenXlsx('其 XML 不是 UTF-8', 'its XML is not UTF-8', cause)
  }
}

/** Yields after each chunk, when its handlers have been called; the caller takes what they gathered. Throws FileRefused. */
export async function* walkXml(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let prefix: string | null = null
  let depth = 0
  let quiet = 0
  let decoder: TextDecoder | null = null
  const local = (name: string): string =>
    prefix !== null && prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name

  parser.on('error', (cause) => {
    throw brokenXlsx('XML 有误', `its XML is wrong (${cause.message})`, cause)
  })
  parser.on('opentag', ({ name, attributes }) => {
    quiet = 0
    prefix ??= name.slice(0, name.indexOf(':') + 1)
    if (++depth > DEPTH_LIMIT) throw brokenXlsx('XML 嵌套过深', 'its XML is nested too deeply')
    handlers.open(local(name), attributes)
  })
  parser.on('text', (text) => {
    quiet = 0
    handlers.text?.(text)
  })
  parser.on('cdata', (text) => handlers.text?.(text))
  parser.on('closetag', ({ name }) => {
    depth--
    handlers.close?.(local(name))
  })

  for await (const chunk of chunks) {
    decoder ??= decoderOf(chunk)
    quiet += chunk.length
    if (quiet > QUIET_LIMIT) throw brokenXlsx('一个单元格或标签过大', 'one cell or tag of it is too large')
    parser.write(decode(decoder, chunk))
    yield
  }
  if (decoder) parser.write(decode(decoder))
  parser.close()
  yield
}

/** For parts that are small: all of it, then the handlers have been called. */
export const readXml = async (chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> => {
  for await (const _ of walkXml(chunks, handlers)) {
    // The handlers have what they need.
  }
}

/** A boolean attribute as XML Schema writes it. */
export const isOn = (value: string | undefined): boolean =>
  value === '1' || value === 'true' || value === 'on'

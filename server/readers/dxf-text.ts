/** Makes a copy of a DXF drawing in UTF-8, marked as of AutoCAD 2007: GDAL leaves names of blocks and their attributes in older drawings as GBK bytes. */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { FileRefused } from './file-refused.ts'
import { judgeEncoding } from './judge-encoding.ts'
import { readAt } from './read-at.ts'
import type { Encoding, EncodingFound } from './source.ts'
import { saidEncoding } from './text-encoding.ts'

export type DxfCopy = { readonly file: string; readonly encoding: EncodingFound }

const SAMPLE = 1024 * 1024
/** $ACADVER stands among the first variables of the header. */
const VERSION = /(\$ACADVER\s+1\s+)AC10(09|12|14|15|18)\b/

const linesBeyondAscii = (sample: Buffer): Buffer[] => {
  const lines = new Map<string, Buffer>()
  for (let at = 0; at < sample.length; ) {
    const end = sample.indexOf(0x0a, at)
    const line = sample.subarray(at, end === -1 ? sample.length : end)
    if (end !== -1 && line.some((byte) => byte > 0x7f)) lines.set(line.toString('latin1'), line)
    at += line.length + 1
  }
  return [...lines.values()]
}

const sniffEncoding = async (file: string): Promise<EncodingFound> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const head = await readAt(handle, 0, SAMPLE)
    const middle = size > 2 * SAMPLE ? await readAt(handle, Math.floor(size / 2), SAMPLE) : Buffer.alloc(0)
    const page = head.toString('latin1').match(/\$DWGCODEPAGE\s+3\s+(\S{1,30})/)?.[1] ?? null
    return judgeEncoding([...linesBeyondAscii(head), ...linesBeyondAscii(middle)], {
      cpg: page,
      languageDriver: 0,
    })
  } finally {
    await handle.close()
  }
}

/** Throws FileRefused for a binary drawing, which GDAL does not read. */
export const transcodeDxf = async (
  file: string,
  folder: string,
  said: Encoding | undefined,
): Promise<DxfCopy> => {
  const encoding = said ? saidEncoding(said) : await sniffEncoding(file)
  const copy = path.join(await mkdtemp(path.join(folder, 'dxf-')), 'drawing.dxf')
  const decoder = new TextDecoder(encoding.name)
  async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let first = true
    for await (const chunk of chunks) {
      if (first && chunk.subarray(0, 18).toString('latin1') === 'AutoCAD Binary DXF')
        throw new FileRefused('dxf_binary', [
          '是二进制 DXF，请另存为文本（ASCII）DXF',
          'It is a binary DXF; save it as an ASCII DXF.',
        ])
      const text = decoder.decode(chunk, { stream: true })
      yield first ? text.replace(VERSION, '$1AC1021') : text
      first = false
    }
    yield decoder.decode()
  }
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), decoded, createWriteStream(copy))
  return { file: copy, encoding }
}

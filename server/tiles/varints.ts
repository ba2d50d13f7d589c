/** Bytes that grow: whole numbers as protocol buffers write them, seven bits a byte. The tiles of grids are nearly nothing else. */

export type Varints = { bytes: Uint8Array; length: number }

export const varints = (room: number): Varints => ({ bytes: new Uint8Array(room), length: 0 })

/** Room for so many bytes more, before they are put. */
export const reserve = (sink: Varints, more: number): void => {
  if (sink.length + more <= sink.bytes.length) return
  const larger = new Uint8Array(Math.max(sink.length + more, 2 * sink.bytes.length))
  larger.set(sink.bytes.subarray(0, sink.length))
  sink.bytes = larger
}

/** A whole number from 0 to 2^53; the caller has reserved eight bytes for it. */
export const put = (sink: Varints, value: number): void => {
  let rest = value
  while (rest > 0x7fff_ffff) {
    sink.bytes[sink.length++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  while (rest > 0x7f) {
    sink.bytes[sink.length++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  sink.bytes[sink.length++] = rest
}

/** A field of bytes: its key, how many they are, and they. */
export const putBytes = (sink: Varints, key: number, { bytes, length }: Varints): void => {
  reserve(sink, length + 16)
  put(sink, key)
  put(sink, length)
  sink.bytes.set(bytes.subarray(0, length), sink.length)
  sink.length += length
}

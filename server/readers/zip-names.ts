/** The names inside an archive as their author saw them: archives of Chinese machines write GBK and say nothing. Paths come with forward slashes. */
import { isUtf8 } from 'node:buffer'

/** Bit 11 of the general purpose flags (APPNOTE 4.4.4): the name is UTF-8. */
const SAYS_UTF8 = 0x800

export type RawName = { readonly raw: Uint8Array; readonly flags: number }

/**
 * All unlabelled names of an archive are decoded alike, because a short GBK name may happen to be valid UTF-8. Decoded before backslashes are
 * looked for: 0x5C is the second byte of many a GBK character.
 */
export const decodeNames = (names: readonly RawName[]): string[] => {
  const unlabelled = names.filter(({ flags }) => (flags & SAYS_UTF8) === 0)
  const others = new TextDecoder(unlabelled.every(({ raw }) => isUtf8(raw)) ? 'utf-8' : 'gb18030')
  const utf8 = new TextDecoder()
  return names.map(({ raw, flags }) =>
    ((flags & SAYS_UTF8) === 0 ? others : utf8).decode(raw).replaceAll('\\', '/'),
  )
}

/** Whether a path would leave the folder it is unpacked into, or name a device or a control character. */
export const leavesFolder = (name: string): boolean =>
  name.startsWith('/') ||
  /^[a-z]:/i.test(name) ||
  /\p{Cc}/u.test(name) ||
  name.split('/').some((part) => part === '..')

/** What file managers leave behind: `__MACOSX`, `.DS_Store`, `Thumbs.db`. */
export const isLeftover = (name: string): boolean =>
  name.split('/').some((part) => part === '__MACOSX' || (part.startsWith('.') && part !== '.')) ||
  /(^|\/)(thumbs\.db|desktop\.ini)$/i.test(name)

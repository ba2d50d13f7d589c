/**
 * The map's one font as MapLibre's `font-faces` and as single files: labels need neither a glyph server nor a font of the machine. Which file holds
 * which character is a table of 31 KB compressed: it is loaded beside the map, and labels come when it is there.
 */
export const FONT = 'Noto Sans SC'

const readTable = async () => (await import('./fonts.generated.ts')).NOTO_SANS_SC

const absolute = (url: string): string => new URL(url, window.location.href).href

export const readFontFaces = async () => ({
  [FONT]: (await readTable()).map(({ url, ranges }) => ({
    url: absolute(url),
    'unicode-range': ranges.split(',').map((range) => range.trim()),
  })),
})

const holds = (ranges: string, codePoint: number): boolean =>
  ranges.split(',').some((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-')
    return codePoint >= Number.parseInt(from, 16) && codePoint <= Number.parseInt(to, 16)
  })

/** Address of the file that holds a character, or undefined where none does. */
export const findFile = async (character: string): Promise<string | undefined> =>
  (await readTable()).find(({ ranges }) => holds(ranges, character.codePointAt(0) ?? 0))?.url

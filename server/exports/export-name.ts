/** What an exported file is called: what it holds, under which filter, and the day; and how an answer names it (RFC 6266). */
import type { z } from 'zod'
import type { ListFilter } from '../components/components.queries.ts'
import type { EXPORT_FORMATS, exportComponents } from '../shared/exports.contract.ts'
import { STANDARD_STATES } from '../shared/words.ts'
import type { ExportCatalogue } from './catalogue.queries.ts'

type Named = z.output<typeof exportComponents.query>
type Language = Named['lang']

const ENDINGS: Record<(typeof EXPORT_FORMATS)[number], string> = {
  xlsx: 'xlsx',
  csv: 'csv',
  shapefile: 'zip',
  geopackage: 'gpkg',
  geojson: 'geojson',
}
const WORDS = {
  zh: { components: '部件', grids: '网格', box: '范围', more: (n: number) => `等${n}项` },
  en: { components: 'components', grids: 'grids', box: 'box', more: (n: number) => `and ${n - 2} more` },
} as const
const LONGEST = 120
/** Of one facet; more are counted. */
const NAMED = 2

const listed = (names: readonly string[] | undefined, lang: Language): string[] => {
  if (names === undefined || names.length === 0) return []
  return names.length > NAMED ? [...names.slice(0, NAMED), WORDS[lang].more(names.length)] : [...names]
}

const wordsOf = (
  filter: ListFilter,
  lang: Language,
  { classes, units, grids }: ExportCatalogue,
): string[] => {
  const unitNames = (ids: readonly number[] | undefined) => ids?.map((id) => units.get(id)?.name ?? `${id}`)
  const className = (id: number): string => {
    const found = classes.get(id)
    return (lang === 'zh' ? found?.nameZh : found?.nameEn) ?? `${id}`
  }
  return [
    listed(filter.class?.map(className), lang),
    listed(unitNames(filter.competent), lang),
    listed(unitNames(filter.owner), lang),
    listed(unitNames(filter.maintainer), lang),
    listed(
      filter.state?.map((state) => (lang === 'zh' && STANDARD_STATES[state]) || state),
      lang,
    ),
    listed(filter.confirmation, lang),
    listed(
      filter.grid?.map((id) => grids.get(id)?.name || grids.get(id)?.code || `${id}`),
      lang,
    ),
    listed(filter.code === undefined ? [] : [filter.code], lang),
    listed(filter.q === undefined ? [] : [filter.q], lang),
    filter.bbox ? [WORDS[lang].box] : [],
  ].flat()
}

const safe = (word: string): string => word.replace(/[\s\p{Cc}\p{Surrogate}\\/:*?"<>|%;,]+/gu, '_')

type File = Pick<Named, 'format' | 'lang' | 'at'>

/** The day is the one looked at, else the local day of `now`. */
const fileNameOf = (words: readonly string[], { format, at }: File, now: Date): string => {
  const day = at === undefined ? now.toLocaleDateString('sv-SE') : at.slice(0, 10)
  return `${[...words.map(safe).join('-')].slice(0, LONGEST).join('')}-${day}.${ENDINGS[format]}`
}

export const exportFileName = (
  { format, lang, at, ...filter }: Named,
  catalogue: ExportCatalogue,
  now: Date,
): string =>
  fileNameOf([WORDS[lang].components, ...wordsOf(filter, lang, catalogue)], { format, lang, at }, now)

/** `parts`: the scheme and the level asked for, null where all are meant. */
export const gridsFileName = (
  file: File,
  parts: readonly ({ readonly nameZh: string; readonly nameEn: string } | null)[],
  now: Date,
): string => {
  const { lang } = file
  const names = parts.flatMap((part) => (part === null ? [] : [lang === 'zh' ? part.nameZh : part.nameEn]))
  return fileNameOf([WORDS[lang].grids, ...names], file, now)
}

/** Of the layer or sheet inside. */
export const exportTableName = ({ format, lang }: Named): string =>
  format === 'xlsx' ? WORDS[lang].components : WORDS.en.components

/** The name twice: in ASCII for programs that know no other, without what would end the quoted text, and as it is. */
export const attachment = (fileName: string, holds: 'components' | 'grids' = 'components'): string => {
  const plain = fileName.replace(/[^\x20-\x7e]+|["\\/]/g, '_').replace(/^_/, holds)
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** The class that the name of a layer says, where surveyors deliver one file a class: `普查/路灯.shp`, `0114_园林井盖.shp`. */
import { nameKey } from '../../imports/catalogue.ts'
import type { LayerInspection } from '../../shared/census.ts'
import type { KnownClass, KnownEdition } from './known-classes.ts'

type Reason = LayerInspection['reasons'][string]
export type ProposedClass = { readonly classCode: string; readonly reason: Reason }

/** The last part of a path without its ending: sheets and tables stand behind their file. */
export const stemOf = (layerName: string): string =>
  (
    layerName
      .split(/[/\\]/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  )
    .replace(/\.[A-Za-z]{2,8}$/, '')
    .trim()

/** Kind of geometry, county and date that surveyors put around a class's name. */
const AROUND = /(^\d{6,8}|\d{6,8}$|[_\-\s]*(点|线|面|point|line|polygon|pt)$)/gi

const nameIn = (stem: string): string =>
  stem
    .replace(/^\d{4,5}(?!\d)/, '')
    .replace(AROUND, '')
    .replace(/^[_\-\s.、]+|[_\-\s.]+$/g, '')

const isNamed = ({ nameZh, nameEn }: KnownClass, name: string): boolean =>
  [nameZh, nameEn].some((known) => nameKey(known) === nameKey(name.replaceAll('_', ' ')))

/** `INFRA_Hydrants`: one class alone has that word in its English name. */
const byWord = ({ classes }: KnownEdition, name: string): KnownClass | undefined => {
  const word = (name.split(/[_\-\s]+/).at(-1) ?? '').toLowerCase().replace(/s$/, '')
  if (!/^[a-z]{4,}$/.test(word)) return undefined
  const [found, second] = classes.filter(({ nameEn }) =>
    nameEn
      .toLowerCase()
      .split(/[^a-z]+/)
      .includes(word),
  )
  return second === undefined ? found : undefined
}

const proposed = (found: KnownClass, sure: boolean, stem: string): ProposedClass | null =>
  found.code === null
    ? null
    : {
        classCode: found.code,
        reason: {
          confidence: sure ? 'likely' : 'guess',
          why: {
            zh: `图层名“${stem}”是类别 ${found.code} ${found.nameZh}`,
            en: `The layer's name, ${stem}, is that of the class ${found.code} ${found.nameEn}.`,
          },
        },
      }

/** Null where the name says no class, more than one, or a code and a name that disagree. */
export const proposeClass = (layerName: string, edition: KnownEdition): ProposedClass | null => {
  const stem = stemOf(layerName)
  const digits = /^(\d{4,5})(?!\d)/.exec(stem)?.[1] ?? ''
  const name = nameIn(stem)
  const byCode = edition.byCode.get(digits)
  if (byCode !== undefined && (name === '' || isNamed(byCode, name))) return proposed(byCode, true, stem)
  if (digits !== '' && byCode !== undefined) return null
  const [named, second] = edition.classes.filter((known) => isNamed(known, name))
  if (named !== undefined) return second === undefined ? proposed(named, true, stem) : null
  const word = byWord(edition, name)
  return word === undefined ? null : proposed(word, false, stem)
}

/**
 * What can be shared of a map page, as query parameters: `at=lon,lat,zoom` · `level=7|none` · `class=3,5|none` · `competent=4` `owner=` `maintainer=`
 * `state=damaged,missing` `confirmation=` `grid=` · `asof=2026-01-31` · `vs=2026-06-30|now` · `by=owner` · `sel=component-12|grid-7|unit-5|report-3|point-lon,lat`. Degrees,
 * EPSG:4490. Unknown parameters are kept, bad values are dropped and named.
 */
import { COMPONENT_STATES, CONFIRMATIONS } from '../server/shared/words.ts'

export type Position = { lon: number; lat: number; zoom: number }
export type Selection =
  | { kind: 'component' | 'grid' | 'unit' | 'report'; id: number }
  | { kind: 'point'; point: [number, number] }
export const COLOURINGS = ['class', 'owner', 'maintainer', 'state'] as const
export type Colouring = (typeof COLOURINGS)[number]

/** What components are filtered by, named as the server names it. */
export const FACETS = ['class', 'competent', 'owner', 'maintainer', 'state', 'confirmation', 'grid'] as const
export type Facet = (typeof FACETS)[number]
/** Null is no filter. Only of classes can none at all be chosen: an empty list. */
export type Choices = Record<Exclude<Facet, 'state' | 'confirmation'>, readonly number[] | null> &
  Record<'state' | 'confirmation', readonly string[] | null>

export type View = Choices & {
  position: Position | null
  /** Level whose grids are drawn; null is the default, 'none' draws none. */
  level: number | 'none' | null
  /** The end of this day (UTC) is looked at; null is now. */
  asOf: string | null
  /** The day that is shown on a second map beside it, or `now`; null shows one map. */
  beside: string | null
  colourBy: Colouring
  selection: Selection | null
}

const BAD = Symbol('bad value')
type Read<T> = T | typeof BAD

const numbersIn = (text: string): number[] =>
  text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
const isLonLat = (lon: number | undefined, lat: number | undefined): boolean =>
  lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
const isId = (value: number): boolean => Number.isSafeInteger(value) && value > 0

const readPosition = (text: string): Read<Position> => {
  const [lon = Number.NaN, lat = Number.NaN, zoom = Number.NaN, ...rest] = numbersIn(text)
  return rest.length === 0 && isLonLat(lon, lat) && zoom >= 0 && zoom <= 24 ? { lon, lat, zoom } : BAD
}

const readLevel = (text: string): Read<number | 'none'> => {
  if (text === 'none') return 'none'
  return isId(Number(text)) ? Number(text) : BAD
}

const readIds = (text: string): Read<readonly number[]> => {
  const ids = numbersIn(text)
  return ids.every(isId) ? [...new Set(ids)].sort((a, b) => a - b) : BAD
}
const readClasses = (text: string): Read<readonly number[]> => (text === 'none' ? [] : readIds(text))

/** In the order of the vocabulary. */
const readWords =
  (known: readonly string[]) =>
  (text: string): Read<readonly string[]> => {
    const words = text.split(',')
    return words.every((word) => known.includes(word)) ? known.filter((word) => words.includes(word)) : BAD
  }

const readDay = (text: string): Read<string> => {
  const midnight = /^[1-9]\d{3}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  // The 31st of February would be read as a day of March.
  return Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(text) ? text : BAD
}

const readDayOrNow = (text: string): Read<string> => (text === 'now' ? text : readDay(text))

const readColouring = (text: string): Read<Colouring> => COLOURINGS.find((one) => one === text) ?? BAD

const readSelection = (text: string): Read<Selection> => {
  const [, kind, rest = ''] = /^(component|grid|unit|report|point)-(.+)$/.exec(text) ?? []
  if (kind === 'component' || kind === 'grid' || kind === 'unit' || kind === 'report')
    return isId(Number(rest)) ? { kind, id: Number(rest) } : BAD
  const [lon = Number.NaN, lat = Number.NaN, ...more] = numbersIn(rest)
  return kind === 'point' && more.length === 0 && isLonLat(lon, lat) ? { kind, point: [lon, lat] } : BAD
}

/** `dropped` names the parameters whose values could not be read; they count as not given. */
export const readView = (params: URLSearchParams): { view: View; dropped: string[] } => {
  const dropped: string[] = []
  const take = <T>(name: string, read: (text: string) => Read<T>): T | null => {
    const text = params.get(name)
    if (text === null || text === '') return null
    const value = read(text)
    if (value !== BAD) return value
    dropped.push(name)
    return null
  }
  const view: View = {
    position: take('at', readPosition),
    level: take('level', readLevel),
    class: take('class', readClasses),
    competent: take('competent', readIds),
    owner: take('owner', readIds),
    maintainer: take('maintainer', readIds),
    state: take('state', readWords(COMPONENT_STATES)),
    confirmation: take('confirmation', readWords(CONFIRMATIONS)),
    grid: take('grid', readIds),
    asOf: take('asof', readDay),
    beside: take('vs', readDayOrNow),
    colourBy: take('by', readColouring) ?? 'class',
    selection: take('sel', readSelection),
  }
  return { view, dropped }
}

const writeSelection = (selection: Selection): string =>
  selection.kind === 'point'
    ? `point-${selection.point.map((degrees) => degrees.toFixed(7)).join(',')}`
    : `${selection.kind}-${selection.id}`

const writeChoice = (chosen: readonly (number | string)[] | null): string | null =>
  chosen && (chosen.length === 0 ? 'none' : chosen.join(','))

const written = (view: View): Record<string, string | null> => ({
  at:
    view.position &&
    `${view.position.lon.toFixed(6)},${view.position.lat.toFixed(6)},${view.position.zoom.toFixed(2)}`,
  level: view.level === null ? null : String(view.level),
  ...Object.fromEntries(FACETS.map((facet) => [facet, writeChoice(view[facet])])),
  asof: view.asOf,
  vs: view.beside,
  by: view.colourBy === 'class' ? null : view.colourBy,
  sel: view.selection && writeSelection(view.selection),
})

/** The view as parameters, over what else the address carries (the language, and whatever later versions put there). */
export const writeView = (view: View, over: URLSearchParams): URLSearchParams => {
  const params = new URLSearchParams(over)
  for (const [name, value] of Object.entries(written(view))) {
    if (value === null) params.delete(name)
    else params.set(name, value)
  }
  return params
}

/** As an address shows it: commas stay commas. */
export const searchOf = (params: URLSearchParams): string => {
  const text = params.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

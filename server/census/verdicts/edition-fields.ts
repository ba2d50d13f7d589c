/**
 * What the standard's editions ask of a component's attributes: which must be filled, and how many characters they hold (CJ/T 214-2007, GB/T 30428.2-2013,
 * GB/T 47678.5-2026). The older two mark the same attributes as mandatory, as far as is remembered, so nothing of this is more than a warning.
 */

export type EditionFields = {
  readonly required: readonly RequiredTarget[]
  /** Target → characters. Codes of components and grids have rules of their own. */
  readonly longest: Readonly<Record<string, number>>
}
type RequiredTarget = 'name' | 'competent' | 'gridCode' | 'state' | 'surveyedOn'

const REQUIRED: readonly RequiredTarget[] = ['name', 'competent', 'gridCode', 'state', 'surveyedOn']
const longest = (unitName: number, note: number) => ({
  name: 30,
  dataSource: 30,
  note,
  ...Object.fromEntries(
    ['competent', 'owner', 'maintainer'].flatMap((role) => [
      [`${role}.code`, 18],
      [`${role}.name`, unitName],
    ]),
  ),
})
const UNTIL_2026 = { required: REQUIRED, longest: longest(60, 100) }

const EDITIONS: Readonly<Record<string, EditionFields>> = {
  'CJ/T 214-2007': UNTIL_2026,
  'GB/T 30428.2-2013': UNTIL_2026,
  'GB/T 47678.5-2026': { required: REQUIRED, longest: longest(100, 1000) },
}

/** Null for a city's own edition, which extends none of the standard's: nothing is known of what it asks. */
export const fieldsOfEdition = (edition: string): EditionFields | null => EDITIONS[edition] ?? null

/** How a survey says where a component's data came from. */
export const DATA_SOURCES = ['实测', '地形图', '基础地理数据', '其他']

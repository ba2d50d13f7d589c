/** The fields of an export that say where a component lies: a grid a scheme, and for the edition of 2026 street and community. */
import type { ExportCatalogue, ExportGrid } from './catalogue.queries.ts'
import type { ComponentRecord, ScopeScheme } from './component-rows.queries.ts'
import type { Field, ValueOf } from './export-field.ts'

/** Names of columns with grids begin so, one a scheme. */
export const GRID_COLUMN = 'grid_'
export const UNIT_GRID_NAMES = ['BGID', 'SZDYWGBSM'] as const

/** The grid of one scheme in which a component lies. */
const gridIn = ({ id }: ScopeScheme) => {
  const key = `grid${id}` as const
  return (record: ComponentRecord, { grids }: ExportCatalogue): ExportGrid | undefined =>
    grids.get(record[key] ?? 0)
}

const unitScheme = (schemes: readonly ScopeScheme[]): ScopeScheme | undefined =>
  schemes.find(({ purpose }) => purpose === 'unit')

export const gridFields = (schemes: readonly ScopeScheme[]): Field[] =>
  schemes.map((scheme) => {
    const gridOf = gridIn(scheme)
    return {
      target: null,
      own: `${GRID_COLUMN}${scheme.code}`,
      short: `${GRID_COLUMN}${scheme.code}`,
      ...(scheme === unitScheme(schemes) ? { standard: UNIT_GRID_NAMES } : {}),
      width: 15,
      valueOf: (record, catalogue) => gridOf(record, catalogue)?.code ?? null,
    }
  })

/**
 * What only the edition of 2026 has: the street and the community, "when known". The standard's codes of a street have 9 digits, those of a community 12: it is
 * the grid above with such a code.
 */
export const areaFields = (schemes: readonly ScopeScheme[]): Field[] => {
  const scheme = unitScheme(schemes)
  const gridOf = scheme && gridIn(scheme)
  const aboveOf =
    (digits: number, part: 'code' | 'name'): ValueOf =>
    (record, catalogue) => {
      let grid = gridOf?.(record, catalogue)
      while (grid && grid.code.length !== digits) grid = catalogue.grids.get(grid.parentId ?? 0)
      return grid?.[part] ?? null
    }
  const field = (name: string, width: number, tell: ValueOf): Field => ({
    target: null,
    own: name,
    short: name,
    width,
    valueOf: tell,
  })
  return [
    field('SZJDDM', 9, aboveOf(9, 'code')),
    field('SZJDMC', 50, aboveOf(9, 'name')),
    field('SZSQDM', 12, aboveOf(12, 'code')),
    field('SZSQMC', 50, aboveOf(12, 'name')),
  ]
}

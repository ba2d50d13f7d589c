/** What the map and its legend show under the address's choices: classes with counts, colours, the level of grids and its names, the ends of codes. Shapes in degrees. */
import { useMemo } from 'react'
import type { Bbox, District, Scheme } from '../../api-types.ts'
import { defaultLevel, useClassesInUse } from '../../app/registry.ts'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import { useLevelToName } from '../../map/use-level-to-name.ts'
import { useCodeLabels } from '../../map/use-map-layers.ts'
import type { View } from '../../url-state.ts'
import { useColourRows } from './colour-key.tsx'
import { shownTotal } from './filter-model.ts'
import { useColour } from './use-colour.ts'
import { useCountInView, useFacetCounts, useFilter } from './use-counts.ts'

type Looked = { view: View; bbox: Bbox | null; district: District; schemes: readonly Scheme[] }
export type Drawn = ReturnType<typeof useDrawn>

const useClassRows = () => {
  const { data } = useClassesInUse()
  return useMemo(() => {
    const classes = data?.items ?? []
    return { known: data !== undefined, classes, classById: new Map(classes.map((cls) => [cls.id, cls])) }
  }, [data])
}

const useGridsDrawn = ({ view, bbox, district, schemes }: Looked, filter: ReturnType<typeof useFilter>) => {
  const level = view.level === 'none' ? null : (view.level ?? defaultLevel(schemes))
  const levelNamed = useLevelToName(schemes, level, district.extent, view.position?.zoom ?? null)
  const { labels, crowded } = useGridLabels({ level: levelNamed, bbox, at: view.asOf, filter })
  return { level, labels, crowded }
}

/** `filter` null: no class is chosen, so there is nothing to ask for. `total` and `inView` are null until they are known. */
export const useDrawn = (looked: Looked) => {
  const { view, bbox } = looked
  const { known, classes, classById } = useClassRows()
  const filter = useFilter(view)
  const { groups: byClass } = useFacetCounts('class', view)
  const countByClass = useMemo(
    () => new Map((byClass ?? []).map(({ key, count }) => [Number(key), count])),
    [byClass],
  )
  const total = filter === null ? 0 : byClass ? shownTotal(byClass, view.class) : null
  const inView = useCountInView(filter, bbox).data?.total ?? null
  const { rows: colourRows, hues } = useColourRows(view.colourBy, filter)
  return {
    classes,
    classById,
    countByClass,
    filter,
    // Glyphs need the names of the classes: dots wait for them.
    tileFilter: known ? filter : undefined,
    total,
    inView: filter === null ? 0 : inView,
    colourRows,
    colour: useColour(view.colourBy, classes, hues),
    codes: useCodeLabels(filter, bbox, view.position?.zoom ?? 0),
    ...useGridsDrawn(looked, filter),
  }
}

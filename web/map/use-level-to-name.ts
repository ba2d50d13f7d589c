/** The level whose names the map shows at its zoom, with how many grids it has; null where no level is drawn. */
import { useMemo } from 'react'
import type { Bbox, Scheme } from '../api-types.ts'
import { levelToName, pixelsOf } from './label-level.ts'

export const useLevelToName = (
  schemes: readonly Scheme[],
  drawn: number | null,
  extent: Bbox | null,
  zoom: number | null,
): Scheme['levels'][number] | null =>
  useMemo(() => {
    const levels = schemes.find((scheme) => scheme.levels.some(({ id }) => id === drawn))?.levels ?? []
    if (drawn === null || extent === null || zoom === null) return null
    const named = levelToName(levels, drawn, pixelsOf(extent, zoom))
    return levels.find(({ id }) => id === named) ?? null
  }, [schemes, drawn, extent, zoom])

/**
 * Overlays of stored shapes in SQL. Every coordinate of the registry is a multiple of one step, so an overlay on that step leaves corners bit for bit as they
 * are and cannot fail; without one GEOS throws inside, and the embedded database then ends the statement without its rows and without an error.
 */
import { COORDINATE_STEP } from './coordinate-step.ts'

export const STEP = `${COORDINATE_STEP}::float8`
export const union = (shapes: string): string => `st_union(${shapes}, ${STEP})`
export const difference = (a: string, b: string): string => `st_difference(${a}, ${b}, ${STEP})`
export const intersection = (a: string, b: string): string => `st_intersection(${a}, ${b}, ${STEP})`

/** The polygons of an overlay as one shape: where borders only touch it leaves lines and points, too. */
export const polygonal = (shape: string): string => `st_multi(st_collectionextract(${shape}, 3))`
/** The same, one a row: `(path, geom)`. */
export const polygonsOf = (shape: string): string => `st_dump(st_collectionextract(${shape}, 3))`

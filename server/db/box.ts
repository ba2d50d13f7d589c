/** A box of degrees as a shape in EPSG:4490. */

/**
 * Bound by `west`, `south`, `east` and `north`. A box without width or height is the line or point that it is: as the polygon without area that
 * ST_MakeEnvelope makes of it, it meets some shapes that hold it and misses others.
 */
export const BOX = `st_envelope(st_setsrid(
    st_makeline(st_makepoint(:west::float8, :south::float8), st_makepoint(:east::float8, :north::float8)), 4490))`

/** Shapes of issues as rows of a statement. */
import type { Identified } from './identify.ts'

/** A relation (issue, parent_id, depth, geom), EPSG:4490; `issueShapes` binds it. The parent is that of a gap. */
export const ISSUE_SHAPES = `(
  select g.issue, g.parent_id, g.depth, st_setsrid(g.shape::geometry, 4490) as geom
    from unnest(:issues::text[], :parents::bigint[], :depths::int[], :shapes::text[]) as g (issue, parent_id, depth, shape))`

export const issueShapes = (issues: readonly Identified[]) => ({
  issues: issues.map(({ id }) => id),
  parents: issues.map(({ faces }) => faces[0] ?? null),
  depths: issues.map(({ depth }) => depth),
  shapes: issues.map(({ shape }) => shape?.toString('hex') ?? ''),
})

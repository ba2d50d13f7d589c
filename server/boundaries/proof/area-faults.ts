/** What overlays found as faults: how wide they are at their widest decides whether a gap is a sliver (狭缝). Widths in m. */
import type { Steps } from '../../atlas/steps.ts'
import type { AreaPart } from './area-parts.ts'
import { type Found, fault } from './found.ts'
import { readShape } from './shape.ts'
import { widestPlace } from './widest-place.ts'

export function* areaFaults(
  kind: 'gap' | 'overlap' | 'outside_parent',
  depth: number,
  parts: readonly AreaPart[],
  sliverM: number,
): Steps<Found[]> {
  const found: Found[] = []
  for (const { faceId, otherId, areaM2, shape, metric, lon, lat } of parts) {
    if (shape === null || metric === null) continue
    const widthM = widestPlace(readShape(metric))
    found.push(
      fault({
        kind: kind === 'gap' && widthM < sliverM ? 'sliver' : kind,
        depth,
        faces: [faceId, otherId].filter((id) => id !== null),
        areaM2,
        widthM,
        place: lon === null || lat === null ? null : [lon, lat],
        shape,
      }),
    )
    yield
  }
  return found
}

/** Keeps the address in step with the map's camera (`replace`), and the camera with the address on back and forward. */
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { ChangeView } from '../app/use-view.ts'
import type { MapHandle } from '../map/map-view.tsx'
import type { Position } from '../url-state.ts'

/** About a metre and a hundredth of a zoom step: nearer than that is the same place. */
const same = (a: Position, b: Position): boolean =>
  Math.abs(a.lon - b.lon) < 1e-5 && Math.abs(a.lat - b.lat) < 1e-5 && Math.abs(a.zoom - b.zoom) < 0.01

export const useCameraInAddress = (
  map: RefObject<MapHandle | null>,
  position: Position | null,
  change: ChangeView,
): ((moved: Position) => void) => {
  const here = useRef<Position | null>(null)
  useEffect(() => {
    if (!position || !here.current || same(position, here.current)) return
    here.current = position
    map.current?.jump(position)
  }, [map, position])
  return useCallback(
    (moved) => {
      here.current = moved
      change({ position: moved }, 'replace')
    },
    [change],
  )
}

/** Two maps that show the same view: whichever is moved leads, and the other follows in the same turn. */
import { type RefObject, useCallback, useRef } from 'react'
import type { MapHandle } from '../../map/map-view.tsx'
import type { Position } from '../../url-state.ts'

type Side = { onMoving: (position: Position) => void }

/** `isFollowing` says whether what a map tells just now was done by the other one. */
export const useInStep = (
  first: RefObject<MapHandle | null>,
  second: RefObject<MapHandle | null>,
): { first: Side; second: Side; isFollowing: () => boolean } => {
  const following = useRef(false)
  const lead = useCallback((other: RefObject<MapHandle | null>, position: Position) => {
    if (following.current) return
    following.current = true
    other.current?.jump(position)
    following.current = false
  }, [])
  return {
    first: { onMoving: (position) => lead(second, position) },
    second: { onMoving: (position) => lead(first, position) },
    isFollowing: () => following.current,
  }
}

/** A parcel being drawn: a ring of clicks that snaps to exact vertices and edges of the grids in view, as the workspace of a change does it. */
import { useMemo, useReducer, useState } from 'react'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import { neighbourhoodOf } from '../../edit/arcs.ts'
import { areaOf } from '../../edit/areas.ts'
import { closedRing, type EditFace } from '../../edit/rings.ts'
import { IDLE, next } from '../../edit/session.ts'
import { type Snap, snap, snapIndexOf } from '../../edit/snapping.ts'
import type { Pointed, PointerUser } from '../../map/use-pointer.ts'
import { useLatest } from '../../ui/use-latest.ts'

type Asked = {
  grids: readonly EditFace[]
  onDone: (ring: PolygonShape) => void
}

export const ringOf = (line: readonly LonLat[]): PolygonShape | null =>
  line.length < 3 ? null : { type: 'Polygon', coordinates: [closedRing(line).map(([x, y]) => [x, y])] }

export const useDrawing = (asked: Asked) => {
  const [session, move] = useReducer(next, IDLE)
  const [hover, setHover] = useState<{ at: LonLat; caught: LonLat | null } | null>(null)
  const { grids } = asked
  const index = useMemo(() => snapIndexOf(neighbourhoodOf(grids)), [grids])
  const now = useLatest({ ...asked, session, index })
  const drawing = session.tool === 'ground'

  const act = useMemo(() => {
    const caughtAt = ({ at, zoom, alt }: Pointed): Snap | null =>
      now.current.session.snapping && !alt ? snap(now.current.index, at, { zoom }) : null
    const finish = (): void => {
      const ring = ringOf(now.current.session.line)
      if (ring === null) return
      now.current.onDone(ring)
      move({ type: 'tool', tool: 'select' })
      setHover(null)
    }
    const pointer: Omit<PointerUser, 'drawing'> = {
      onPress: () => false,
      onDrag: () => {},
      onRelease: () => {},
      onMove: (pointed) => {
        if (now.current.session.tool !== 'ground') return
        setHover(pointed && { at: pointed.at, caught: caughtAt(pointed)?.position ?? null })
      },
      onClick: (pointed) => {
        if (now.current.session.tool === 'ground')
          move({ type: 'point', at: caughtAt(pointed)?.position ?? pointed.at })
      },
      onDouble: finish,
    }
    return { pointer, finish }
  }, [now])
  const pointer = useMemo(() => ({ ...act.pointer, drawing }), [act, drawing])
  const ring = ringOf(session.line)
  return {
    drawing,
    snapping: session.snapping,
    line: session.line,
    hover,
    /** m² of what is drawn; null before it is an area. */
    areaM2: ring && areaOf({ geometry: ring }),
    pointer,
    finish: act.finish,
    begin: () => move({ type: 'tool', tool: 'ground' }),
    letGo: () => {
      setHover(null)
      move({ type: 'tool', tool: 'select' })
    },
    back: () => move({ type: 'back' }),
    toggleSnapping: () => move({ type: 'snapping' }),
  }
}
export type Drawing = ReturnType<typeof useDrawing>

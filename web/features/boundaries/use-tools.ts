/** The editing session on a map: what press, drag, click and the finishing key mean with the tool in hand, what it looks like meanwhile, and which operation comes of it. */
import { useMemo, useReducer, useState } from 'react'
import type { Face } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { neighbourhoodOf } from '../../edit/arcs.ts'
import { growthOf } from '../../edit/areas.ts'
import {
  assignGround,
  dragOf,
  faceCutBy,
  type Grip,
  mergeOf,
  removalOf,
  splitBy,
} from '../../edit/operations.ts'
import { previewOf } from '../../edit/preview.ts'
import { faceAt, keyOf } from '../../edit/rings.ts'
import { IDLE, next, type Tool } from '../../edit/session.ts'
import { pixelsBetween, type Snap, snap, snapIndexOf } from '../../edit/snapping.ts'
import type { Pointed, PointerUser } from '../../map/use-pointer.ts'
import { useLatest } from '../../ui/use-latest.ts'
import type { Editor } from './use-editor.ts'

/** A hand that trembles moves nothing. */
const DRAG_FROM_PX = 4

type Asked = {
  faces: readonly Face[]
  chosen: number | null
  editable: boolean
  editor: Editor
  /** A click of the tool that only looks. */
  onLook: (at: LonLat, zoom: number) => void
  /** What could not be done, as a word of `hint`. */
  onTrouble: (word: 'noFaceCut' | 'chooseFace' | 'noRemoval') => void
}

const gripOf = (hit: Snap): Grip =>
  hit.kind === 'vertex'
    ? { kind: 'vertex', position: hit.position }
    : { kind: hit.atMiddle ? 'middle' : 'edge', edge: hit.edge }

const keysOf = (grip: Grip): ReadonlySet<string> =>
  new Set((grip.kind === 'vertex' ? [grip.position] : grip.edge).map(keyOf))

export const useTools = (asked: Asked) => {
  const { faces, editable } = asked
  const [session, move] = useReducer(next, IDLE)
  const [hover, setHover] = useState<{ at: LonLat; caught: LonLat | null } | null>(null)
  const neighbourhood = useMemo(() => (editable ? neighbourhoodOf(faces) : null), [faces, editable])
  const index = useMemo(() => neighbourhood && snapIndexOf(neighbourhood), [neighbourhood])
  const now = useLatest({ ...asked, session, neighbourhood, index })
  const { drag } = session
  const preview = useMemo(
    () => (drag && drag.from !== drag.to ? previewOf(faces, drag.grip, drag.from, drag.to) : []),
    [faces, drag],
  )
  const growth = useMemo(() => growthOf(faces, preview), [faces, preview])

  const act = useMemo(() => {
    const caughtAt = ({ at, zoom, alt }: Pointed, without?: ReadonlySet<string>): Snap | null => {
      const { index: here, session: s } = now.current
      if (!here || !s.snapping || alt) return null
      return snap(here, at, without ? { zoom, without } : { zoom })
    }
    const finish = (): void => {
      const { session: s, faces: all, chosen, editor, onTrouble } = now.current
      if (editor.pending) return
      const done = (ok: boolean) => ok && move({ type: 'done' })
      if (s.tool === 'split' && s.line.length > 1) {
        const face =
          faceCutBy(
            all.filter(({ id }) => id === chosen),
            s.line,
          ) ?? faceCutBy(all, s.line)
        const operation = face && splitBy(face, s.line)
        if (operation) editor.step({ operation }, done)
        else onTrouble('noFaceCut')
      }
      if (s.tool === 'merge') {
        const operation = mergeOf(s.picks)
        if (operation) editor.step({ operation }, done)
      }
      if (s.tool === 'ground') {
        const operation = chosen !== null && assignGround(chosen, s.line)
        if (operation) editor.step({ operation }, done)
        if (chosen === null) onTrouble('chooseFace')
      }
    }
    const remove = (): void => {
      const { session: s, neighbourhood: all, editor, onTrouble } = now.current
      if (s.tool !== 'vertices' || !s.vertex || !all || editor.pending) return
      const operation = removalOf(all, s.vertex)
      if (operation) editor.step({ operation }, () => move({ type: 'done' }))
      else onTrouble('noRemoval')
    }
    const click = (pointed: Pointed): void => {
      const { session: s, faces: all, onLook } = now.current
      if (s.tool === 'select') onLook(pointed.at, pointed.zoom)
      if (s.tool === 'merge') {
        const face = faceAt(all, pointed.at)
        if (face) move({ type: 'pick', face: face.id })
      }
      if (s.tool === 'split' || s.tool === 'ground')
        move({ type: 'point', at: caughtAt(pointed)?.position ?? pointed.at })
    }
    const pointer: Omit<PointerUser, 'drawing'> = {
      onPress: (pointed) => {
        const { session: s, index: here, editor } = now.current
        if (s.tool !== 'vertices' || !here || editor.pending) return false
        const hit = snap(here, pointed.at, { zoom: pointed.zoom })
        if (!hit) return false
        const grip = gripOf(hit)
        move({ type: 'grab', grip, from: grip.kind === 'edge' ? pointed.at : hit.position })
        return true
      },
      onDrag: (pointed) => {
        const held = now.current.session.drag
        if (!held) return
        const far = pixelsBetween(held.from, pointed.at, pointed.zoom) >= DRAG_FROM_PX
        if (!far && held.from === held.to) return
        // An edge is moved as a whole: neither of its ends is at the pointer.
        const hit = held.grip.kind === 'edge' ? null : caughtAt(pointed, keysOf(held.grip))
        setHover({ at: pointed.at, caught: hit?.position ?? null })
        move({ type: 'drag', to: hit?.position ?? pointed.at })
      },
      onRelease: (pointed) => {
        const { session: s, editor } = now.current
        const held = s.drag
        const operation = pointed && held && held.from !== held.to && dragOf(held.grip, held.from, held.to)
        // It looks as it was left until the server has answered.
        if (operation) editor.step({ operation }, () => move({ type: 'done' }))
        else move({ type: 'release' })
      },
      onMove: (pointed) => {
        const { tool } = now.current.session
        const drawing = tool === 'split' || tool === 'ground' || tool === 'vertices'
        if (!pointed || !drawing) return setHover(null)
        setHover({ at: pointed.at, caught: caughtAt(pointed)?.position ?? null })
      },
      onClick: click,
      onDouble: finish,
    }
    return { pointer, finish, remove, click }
  }, [now])

  const choose = (tool: Tool): void => {
    const { chosen } = asked
    move({ type: 'tool', tool, picks: tool === 'merge' && chosen !== null ? [chosen] : [] })
  }
  const drawing = session.tool === 'split' || session.tool === 'ground'
  const pointer = useMemo(() => ({ ...act.pointer, drawing }), [act, drawing])
  return { ...act, session, move, choose, hover, neighbourhood, preview, growth, pointer }
}
export type Tools = ReturnType<typeof useTools>

/** One grid's shape in one tile, as commands of MVT 2.1: simplified for the zoom, clipped, rounded; exterior rings clockwise on the screen, holes after theirs. */
import { clipRing } from './clip.ts'
import type { Mesh } from './mesh.ts'
import {
  type Bytes,
  CLOSE_PATH,
  EXTENT,
  lineTo,
  MOVE_TO_ONE,
  reserve,
  writeVarint,
  zigzag,
} from './mvt-layer.ts'
import type { TileAddress } from './tile-address.ts'

/** What a tile holds beyond its edges, so that borders drawn along them are not cut. */
export const BUFFER = 64
const [LOW, HIGH] = [-BUFFER, EXTENT + BUFFER]
/** From here on every vertex is kept: a unit is 0.13 m and less. */
const WHOLE_FROM_ZOOM = 16

/** What a zoom and a tile come to: `tolerance` is one unit, an eighth of a pixel, squared on the unit square. */
export type Frame = {
  readonly scale: number
  readonly left: number
  readonly top: number
  readonly tolerance: number
}
export const frameOf = ({ z, x, y }: TileAddress): Frame => ({
  scale: EXTENT * 2 ** z,
  left: x * EXTENT,
  top: y * EXTENT,
  tolerance: z >= WHOLE_FROM_ZOOM ? 0 : (1 / (EXTENT * 2 ** z)) ** 2,
})

/** Where a ring stands while it is drawn: x, y, x, y, … in whole units, open. One ring is drawn at a time in this process. */
const ring = { values: new Int32Array(1 << 12), length: 0 }

/** No vertex twice in a row. */
const addRounded = (fx: number, fy: number): void => {
  const [x, y] = [Math.round(fx), Math.round(fy)]
  const { values, length } = ring
  if (length > 0 && values[length - 2] === x && values[length - 1] === y) return
  values[length] = x
  values[length + 1] = y
  ring.length = length + 2
}

const begin = (vertices: number): void => {
  ring.length = 0
  if (ring.values.length < 2 * vertices) ring.values = new Int32Array(4 * vertices)
}
const end = (): void => {
  const { values } = ring
  while (ring.length > 2 && values[0] === values[ring.length - 2] && values[1] === values[ring.length - 1])
    ring.length -= 2
}

/** Vertices that matter at the zoom, rounded; gives false where one lies outside the tile, whose ring is then to be clipped. */
const roundWhole = (
  mesh: Mesh,
  from: number,
  to: number,
  { scale, left, top, tolerance }: Frame,
): boolean => {
  begin(to - from)
  for (let at = from; at < to; at++) {
    if ((mesh.importance[at] as number) < tolerance) continue
    const x = (mesh.square[2 * at] as number) * scale - left
    const y = (mesh.square[2 * at + 1] as number) * scale - top
    if (!(x >= LOW && x <= HIGH && y >= LOW && y <= HIGH)) return false
    addRounded(x, y)
  }
  end()
  return true
}

const roundClipped = (mesh: Mesh, from: number, to: number, { scale, left, top, tolerance }: Frame): void => {
  const kept: number[] = []
  for (let at = from; at < to; at++) {
    if ((mesh.importance[at] as number) < tolerance) continue
    kept.push(
      (mesh.square[2 * at] as number) * scale - left,
      (mesh.square[2 * at + 1] as number) * scale - top,
    )
  }
  const clipped = clipRing(kept, LOW, HIGH)
  begin(clipped.length / 2)
  for (let at = 0; at < clipped.length; at += 2) addRounded(clipped[at] as number, clipped[at + 1] as number)
  end()
}

/** Twice the ring's area by the surveyor's formula: above 0 where it runs clockwise on the screen, 0 where it is no ring. */
const twiceArea = (): number => {
  const { values, length } = ring
  if (length < 6) return 0
  let sum = 0
  let [px, py] = [values[length - 2] as number, values[length - 1] as number]
  for (let at = 0; at < length; at += 2) {
    const [x, y] = [values[at] as number, values[at + 1] as number]
    sum += px * y - x * py
    px = x
    py = y
  }
  return sum
}

/** Where the last command left off; a geometry begins at 0, 0. */
const pen = { x: 0, y: 0 }

const draw = (out: Bytes, backwards: boolean): void => {
  const { values, length } = ring
  reserve(out, 3 * length + 16)
  const [first, step] = backwards ? [length - 2, -2] : [0, 2]
  for (let n = 0, at = first; n < length; n += 2, at += step) {
    if (n === 0) writeVarint(out, MOVE_TO_ONE)
    if (n === 2) writeVarint(out, lineTo(length / 2 - 1))
    const [x, y] = [values[at] as number, values[at + 1] as number]
    writeVarint(out, zigzag(x - pen.x))
    writeVarint(out, zigzag(y - pen.y))
    pen.x = x
    pen.y = y
  }
  writeVarint(out, CLOSE_PATH)
}

/** Draws a ring where anything is left of it; gives whether there was. */
const drawRing = (out: Bytes, mesh: Mesh, number: number, frame: Frame, isHole: boolean): boolean => {
  const from = mesh.shapes.ringStarts[number] as number
  const to = (mesh.shapes.ringStarts[number + 1] as number) - 1
  if (!roundWhole(mesh, from, to, frame)) roundClipped(mesh, from, to, frame)
  const area = twiceArea()
  if (area === 0) return false
  draw(out, area > 0 === isHole)
  return true
}

/** Adds the shape's geometry: nothing where nothing of it is in the tile, or all of it is thinner than a unit. */
export const cutShape = (out: Bytes, mesh: Mesh, shape: number, frame: Frame): void => {
  const { firstPolygon, lastPolygon, polygonStarts } = mesh.shapes
  pen.x = 0
  pen.y = 0
  for (let polygon = firstPolygon[shape] as number; polygon < (lastPolygon[shape] as number); polygon++) {
    const exterior = polygonStarts[polygon] as number
    const last = polygonStarts[polygon + 1] as number
    if (!drawRing(out, mesh, exterior, frame, false)) continue
    for (let hole = exterior + 1; hole < last; hole++) drawRing(out, mesh, hole, frame, true)
  }
}

/** Tiles of the grids of one level, from memory; where its grids are too small to be seen, of the grids above, each with how many it stands for. */
import { searchBoxes } from '../atlas/box-index.ts'
import { ancestorsAt } from '../atlas/grid-tree.ts'
import { type GridLevel, type Grids, MOST_STEPS } from '../atlas/grids.ts'
import { allAtOnce, inTurns } from '../atlas/steps.ts'
import { BUFFER, cutShape, frameOf } from './cut-shape.ts'
import { type GridTile, gridLayer, tileOf, writeGrid } from './grid-layer.ts'
import { addToMesh, emptyMesh, type Mesh } from './mesh.ts'
import { EXTENT } from './mvt-layer.ts'
import type { TileAddress } from './tile-address.ts'
import { boxOfTile, squareX, squareY } from './web-mercator.ts'

/** What is drawn in place of a level's grids: by number how many of them each stands for, and the levels that have such grids. */
type Drawn = { readonly counts: Uint32Array; readonly levels: readonly GridLevel[] }
type Prepared = {
  readonly mesh: Mesh
  readonly meshed: Set<GridLevel>
  readonly meshing: Map<GridLevel, Promise<void>>
  readonly sides: Map<GridLevel, number>
  readonly drawn: Map<string, Drawn>
}

const prepared = new WeakMap<Grids, Prepared>()
const preparedFor = (grids: Grids): Prepared => {
  const known = prepared.get(grids)
  if (known) return known
  const made = {
    mesh: emptyMesh(grids.shapes),
    meshed: new Set<GridLevel>(),
    meshing: new Map(),
    sides: new Map(),
    drawn: new Map(),
  }
  prepared.set(grids, made)
  return made
}

const meshWith = (grids: Grids, level: GridLevel): Mesh => {
  const { mesh, meshed } = preparedFor(grids)
  if (!meshed.has(level)) allAtOnce(addToMesh(mesh, level.members))
  meshed.add(level)
  return mesh
}

/** Side of the level's typical grid (the median) as a share of the world's. */
const sideOf = (grids: Grids, level: GridLevel): number => {
  const { sides } = preparedFor(grids)
  const known = sides.get(level)
  if (known !== undefined) return known
  const all = Float64Array.from(level.members, (n) => {
    const [west = 0, south = 0, east = 0, north = 0] = grids.boxes.subarray(4 * n, 4 * n + 4)
    return Math.sqrt((squareX(east) - squareX(west)) * (squareY(south) - squareY(north)))
  }).sort()
  const side = all[all.length >> 1] ?? 0
  sides.set(level, side)
  return side
}

const PIXELS_A_TILE = 512
const LEAST_PIXELS = 4

/** The level itself, or the nearest above whose typical grid can be seen at the zoom. */
const visibleLevel = (grids: Grids, level: GridLevel, z: number): GridLevel => {
  const above = grids.schemes[level.scheme]?.levels.findLast(
    ({ ref, members }) => ref.depth < level.ref.depth && members.length > 0,
  )
  const tooSmall = sideOf(grids, level) * PIXELS_A_TILE * 2 ** z < LEAST_PIXELS
  return above && tooSmall ? visibleLevel(grids, above, z) : level
}

/** A grid that has no grid of the visible level above it is stood for by the highest there is, so that none is lost. */
const standIn = (grids: Grids, number: number, ancestor: number): number => {
  if (ancestor !== 0) return ancestor
  let top = number
  for (let step = 0; step < MOST_STEPS; step++) {
    const above = grids.parents[top] ?? 0
    if (grids.levelIds[above] === 0) break
    top = above
  }
  return top
}

const drawnFor = (grids: Grids, level: GridLevel, visible: GridLevel): Drawn => {
  const { drawn } = preparedFor(grids)
  const key = `${level.ref.id} ${visible.ref.id}`
  const known = drawn.get(key)
  if (known) return known
  const ancestors = ancestorsAt(grids, visible.ref.id)
  const counts = new Uint32Array(grids.size)
  const levels = new Set<GridLevel>()
  for (const number of level.members) {
    const shown = standIn(grids, number, ancestors[number] ?? 0)
    counts[shown] = (counts[shown] ?? 0) + 1
    const shownLevel = grids.levels.get(grids.levelIds[shown] ?? 0)
    if (shownLevel) levels.add(shownLevel)
  }
  const made = { counts, levels: [...levels] }
  drawn.set(key, made)
  return made
}

/** Makes what a level's tiles at this zoom are cut from: in turns, so that the first tile after a change holds nobody up. */
export const meshInTurns = async (grids: Grids, levelId: number, z: number): Promise<void> => {
  const level = grids.levels.get(levelId)
  if (level === undefined || level.members.length === 0) return
  const { mesh, meshed, meshing } = preparedFor(grids)
  for (const shown of drawnFor(grids, level, visibleLevel(grids, level, z)).levels) {
    if (meshed.has(shown)) continue
    const work =
      meshing.get(shown) ??
      inTurns(addToMesh(mesh, shown.members))
        .then(() => void meshed.add(shown))
        .finally(() => meshing.delete(shown))
    meshing.set(shown, work)
    await work
  }
}

/**
 * Feature id = grid; `u` the answering unit; `n` how many grids of the level asked for a grid stands for, where that is not itself. No features where the
 * level is unknown. Where its mesh was not made before, it is made now, at once.
 */
export const gridTileOf = (grids: Grids, levelId: number, tile: TileAddress): GridTile => {
  const layer = gridLayer()
  const level = grids.levels.get(levelId)
  if (level === undefined || level.members.length === 0) return tileOf(layer)
  const { counts, levels } = drawnFor(grids, level, visibleLevel(grids, level, tile.z))
  const frame = frameOf(tile)
  for (const shown of levels) {
    const mesh = meshWith(grids, shown)
    if (shown.index === null) continue
    for (const number of searchBoxes(shown.index, ...boxOfTile(tile, BUFFER / EXTENT))) {
      const stands = counts[number] as number
      if (stands === 0) continue
      cutShape(layer.geometry, mesh, number, frame)
      const answers = grids.answeringUnits[number] as number
      writeGrid(layer, grids.ids[number] as number, answers, shown === level ? 0 : stands)
    }
  }
  return tileOf(layer)
}

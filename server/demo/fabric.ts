/**
 * The ground of the demo district, in metres around its centre: an organic outline, divided by main roads into towns, by streets into villages
 * and responsibility grids, by lanes into blocks of a unit grid's size. Orphan strips lie between villages and belong to none.
 */
import { pointsOf } from './cut.ts'
import { divide, divideUntil, type Ground, type Place, placeOf } from './ground.ts'
import { at, type Mesh, meshOf, type Way, type Xy } from './mesh.ts'
import type { DistrictParameters } from './parameters.ts'
import { areaOf, centroidOf } from './plane.ts'
import { type Random, randomStream } from './random.ts'
import { carveStrip } from './strip.ts'

export type Block = Place & { readonly face: number }
export type Fabric = {
  readonly mesh: Mesh
  readonly blocks: readonly Block[]
  readonly townCentres: readonly Xy[]
}

const OUTLINE_POINTS = 180

/** A closed curve of a few harmonics around the origin, scaled to the area exactly. */
const outlineOf = (areaM2: number, random: Random): Xy[] => {
  const waves = [2, 3, 5, 7, 11].map((n) => ({
    n,
    swing: (0.34 * random.between(0.5, 1)) / n,
    phase: random.between(0, 2 * Math.PI),
  }))
  const points = Array.from({ length: OUTLINE_POINTS }, (_, i): Xy => {
    const angle = (i * 2 * Math.PI) / OUTLINE_POINTS
    const radius = 1 + waves.reduce((sum, w) => sum + w.swing * Math.sin(w.n * angle + w.phase), 0)
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  const scale = Math.sqrt(areaM2 / areaOf(points))
  return points.map(([x, y]) => [x * scale, y * scale])
}

const divideTowns = (ground: Ground, count: number): number[] => {
  const towns: number[] = []
  let rest = at([...ground.mesh.rings.keys()], 0)
  for (let left = count; left > 1; left--) {
    const wish = { share: 1 / left, turn: 0.2, winding: 0.05, meetM: 0 }
    const [town, remainder] = divide(ground, rest, wish, 'main')
    towns.push(town)
    rest = remainder
  }
  towns.push(rest)
  towns.forEach((face, town) => {
    ground.places.set(face, { ...placeOf(ground, face), town })
  })
  ground.townCentres = towns.map((face) => centroidOf(pointsOf(ground.mesh, face)))
  return towns
}

/** Streets part the villages; beside some of them a strip is left, a river bank or an old railway that no village took. */
const divideVillages = (
  ground: Ground,
  towns: readonly number[],
  { villages, orphanStrips, areaM2 }: DistrictParameters,
): { villages: number[]; strips: number[] } => {
  const strips: number[] = []
  const stripM2 = (orphanStrips.shareOfArea * areaM2) / orphanStrips.count
  let facesNow = towns.length
  const way = (): Way => (facesNow < villages / 4 ? 'main' : 'street')
  const wish = { share: 0.5, turn: 0.3, winding: 0.035, meetM: 60 }
  const faces = divideUntil(ground, towns, { count: villages, wish, urban: 2, way }, (halves, now) => {
    facesNow = now
    const [due, chances] = [orphanStrips.count - strips.length, villages - now + 1]
    if (due === 0 || ground.random.next() > (1.6 * due) / chances) return halves
    const [left, right] = [at(halves, 0), at(halves, 1)]
    const carved = carveStrip(ground.mesh, right, left, stripM2)
    if (!carved) return halves
    const place = placeOf(ground, right)
    ground.places.set(carved.rest, place).set(carved.strip, { ...place, strip: strips.length })
    strips.push(carved.strip)
    return [left, carved.rest]
  })
  if (strips.length < orphanStrips.count)
    throw new Error(
      `only ${strips.length} of ${orphanStrips.count} orphan strips found room; take another seed`,
    )
  faces.forEach((face, village) => {
    ground.places.set(face, { ...placeOf(ground, face), village })
  })
  return { villages: faces, strips }
}

const divideResponsibility = (ground: Ground, villages: readonly number[], count: number): number[] => {
  const wish = { share: 0.5, turn: 0.15, winding: 0.03, meetM: 45 }
  const faces = divideUntil(ground, villages, { count, wish, urban: 1, way: () => 'street' })
  faces.forEach((face, responsibility) => {
    ground.places.set(face, { ...placeOf(ground, face), responsibility })
  })
  return faces
}

/** The same parameters always give the same fabric. Blocks stand in no meaningful order. */
export const buildFabric = (parameters: DistrictParameters): Fabric => {
  const random = randomStream(parameters.seed, 'fabric')
  const mesh = meshOf(outlineOf(parameters.areaM2, random))
  const nowhere: Place = { town: 0, village: -1, responsibility: -1, strip: -1 }
  const ground: Ground = { mesh, random, places: new Map([[0, nowhere]]), townCentres: [] }
  const towns = divideTowns(ground, parameters.towns.length)
  const { villages, strips } = divideVillages(ground, towns, parameters)
  const grids = divideResponsibility(ground, villages, parameters.responsibilityGrids)
  const faces = divideUntil(ground, [...grids, ...strips], {
    count: Math.round(parameters.areaM2 / parameters.unitGridM2),
    wish: { share: 0.5, turn: 0.12, winding: 0.03, meetM: 26 },
    urban: 0.5,
    way: () => (random.next() < 0.8 ? 'lane' : 'wall'),
  })
  return {
    mesh,
    blocks: faces.map((face) => ({ ...placeOf(ground, face), face })),
    townCentres: ground.townCentres,
  }
}

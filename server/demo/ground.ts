/** The ground while it is being divided: the mesh, what each face belongs to, and the dividing of the heaviest face first. Metres. */
import { applyCut, type CutWish, findCut, pointsOf } from './cut.ts'
import { at, type Mesh, type Way, type Xy } from './mesh.ts'
import { areaOf, centroidOf, lengthOf, minus } from './plane.ts'
import type { Random } from './random.ts'

/** Where a face belongs. Villages and responsibility grids are numbered through the district; -1 in an orphan strip, which lies in a town alone. */
export type Place = {
  readonly town: number
  readonly village: number
  readonly responsibility: number
  /** Which orphan strip; -1 elsewhere. */
  readonly strip: number
}

export type Ground = {
  readonly mesh: Mesh
  readonly random: Random
  readonly places: Map<number, Place>
  townCentres: readonly Xy[]
}

export type Division = {
  readonly count: number
  readonly wish: CutWish
  /** How much finer faces become in the middle of a town than in the fields; 0 is even. */
  readonly urban: number
  way(): Way
}

/** 1 in the middle of a town, falling to 0 in the fields. */
export const urbanity = (place: Xy, townCentres: readonly Xy[]): number =>
  Math.max(0, ...townCentres.map((centre) => Math.exp(-((lengthOf(minus(place, centre)) / 1500) ** 2))))

export const placeOf = (ground: Ground, face: number): Place => {
  const place = ground.places.get(face)
  if (!place) throw new RangeError(`face ${face} belongs nowhere`)
  return place
}

export const divide = (ground: Ground, face: number, wish: CutWish, way: Way): [number, number] => {
  const halves = applyCut(ground.mesh, face, findCut(ground.mesh, face, wish, ground.random), way)
  for (const half of halves) ground.places.set(half, placeOf(ground, face))
  ground.places.delete(face)
  return halves
}

/** Divides the heaviest face again and again until there are `count`. `halved` may hand back what became of the two halves. */
export const divideUntil = (
  ground: Ground,
  faces: readonly number[],
  { count, wish, urban, way }: Division,
  halved: (halves: readonly number[], facesNow: number) => readonly number[] = (halves) => halves,
): number[] => {
  const weigh = (face: number): { face: number; weight: number } => {
    const ring = pointsOf(ground.mesh, face)
    return { face, weight: areaOf(ring) * (1 + urban * urbanity(centroidOf(ring), ground.townCentres)) }
  }
  const weighed = faces.map(weigh)
  while (weighed.length < count) {
    let heaviest = 0
    for (let i = 1; i < weighed.length; i++)
      if (at(weighed, i).weight > at(weighed, heaviest).weight) heaviest = i
    const halves = divide(ground, at(weighed, heaviest).face, wish, way())
    weighed.splice(heaviest, 1, ...halved(halves, weighed.length + 1).map(weigh))
  }
  return weighed.map((item) => item.face)
}

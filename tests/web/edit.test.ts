/** Editing shared edges: three plots of a square, one of them above the other two, whose borders meet in one node. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LonLat } from '../../server/shared/crs.ts'
import { arcsOf, isNode, neighbourhoodOf, withMoved, withPath } from '../../web/edit/arcs.ts'
import { areaOf, growthOf, lengthOf } from '../../web/edit/areas.ts'
import { type Command, commandOf, type Pressed } from '../../web/edit/keys.ts'
import { assignGround, dragOf, faceCutBy, mergeOf, removalOf, splitBy } from '../../web/edit/operations.ts'
import { previewOf, withEdited } from '../../web/edit/preview.ts'
import { boxOf, closedRing, covers, type EditFace, faceAt, keyOf } from '../../web/edit/rings.ts'
import { IDLE, type Move, next } from '../../web/edit/session.ts'
import { SNAP_PX, snap, snapIndexOf, worldPx } from '../../web/edit/snapping.ts'

const AT: LonLat = [120.6, 31.2]
/** Degrees of about a kilometre. */
const STEP = 0.01
const at = (x: number, y: number): LonLat => [AT[0] + x * STEP, AT[1] + y * STEP]
const face = (id: number, ...rings: LonLat[][]): EditFace => ({
  id,
  depth: 2,
  code: String(id),
  name: `V${id}`,
  geometry: { type: 'Polygon', coordinates: rings.map(closedRing) },
})
// The border between the lower two has a bend; the upper one is drawn with the clock.
const left = face(1, [at(0, 0), at(1, 0), at(1.2, 0.5), at(1, 1), at(0, 1)])
const right = face(2, [at(1, 0), at(2, 0), at(2, 1), at(1, 1), at(1.2, 0.5)])
const upper = face(3, [at(0, 1), at(0, 2), at(2, 2), at(2, 1), at(1, 1)])
const faces = [left, right, upper]
const all = neighbourhoodOf(faces)
const sum = (of: readonly EditFace[]) => of.reduce((total, one) => total + areaOf(one), 0)

describe('a neighbourhood', () => {
  test('holds each vertex and each edge once, with the faces on both sides', () => {
    expect(all.vertices.size).toBe(9)
    expect([...(all.vertices.get(keyOf(at(1, 1)))?.faces ?? [])].sort()).toEqual([1, 2, 3])
    const bend = [...all.edges.values()].filter(({ left: l, right: r }) => l.length + r.length === 2)
    expect(bend).toHaveLength(4)
    // Who walks north along the bend has the western plot at the left, whichever way the rings were drawn.
    for (const { a, b, left: l, right: r } of bend.filter(({ a: p, b: q }) => p[1] !== q[1]))
      expect(a[1] < b[1] ? [l, r] : [r, l]).toEqual([[1], [2]])
  })

  test('is cut into arcs at its nodes, every edge in one of them', () => {
    expect(isNode(all, keyOf(at(1.2, 0.5)))).toBe(false)
    expect(isNode(all, keyOf(at(1, 1)))).toBe(true)
    const arcs = arcsOf(all)
    expect(arcs.reduce((n, { path }) => n + path.length - 1, 0)).toBe(all.edges.size)
    expect(arcs).toHaveLength(6)
    const between = arcs.filter(({ left: l, right: r }) => [...l, ...r].sort().join() === '1,2')
    expect(between.map(({ path }) => path.length)).toEqual([3])
  })

  test('a school inside a village is one arc round, with the village on the other side', () => {
    const school = face(8, [at(0.2, 0.2), at(0.4, 0.2), at(0.4, 0.4)])
    const village = face(9, [at(0, 0), at(1, 0), at(1, 1)], [at(0.2, 0.2), at(0.4, 0.2), at(0.4, 0.4)])
    const arcs = arcsOf(neighbourhoodOf([village, school]))
    expect(arcs.map(({ path, left: l, right: r }) => [path.length, [...l, ...r].sort()])).toContainEqual([
      4,
      [8, 9],
    ])
    // One on each side of the hole's ring.
    const ring = arcs.find(({ path }) =>
      path.some((at) => keyOf(at) === keyOf(school.geometry.coordinates[0]?.[0] as LonLat)),
    )
    expect([ring?.left.length, ring?.right.length]).toEqual([1, 1])
    expect(arcs).toHaveLength(2)
  })

  test('a vertex that moves does so in every face, and the sum of areas stays', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.6, max: 1.4, noNaN: true }),
        fc.double({ min: 0.6, max: 1.4, noNaN: true }),
        (x, y) => {
          const moved = withMoved(faces, new Map([[keyOf(at(1, 1)), at(x, y)]]))
          expect(moved.map(({ id }) => id)).toEqual([1, 2, 3])
          for (const { geometry } of moved)
            expect((geometry.coordinates as LonLat[][]).flat().map(keyOf)).toContain(keyOf(at(x, y)))
          expect(Math.abs(sum(moved) - sum(faces))).toBeLessThan(1e-9 * sum(faces))
        },
      ),
    )
  })

  test('a path is drawn anew in both faces that have it, whichever way they have it', () => {
    const drawn = withPath(faces, [at(1, 0), at(1.2, 0.5), at(1, 1)], [at(1, 0), at(0.8, 0.5), at(1, 1)])
    expect(drawn.map(({ id }) => id)).toEqual([1, 2])
    expect(drawn.map(({ geometry }) => geometry.coordinates[0]?.length)).toEqual([6, 6])
    expect(sum(drawn)).toBeCloseTo(sum([left, right]), 0)
    // Across the place where the ring begins.
    expect(
      withPath([left], [at(0, 1), at(0, 0), at(1, 0)], [at(0, 1), at(1, 0)])[0]?.geometry.coordinates[0],
    ).toHaveLength(5)
    expect(withPath(faces, [at(0, 0), at(1, 1)], [at(0, 0), at(5, 5), at(1, 1)])).toEqual([])
  })
})

test('areas and lengths are metric: a hundredth of a degree at 31.2° N', () => {
  // From the radii of curvature: 110,871 m a degree north.
  expect(lengthOf([at(0, 0), at(0, 1)])).toBeCloseTo(1108.71, 0)
  const square = face(
    5,
    [at(0, 0), at(1, 0), at(1, 1), at(0, 1)],
    [at(0.25, 0.25), at(0.75, 0.25), at(0.75, 0.75), at(0.25, 0.75)],
  )
  const whole = lengthOf([at(0, 0.5), at(1, 0.5)]) * lengthOf([at(0, 0), at(0, 1)])
  expect(areaOf(square) / (whole * 0.75)).toBeCloseTo(1, 5)
  expect(growthOf([left], [{ ...left, geometry: square.geometry }])[0]?.afterM2).toBe(areaOf(square))
})

describe('snapping', () => {
  const index = snapIndexOf(all)
  const zoom = 16
  /** Degrees of longitude of so many pixels. */
  const px = (n: number) => (n / worldPx(zoom)) * 360

  test('gives the exact vertex within ten pixels, bit for bit, and before any edge', () => {
    const [lon, lat] = at(1.2, 0.5)
    const hit = snap(index, [lon + px(9), lat], { zoom })
    expect(hit?.kind).toBe('vertex')
    expect(Object.is(hit?.position[0], lon) && Object.is(hit?.position[1], lat)).toBe(true)
    expect(snap(index, [lon + px(SNAP_PX + 1), lat], { zoom })).toBeNull()
  })

  test('gives the nearest place of an edge, and says where that is its middle', () => {
    const hit = snap(index, [at(0.5, 0)[0], at(0, 0)[1] - px(4)], { zoom })
    expect(hit).toMatchObject({ kind: 'edge', atMiddle: true })
    expect(hit?.position[1]).toBe(at(0, 0)[1])
    expect(snap(index, [at(0.3, 0)[0], at(0, 0)[1]], { zoom })).toMatchObject({
      kind: 'edge',
      atMiddle: false,
    })
  })

  test('what is being dragged does not catch itself', () => {
    const own = at(1, 1)
    expect(snap(index, own, { zoom, without: new Set([keyOf(own)]) })).toBeNull()
    expect(snap(index, own, { zoom })?.position).toEqual(own)
  })

  test('nothing to snap to is nothing', () => {
    expect(snap(snapIndexOf(neighbourhoodOf([])), AT, { zoom })).toBeNull()
  })
})

describe('operations', () => {
  test('a line cuts the face with most of it', () => {
    const line = [at(-0.1, 0.5), at(1.3, 0.5)]
    expect(faceCutBy(faces, line)?.id).toBe(1)
    expect(faceCutBy(faces, [at(5, 5), at(6, 6)])).toBeNull()
    expect(splitBy(left, line)).toEqual({ kind: 'split', face: 1, lines: [line] })
    expect(splitBy(left, line.slice(1))).toBeNull()
  })

  test('a merge needs two, and goes into the first', () => {
    expect(mergeOf([2])).toBeNull()
    expect(mergeOf([2, 1])).toEqual({ kind: 'merge', faces: [2, 1] })
  })

  test('ground is a closed ring of three corners at least', () => {
    expect(assignGround(1, [at(0, 0), at(1, 0)])).toBeNull()
    const given = assignGround(1, [at(0, 0), at(1, 0), at(1, 1)])
    expect(given).toMatchObject({ kind: 'assign_parcel', face: 1 })
    if (given?.kind === 'assign_parcel') expect(given.geometry.coordinates[0]).toHaveLength(4)
  })

  test('a vertex is moved, an edge is moved, a middle puts a vertex in; standing still is nothing', () => {
    const [a, b] = [at(1, 0), at(1.2, 0.5)]
    expect(dragOf({ kind: 'vertex', position: a }, a, b)).toEqual({ kind: 'move_vertex', from: a, to: b })
    expect(dragOf({ kind: 'vertex', position: a }, a, a)).toBeNull()
    expect(dragOf({ kind: 'edge', edge: [a, b] }, [1, 2], [1.5, 2.25])).toEqual({
      kind: 'move_edge',
      edge: [a, b],
      by: [0.5, 0.25],
    })
    expect(dragOf({ kind: 'middle', edge: [a, b] }, a, at(3, 3))).toEqual({
      kind: 'reshape',
      path: [a, b],
      to: [a, at(3, 3), b],
    })
  })

  test('a bend can be taken out, a place where three borders meet cannot', () => {
    const bend = at(1.2, 0.5)
    const removal = removalOf(all, bend)
    if (removal?.kind !== 'reshape') throw new Error('no reshape')
    expect(removal.path[1]).toEqual(bend)
    expect(removal.to).toEqual([removal.path[0], removal.path[2]])
    expect(withPath(faces, removal.path, removal.to).map(({ id }) => id)).toEqual([1, 2])
    expect(removalOf(all, at(1, 1))).toBeNull()
    expect(removalOf(all, at(9, 9))).toBeNull()
  })

  test('while it is dragged it looks as it will be', () => {
    const ids = (of: readonly EditFace[]) => of.map(({ id }) => id)
    expect(ids(previewOf(faces, { kind: 'vertex', position: at(0, 1) }, at(0, 1), at(0, 1.2)))).toEqual([
      1, 3,
    ])
    expect(
      ids(previewOf(faces, { kind: 'middle', edge: [at(2, 0), at(2, 1)] }, at(2, 0.5), at(3, 0.5))),
    ).toEqual([2])
    const edge = previewOf(faces, { kind: 'edge', edge: [at(1, 0), at(1.2, 0.5)] }, at(1, 0), at(1.1, 0))
    expect(ids(edge)).toEqual([1, 2])
    expect(areaOf(edge[0] ?? left)).toBeGreaterThan(areaOf(left))
  })

  test('what an operation answered takes the place of what was', () => {
    const half = { ...left, name: 'changed' }
    const made = face(-1, [at(0, 0), at(1, 0), at(1, 1)])
    const above = { ...face(7, [at(0, 0), at(1, 0), at(1, 1)]), depth: 1 }
    expect(withEdited(faces, [half, made, above], [{ id: 3 }], 2)).toEqual([right, half, made])
  })
})

test('the face that holds a point, and the box round faces', () => {
  expect(faceAt(faces, at(1.1, 0.5))?.id).toBe(1)
  expect(faceAt(faces, at(5, 5))).toBeNull()
  expect(
    covers(
      face(9, [at(0, 0), at(3, 0), at(0, 3)], [at(0.5, 0.5), at(1, 0.5), at(0.5, 1)]).geometry,
      at(0.6, 0.6),
    ),
  ).toBe(false)
  expect(boxOf(faces)).toEqual([...at(0, 0), ...at(2, 2)])
  expect(boxOf([])).toBeNull()
})

describe('the session', () => {
  const having = (...moves: Move[]) => moves.reduce(next, IDLE)

  test('a tool begins with nothing begun, and Esc lets go of what was begun before it lets go of the tool', () => {
    const drawing = having(
      { type: 'tool', tool: 'split' },
      { type: 'point', at: AT },
      { type: 'point', at: AT },
    )
    expect(drawing.line).toEqual([AT])
    const emptied = next(drawing, { type: 'escape' })
    expect([emptied.tool, emptied.line]).toEqual(['split', []])
    expect(next(emptied, { type: 'escape' }).tool).toBe('select')
    expect(next(drawing, { type: 'tool', tool: 'merge' }).line).toEqual([])
    expect(next(drawing, { type: 'back' }).line).toEqual([])
  })

  test('a face is picked and let go again; snapping is kept over all of it', () => {
    const picked = having(
      { type: 'snapping' },
      { type: 'tool', tool: 'merge', picks: [4] },
      { type: 'pick', face: 5 },
    )
    expect([picked.picks, picked.snapping]).toEqual([[4, 5], false])
    expect(next(picked, { type: 'pick', face: 4 }).picks).toEqual([5])
    expect(next(picked, { type: 'done' })).toMatchObject({ tool: 'merge', picks: [], snapping: false })
  })

  test('a vertex that was held stays chosen, so that it can be taken out', () => {
    const grip = { kind: 'vertex', position: AT } as const
    const held = having({ type: 'grab', grip, from: AT }, { type: 'drag', to: at(1, 1) })
    expect(held.drag).toEqual({ grip, from: AT, to: at(1, 1) })
    expect(next(held, { type: 'release' })).toMatchObject({ drag: null, vertex: AT })
    expect(next(IDLE, { type: 'drag', to: AT })).toBe(IDLE)
  })
})

describe('keys', () => {
  const press = (key: string, over: Partial<Pressed> = {}): Command | null =>
    commandOf({
      key,
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      altKey: false,
      isComposing: false,
      typing: false,
      onControl: false,
      ...over,
    })

  test('letters are tools, digits remedies, and none is heard while words are typed or composed', () => {
    expect(['x', 'C', 'v', 's', 'j', 'k', '?'].map((key) => press(key))).toEqual([
      'split',
      'merge',
      'vertices',
      'snapping',
      'next',
      'previous',
      'help',
    ])
    expect(press('2')).toEqual({ remedy: '2' })
    expect(press('x', { typing: true })).toBeNull()
    expect(press('x', { isComposing: true })).toBeNull()
    expect(press('Process')).toBeNull()
    expect(press('x', { ctrlKey: true })).toBeNull()
  })

  test('undo and redo as every program has them; Enter on a button is the button', () => {
    expect(press('z', { ctrlKey: true })).toBe('undo')
    expect(press('z', { metaKey: true })).toBe('undo')
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('redo')
    expect(press('y', { ctrlKey: true })).toBe('redo')
    expect(press('Enter')).toBe('finish')
    expect(press('Enter', { onControl: true })).toBeNull()
  })
})

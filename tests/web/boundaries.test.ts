/** The pure parts of the boundary pages: growth of grids, order of issues, clicks among them, figures, features for the map, words in the address. */
import { describe, expect, test } from 'vitest'
import type { FaceChange, Impact } from '../../server/shared/boundaries.ts'
import type { Operation } from '../../server/shared/operations.ts'
import type { ProofIssue } from '../../server/shared/proof.ts'
import { neighbourhoodOf } from '../../web/edit/arcs.ts'
import { type EditFace, labelPointOf } from '../../web/edit/rings.ts'
import { IDLE } from '../../web/edit/session.ts'
import {
  drawnFeatures,
  faceFeatures,
  issueFeatures,
  movingFeatures,
} from '../../web/features/boundaries/draft-features.ts'
import {
  formatRate,
  formatSigned,
  formatSignedShare,
  formatTurn,
  formatWidth,
} from '../../web/features/boundaries/figures.ts'
import {
  areaRows,
  blockingIssues,
  changedIds,
  fits,
  issueAt,
  orderedIssues,
  stepTo,
} from '../../web/features/boundaries/lists.ts'
import { namesIn, operationWords } from '../../web/features/boundaries/operation-words.ts'
import { readPart } from '../../web/features/boundaries/part-nav.tsx'
import { readFilter } from '../../web/features/boundaries/use-changes.ts'
import { readChoice } from '../../web/features/boundaries/use-seen.ts'
import { formatM2 } from '../../web/i18n/formats.ts'

type Stood = NonNullable<FaceChange['before']>
const stood = (areaM2: number, over: Partial<Stood> = {}): Stood => ({
  code: '01',
  name: 'Village',
  parentId: 1,
  areaM2,
  ...over,
})
const faceChange = (id: number, before: Stood | null, after: Stood | null): FaceChange => ({
  face: { id, depth: 3, code: after?.code ?? before?.code ?? '', name: 'Village' },
  before,
  after,
  origins: [],
})
const issue = (id: string, over: Partial<ProofIssue> = {}): ProofIssue => ({
  id,
  kind: 'gap',
  severity: 'error',
  depth: 3,
  place: [120.6, 31.2],
  bbox: [120.6, 31.2, 120.6, 31.2],
  areaM2: 12,
  widthM: 0.4,
  faces: [],
  neighbours: [],
  detail: null,
  remedies: [],
  geometry: null,
  standing: false,
  waiver: null,
  ...over,
})

describe('what a change does to grids', () => {
  const faces = [
    faceChange(1, stood(1000), stood(1000.001)),
    faceChange(2, stood(1000), stood(600)),
    faceChange(-1, null, stood(400, { code: '02' })),
    faceChange(3, stood(50), null),
    faceChange(4, stood(70), stood(70, { name: 'Other' })),
    faceChange(5, stood(70), stood(70, { parentId: 9 })),
  ]

  test('is told with its share, the largest first; rounding is no change', () => {
    const rows = areaRows(faces)
    expect(rows.map(({ id, what }) => [id, what])).toEqual([
      [2, 'reshaped'],
      [-1, 'made'],
      [3, 'ended'],
      [1, 'noded'],
      [4, 'renamed'],
      [5, 'reparented'],
    ])
    expect(rows.find(({ id }) => id === 2)).toMatchObject({ changeM2: -400, share: -0.4 })
    expect(rows.find(({ id }) => id === 1)?.changeM2).toBe(0)
    expect(rows.find(({ id }) => id === -1)?.share).toBeNull()
  })

  test('a neighbour that only took on a vertex is not said to have changed', () => {
    expect([...changedIds(faces)].sort()).toEqual([-1, 2, 3, 4, 5])
  })
})

describe('issues', () => {
  const waiver = { reason: 'surveyed so', by: 'reviewer', at: '2026-01-01T00:00:00Z' }
  const all = [
    issue('waived', { severity: 'warning', waiver }),
    issue('standing', { standing: true }),
    issue('warning', { severity: 'warning' }),
    issue('error'),
  ]

  test('what the change is answerable for comes first, and only its own errors block', () => {
    expect(orderedIssues({ issues: all }).map(({ id }) => id)).toEqual([
      'error',
      'warning',
      'standing',
      'waived',
    ])
    expect(blockingIssues({ issues: all }).map(({ id }) => id)).toEqual(['error'])
  })

  test('J and K go round', () => {
    const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
    expect(stepTo(items, null, 1)?.id).toBe('a')
    expect(stepTo(items, null, -1)?.id).toBe('c')
    expect(stepTo(items, 'c', 1)?.id).toBe('a')
    expect(stepTo(items, 'a', -1)?.id).toBe('c')
    expect(stepTo(items, 'gone', 1)?.id).toBe('a')
    // Of what was mended its place is known.
    expect(stepTo(items, 'gone', 1, 1)?.id).toBe('b')
    expect(stepTo(items, 'gone', -1, 1)?.id).toBe('a')
    expect(stepTo(items, 'gone', 1, 3)?.id).toBe('a')
    expect(stepTo([], 'a', 1)).toBeNull()
  })

  test('a click takes the nearest mark in reach, and none beyond', () => {
    const near = issue('near', { place: [120.60001, 31.2] })
    const far = issue('far', { place: [120.6001, 31.2] })
    expect(issueAt([far, near], [120.6, 31.2], 17)?.id).toBe('near')
    expect(issueAt([far], [120.6, 31.2], 15)?.id).toBe('far')
    expect(issueAt([far], [120.6, 31.2], 19)).toBeNull()
  })

  test('a gap is drawn as its shape and its mark, lit where it is chosen', () => {
    const shape = { type: 'Polygon', coordinates: [[[0, 0]]] }
    const { features } = issueFeatures([issue('a', { geometry: shape }), issue('b')], 'b')
    expect(
      features.map(({ geometry, properties }) => [geometry.type, properties?.id, properties?.lit]),
    ).toEqual([
      ['Polygon', 'a', false],
      ['Point', 'a', false],
      ['Point', 'b', true],
    ])
  })
})

test('exact shapes are asked for only where few enough are in the box', () => {
  const district: [number, number, number, number] = [120, 31, 121, 32]
  expect(fits(district, district, 600)).toBe(true)
  expect(fits(district, district, 601)).toBe(false)
  expect(fits([120, 31, 120.1, 31.1], district, 50_000)).toBe(true)
  // Farther out there are no more than all of them.
  expect(fits([110, 20, 130, 40], district, 269)).toBe(true)
  expect(fits(district, null, 1e6)).toBe(true)
})

test('figures: areas to the square metre, signs, rates that are never rounded up to all', () => {
  expect(formatM2(1_234_567.4)).toBe('1,234,567\u00a0m²')
  expect(formatM2(0.125)).toBe('0.13\u00a0m²')
  expect(formatSigned(-515_423)).toBe('−515,423\u00a0m²')
  expect(formatSigned(0.3)).toBe('+0.30\u00a0m²')
  expect(formatSigned(0.001)).toBe('0\u00a0m²')
  expect(formatSignedShare(-0.4617)).toBe('−46.2 %')
  expect(formatSignedShare(0.00123)).toBe('+0.123 %')
  expect([1, 1 - 1e-12, 1 - 1e-6, 0.9821, 0].map(formatRate)).toEqual([
    '100 %',
    '100 %',
    '< 100 %',
    '98.21 %',
    '0 %',
  ])
  expect(formatRate(null)).toBe('–')
  expect([formatTurn('a', 'b'), formatTurn('a', 'a')]).toEqual(['a → b', 'a'])
  expect([0.004, 0.05, 4].map(formatWidth)).toEqual(['4.0\u00a0mm', '50\u00a0mm', '4.0\u00a0m'])
})

describe('what is drawn', () => {
  const square: EditFace = {
    id: 1,
    depth: 3,
    code: '01',
    name: '',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [0, 4],
          [0, 0],
        ],
      ],
    },
  }
  const looks = (chosen: number[], changed: number[]) =>
    faceFeatures([square], new Set(chosen), new Set(changed), []).features[0]?.properties?.look

  test('what is chosen looks chosen also where it is changed; what is dragged has its new shape', () => {
    expect([looks([], []), looks([], [1]), looks([1], [1])]).toEqual(['plain', 'changed', 'chosen'])
    const dragged: EditFace = { ...square, geometry: { type: 'Polygon', coordinates: [[[9, 9]]] } }
    expect(faceFeatures([square], new Set(), new Set(), [dragged]).features[0]?.geometry).toBe(
      dragged.geometry,
    )
  })

  test('a line follows the pointer; the ring of ground closes', () => {
    const drawing = (tool: 'split' | 'ground') =>
      drawnFeatures({
        session: {
          ...IDLE,
          tool,
          line: [
            [0, 0],
            [1, 0],
          ],
        },
        pointer: [1, 1],
        caught: [1, 1],
        neighbourhood: null,
        preview: [],
      }).features.map(({ geometry, properties }) => [
        properties?.what,
        geometry.type === 'LineString' ? geometry.coordinates.length : 1,
      ])
    expect(drawing('split')).toEqual([
      ['line', 3],
      ['vertex', 1],
      ['vertex', 1],
      ['snap', 1],
    ])
    expect(drawing('ground')[0]).toEqual(['line', 4])
  })

  test('handles stand on vertices and middles while they can be moved', () => {
    const all = neighbourhoodOf([square])
    const given = { pointer: null, caught: null, neighbourhood: all, preview: [] }
    const count = (tool: 'select' | 'vertices') =>
      drawnFeatures({ session: { ...IDLE, tool }, ...given }).features.length
    expect([count('select'), count('vertices')]).toEqual([0, 8])
  })

  test('a name stands inside its shape, beside a hole and in the larger part of a horseshoe', () => {
    expect(labelPointOf(square.geometry)?.[0]).toBe(2)
    const holed = labelPointOf({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
          [0, 0],
        ],
        [
          [1, 1],
          [1, 9],
          [4, 9],
          [4, 1],
          [1, 1],
        ],
      ],
    })
    expect(holed?.[0]).toBe(7)
    expect(labelPointOf({ type: 'Polygon', coordinates: [[]] })).toBeNull()
  })

  test('components and reports that change hands are told apart', () => {
    const impact = {
      listed: [{ id: 1, code: '', name: '', place: [0, 0], from: 1, to: 2 }],
      reports: [{ id: 5, number: '', place: [0, 0], from: 1, to: 2, unit: null, unitAfter: null }],
    } as unknown as Impact
    expect(movingFeatures(impact).features.map(({ properties }) => properties?.what)).toEqual([
      'component',
      'report',
    ])
    expect(movingFeatures(undefined).features).toEqual([])
  })
})

describe('words', () => {
  const said = ((key: string, values?: Record<string, string>) =>
    values ? `${key}(${Object.values(values).join('|')})` : key) as Parameters<typeof operationWords>[0]
  const nameOf = namesIn({
    faces: [faceChange(2, stood(1, { name: 'Old' }), stood(1, { name: 'New' }))],
    stale: [{ id: 7, depth: 3, code: '07', name: '' }],
  })

  test('grids are named as the change leaves them, else by code, else by number', () => {
    expect([2, 7, 9].map(nameOf)).toEqual(['New', '07', '#9'])
  })

  test('an operation says whom it is about', () => {
    const line = (operation: Operation) => operationWords(said, operation, nameOf)
    expect(line({ kind: 'merge', faces: [2, 7] })).toBe('operation.of(operation.merge|New、07)')
    expect(line({ kind: 'rename', face: 2, name: 'Newer' })).toBe('operation.to(operation.rename|New|Newer)')
    expect(line({ kind: 'resolve_overlap', keep: 2, cut: 7 })).toBe(
      'operation.between(operation.resolve_overlap|New|07)',
    )
    expect(line({ kind: 'move_vertex', from: [0, 0], to: [1, 1] })).toBe('operation.move_vertex')
    expect(line({ kind: 'retire', face: 9 })).toBe('operation.of(operation.retire|#9)')
  })
})

test('the address: what is no word of ours is left out', () => {
  const of = (search: string) => new URLSearchParams(search)
  expect(readFilter(of('state=in_review,draft,nonsense&scheme=2'))).toEqual({
    states: ['draft', 'in_review'],
    scheme: 2,
  })
  expect(readFilter(of('scheme=-1'))).toEqual({ states: [], scheme: null })
  expect(
    readChoice(of('face=-3&issue=abc&kind=gap&scope=scheme&depth=3&base=true&coverage=7&row=12')),
  ).toEqual({
    face: -3,
    issue: 'abc',
    kind: 'gap',
    scope: 'scheme',
    depth: 3,
    base: true,
    coverage: 7,
    row: 12,
  })
  expect(readChoice(of('face=x&kind=y&scope=z&depth='))).toEqual({
    face: null,
    issue: null,
    kind: null,
    scope: 'touched',
    depth: null,
    base: false,
    coverage: null,
    row: null,
  })
  expect([readPart(of('part=impact')), readPart(of('part=x'))]).toEqual(['impact', 'issues'])
})

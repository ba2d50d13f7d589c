/** The wizard's pure parts: which step a delivery has come to, what a commit would do, readings changed part by part, a row's draft, a click among places. */

import { QueryClient } from '@tanstack/react-query'
import { describe, expect, test } from 'vitest'
import type { Census, CensusJob } from '../../server/shared/census.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import { hearCensus } from '../../web/app/census-news.ts'
import { resultOf } from '../../web/features/census/field-draft.ts'
import { apartOf, effectsOf, isTaken, withDecision } from '../../web/features/census/kinds.ts'
import { nearestPlace, placeFeatures } from '../../web/features/census/places.ts'
import {
  boxAround,
  type Layer,
  targetsIn,
  troubleOf,
  withPart,
  withTarget,
} from '../../web/features/census/reading.ts'
import { changesIn, draftOf, fieldsOf, pointIn, withPoint } from '../../web/features/census/row-draft.ts'
import { missingFor, presentStep, readStep } from '../../web/features/census/steps.ts'
import { readChoices, rowQueryOf } from '../../web/features/census/use-step-params.ts'

const counts = {
  total: 0,
  refused: 0,
  missing: 0,
  new: 0,
  returned: 0,
  same: 0,
  changed: 0,
  moved: 0,
  conflict: 0,
  suspect: 0,
}
const job = (over: Partial<CensusJob>): CensusJob => ({
  id: 1,
  kind: 'stage',
  state: 'running',
  stage: 'read',
  rows: 0,
  share: 0,
  rowsPerSecond: null,
  secondsLeft: null,
  problem: null,
  ...over,
})
type Progress = Parameters<typeof presentStep>[0]
const progress = (over: Partial<Progress>): Progress => ({
  state: 'receiving',
  job: null,
  counts,
  files: { length: 2 },
  ...over,
})

describe('steps', () => {
  test('a delivery opens where it has come to', () => {
    const at = (over: Partial<Progress>) => presentStep(progress(over))
    expect(at({ files: { length: 0 } })).toBe('files')
    expect(at({})).toBe('reading')
    expect(at({ job: job({ kind: 'inspect' }) })).toBe('reading')
    expect(at({ job: job({}) })).toBe('verdicts')
    expect(at({ state: 'stopped' })).toBe('verdicts')
    expect(at({ state: 'compared', counts: { ...counts, refused: 3 } })).toBe('verdicts')
    expect(at({ state: 'compared' })).toBe('difference')
    expect(at({ state: 'compared', job: job({ kind: 'commit', state: 'queued' }) })).toBe('commit')
    expect(at({ state: 'compared', job: job({ kind: 'stage', state: 'done' }) })).toBe('difference')
    expect(at({ state: 'committed', job: job({ kind: 'undo' }) })).toBe('commit')
  })

  test('a step says what it waits for, and can be taken from then on', () => {
    expect(missingFor('reading', progress({ files: { length: 0 } }))).toBe('needFiles')
    expect(missingFor('verdicts', progress({}))).toBe('needRows')
    expect(missingFor('verdicts', progress({ job: job({}) }))).toBeNull()
    expect(missingFor('difference', progress({ state: 'stopped' }))).toBe('needDifference')
    expect(missingFor('difference', progress({ state: 'compared' }))).toBeNull()
    expect(missingFor('acceptance', progress({ state: 'judged' }))).toBe('needDifference')
    expect(missingFor('acceptance', progress({ state: 'compared' }))).toBeNull()
    expect(missingFor('report', progress({ state: 'committed' }))).toBeNull()
  })

  test('an address that names no step, or none that there is, names none', () => {
    expect([null, '', 'Files', 'commit'].map(readStep)).toEqual([null, null, null, 'commit'])
  })
})

describe('what an inspector enters', () => {
  const bare = {
    outcome: 'found',
    wrong: ['name'],
    measure: 'none',
    distance: '0.3',
    crs: 'EPSG:4549',
    x: '559045.69',
    y: '3461075.54',
    note: ' 新装 ',
  } as const
  const said = { outcome: 'found', wrong: ['name'], note: '新装' }

  test('only what was chosen is sent, and of what is not there nothing but the note', () => {
    expect(resultOf(bare)).toEqual({ ...said, measured: null, offsetM: null })
    expect(resultOf({ ...bare, measure: 'distance' })).toEqual({ ...said, measured: null, offsetM: 0.3 })
    expect(resultOf({ ...bare, measure: 'position' })).toEqual({
      ...said,
      measured: { crs: 'EPSG:4549', x: 559045.69, y: 3461075.54 },
      offsetM: null,
    })
    expect(resultOf({ ...bare, outcome: 'absent', measure: 'distance' })).toEqual({
      outcome: 'absent',
      wrong: [],
      measured: null,
      offsetM: null,
      note: '新装',
    })
  })

  test('what was begun has to be whole', () => {
    expect(resultOf({ ...bare, outcome: null })).toBeNull()
    expect(resultOf({ ...bare, measure: 'distance', distance: '' })).toBeNull()
    expect(resultOf({ ...bare, measure: 'distance', distance: '-1' })).toBeNull()
    expect(resultOf({ ...bare, measure: 'position', y: 'north' })).toBeNull()
  })
})

describe('kinds', () => {
  const census = {
    accepted: { changed: false, suspect: true },
    decided: {},
    counts: { ...counts, new: 3, same: 9, changed: 4, suspect: 2, missing: 5, conflict: 0 },
  }
  test('what is decided goes before what is usual; conflicts, duplicates and retiring are never taken by themselves', () => {
    const kinds = ['new', 'changed', 'moved', 'conflict', 'suspect', 'missing', 'same'] as const
    expect(kinds.map((kind) => isTaken(kind, census))).toEqual([true, false, true, false, true, false, false])
    expect(kinds.map((kind) => isTaken(kind, { accepted: {} }))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })
  test('a decision for one kind leaves the others as they are', () => {
    expect(withDecision(census, 'missing', true)).toEqual({
      new: true,
      returned: true,
      same: false,
      changed: false,
      moved: true,
      conflict: false,
      suspect: true,
      missing: true,
    })
  })
  test('the commit is told in figures of what is there', () => {
    expect(effectsOf(census)).toEqual({
      does: [
        { deed: 'adds', n: 3 },
        { deed: 'suspects', n: 2 },
      ],
      leaves: [
        { kind: 'changed', n: 4 },
        { kind: 'missing', n: 5 },
      ],
    })
  })
  test('what was decided by itself is counted as it was decided', () => {
    const decided = {
      new: { taken: 1, left: 2 },
      changed: { taken: 3, left: 1 },
      missing: { taken: 5, left: 0 },
    }
    expect(effectsOf({ ...census, decided })).toEqual({
      does: [
        { deed: 'adds', n: 1 },
        { deed: 'changes', n: 3 },
        { deed: 'suspects', n: 2 },
        { deed: 'retires', n: 5 },
      ],
      leaves: [
        { kind: 'new', n: 2 },
        { kind: 'changed', n: 1 },
      ],
    })
    expect(apartOf('new', { ...census, decided })).toBe(2)
    expect(apartOf('changed', { ...census, decided })).toBe(3)
  })
})

describe('readings', () => {
  const extent: [number, number, number, number] = [120, 31, 121, 32]
  const layer = (points: readonly (LonLat | null)[], over: Partial<Layer> = {}): Layer => ({
    no: 1,
    fileId: 1,
    name: 'lamps.csv',
    format: 'CSV',
    included: true,
    rows: null,
    reading: null,
    inspection: {
      fields: [{ name: 'ObjID', samples: [] }],
      count: null,
      encoding: { name: 'utf-8', confidence: 'certain', why: { zh: '', en: '' } },
      crs: { said: '', crs: 'EPSG:4326', confidence: 'likely', why: { zh: '', en: '' } },
      candidates: [],
      proposed: { targets: { code: 'ObjID' } },
      reasons: {},
      sample: points.map((point, n) => ({ row: n + 2, values: [], point })),
      warnings: [],
      edition: null,
      template: null,
      refused: null,
    },
    ...over,
  })
  test('a layer whose points fall elsewhere, or that has no system, is in trouble until it is left out', () => {
    const inside: LonLat = [120.5, 31.5]
    const outside: LonLat = [119, 31.5]
    expect(troubleOf(layer([inside, inside, outside]), extent)).toBeNull()
    expect(troubleOf(layer([inside, outside, outside]), extent)).toBe('outside')
    expect(troubleOf(layer([outside], { included: false }), extent)).toBeNull()
    expect(troubleOf(layer([], { inspection: null }), extent)).toBe('waiting')
    const unnamed = layer([inside])
    if (unnamed.inspection) unnamed.inspection.crs = null
    expect(troubleOf(unnamed, extent)).toBe('noCrs')
    expect(troubleOf({ ...unnamed, reading: { crs: 'GCJ-02', targets: {} } }, extent)).toBeNull()
  })
  test('parts and targets are set, moved and taken out, and nothing else changes', () => {
    const reading = { crs: 'GCJ-02', targets: { code: 'A', note: 'B' } }
    expect(withPart(reading, { crs: undefined, headerRow: 3 })).toEqual({
      headerRow: 3,
      targets: reading.targets,
    })
    expect(withTarget(reading, 'note', null).targets).toEqual({ code: 'A' })
    expect(withTarget(reading, 'code', 'C').targets).toEqual({ code: 'C', note: 'B' })
    expect(targetsIn({ targets: { 'owner.name': 'C', zzz: 'D', code: 'A' } })).toEqual([
      'code',
      'owner.name',
      'zzz',
    ])
    expect(reading.targets).toEqual({ code: 'A', note: 'B' })
  })
  test('the box holds the points and the extent', () => {
    expect(boxAround([[119, 33]], extent)).toEqual([119, 31, 121, 33])
    expect(boxAround([], extent)).toEqual(extent)
    expect(boxAround([[1, 2]], null)).toEqual([1, 2, 1, 2])
  })
})

describe('a row that is corrected', () => {
  const row = {
    said: { code: '123', note: 'x' },
    point: [120.5, 31.25] as LonLat,
    findings: [{ code: 'state_unknown', severity: 'error' as const, target: 'state', zh: '', en: '' }],
  }
  test('only what was changed is sent; an emptied text is sent as empty', () => {
    const draft = draftOf(row)
    expect(changesIn(row, draft)).toBeNull()
    expect(changesIn(row, { ...draft, said: { code: '123', note: '', state: '' } })).toEqual({
      said: { note: '' },
    })
    expect(changesIn(row, withPoint(draft, [120.6, 31.2]))).toEqual({ point: [120.6, 31.2] })
    expect(changesIn({ ...row, point: null }, { ...draft, lon: '', lat: '' })).toBeNull()
  })
  test('positions are two numbers of degrees or none at all', () => {
    const at = (lon: string, lat: string) => pointIn({ said: {}, lon, lat })
    expect(at('', '')).toBeNull()
    expect(at('120.5', '31')).toEqual([120.5, 31])
    for (const [lon, lat] of [
      ['120.5', ''],
      ['abc', '31'],
      ['31', '120.5'],
    ] as const)
      expect(at(lon, lat), `${lon} ${lat}`).toBe('bad')
  })
  test('the form has fields for what is said and for what is wrong', () => {
    expect(fieldsOf(row, ['owner.name'])).toEqual(['code', 'state', 'note', 'owner.name'])
  })
})

describe('places', () => {
  const place = (rowNo: number, lon: number, from: LonLat | null = null) => ({
    rowNo,
    point: [lon, 31] as LonLat,
    kind: 'moved' as const,
    from,
  })
  test('a click means the nearest place within reach, at the zoom it was made at', () => {
    const places = [place(1, 120), place(2, 120.0001)]
    expect(nearestPlace(places, [120.00007, 31], 18)?.rowNo).toBe(2)
    expect(nearestPlace(places, [120.001, 31], 18)).toBeNull()
    expect(nearestPlace(places, [120.001, 31], 12)?.rowNo).toBe(2)
  })
  test('what moved has a line from where it stands', () => {
    const { features } = placeFeatures([place(1, 120, [119, 30]), place(2, 121)], (kind) => kind)
    expect(features.map(({ geometry }) => geometry)).toEqual([
      {
        type: 'LineString',
        coordinates: [
          [119, 30],
          [120, 31],
        ],
      },
      { type: 'Point', coordinates: [120, 31] },
      { type: 'Point', coordinates: [121, 31] },
    ])
  })
})

test('choices are read from the address, and missing components are no rows', () => {
  const choices = readChoices(
    new URLSearchParams('severity=error&reason=code_form&layer=2&kind=missing&row=x&q=3205'),
  )
  expect(choices).toEqual({
    severity: 'error',
    reason: 'code_form',
    layer: 2,
    kind: 'missing',
    row: null,
    q: '3205',
  })
  expect(rowQueryOf(choices)).toEqual({ severity: 'error', finding: 'code_form', layer: 2, q: '3205' })
})

test('an event puts the work beside its delivery at once; rows are asked for anew only when the work turns', () => {
  const client = new QueryClient()
  const head = { id: 7, job: job({ stage: 'read', share: 0.1 }) } as unknown as Census
  client.setQueryData(['census', 7, 'head'], head)
  client.setQueryData(['census', 7, 'rows', {}], 'rows')
  client.setQueryData(['census', 8, 'rows', {}], 'rows of another')
  const stale = (id: number) => client.getQueryState(['census', id, 'rows', {}])?.isInvalidated
  hearCensus(client, { id: 7, job: job({ stage: 'read', share: 0.5 }) })
  expect(client.getQueryData<Census>(['census', 7, 'head'])?.job?.share).toBe(0.5)
  expect(stale(7)).toBe(false)
  hearCensus(client, { id: 7, job: job({ stage: 'judge' }) })
  expect(stale(7)).toBe(true)
  expect(stale(8)).toBe(false)
})

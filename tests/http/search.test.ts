import { expect, test } from 'vitest'
import { useReader } from '../support/reader.ts'

const reader = useReader()
const find = async (q: string) => reader().api.search({ query: { q } })

test('a component is found by its whole code, by its beginning and by its end', async () => {
  const wanted = reader().fixture.components[1_233]
  const whole = await find(wanted?.code ?? '')
  expect(whole.hits).toMatchObject([{ kind: 'component', id: wanted?.id, code: wanted?.code }])
  expect(whole.more).toBe(false)
  const beginning = await find('3205060201')
  expect(beginning.hits).toHaveLength(10)
  expect(beginning.more).toBe(true)
  expect(beginning.hits.every((hit) => 'code' in hit && hit.code.startsWith('3205060201'))).toBe(true)
  const end = await find('001234')
  expect(end.hits).toMatchObject([{ kind: 'component', id: wanted?.id }])
  expect((await find('34')).hits.filter((hit) => hit.kind === 'component')).toEqual([])
})

test('one that is no more is not found', async () => {
  const gone = reader().fixture.components.find((c) => c.id === reader().fixture.removedId)
  expect((await find(gone?.code ?? '')).hits).toEqual([])
})

test('grids are found by code and name, the exact code first, with the point to fly to', async () => {
  const [town, village] = reader().fixture.grids
  const { hits } = await find(village?.code ?? '')
  expect(hits[0]).toMatchObject({ kind: 'grid', id: village?.id, level: { depth: 2 } })
  expect(hits).toHaveLength(7)
  expect((await find('木渎')).hits[0]).toMatchObject({ kind: 'grid', id: town?.id })
})

test('units are found by code and name whatever the case, and typed signs are no wildcards', async () => {
  const named = async (q: string) =>
    (await find(q)).hits.filter((hit) => hit.kind === 'unit').map((hit) => hit.name)
  expect(await named('telecom')).toEqual(['Telecom 100%_Ltd'])
  expect(await named('%_')).toEqual(['Telecom 100%_Ltd'])
  expect(await named('水务')).toEqual(['水务公司'])
  expect(await named('_____')).toEqual([])
})

test('a position is read in any order and notation, the district telling which number is which', async () => {
  for (const q of ['120.62,31.27', '31.27 120.62', '40559045.69,3461075.54', 'GCJ-02 120.624175,31.267811']) {
    const [hit] = (await find(q)).hits
    if (hit?.kind !== 'position') throw new Error(`${q} was not read as a position`)
    expect(Math.hypot(hit.point[0] - 120.62, hit.point[1] - 31.27)).toBeLessThan(2e-6)
  }
})

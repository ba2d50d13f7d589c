/**
 * `npm run bench -- --url postgres://… [--size 580000] [--martin URL] [--tileserv URL] [--out FILE]`: one run on one machine, as ratios between sides
 * measured in turns. The addresses of other tile servers hold {z}, {x} and {y}.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import type { AtlasState } from '../../server/atlas/load.ts'
import { fieldValue } from '../../server/atlas/profiles.ts'
import { one } from '../../server/db/database.ts'
import { measureCounts } from './counts.ts'
import { openDistrict, SEED } from './district.ts'
import { measureEvents } from './events.ts'
import { type FlatFilter, makeFlatViews, openFlatTiles } from './flat-view.ts'
import { measureFullTile } from './full-tile.ts'
import { measureLookups } from './lookups.ts'
import { measureLookupsOverHttp } from './lookups-http.ts'
import { loadMeasured } from './memory.ts'
import { makeBearer, startProduct } from './product.ts'
import { measureStart } from './start.ts'
import { goalsTable, type Section, tableOf } from './table.ts'
import { measureTiles } from './tiles.ts'
import { measureTilesOverHttp, type TileServer } from './tiles-http.ts'

const SIZES = ['58000', '580000', '5800000']
const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    size: { type: 'string', default: '580000' },
    martin: { type: 'string' },
    tileserv: { type: 'string' },
    out: { type: 'string' },
  },
})
if (values.url === undefined || !SIZES.includes(values.size)) {
  console.error(`--url postgres://… is needed; --size is one of ${SIZES.join(', ')}`)
  process.exit(2)
}
const others: TileServer[] = [
  { name: 'Martin', template: values.martin },
  { name: 'pg_tileserv', template: values.tileserv },
].flatMap(({ name, template }) => (template === undefined ? [] : [{ name, template }]))

/** Classes and owners there are, those of the most profiles first. */
const idsOf = ({ components: { profiles } }: AtlasState, field: 'class' | 'owner'): number[] => {
  const met = new Map<number, number>()
  for (let profile = 1; profile < profiles.size; profile++) {
    const id = fieldValue(profiles, profile, field)
    if (id !== 0) met.set(id, (met.get(id) ?? 0) + 1)
  }
  return [...met].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id]) => id)
}

const filtersOf = (atlas: AtlasState): { name: string; filter: FlatFilter }[] => {
  const [classes, owners] = [idsOf(atlas, 'class'), idsOf(atlas, 'owner')]
  return [
    { name: 'no filter', filter: {} },
    { name: 'a class', filter: { class: classes.slice(0, 1) } },
    {
      name: 'three filters',
      filter: { class: classes.slice(0, 20), owner: owners.slice(0, 30), state: ['intact', 'damaged'] },
    },
  ]
}

const run = async (url: string, size: number): Promise<{ heading: string; sections: Section[] }> => {
  const { db, district } = await openDistrict(url, size, say)
  const loads = [os.loadavg()[0] ?? 0]
  await makeFlatViews(db)
  const bearer = await makeBearer(db)
  const { server } = await one<{ server: string }>(
    db,
    `select 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) || ', PostGIS ' || postgis_lib_version() as server`,
  )
  // The first start of all builds the client, which no figure should hold.
  await (await startProduct(district)).stop()
  const { atlas, section: memory } = await loadMeasured(db)
  const filters = filtersOf(atlas)
  const flat = await openFlatTiles(url, district.schema)
  const product = await startProduct(district)
  const sections: Section[] = []
  const measure = async (what: string, section: () => Promise<Section>): Promise<void> => {
    say(what)
    sections.push(await section())
  }
  try {
    for (const { name, filter } of filters)
      await measure(`tiles, ${name}`, () => measureTiles(atlas, flat, name, filter))
    await measure('the fullest tile', () => measureFullTile(atlas))
    const server = { base: product.url, bearer, classes: idsOf(atlas, 'class') }
    await measure('tiles over HTTP', () => measureTilesOverHttp(atlas, server, others))
    await measure('lookups', () => measureLookups(atlas, db))
    await measure('lookups over HTTP', () => measureLookupsOverHttp(atlas, server))
    await measure('counts', () => measureCounts(atlas, db, filters))
    await measure('events', () => measureEvents(db, product.url, bearer))
  } finally {
    await product.stop()
    await flat.close()
  }
  sections.push(memory)
  await measure('starts', () => measureStart(district, bearer))
  await db.destroy()
  const [cpu] = os.cpus()
  loads.push(os.loadavg()[0] ?? 0)
  const heading = `${new Date().toISOString().slice(0, 10)}, ${size.toLocaleString('en')} components by seed ${SEED}, ${os.cpus().length} cores (${cpu?.model.trim()}), Node ${process.versions.node}, ${server}. Medians of sides measured in turns; load average of the machine ${loads.map((load) => load.toFixed(1)).join(' before and ')} after.`
  return { heading, sections }
}

const MARKS = ['<!-- figures -->', '<!-- figures end -->'] as const

/** Between the marks of a file that has them; else the whole file. */
const writeOut = (file: string, text: string): void => {
  let known = ''
  try {
    known = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const [from, to] = [known.indexOf(MARKS[0]), known.indexOf(MARKS[1])]
  writeFileSync(
    file,
    from < 0 || to < 0 ? `${text}\n` : `${known.slice(0, from)}${MARKS[0]}\n${text}\n${known.slice(to)}`,
  )
}

const { heading, sections } = await run(values.url, Number(values.size))
const goals = sections.flatMap((section) => section.goals ?? [])
const text = [heading, goalsTable(goals), ...sections.map(tableOf)].join('\n\n')
console.log(text)
if (values.out !== undefined) writeOut(values.out, text)

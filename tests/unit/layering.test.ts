/** The layers of the source tree, read from its imports. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

type Import = { readonly from: string; readonly to: string }

const sources = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))

const importsOf = (file: string): Import[] =>
  [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, target = '']) => ({
      from: file,
      to: target.startsWith('.') ? path.join(path.dirname(file), target) : target,
    }),
  )

const server = sources('server').flatMap(importsOf)
const web = sources('web').flatMap(importsOf)
const featureOf = (file: string): string => file.split('/')[1] ?? ''

test('the test reads the imports there are', () => {
  expect(server).toContainEqual({ from: 'server/main.ts', to: 'server/app.ts' })
})

test('the vocabulary is safe in a browser: it imports only itself and packages that run there', () => {
  const foreign = server.filter(
    (i) =>
      i.from.startsWith('server/shared/') &&
      !i.to.startsWith('server/shared/') &&
      !['zod', 'proj4', 'gcoord'].includes(i.to),
  )
  expect(foreign).toEqual([])
})

test('the client imports nothing of the server but the vocabulary', () => {
  expect(web.filter((i) => i.to.startsWith('server/') && !i.to.startsWith('server/shared/'))).toEqual([])
})

test('features use each other’s rules and queries, never their routes', () => {
  const trespasses = server.filter(
    (i) => i.to.endsWith('.routes.ts') && i.from !== 'server/app.ts' && featureOf(i.from) !== featureOf(i.to),
  )
  expect(trespasses).toEqual([])
})

test('features of the client never import each other', () => {
  const featureFolder = (file: string) => /^web\/features\/([^/]+)\//.exec(file)?.[1]
  const trespasses = web.filter((i) => {
    const [from, to] = [featureFolder(i.from), featureFolder(i.to)]
    return from !== undefined && to !== undefined && from !== to
  })
  expect(trespasses).toEqual([])
})

test('only the map folder owns the MapLibre object', () => {
  const owners = web.filter(
    (i) => /^(maplibre-gl|@vis\.gl\/react-maplibre)/.test(i.to) && !i.from.startsWith('web/map/'),
  )
  expect(owners).toEqual([])
})

test('one module imports knex-postgis, and only config.ts reads the environment', () => {
  expect(new Set(server.filter((i) => i.to === 'knex-postgis').map((i) => i.from)).size).toBeLessThanOrEqual(
    1,
  )
  const readers = sources('server').filter((file) =>
    readFileSync(path.join(ROOT, file), 'utf8').includes('process.env'),
  )
  expect(readers).toEqual(['server/config.ts'])
})

import { expect, test } from 'vitest'
import { ROUTES } from '../../server/app.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
type Operation = {
  parameters: { name: string; in: string; required: boolean }[]
  responses: Record<string, unknown>
  security: unknown[]
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: object }
}

const read = async (): Promise<Document> =>
  (await (await server().send('GET', '/api/openapi.json')).json()) as Document

test('every route is in the document, with its parameters, and nothing else is', async () => {
  const document = await read()
  expect(document.openapi).toBe('3.1.0')
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((m) => `${m.toUpperCase()} ${path}`),
  )
  const served = ROUTES.map(
    ({ endpoint }) => `${endpoint.method} ${endpoint.path.replace(/:(\w+)/g, '{$1}')}`,
  )
  expect(documented.sort()).toEqual(served.sort())
  const parameters = document.paths['/api/lookup']?.get?.parameters
  expect(parameters?.find((p) => p.name === 'crs')).toMatchObject({ in: 'query', required: true })
  expect(parameters?.find((p) => p.name === 'at')).toMatchObject({ in: 'query', required: false })
})

test('what everyone may call needs no security, everything else does', async () => {
  const document = await read()
  expect(document.paths['/health']?.get?.security).toEqual([])
  expect(document.paths['/api/lookup']?.get?.security).toHaveLength(2)
})

test('every path parameter is declared', async () => {
  for (const [path, methods] of Object.entries((await read()).paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()
    for (const operation of Object.values(methods)) {
      expect(
        operation.parameters
          .filter((p) => p.in === 'path')
          .map((p) => p.name)
          .sort(),
        path,
      ).toEqual(named)
    }
  }
})

test('there is a page to read it, as HTML without scripts', async () => {
  const answer = await server().send('GET', '/api')
  expect(answer.headers.get('content-type')).toMatch(/text\/html/)
  const html = await answer.text()
  for (const { endpoint } of ROUTES) expect(html).toContain(endpoint.path)
  expect(html).not.toContain('<script')
})

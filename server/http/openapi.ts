/** The OpenAPI 3.1 document, generated from the same declarations that parse the requests. */
import { z } from 'zod'
import { type Endpoint, errorBody } from '../shared/endpoint.ts'
import type { Access, Route } from './route.ts'

/** `/api/grids/:id` → `/api/grids/{id}`. */
const templateOf = (path: string): string => path.replace(/:([a-zA-Z]+)/g, '{$1}')

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  })
  return rest
}

const parametersOf = (schema: z.ZodObject | undefined, place: 'path' | 'query'): object[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(field as z.ZodType, 'input'),
  }))

const successOf = (endpoint: Endpoint): object => {
  const status = String(endpoint.status ?? (endpoint.response || endpoint.mediaType ? 200 : 204))
  const media = endpoint.mediaType ?? 'application/json'
  const schema = endpoint.response ? jsonSchema(endpoint.response, 'output') : { type: 'string' }
  const content = endpoint.response || endpoint.mediaType ? { content: { [media]: { schema } } } : {}
  return { [status]: { description: 'Done', ...content } }
}

const whoMay = (access: Access): string =>
  access === 'everyone'
    ? 'Everyone.'
    : access === 'signed in'
      ? 'Everyone signed in.'
      : `Roles: ${access.join(', ')}.`

const bodyOf = ({ body, takesFile }: Endpoint): object => {
  if (takesFile)
    return { requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } } }
  if (body === undefined) return {}
  return {
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
  }
}

const operationOf = ({ endpoint, access }: Route): object => ({
  summary: endpoint.summary,
  description: whoMay(access),
  parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
  ...bodyOf(endpoint),
  responses: {
    ...successOf(endpoint),
    default: {
      description: 'What went wrong',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  },
  security: access === 'everyone' ? [] : [{ session: [] }, { key: [] }],
})

export const openApiDocument = (routes: readonly Route[], version: string): object => {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = templateOf(route.endpoint.path)
    paths[path] = { ...paths[path], [route.endpoint.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gridbook',
      version,
      description: 'The book of record of a district’s grids and components.',
    },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorBody, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'gridbook' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

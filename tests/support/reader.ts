/** A reader of the small registry: the whole server, asked by an account that may only read. */
import { beforeAll } from 'vitest'
import { type Api, createApi } from '../../web/api.ts'
import { makeRegistry, type RegistryFixture } from './registry-fixture.ts'
import { type TestServer, useServer } from './server.ts'

export type Reader = {
  readonly server: TestServer
  readonly fixture: RegistryFixture
  readonly api: Api
  readonly bearer: string
  /** The bare answer: status, headers, bytes. */
  get(path: string, headers?: Record<string, string>): Promise<Response>
}

/** For a whole test file, of that many components: `const reader = useReader()`, then `reader().api` inside tests. */
export const useReader = (components?: number): (() => Reader) => {
  const server = useServer()
  let reader: Reader | undefined
  beforeAll(async () => {
    const fixture = await makeRegistry(server().db, components)
    const { base, send } = server()
    await server().followed()
    const { bearer } = await server().as('reader')
    reader = {
      server: server(),
      fixture,
      api: createApi({ base, bearer }),
      bearer,
      get: (path, headers = {}) => send('GET', path, { bearer, headers }),
    }
  }, 120_000)
  return () => {
    if (!reader) throw new Error('the reader answers only inside tests and hooks')
    return reader
  }
}

/** Hears the server-sent events of one account. */
import { expect } from 'vitest'
import type { TestServer } from './server.ts'

export type HeardEvent = { readonly event: string; readonly data: Record<string, unknown> }

/** `next` waits for one more. */
export const hear = async (server: TestServer, bearer: string) => {
  const answer = await server.send('GET', '/api/events', { bearer })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const chunks = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  const next = async (): Promise<HeardEvent | 'end'> => {
    // Comments keep the line open.
    unread = unread.replace(/^(:.*\n\n)+/, '')
    const [, event, data] = unread.match(/^event: (\w+)\ndata: (.*)\n\n/) ?? []
    if (event !== undefined && data !== undefined) {
      unread = unread.slice(unread.indexOf('\n\n') + 2)
      return { event, data: JSON.parse(data) }
    }
    const { value, done } = (await chunks?.read()) ?? { done: true }
    if (done) return 'end'
    unread += value
    return next()
  }
  return { next, stop: () => chunks?.cancel() }
}

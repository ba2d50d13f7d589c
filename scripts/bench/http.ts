/** HTTP as a program speaks it: kept-alive connections, no more of them than asked for, answers read to their end. */
import http from 'node:http'

export type Answer = {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly bytes: Buffer
}
export type Client = {
  get(url: string, headers?: http.OutgoingHttpHeaders): Promise<Answer>
  post(url: string, body: Buffer, headers: http.OutgoingHttpHeaders): Promise<Answer>
  close(): void
}

const isStale = (request: http.ClientRequest, error: NodeJS.ErrnoException): boolean =>
  request.reusedSocket && error.code === 'ECONNRESET'

/** Asked again where the server closed a connection that nobody had used for seconds, while tiles were compared. */
const send = (url: string, options: http.RequestOptions, body: Buffer | null): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(parts),
        }),
      )
    })
    request.on('error', (error) => {
      if (isStale(request, error)) resolve(send(url, options, body))
      else reject(error)
    })
    request.end(body ?? undefined)
  })

/** `bearer` goes with every request, so that all routes are asked by the same caller. */
export const openClient = (connections: number, bearer: string | null): Client => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const known = bearer === null ? {} : { authorization: `Bearer ${bearer}` }
  return {
    get: (url, headers = {}) => send(url, { agent, headers: { ...known, ...headers } }, null),
    post: (url, body, headers) =>
      send(
        url,
        { agent, method: 'POST', headers: { ...known, 'content-length': body.length, ...headers } },
        body,
      ),
    close: () => agent.destroy(),
  }
}

/** Throws where the answer is not a success. */
export const bytesOf = (url: string, { status, bytes }: Answer): Buffer => {
  if (status === 200 || status === 204) return bytes
  throw new Error(`${url} answered ${status}: ${bytes.subarray(0, 300)}`)
}

/** Runs `count` requests, `atATime` of them at a time. */
export const manyAtATime = async (
  count: number,
  atATime: number,
  run: (n: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await run(next++)
  }
  await Promise.all(Array.from({ length: atATime }, worker))
}

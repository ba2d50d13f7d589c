/** Sends one file, once it is packed, and says how far it has come (0 to 1): `fetch` cannot tell that of what it sends. */

import { addCensusFile } from '../../../server/shared/census.contract.ts'
import type { Census } from '../../../server/shared/census.ts'
import { errorBody } from '../../../server/shared/endpoint.ts'
import { ApiError, pathOf, queryString } from '../../api.ts'

export type Sending = { readonly done: Promise<Census>; stop(): void }

const failure = (request: XMLHttpRequest): Error => {
  if (request.status === 0) return new TypeError('the connection was lost')
  const parsed = errorBody.safeParse(request.response)
  const fallback = { code: `http_${request.status}`, message: `HTTP ${request.status}` }
  return new ApiError(request.status, parsed.success ? parsed.data.error : fallback)
}

/** `done` rejects with an ApiError, with a TypeError where the server was not reached, and with an AbortError when stopped. */
export const sendFile = (id: number, packed: Promise<File>, onShare: (share: number) => void): Sending => {
  const request = new XMLHttpRequest()
  let stop = (): void => request.abort()
  const done = new Promise<Census>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total)
    request.onload = () =>
      request.status === addCensusFile.status ? resolve(request.response as Census) : reject(failure(request))
    request.onerror = () => reject(failure(request))
    let stopped = false
    stop = () => {
      stopped = true
      request.abort()
      reject(new DOMException('stopped', 'AbortError'))
    }
    packed.then((file) => {
      if (stopped) return
      request.open(
        addCensusFile.method,
        `${pathOf(addCensusFile.path, { id })}${queryString({ name: file.name })}`,
      )
      request.responseType = 'json'
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.send(file)
    }, reject)
  })
  return { done, stop: () => stop() }
}

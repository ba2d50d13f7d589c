/** The one way to write what stands behind the `?`: each writer changes its own words in what stands there at that moment, which may be newer than what is rendered. */
import { useCallback } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { searchOf } from '../url-state.ts'

/** `push` for choices (back undoes them), `replace` for moves. */
export type How = 'push' | 'replace'

/** `make` gives the next search, with or without its `?`. */
export const useWriteAddress = () => {
  const { pathname } = useLocation()
  const navigate = useNavigate()
  return useCallback(
    (make: (now: URLSearchParams) => string, how: How) => {
      const search = make(new URLSearchParams(window.location.search))
      void navigate({ pathname, search }, { replace: how === 'replace' })
    },
    [navigate, pathname],
  )
}

/** Single words: null takes one away. */
export const useWriteWords = () => {
  const write = useWriteAddress()
  return useCallback(
    (patch: Readonly<Record<string, string | number | null>>, how: How) =>
      write((now) => {
        for (const [name, value] of Object.entries(patch)) {
          if (value === null) now.delete(name)
          else now.set(name, String(value))
        }
        return searchOf(now)
      }, how),
    [write],
  )
}

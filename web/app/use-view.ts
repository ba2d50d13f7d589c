/** The view in the address, and the one way to change it. */
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useLocation } from 'react-router'
import { readView, searchOf, type View, writeView } from '../url-state.ts'
import { type How, useWriteAddress } from './use-write-address.ts'

type Patch = Partial<View>
/** A choice that builds on what is chosen is given as a function: what was rendered may be older than the last change. */
export type ChangeView = (patch: Patch | ((now: View) => Patch), how: How) => void

export const useView = (): { view: View; dropped: string[]; change: ChangeView } => {
  const { search } = useLocation()
  const write = useWriteAddress()
  const read = useMemo(() => readView(new URLSearchParams(search)), [search])
  // Two changes may come before the router has rendered the first: the second must build on it.
  const latest = useRef({ view: read.view, search })
  useEffect(() => {
    latest.current = { view: read.view, search }
  }, [read, search])
  const change = useCallback<ChangeView>(
    (patch, how) => {
      const now = latest.current.view
      const view = { ...now, ...(typeof patch === 'function' ? patch(now) : patch) }
      const next = searchOf(writeView(view, new URLSearchParams(window.location.search)))
      if (next === latest.current.search) return
      latest.current = { view, search: next }
      write(() => next, how)
    },
    [write],
  )
  return { ...read, change }
}

/** The editing session: which tool is in hand and what was begun with it. What is done is the server's; nothing here is lost by a reload but the line being drawn. */
import type { LonLat } from '../../server/shared/crs.ts'
import type { Grip } from './operations.ts'
import { isSame } from './rings.ts'

export const TOOLS = ['select', 'split', 'merge', 'vertices', 'ground'] as const
export type Tool = (typeof TOOLS)[number]

export type Session = {
  readonly tool: Tool
  readonly snapping: boolean
  /** Of a split, or the ring of ground, as far as it is drawn. */
  readonly line: readonly LonLat[]
  readonly picks: readonly number[]
  readonly drag: { readonly grip: Grip; readonly from: LonLat; readonly to: LonLat } | null
  /** The vertex last clicked: Delete takes it out. */
  readonly vertex: LonLat | null
}

export type Move =
  | { readonly type: 'tool'; readonly tool: Tool; readonly picks?: readonly number[] }
  | { readonly type: 'snapping' }
  | { readonly type: 'point'; readonly at: LonLat }
  | { readonly type: 'back' }
  | { readonly type: 'pick'; readonly face: number }
  | { readonly type: 'grab'; readonly grip: Grip; readonly from: LonLat }
  | { readonly type: 'drag'; readonly to: LonLat }
  | { readonly type: 'release' }
  | { readonly type: 'escape' }
  /** What was begun is done, or has become void. */
  | { readonly type: 'done' }

export const IDLE: Session = {
  tool: 'select',
  snapping: true,
  line: [],
  picks: [],
  drag: null,
  vertex: null,
}

const begun = ({ line, picks, drag, vertex }: Session): boolean =>
  line.length > 0 || picks.length > 0 || drag !== null || vertex !== null

const emptied = (session: Session): Session => ({ ...session, line: [], picks: [], drag: null, vertex: null })

export const next = (session: Session, move: Move): Session => {
  switch (move.type) {
    case 'tool':
      return { ...emptied(session), tool: move.tool, picks: move.picks ?? [] }
    case 'snapping':
      return { ...session, snapping: !session.snapping }
    case 'point': {
      const last = session.line.at(-1)
      // A double click gives the same place twice.
      return last && isSame(last, move.at) ? session : { ...session, line: [...session.line, move.at] }
    }
    case 'back':
      return { ...session, line: session.line.slice(0, -1) }
    case 'pick': {
      const rest = session.picks.filter((id) => id !== move.face)
      return { ...session, picks: rest.length < session.picks.length ? rest : [...rest, move.face] }
    }
    case 'grab':
      return {
        ...session,
        drag: { grip: move.grip, from: move.from, to: move.from },
        vertex: move.grip.kind === 'vertex' ? move.grip.position : null,
      }
    case 'drag':
      return session.drag ? { ...session, drag: { ...session.drag, to: move.to } } : session
    case 'release':
      return { ...session, drag: null }
    case 'escape':
      // First what was begun, then the tool.
      return begun(session) ? emptied(session) : { ...session, tool: 'select' }
    case 'done':
      return emptied(session)
  }
}

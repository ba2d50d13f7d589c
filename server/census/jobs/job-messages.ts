/** What a server and its census worker say to each other. */
import type pg from 'pg'
import type { Said } from '../../readers/source.ts'
import type { Claimed, Progress } from './jobs.queries.ts'

/** Where the worker finds the registry and the files, given once when it starts. */
export type WorkerPlace = {
  readonly address: pg.PoolConfig
  readonly schema: string
  readonly embedded: boolean
  /** Of delivered files. */
  readonly spool: string
  readonly keepDays: number
}

/** `hand over`: the server ends; another one takes the job up. */
export type StopReason = 'pause' | 'cancel' | 'hand over'
export type ToWorker = { readonly carryOut: Claimed } | { readonly stop: StopReason } | { readonly end: true }

export type Step = Pick<Progress, 'stage' | 'rows' | 'share'>
export type Ended =
  | { readonly how: 'done' }
  | { readonly how: 'stopped'; readonly why: StopReason }
  /** `problem` is told to the surveyor; without one it is a fault of the program, and `detail` is for the log. */
  | { readonly how: 'failed'; readonly problem: Said | null; readonly detail: string }
export type FromWorker =
  | { readonly step: Step }
  | { readonly warn: string; readonly detail: string }
  | { readonly ended: Ended }

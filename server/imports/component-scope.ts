/**
 * Which components a write is about, asked once and then handed on as numbers. Statements that join an array know its length, where a question is taken for
 * one row of a batch that no statistics know yet, and all are compared with all: 25,000 changes of 231,000 components took four minutes so, and take seconds.
 */
import { type Connection, one } from '../db/database.ts'

/** SQL that gives `component_id`, with its bindings. */
export type ComponentScope = { readonly sql: string; readonly bindings: Readonly<Record<string, unknown>> }

/** Each once, in their order, which is about the order of their rows. */
export const listScope = async (trx: Connection, { sql, bindings }: ComponentScope): Promise<number[]> =>
  (
    await one<{ ids: number[] }>(
      trx,
      `select coalesce(array_agg(distinct s.component_id order by s.component_id), '{}') as ids
         from (${sql}) as s`,
      bindings,
    )
  ).ids

/** Choices of a step in the address, so that they can be shared and come back to: which rows are listed, and which one is open. */
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { SEVERITIES } from '../../../server/shared/census.ts'
import { type How, useWriteWords } from '../../app/use-write-address.ts'
import { DECIDED_KINDS, type DecidedKind } from './kinds.ts'
import type { RowQuery } from './use-rows.ts'

export type Choices = {
  severity: (typeof SEVERITIES)[number] | null
  /** Code of a finding. */
  reason: string | null
  layer: number | null
  kind: DecidedKind | null
  q: string | null
  row: number | null
}

const number = (text: string | null): number | null => {
  const value = Number(text)
  return text !== null && Number.isSafeInteger(value) && value > 0 ? value : null
}

export const readChoices = (params: URLSearchParams): Choices => ({
  severity: SEVERITIES.find((one) => one === params.get('severity')) ?? null,
  reason: params.get('reason') || null,
  layer: number(params.get('layer')),
  kind: DECIDED_KINDS.find((one) => one === params.get('kind')) ?? null,
  q: params.get('q') || null,
  row: number(params.get('row')),
})

/** As rows are asked for; missing components are no rows. */
export const rowQueryOf = ({ severity, reason, layer, kind, q }: Choices): RowQuery => ({
  ...(severity === null ? {} : { severity }),
  ...(reason === null ? {} : { finding: reason }),
  ...(layer === null ? {} : { layer }),
  ...(kind === null || kind === 'missing' ? {} : { kind }),
  ...(q === null ? {} : { q }),
})

export const useStepParams = () => {
  const [params] = useSearchParams()
  const write = useWriteWords()
  const choices = useMemo(() => readChoices(params), [params])
  const choose = useCallback((patch: Partial<Choices>, how: How = 'push') => write(patch, how), [write])
  return { choices, choose }
}

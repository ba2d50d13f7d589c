/**
 * Steps on a draft, one after the other: an operation, undo, redo, all again. Each goes with the revision that the page has loaded; where somebody else was faster nothing is done and it is said.
 * What a step answers is shown at once.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Change, Edited, Face } from '../../../server/shared/boundaries.ts'
import type { Operation } from '../../../server/shared/operations.ts'
import { ApiError, api } from '../../api.ts'
import { withEdited } from '../../edit/preview.ts'
import { headKey } from './use-change.ts'

export type Step =
  | { readonly operation: Operation }
  | 'undo'
  | 'redo'
  | 'replay'
  | { readonly undoTo: number }

/** Somebody else has edited since; the step was not done. */
export const isStale = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 409 && error.code === 'stale_revision'

type Faces = { faces: Face[]; cutOff: number; revision: number }

const ask = async (id: number, revision: number, step: Step): Promise<Edited> => {
  const params = { id }
  if (step === 'undo') return api.undoOperation({ params, body: { revision } })
  if (step === 'redo') return api.redoOperation({ params, body: { revision } })
  if (step === 'replay') return api.replayOperations({ params, body: { revision } })
  if ('operation' in step) return api.addOperation({ params, body: { revision, operation: step.operation } })
  // At least one is taken back: the way to the head itself is not offered.
  let edited = await api.undoOperation({ params, body: { revision } })
  while (edited.head > step.undoTo)
    edited = await api.undoOperation({ params, body: { revision: edited.revision } })
  return edited
}

export const useEditor = (id: number) => {
  const client = useQueryClient()
  const [answer, setAnswer] = useState<{ step: Step; edited: Edited } | null>(null)
  const take = (step: Step, edited: Edited): void => {
    const before = client.getQueryData<Change>(headKey(id))
    client.setQueryData<Change>(
      headKey(id),
      (change) => change && { ...change, revision: edited.revision, head: edited.head },
    )
    // What is on screen shows the answer while the faces of the new revision are on their way.
    for (const [key, faces] of client.getQueriesData<Faces>({
      queryKey: ['change', id, 'faces', before?.revision],
    }))
      if (faces) {
        const [, , , , depth, bbox] = key
        client.setQueryData<Faces>(['change', id, 'faces', edited.revision, depth, bbox], {
          ...faces,
          revision: edited.revision,
          faces: withEdited(faces.faces, edited.faces, edited.gone, Number(depth)),
        })
      }
    setAnswer({ step, edited })
  }
  const mutation = useMutation({
    // One at a time, in the order they were asked for.
    scope: { id: `change-${id}` },
    mutationFn: async (step: Step) => {
      const revision = client.getQueryData<Change>(headKey(id))?.revision
      if (revision === undefined) throw new Error('the change is not loaded')
      const edited = await ask(id, revision, step)
      take(step, edited)
      return edited
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: headKey(id) })
      void client.invalidateQueries({ queryKey: ['change', id, 'faces'] })
      void client.invalidateQueries({ queryKey: ['changes'] })
    },
  })
  return {
    /** `onEnd` is called when it was done, or was refused. */
    step: (step: Step, onEnd?: (done: boolean) => void) =>
      mutation.mutate(step, { onSuccess: () => onEnd?.(true), onError: () => onEnd?.(false) }),
    pending: mutation.isPending,
    error: mutation.error,
    refused: mutation.error ? (mutation.variables ?? null) : null,
    answer: mutation.error ? null : answer,
    forget: () => {
      mutation.reset()
      setAnswer(null)
    },
  }
}
export type Editor = ReturnType<typeof useEditor>

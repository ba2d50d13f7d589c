/** How something asked of the API was refused, as `409 nothing_to_undo`. What is let through fails the test. */
import { ApiError } from '../../web/api.ts'

export const refusal = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.then(
    () => new Error('it was let through'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ApiError)) throw error
  return `${error.status} ${error.code}`
}

/** Templates as their surveyors meet them: proposed with a layer, and forgotten when they no longer fit. */
import type { Handler } from '../../http/route.ts'
import type * as contract from '../../shared/census.contract.ts'
import { forgetTemplate } from './templates.ts'

export const answerForgetTemplate: Handler<typeof contract.forgetTemplate> = async (
  { db },
  { params: { name }, actor },
) => {
  await db.transaction((trx) => forgetTemplate(trx, name, actor))
  return undefined
}

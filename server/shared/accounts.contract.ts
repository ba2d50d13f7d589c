/** Endpoints for signing in, accounts, API keys and the audit. */
import { z } from 'zod'
import { endpoint, id, idParam, page, paging } from './endpoint.ts'
import { accountRole } from './words.ts'

export const grant = z.object({ role: accountRole, gridId: id.nullable() })
export type Grant = z.infer<typeof grant>
export const grantShown = grant.extend({ gridCode: z.string().nullable(), gridName: z.string().nullable() })
export const account = z.object({
  id,
  name: z.string(),
  displayName: z.string(),
  active: z.boolean(),
  grants: z.array(grantShown),
})
export type Account = z.infer<typeof account>

const accountName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._@-]{2,60}$/u, 'two to sixty letters, digits or . _ @ -')
const password = z.string().min(10, 'at least ten characters').max(200)

export const signIn = endpoint({
  method: 'POST',
  path: '/api/session',
  summary: 'Sign in by name and password',
  body: z.object({ name: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
  response: z.object({ account }),
})
export const getSession = endpoint({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in; account is null when nobody is',
  response: z.object({ account: account.nullable() }),
})
export const signOut = endpoint({ method: 'DELETE', path: '/api/session', summary: 'Sign out', status: 204 })
export const changePassword = endpoint({
  method: 'POST',
  path: '/api/session/password',
  summary: 'Change the own password; ends every other session of the account',
  body: z.object({ current: z.string().min(1).max(200), next: password }),
  status: 204,
})

export const listAccounts = endpoint({
  method: 'GET',
  path: '/api/accounts',
  summary: 'All accounts, in order of name',
  response: z.object({ items: z.array(account) }),
})
export const createAccount = endpoint({
  method: 'POST',
  path: '/api/accounts',
  summary: 'A new account',
  body: z.object({
    name: accountName,
    displayName: z.string().trim().max(100).default(''),
    password,
    grants: z.array(grant).max(50),
  }),
  response: account,
  status: 201,
})
export const updateAccount = endpoint({
  method: 'PATCH',
  path: '/api/accounts/:id',
  summary: 'Change name shown, grants, password or whether the account is active',
  params: idParam,
  body: z.object({
    displayName: z.string().trim().max(100).optional(),
    active: z.boolean().optional(),
    password: password.optional(),
    grants: z.array(grant).max(50).optional(),
  }),
  response: account,
})

export const apiKey = z.object({
  id,
  name: z.string(),
  prefix: z.string(),
  accountId: id,
  accountName: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export const listApiKeys = endpoint({
  method: 'GET',
  path: '/api/keys',
  summary: 'The own API keys; an administrator sees all',
  response: z.object({ items: z.array(apiKey) }),
})
export const createApiKey = endpoint({
  method: 'POST',
  path: '/api/keys',
  summary: 'A new API key with the rights of its account; `secret` is shown this once',
  body: z.object({
    name: z.string().trim().min(1).max(100),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  response: apiKey.extend({ secret: z.string() }),
  status: 201,
})
export const revokeApiKey = endpoint({
  method: 'DELETE',
  path: '/api/keys/:id',
  summary: 'Revoke an API key',
  params: idParam,
  status: 204,
})

export const auditEntry = z.object({
  id,
  at: z.string(),
  actor: z.string(),
  via: z.string(),
  address: z.string().nullable(),
  action: z.string(),
  entity: z.string(),
  entityId: id.nullable(),
  before: z.unknown(),
  after: z.unknown(),
  version: z.number().int().nullable(),
})
export const listAudit = endpoint({
  method: 'GET',
  path: '/api/audit',
  summary: 'Who wrote what, newest first',
  query: z.object({
    entity: z.string().max(50).optional(),
    entityId: z.coerce.number().int().optional(),
    actor: z.string().max(60).optional(),
    ...paging,
  }),
  response: page(auditEntry),
})

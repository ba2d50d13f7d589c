/** The account with which a new registry is entered: named by ADMIN_USER, with ADMIN_PASSWORD or a random password that is told once. */
import type { Config } from '../config.ts'
import { type Connection, first } from '../db/database.ts'
import { SYSTEM } from '../db/end-write.ts'
import { Conflict, StartupError } from '../errors.ts'
import { createAccount as contract } from '../shared/accounts.contract.ts'
import { randomPassword } from './password.ts'
import { createAccount } from './write-account.ts'

const nameOf = (adminUser: string): string => {
  const parsed = contract.body.shape.name.safeParse(adminUser)
  if (parsed.success) return parsed.data
  throw new StartupError(`ADMIN_USER cannot be used: ${parsed.error.issues[0]?.message}.`)
}

/** The oldest account that may do everything everywhere; undefined where there is none. */
const findAdministrator = (db: Connection): Promise<{ name: string } | undefined> =>
  first(
    db,
    `select a.name as name
       from account as a
      where a.active
        and exists (select from account_grant as g
                     where g.account_id = a.id and g.role = 'administrator' and g.grid_id is null)
      order by a.id
      limit 1`,
  )

const howToSignIn = async (db: Connection): Promise<string> => {
  const administrator = await findAdministrator(db)
  return administrator
    ? `Sign in as ${administrator.name}.`
    : 'There is no administrator; make one with: gridbook user add NAME --role administrator'
}

/**
 * Makes the first account where there is none, and gives the sentence that says how to sign in. ADMIN_PASSWORD counts only then: later it
 * changes nothing. Of two servers that start at once on one registry, the second finds the name taken and takes what is there.
 */
export const ensureAdministrator = async (
  db: Connection,
  { adminUser, adminPassword }: Pick<Config, 'adminUser' | 'adminPassword'>,
): Promise<string> => {
  if (await first(db, `select a.id as id from account as a limit 1`)) return howToSignIn(db)
  const name = nameOf(adminUser)
  const password = adminPassword ?? randomPassword()
  const made = await createAccount(db, SYSTEM, {
    name,
    displayName: '',
    password,
    grants: [{ role: 'administrator', gridId: null }],
  }).catch((error: unknown) => {
    if (error instanceof Conflict) return null
    throw error
  })
  if (made === null) return howToSignIn(db)
  return adminPassword === undefined
    ? `Sign in as ${name} with the password ${password} (shown this once).`
    : `Sign in as ${name} with the password in ADMIN_PASSWORD.`
}

/** `gridbook user …`: accounts from the command line, for the first ones and for whoever has locked himself out. */
import { parseArgs } from 'node:util'
import type { CommandDeps } from '../command.ts'
import { type Connection, rows } from '../db/database.ts'
import { NotFound, StartupError } from '../errors.ts'
import { type Account, createAccount as contract, type Grant } from '../shared/accounts.contract.ts'
import { accountRole } from '../shared/words.ts'
import { findAccountByName, listAccounts } from './accounts.queries.ts'
import { askPassword } from './ask-password.ts'
import { randomPassword } from './password.ts'
import { changeAccount, createAccount } from './write-account.ts'

export const USER_USAGE = `gridbook user list
  gridbook user add NAME [--display TEXT] [--role ROLE [--in GRIDCODE [--level LEVEL]]] [--random]
  gridbook user passwd NAME [--random]
  gridbook user grant | revoke NAME --role ROLE [--in GRIDCODE [--level LEVEL]]
  gridbook user close | open NAME
The password is asked for, or read from standard input; --random makes one and prints it.`

type Write = (line: string) => void
type Options = {
  readonly display?: string
  readonly role?: string
  readonly in?: string
  readonly level?: string
  readonly random?: boolean
}
type Work = Pick<CommandDeps, 'db' | 'actor' | 'print'>

const passwordFor = async (options: Options): Promise<string> =>
  options.random ? randomPassword() : askPassword()

const tellRandom = (print: Write, options: Options, password: string): void => {
  if (options.random) print(`The password is ${password} (shown this once).`)
}

/** Codes are unique within a level, so a code may stand on several. */
const gridNamed = async (db: Connection, code: string, level: string | undefined): Promise<number> => {
  const found = await rows<{ id: number; level: string }>(
    db,
    `select v.grid_id as id, l.code as level
       from grid_version as v
       join level as l on l.id = v.level_id
      where v.code = :code::text
        and v.valid_to is null
        and (:level::text is null or l.code = :level::text)
      order by l.depth`,
    { code, level: level ?? null },
  )
  const [grid, other] = found
  if (grid === undefined) throw new NotFound('grid_not_found', `There is no grid with the code ${code}.`)
  if (other !== undefined) {
    throw new StartupError(
      `The code ${code} stands on several levels; add --level ${found.map((g) => g.level).join(' or ')}.`,
    )
  }
  return grid.id
}

const grantOf = async (db: Connection, options: Options): Promise<Grant> => {
  const role = accountRole.safeParse(options.role)
  if (!role.success) throw new StartupError(`--role must be one of ${accountRole.options.join(', ')}.`)
  const gridId = options.in === undefined ? null : await gridNamed(db, options.in, options.level)
  return { role: role.data, gridId }
}

const accountNamed = async (db: Connection, name: string): Promise<Account> => {
  const found = await findAccountByName(db, name)
  if (!found) throw new NotFound('account_not_found', `There is no account named ${name}.`)
  return found
}

const line = ({ name, displayName, active, grants }: Account): string => {
  const rights = grants.map((g) => (g.gridId === null ? g.role : `${g.role} in ${g.gridCode}`))
  return [name, displayName, active ? 'active' : 'closed', rights.join(', ')].join('\t')
}

const list = async ({ db, print }: Work): Promise<void> => {
  for (const account of await listAccounts(db)) print(line(account))
}

const add = async ({ db, actor, print }: Work, given: string, options: Options): Promise<void> => {
  const name = contract.body.shape.name.safeParse(given)
  if (!name.success) throw new StartupError(`The name needs ${name.error.issues[0]?.message}.`)
  const grants = options.role === undefined ? [] : [await grantOf(db, options)]
  const password = await passwordFor(options)
  const displayName = options.display ?? ''
  print(line(await createAccount(db, actor, { name: name.data, displayName, password, grants })))
  tellRandom(print, options, password)
}

const passwd = async ({ db, actor, print }: Work, name: string, options: Options): Promise<void> => {
  const { id } = await accountNamed(db, name)
  const password = await passwordFor(options)
  print(line(await changeAccount(db, actor, id, { password })))
  tellRandom(print, options, password)
}

const isSame = (a: Grant, b: Grant): boolean => a.role === b.role && a.gridId === b.gridId

const grant = async ({ db, actor, print }: Work, name: string, options: Options): Promise<void> => {
  const { id, grants } = await accountNamed(db, name)
  print(line(await changeAccount(db, actor, id, { grants: [...grants, await grantOf(db, options)] })))
}

const revoke = async ({ db, actor, print }: Work, name: string, options: Options): Promise<void> => {
  const { id, grants } = await accountNamed(db, name)
  const taken = await grantOf(db, options)
  print(line(await changeAccount(db, actor, id, { grants: grants.filter((g) => !isSame(g, taken)) })))
}

const setActive =
  (active: boolean) =>
  async ({ db, actor, print }: Work, name: string): Promise<void> => {
    const { id } = await accountNamed(db, name)
    print(line(await changeAccount(db, actor, id, { active })))
  }

const VERBS: Record<string, (work: Work, name: string, options: Options) => Promise<void>> = {
  add,
  passwd,
  grant,
  revoke,
  close: setActive(false),
  open: setActive(true),
}

/** Gives the exit code. */
export const runUser = async (argv: string[], work: Work): Promise<number> => {
  const { positionals, values } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      display: { type: 'string' },
      role: { type: 'string' },
      in: { type: 'string' },
      level: { type: 'string' },
      random: { type: 'boolean' },
    },
  })
  const [verb = '', name, ...rest] = positionals
  if (verb === 'list' && name === undefined) {
    await list(work)
    return 0
  }
  const act = VERBS[verb]
  if (act === undefined || name === undefined || rest.length > 0) {
    throw new StartupError(`Usage: ${USER_USAGE}`)
  }
  await act(work, name, values)
  return 0
}

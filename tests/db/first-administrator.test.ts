import { expect, test } from 'vitest'
import { ensureAdministrator } from '../../server/accounts/first-administrator.ts'
import { tryPassword } from '../../server/accounts/sign-in.ts'
import { runUser } from '../../server/accounts/user.cli.ts'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry } from '../support/registry-fixture.ts'

const registry = useDatabase()
const config = { adminUser: 'admin', adminPassword: undefined }
const verdict = async (name: string, password: string) =>
  (await tryPassword(registry().db, name, password)).verdict

/** Runs `gridbook user …` and gives what it prints. */
const user = async (...argv: string[]): Promise<string[]> => {
  const printed: string[] = []
  const actor = { ...SYSTEM, name: 'operator', via: 'cli' as const }
  await runUser(argv, { db: registry().db, actor, print: (line) => printed.push(line) })
  return printed
}

test('the first start makes one administrator, even of two starts at once, and tells its password once', async () => {
  const { db } = registry()
  const said = await Promise.all([ensureAdministrator(db, config), ensureAdministrator(db, config)])
  const [told = ''] = said.filter((sentence) => sentence.includes('shown this once'))
  const password = /password (\S+)/.exec(told)?.[1] ?? ''
  expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
  expect(await verdict('admin', password)).toBe('accepted')
  expect(await ensureAdministrator(db, config)).toBe('Sign in as admin.')
  expect(await user('list')).toEqual(['admin\t\tactive\tadministrator'])
})

test('ADMIN_USER and ADMIN_PASSWORD change nothing once there is an account', async () => {
  const later = { adminUser: 'other', adminPassword: 'quite another one' }
  expect(await ensureAdministrator(registry().db, later)).toBe('Sign in as admin.')
  expect(await verdict('admin', 'quite another one')).toBe('wrong_password')
  expect(await verdict('other', 'quite another one')).toBe('unknown_name')
})

test('an ADMIN_USER that no account may have is said so', async () => {
  const fresh = registry().db.transaction(async (trx) => {
    await trx.raw('delete from account_grant')
    await trx.raw('update audit set account_id = null')
    await trx.raw('delete from account')
    await ensureAdministrator(trx, { ...config, adminUser: 'a b' })
  })
  await expect(fresh).rejects.toThrow('ADMIN_USER cannot be used: two to sixty letters')
})

test('the command line makes, limits, closes and lists accounts, and the audit names the operator', async () => {
  await makeRegistry(registry().db, 200)
  const [, told = ''] = await user('add', 'zhang', '--display', '张', '--role', 'surveyor', '--random')
  expect(await verdict('zhang', /is (\S+)/.exec(told)?.[1] ?? '')).toBe('accepted')
  expect(await user('grant', 'zhang', '--role', 'dispatcher', '--in', '320506001')).toEqual([
    'zhang\t张\tactive\tdispatcher in 320506001, surveyor',
  ])
  expect(await user('revoke', 'zhang', '--role', 'surveyor')).toEqual([
    'zhang\t张\tactive\tdispatcher in 320506001',
  ])
  expect(await user('close', 'zhang')).toEqual(['zhang\t张\tclosed\tdispatcher in 320506001'])
  const audited = await rows(
    registry().db,
    `select distinct u.actor as actor, u.via as via from audit as u where u.action = 'account.update'`,
  )
  expect(audited).toEqual([{ actor: 'operator', via: 'cli' }])
})

test('what the command line cannot do is said in a sentence', async () => {
  await expect(user('close', 'nobody')).rejects.toThrow('There is no account named nobody.')
  await expect(user('close', 'admin')).rejects.toThrow('admin is the last administrator')
  await expect(user('grant', 'zhang', '--role', 'king')).rejects.toThrow(
    '--role must be one of administrator',
  )
  await expect(user('grant', 'zhang', '--role', 'reader', '--in', 'x')).rejects.toThrow(
    'no grid with the code x',
  )
  await expect(user('add', 'zhang', '--random')).rejects.toThrow('already an account named zhang')
  await expect(user('add', 'a b', '--random')).rejects.toThrow('The name needs two to sixty letters')
  await expect(user('sing')).rejects.toThrow('Usage: gridbook user list')
})

/** Passwords as scrypt hashes (RFC 7914) in PHC string form, each with its own parameters, so that the cost can rise later. */
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Unavailable } from '../errors.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** 2^17 blocks of 1 KB: 128 MB and 0.4 s a password, what OWASP asks of scrypt. */
const LOG2_COST = 17
const BLOCK_SIZE = 8
const HASH_BYTES = 32

/** Each takes 128 MB and one of the four threads that files need too; the rest waits its turn, and a flood is turned away. */
const AT_ONCE = 2
const WAITING_AT_MOST = 40
let running = 0
const waiting: (() => void)[] = []

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running < AT_ONCE) running += 1
  else if (waiting.length >= WAITING_AT_MOST) {
    throw new Unavailable('too_busy', 'Too many people are signing in at this moment; try again shortly.')
  } else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/** Full-width digits of a Chinese input method are the same password as plain ones, hence NFKC. */
const scryptOf = (password: string, salt: Buffer, log2Cost: number): Promise<Buffer> =>
  inTurn(() =>
    derive(password.normalize('NFKC'), salt, HASH_BYTES, {
      N: 2 ** log2Cost,
      r: BLOCK_SIZE,
      p: 1,
      maxmem: 256 * BLOCK_SIZE * 2 ** log2Cost,
    }),
  )

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
const phc = (log2Cost: number, salt: Buffer, hash: Buffer): string =>
  `$scrypt$ln=${log2Cost},r=${BLOCK_SIZE},p=1$${unpadded(salt)}$${unpadded(hash)}`

/** What is compared where there is no account, so that the answer takes as long as for one. No password has this hash. */
const NOBODY = phc(LOG2_COST, randomBytes(16), randomBytes(HASH_BYTES))

/** `log2Cost` is lower only in tests, which make many accounts. */
export const hashPassword = async (password: string, log2Cost = LOG2_COST): Promise<string> => {
  const salt = randomBytes(16)
  return phc(log2Cost, salt, await scryptOf(password, salt, log2Cost))
}

/** Null, or what is no hash of ours, fits no password, and takes the full time to say so. */
export const verifyPassword = async (stored: string | null, password: string): Promise<boolean> => {
  const form = /^\$scrypt\$ln=(\d+),r=8,p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
  const [, log2Cost = '', salt = '', hash = ''] = form.exec(stored ?? NOBODY) ?? form.exec(NOBODY) ?? []
  const derived = await scryptOf(password, Buffer.from(salt, 'base64'), Number(log2Cost))
  const expected = Buffer.from(hash, 'base64')
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}

/** No 0 O 1 l I: this one is copied from a terminal by hand. */
const READABLE = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Twenty random characters in groups of five: 100 bits. */
export const randomPassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => READABLE[randomInt(READABLE.length)]).join(''),
  ).join('-')

/** Every environment variable, read and parsed once. The README's table is generated from `VARIABLES`. */
import path from 'node:path'
import { z } from 'zod'
import { StartupError } from './errors.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.enum(['true', 'false']).transform((v) => v === 'true')

const VARIABLES = {
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .optional(),
    says: 'PostgreSQL 15+ with PostGIS 3.3+ to use instead of the embedded database',
    unset: 'embedded database',
  },
  DB_SCHEMA: {
    schema: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a plain lower-case name')
      .default('gridbook'),
    says: 'Database schema of this district; one schema a district',
  },
  DATA_DIR: {
    schema: z.string().min(1).default('.gridbook'),
    says: 'Where the embedded database keeps its files',
  },
  HOST: { schema: z.string().min(1).default('127.0.0.1'), says: 'Address to listen on' },
  PORT: { schema: port.default(8080), says: 'Port to listen on; 0 takes a free one' },
  PUBLIC_URL: {
    schema: z.url().optional(),
    says: 'Address under which browsers reach the server, if a proxy changes it',
    unset: 'taken from the request',
  },
  TRUST_PROXY: {
    schema: z.coerce.number().int().min(0).max(10).default(0),
    says: 'How many proxies stand in front, whose X-Forwarded headers are believed',
  },
  ADMIN_USER: { schema: z.string().min(2).max(60).default('admin'), says: 'Name of the first administrator' },
  ADMIN_PASSWORD: {
    schema: z.string().min(10, 'must have at least ten characters').optional(),
    says: 'Password of the first administrator',
    unset: 'made at random and shown once',
  },
  SESSION_HOURS: {
    schema: z.coerce.number().positive().max(720).default(12),
    says: 'Hours after which an unused session ends',
  },
  DEMO: {
    schema: flag.default(true),
    says: 'Whether a start on an empty registry loads the demo district',
  },
  LANG: {
    schema: z
      .string()
      .default('en')
      .transform((locale): 'zh' | 'en' => (locale.startsWith('zh') ? 'zh' : 'en')),
    says: 'Language of what commands print: Chinese where it begins with zh, else English',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    says: 'How much is logged to standard output',
  },
} as const satisfies Record<string, { schema: z.ZodType; says: string; unset?: string }>

export type Config = {
  readonly databaseUrl: string | undefined
  readonly dbSchema: string
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly publicUrl: string | undefined
  readonly trustProxy: number
  readonly adminUser: string
  readonly adminPassword: string | undefined
  readonly sessionHours: number
  readonly demo: boolean
  readonly language: 'zh' | 'en'
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
}

const environment = z.object({
  DATABASE_URL: VARIABLES.DATABASE_URL.schema,
  DB_SCHEMA: VARIABLES.DB_SCHEMA.schema,
  DATA_DIR: VARIABLES.DATA_DIR.schema,
  HOST: VARIABLES.HOST.schema,
  PORT: VARIABLES.PORT.schema,
  PUBLIC_URL: VARIABLES.PUBLIC_URL.schema,
  TRUST_PROXY: VARIABLES.TRUST_PROXY.schema,
  ADMIN_USER: VARIABLES.ADMIN_USER.schema,
  ADMIN_PASSWORD: VARIABLES.ADMIN_PASSWORD.schema,
  SESSION_HOURS: VARIABLES.SESSION_HOURS.schema,
  DEMO: VARIABLES.DEMO.schema,
  LANG: VARIABLES.LANG.schema,
  LOG_LEVEL: VARIABLES.LOG_LEVEL.schema,
})

/** An empty variable counts as not set. Throws StartupError naming the first variable that cannot be read. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new StartupError(
      `The environment variable ${issue?.path.join('.')} cannot be used: ${issue?.message}.`,
    )
  }
  const e = parsed.data
  return {
    databaseUrl: e.DATABASE_URL,
    dbSchema: e.DB_SCHEMA,
    dataDir: path.resolve(e.DATA_DIR),
    host: e.HOST,
    port: e.PORT,
    publicUrl: e.PUBLIC_URL,
    trustProxy: e.TRUST_PROXY,
    adminUser: e.ADMIN_USER,
    adminPassword: e.ADMIN_PASSWORD,
    sessionHours: e.SESSION_HOURS,
    demo: e.DEMO,
    language: e.LANG,
    logLevel: e.LOG_LEVEL,
  }
}

/** The rows of the README's table: variable, default, meaning. */
export const configTable = (): string[][] =>
  Object.entries(VARIABLES).map(([name, variable]) => {
    const fallback = variable.schema.safeParse(undefined)
    const shown = 'unset' in variable ? variable.unset : `\`${fallback.data}\``
    return [`\`${name}\``, String(shown), variable.says]
  })

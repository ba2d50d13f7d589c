/** Every environment variable, read and parsed once. From `VARIABLES` come the parser, the type `Config` and the README's table. */
import path from 'node:path'
import { z } from 'zod'
import { StartupError } from './errors.ts'

type Variable = {
  /** As the environment calls it. */
  readonly name: string
  readonly schema: z.ZodType<unknown, string | undefined>
  readonly says: string
} & (
  | { /** Parsed in place of a variable that is not set. */ readonly fallback: string }
  | { /** What happens then, in words. */ readonly unset: string }
)

const number = <T extends z.ZodType<unknown, number>>(schema: T) => z.string().transform(Number).pipe(schema)

const VARIABLES = {
  databaseUrl: {
    name: 'DATABASE_URL',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .optional(),
    unset: 'embedded database',
    says: 'PostgreSQL 15+ with PostGIS 3.3+ to use instead of the embedded database',
  },
  dbSchema: {
    name: 'DB_SCHEMA',
    schema: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a plain lower-case name'),
    fallback: 'gridbook',
    says: 'Database schema of this district; one schema a district',
  },
  dataDir: {
    name: 'DATA_DIR',
    schema: z.string().transform((dir) => path.resolve(dir)),
    fallback: '.gridbook',
    says: 'Where the embedded database keeps its files',
  },
  importDir: {
    name: 'IMPORT_DIR',
    schema: z
      .string()
      .transform((dir) => path.resolve(dir))
      .optional(),
    unset: '`imports` in `DATA_DIR`',
    says: 'Where delivered files are kept; the same folder for all servers of a registry',
  },
  importKeepDays: {
    name: 'IMPORT_KEEP_DAYS',
    schema: number(z.number().min(0).max(3_650)),
    fallback: '30',
    says: 'Days for which delivered files are kept after their delivery was committed or discarded',
  },
  maxUploadMb: {
    name: 'MAX_UPLOAD_MB',
    schema: number(z.number().positive().max(1_000_000)),
    fallback: '2048',
    says: 'Megabytes that one delivered file may take',
  },
  host: { name: 'HOST', schema: z.string(), fallback: '127.0.0.1', says: 'Address to listen on' },
  port: {
    name: 'PORT',
    schema: number(z.number().int().min(0).max(65_535)),
    fallback: '8080',
    says: 'Port to listen on; 0 takes a free one',
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    schema: z.url().optional(),
    unset: 'taken from the request',
    says: 'Address under which browsers reach the server, if a proxy changes it',
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    schema: number(z.number().int().min(0).max(10)),
    fallback: '0',
    says: 'How many proxies stand in front, whose X-Forwarded headers are believed',
  },
  adminUser: {
    name: 'ADMIN_USER',
    schema: z.string().min(2).max(60),
    fallback: 'admin',
    says: 'Name of the first administrator',
  },
  adminPassword: {
    name: 'ADMIN_PASSWORD',
    schema: z.string().min(10, 'must have at least ten characters').optional(),
    unset: 'made at random and shown once',
    says: 'Password of the first administrator',
  },
  sessionHours: {
    name: 'SESSION_HOURS',
    schema: number(z.number().positive().max(720)),
    fallback: '12',
    says: 'Hours after which an unused session ends',
  },
  demo: {
    name: 'DEMO',
    schema: z.enum(['true', 'false']).transform((v) => v === 'true'),
    fallback: 'true',
    says: 'Whether a start on an empty registry loads the demo district',
  },
  language: {
    name: 'LANG',
    schema: z.string().transform((locale): 'zh' | 'en' => (locale.startsWith('zh') ? 'zh' : 'en')),
    fallback: 'en',
    says: 'Language of what commands print: Chinese where it begins with zh, else English',
  },
  logLevel: {
    name: 'LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    fallback: 'info',
    says: 'How much is logged to standard output',
  },
} as const satisfies Record<string, Variable>

type Variables = typeof VARIABLES
export type Config = { readonly [K in keyof Variables]: z.output<Variables[K]['schema']> }

const read = ({ name, schema, ...variable }: Variable, env: NodeJS.ProcessEnv): unknown => {
  const parsed = schema.safeParse(env[name] || ('fallback' in variable ? variable.fallback : undefined))
  if (parsed.success) return parsed.data
  throw new StartupError(
    `The environment variable ${name} cannot be used: ${parsed.error.issues[0]?.message}.`,
  )
}

/** An empty variable counts as not set. Throws StartupError naming the first variable that cannot be read. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config =>
  Object.fromEntries(Object.entries(VARIABLES).map(([key, variable]) => [key, read(variable, env)])) as Config

/** The rows of the README's table: variable, default, meaning. */
export const configTable = (): string[][] =>
  Object.values(VARIABLES).map((variable) => [
    `\`${variable.name}\``,
    'fallback' in variable ? `\`${variable.fallback}\`` : variable.unset,
    variable.says,
  ])

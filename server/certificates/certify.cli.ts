/** `gridbook certify`: makes a certificate, or computes one anew. Exit codes: 0 made, or the same; 1 failed, or it differs; 2 wrong usage. */
import { parseArgs } from 'node:util'
import type { Command, CommandDeps } from '../command.ts'
import { type Connection, first } from '../db/database.ts'
import { StartupError } from '../errors.ts'
import { getLevelNamed } from '../grids/level-named.ts'
import type { Certificate, Figures } from '../shared/certificates.contract.ts'
import { asOf } from '../shared/endpoint.ts'
import { getCertificateNumbered } from './certificates.queries.ts'
import { makeCertificate, recompute } from './make-certificate.ts'

export const CERTIFY_USAGE = `gridbook certify --scheme CODE --level CODE [--parent CODE] [--at DATE] [--json]   makes a certificate and keeps it
  gridbook certify NUMBER [--json]   computes it anew from the register as of its instant; 1 where it differs`

const WORDS = {
  zh: {
    level: '层级',
    parent: '上级网格',
    all: '整个上一层级',
    at: '时点',
    grids: '网格数',
    parentAreaM2: '上级面积（平方米）',
    unionAreaM2: '覆盖面积（平方米）',
    gapAreaM2: '缝隙面积（平方米）',
    widestGapM: '最宽缝隙（米）',
    overlapAreaM2: '重叠面积（平方米）',
    toleratedM2: '容差内（平方米）',
    invalid: '图形无效',
    undivided: '未划分的上级网格',
    geometric: '几何覆盖率',
    assigned: '归属率',
    accepted: '确认率',
    hash: '几何哈希',
    same: '重新计算：完全一致',
    different: '重新计算：不一致',
  },
  en: {
    level: 'level',
    parent: 'parent',
    all: 'all of the level above',
    at: 'as of',
    grids: 'grids',
    parentAreaM2: "parent's area, m²",
    unionAreaM2: "union's area, m²",
    gapAreaM2: 'gaps, m²',
    widestGapM: 'widest gap, m',
    overlapAreaM2: 'overlaps, m²',
    toleratedM2: 'within tolerances, m²',
    invalid: 'invalid shapes',
    undivided: 'parents not divided',
    geometric: 'geometric',
    assigned: 'assigned',
    accepted: 'accepted',
    hash: 'hash of the geometry',
    same: 'computed anew: the same',
    different: 'computed anew: it differs',
  },
} as const
const MEASURES = [
  'parentAreaM2',
  'unionAreaM2',
  'gapAreaM2',
  'widestGapM',
  'overlapAreaM2',
  'toleratedM2',
] as const
const COUNTS = ['grids', 'undivided', 'invalid'] as const
const RATES = ['geometric', 'assigned', 'accepted'] as const

const figureLines = (figures: Figures, language: 'zh' | 'en'): string[] => {
  const words = WORDS[language]
  return [
    ...COUNTS.map((name) => `${words[name]}\t${figures[name]}`),
    ...MEASURES.map((name) => `${words[name]}\t${figures[name].toFixed(3)}`),
    // Cut, not rounded: what is not whole never reads 100 %.
    ...RATES.map((name) => `${words[name]}\t${(Math.floor(figures.rates[name] * 1e6) / 1e4).toFixed(4)} %`),
  ]
}

const printCertificate = (
  { number, scheme, level, parent, at, figures, tolerances, hash }: Certificate,
  { print, language }: CommandDeps,
): void => {
  const words = WORDS[language]
  print(number)
  print(`${words.level}\t${scheme.code} / ${level.code}`)
  print(`${words.parent}\t${parent?.code ?? words.all}`)
  print(`${words.at}\t${at}`)
  for (const line of figureLines(figures, language)) print(line)
  print(`> ${tolerances.areaM2} m², > ${tolerances.widthM} m`)
  print(`${words.hash}\t${hash}`)
}

const runRecompute = async (number: string, json: boolean, deps: CommandDeps): Promise<number> => {
  const kept = await getCertificateNumbered(deps.db, number)
  const computed = await recompute(deps.db, kept)
  if (json) deps.print(JSON.stringify({ number, ...computed }, null, 2))
  else {
    printCertificate({ ...kept, figures: computed.figures, hash: computed.hash }, deps)
    const words = WORDS[deps.language]
    const named = [...(computed.sameHash ? [] : [words.hash]), ...computed.different]
    deps.print(computed.same ? words.same : `${words.different}: ${named.join(', ')}`)
  }
  return computed.same ? 0 : 1
}

/** The grid of that code which the scheme has above the level at the instant. */
const parentNamed = async (
  db: Connection,
  { schemeId, depth }: { schemeId: number; depth: number },
  code: string,
  at: string | null,
): Promise<number> => {
  const found = await first<{ id: number }>(
    db,
    `select v.grid_id as id
       from grid_version as v
       join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int and l.depth < :depth::int
      where v.code = :code::text
        and v.valid_from <= coalesce(:at::timestamptz, clock_timestamp())
        and coalesce(v.valid_to, 'infinity') > coalesce(:at::timestamptz, clock_timestamp())
      order by l.depth desc
      limit 1`,
    { schemeId, depth, code, at },
  )
  if (found) return found.id
  throw new StartupError(`There is no grid ${code} above that level.`)
}

const readArgs = (argv: string[]) => {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        scheme: { type: 'string' },
        level: { type: 'string' },
        parent: { type: 'string' },
        at: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
  } catch (error) {
    return (error as Error).message
  }
}

export const runCertify: Command = async (argv, deps) => {
  const { db, actor, print, say } = deps
  const args = readArgs(argv)
  const [number, ...more] = typeof args === 'string' ? [] : args.positionals
  const { scheme, level, parent, at: day, json = false } = typeof args === 'string' ? {} : args.values
  if (number !== undefined && more.length === 0 && scheme === undefined)
    return runRecompute(number, json, deps)
  const at = asOf.safeParse(day)
  if (number !== undefined || scheme === undefined || level === undefined || !at.success) {
    say(`${typeof args === 'string' ? `${args}\n\n` : ''}${CERTIFY_USAGE}`)
    return 2
  }
  const asked = await getLevelNamed(db, scheme, level)
  const instant = at.data ?? null
  const certificate = await makeCertificate(db, actor, {
    ...asked,
    parentId: parent === undefined ? null : await parentNamed(db, asked, parent, instant),
    at: instant,
  })
  if (json) print(JSON.stringify(certificate, null, 2))
  else printCertificate(certificate, deps)
  return 0
}

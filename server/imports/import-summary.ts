/** What an import did, in lines for a terminal: counts, reasons with examples, points outside, and what the grids' proof found. */
import type { ComponentOutcome, ImportedComponents } from '../census/import-components.ts'
import type { IssueKind, LevelProof, Proof, ProofIssue } from '../shared/proof.ts'
import type { GridOutcome } from './grid-batch.ts'
import type { Imported } from './import-file.ts'

export type Lang = 'zh' | 'en'

const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 1 })
const pick = (lang: Lang, zh: string, en: string): string => (lang === 'zh' ? zh : en)

type Summarised = {
  readonly dryRun: boolean
  readonly batchId: number | null
  readonly outcome: { readonly total: number; readonly unitsMade: number }
}

/** Pairs of words and counts; those that are rare are left out where there are none. */
type Counted = readonly (readonly [zh: string, en: string, count: number, rare?: boolean])[]

const countLines = ({ outcome, dryRun, batchId }: Summarised, counted: Counted, lang: Lang): string[] => {
  const head = dryRun
    ? pick(lang, '试运行：未写入任何内容', 'Dry run: nothing was written')
    : pick(lang, `批次 ${batchId}`, `Batch ${batchId}`)
  const parts = counted
    .filter(([, , count, rare]) => count > 0 || !rare)
    .map(([zh, en, count]) => pick(lang, `${zh} ${number(count)}`, `${number(count)} ${en}`))
  return [
    `${head}: ${[pick(lang, `共 ${number(outcome.total)} 行`, `${number(outcome.total)} rows`), ...parts].join(pick(lang, '，', ', '))}`,
    ...(outcome.unitsMade > 0
      ? [pick(lang, `新增单位 ${outcome.unitsMade}`, `Units made: ${outcome.unitsMade}`)]
      : []),
  ]
}

type Reasons = Pick<Imported<unknown>, 'refused' | 'notes'>

const refusedLines = ({ refused, notes }: Reasons, lang: Lang): string[] => [
  ...refused.flatMap(({ code, count, examples }) => [
    pick(lang, `拒收 ${number(count)} 行（${code}），例如：`, `Refused ${number(count)} (${code}), such as:`),
    ...examples.map(
      (e) =>
        `  ${pick(lang, `第 ${e.rowNo} 行`, `row ${e.rowNo}`)}${e.code ? ` [${e.code}]` : ''}: ${e[lang]}`,
    ),
  ]),
  ...notes.map(({ code, count }) =>
    pick(lang, `说明 ${code}：${number(count)} 行`, `Note ${code}: ${number(count)} rows`),
  ),
]

const outsideLines = (o: ComponentOutcome, lang: Lang): string[] => {
  if (o.outside === 0)
    return o.gaps > 0 ? [pick(lang, `位于空隙：${o.gaps}`, `In a gap of a scheme: ${o.gaps}`)] : []
  const more = o.outside - o.outsideCodes.length
  const list = `${o.outsideCodes.join(', ')}${more > 0 ? pick(lang, ` 等另 ${more} 个`, ` and ${more} more`) : ''}`
  return [
    pick(
      lang,
      `在所有网格之外：${number(o.outside)}：${list}`,
      `Outside every grid: ${number(o.outside)}: ${list}`,
    ),
    ...(o.gaps > 0 ? [pick(lang, `位于空隙：${o.gaps}`, `In a gap of a scheme: ${o.gaps}`)] : []),
  ]
}

const KINDS: Record<IssueKind, readonly [zh: string, en: string]> = {
  gap: ['缝隙', 'gap'],
  sliver: ['狭缝', 'sliver'],
  overlap: ['重叠', 'overlap'],
  outside_parent: ['超出上级', 'outside its parent'],
  invalid: ['图形无效', 'invalid'],
  unnoded: ['未打断', 'vertices missing'],
  no_parent: ['无上级', 'no parent'],
  duplicate_code: ['代码重复', 'code repeats'],
  duplicate_name: ['名称重复', 'name repeats'],
  code_outside_parent: ['代码不随上级', "code is not of its parent's"],
  odd_size: ['面积异常', 'odd size'],
}
const wordOf = (kind: IssueKind, lang: Lang): string => KINDS[kind][lang === 'zh' ? 0 : 1]
/** Printed; the batch's report has more of them. */
const PRINTED = 10

const levelLine = (level: LevelProof, lang: Lang): string => {
  const area = (zh: string, en: string, areaM2: number): string =>
    `${pick(lang, zh, en)} ${number(areaM2)} m²`
  return `${pick(lang, `第 ${level.depth} 级检查`, `Level ${level.depth}`)}: ${[
    pick(lang, `${number(level.grids)} 个网格`, `${number(level.grids)} grids`),
    area('超出上级', 'outside the parents', level.outsideAreaM2),
    area('重叠', 'overlaps', level.overlapAreaM2),
    area('空隙', 'gaps', level.gapAreaM2),
    ...(level.toleratedM2 > 0 ? [area('容差之内', 'below the tolerances', level.toleratedM2)] : []),
    ...(level.undivided > 0
      ? [pick(lang, `未细分的上级 ${level.undivided}`, `undivided parents ${level.undivided}`)]
      : []),
  ].join(', ')}`
}

const issueLine = ({ kind, faces, areaM2, place, detail }: ProofIssue, lang: Lang): string => {
  const said = areaM2 === null ? detail : `${number(areaM2)} m²`
  const codes = faces.map(({ code }) => code).join(' · ')
  return `  ${codes} ${wordOf(kind, lang)}${said === null ? '' : `: ${said}`} @ ${place.map((d) => d.toFixed(6)).join(', ')}`
}

const proofLines = ({ levels, issues, counts, cutOff, tolerances }: Proof, lang: Lang): string[] => {
  const left = Math.max(0, issues.length - PRINTED) + cutOff
  const counted = Object.entries(counts).map(
    ([kind, count]) => `${wordOf(kind as IssueKind, lang)} ${number(count)}`,
  )
  return [
    ...levels.map((level) => levelLine(level, lang)),
    `${pick(lang, '问题', 'Issues')}: ${counted.length === 0 ? pick(lang, '无', 'none') : counted.join(', ')}; ${pick(lang, '容差', 'tolerances')} ${tolerances.areaM2} m², ${tolerances.widthM} m`,
    ...issues.slice(0, PRINTED).map((issue) => issueLine(issue, lang)),
    ...(left > 0
      ? [pick(lang, `  另有 ${number(left)} 处未列出`, `  and ${number(left)} more not listed`)]
      : []),
  ]
}

export const summariseComponents = (imported: ImportedComponents, lang: Lang): string[] => {
  const { outcome: o } = imported
  const counted: Counted = [
    ['新增', 'new', o.new],
    ['重新出现', 'returned', o.returned, true],
    ['变更', 'changed', o.changed],
    ['移位', 'moved', o.moved, true],
    ['相同', 'the same', o.same],
    ['与后来的修改冲突', 'in conflict with later edits', o.conflict, true],
    ['疑似重复', 'suspected duplicates', o.suspect, true],
    ['未交付', 'missing', o.missing, true],
    ['拒收', 'refused', o.refused],
  ]
  return [...countLines(imported, counted, lang), ...refusedLines(imported, lang), ...outsideLines(o, lang)]
}

const gridCounts = (o: GridOutcome): Counted => [
  ['新增', 'new', o.new],
  ['变更', 'changed', o.changed],
  ['相同', 'the same', o.same],
  ['拒收', 'refused', o.refused],
]

export const summariseGrids = (imported: Imported<GridOutcome>, lang: Lang): string[] => {
  const { notNamed, componentsMoved, proof } = imported.outcome
  return [
    ...countLines(imported, gridCounts(imported.outcome), lang),
    ...refusedLines(imported, lang),
    ...(notNamed > 0
      ? [
          pick(
            lang,
            `文件未提及的现有网格：${notNamed}（保留）`,
            `Grids of the level that the file does not name: ${notNamed} (kept)`,
          ),
        ]
      : []),
    ...(componentsMoved > 0
      ? [
          pick(
            lang,
            `改变网格的部件：${number(componentsMoved)}`,
            `Components placed anew: ${number(componentsMoved)}`,
          ),
        ]
      : []),
    ...proofLines(proof, lang),
  ]
}

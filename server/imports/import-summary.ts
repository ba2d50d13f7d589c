/** What an import did, in lines for a terminal: counts, reasons with examples, points outside, and what the grids' check found. */
import type { ComponentOutcome, ImportedComponents } from '../census/import-components.ts'
import type { GridOutcome } from './grid-batch.ts'
import type { Finding, LevelCheck } from './grid-checks.ts'
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

const FINDING: Record<Finding['kind'], readonly [zh: string, en: string]> = {
  outside_parent: ['超出上级', 'outside its parent'],
  overlap: ['重叠', 'overlaps'],
  gap: ['未覆盖', 'has a gap'],
}
/** Printed; the whole list stands in the batch's report. */
const PRINTED = 10

const checkLines = (check: LevelCheck, lang: Lang): string[] => {
  const part = (label: string, { count, areaM2 }: { count: number; areaM2: number }): string =>
    `${label} ${number(count)} (${number(areaM2)} m²)`
  const left = check.findings.length - PRINTED + check.cutOff
  return [
    `${pick(lang, `层级 ${check.level} 检查`, `Level ${check.level}`)}: ${[
      pick(lang, `${number(check.grids)} 个网格`, `${number(check.grids)} grids`),
      part(pick(lang, '超出上级', 'parts outside the parent'), check.outsideParent),
      part(pick(lang, '重叠', 'overlaps'), check.overlaps),
      part(pick(lang, '空隙', 'gaps'), check.gaps),
      ...(check.undivided > 0
        ? [pick(lang, `未细分的上级 ${check.undivided}`, `undivided parents ${check.undivided}`)]
        : []),
    ].join(', ')}; ${pick(lang, `容差 ${check.toleranceM2} m²`, `tolerance ${check.toleranceM2} m²`)}`,
    ...check.findings
      .slice(0, PRINTED)
      .map(
        (f) =>
          `  ${f.code} ${FINDING[f.kind][lang === 'zh' ? 0 : 1]}${f.other ? ` ${f.other}` : ''}: ${number(f.areaM2)} m² @ ${f.place.map((d) => d.toFixed(6)).join(', ')}`,
      ),
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
  const { notNamed, componentsMoved, checks } = imported.outcome
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
    ...checks.flatMap((check) => checkLines(check, lang)),
  ]
}

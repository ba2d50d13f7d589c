/** What the bench says: Markdown tables, and lines of what was wanted and what was got. */

export type Goal = {
  readonly what: string
  readonly wanted: string
  readonly got: string
  readonly met: boolean
}
/** `rows` under `columns`; `note` stands below in words. */
export type Section = {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes?: readonly string[]
  readonly goals?: readonly Goal[]
}

/** Three figures that mean something. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)))
}
export const ms = (value: number): string => `${figure(value)} ms`
export const times = (ratio: number): string => `${figure(ratio)} ×`
export const kilobytes = (bytes: number): string => `${figure(bytes / 1000)} kB`

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const tableOf = ({ title, columns, rows, notes = [] }: Section): string =>
  [
    `**${title}**`,
    '',
    line(columns),
    `|${columns.map((_, n) => (n === 0 ? '---' : '--:')).join('|')}|`,
    ...rows.map(line),
    ...notes.flatMap((note) => ['', note]),
  ].join('\n')

export const goalsTable = (goals: readonly Goal[]): string =>
  [
    '**Reach**',
    '',
    line(['', 'wanted', 'got', '']),
    '|---|--:|--:|---|',
    ...goals.map(({ what, wanted, got, met }) => line([what, wanted, got, met ? 'met' : '**not met**'])),
  ].join('\n')

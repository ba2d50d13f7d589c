/** Which mark divides the cells of a text file: what Excel's first line says, or the one that divides most lines into the same number of cells. */

const MARKS = [',', ';', '\t', '|'] as const
const LINES = 50

/** Excel writes and obeys a first line `sep=;` and does not show it. */
export const readSepLine = (head: string): { mark: string; length: number } | null => {
  const match = head.match(/^\ufeff?"?sep=(.)"?(\r\n|\r|\n)/i)
  return match ? { mark: match[1] ?? ',', length: match[0].length } : null
}

/** Titles above the header have no marks or others than the rows, so the number that most lines agree on decides. */
export const sniffDelimiter = (head: string): string => {
  const lines = head
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES)
  const scores = MARKS.map((mark) => {
    const counts = new Map<number, number>()
    for (const line of lines) {
      const marks = line.split(mark).length - 1
      if (marks > 0) counts.set(marks, (counts.get(marks) ?? 0) + 1)
    }
    return { mark, score: Math.max(0, ...[...counts].map(([marks, times]) => times * times * marks)) }
  })
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).mark
}

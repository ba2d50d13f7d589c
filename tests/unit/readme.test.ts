import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configTable } from '../../server/config.ts'

test('the README lists every variable with its default, as the program reads them', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  for (const cells of configTable()) expect(readme).toContain(`| ${cells.join(' | ')} |`)
})

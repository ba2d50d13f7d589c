/** Writes the table of configuration into the README: `npx tsx scripts/config-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { configTable } from '../server/config.ts'

const README = new URL('../README.md', import.meta.url)
const [before, , after] = readFileSync(README, 'utf8').split(/<!-- configuration:? ?\w* -->/)

const rows = configTable().map((cells) => `| ${cells.join(' | ')} |`)
const table = ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n')
writeFileSync(README, `${before}<!-- configuration -->\n${table}\n<!-- configuration end -->${after}`)

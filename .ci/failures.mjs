// Prints what failed, out of vitest's JSON reports: file, test, and the beginning of what went wrong. A file that failed outside its tests is named too.
import { readFileSync } from 'node:fs'
import path from 'node:path'

const MOST_LINES = 25

const begin = (text) => text.split('\n').slice(0, MOST_LINES).join('\n')

for (const file of process.argv.slice(2)) {
  const run = path.basename(file, '.json')
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'))
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((one) => one.status === 'failed')
    const where = `${run}: ${path.relative(process.cwd(), name)}`
    for (const { fullName, failureMessages } of failed)
      console.log(`${where} > ${fullName}\n${begin(failureMessages.join('\n'))}\n`)
    if (status === 'failed' && failed.length === 0) console.log(`${where}\n${begin(message ?? '')}\n`)
  }
}

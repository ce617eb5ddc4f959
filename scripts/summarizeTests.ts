/** `summarizeTests.ts REPORT.json STATUS WORDS`: prints the skipped tests and the count; fails unless all tests passed. */
import { existsSync, readFileSync } from 'node:fs'
import { summarize, type TestReport } from './testSummary.ts'

const [file = '', status = '1', words = 'Tests:'] = process.argv.slice(2)
const report: TestReport = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] }
const { line, ok, skipped } = summarize(report, Number(status))
for (const name of skipped) console.log(`skipped: ${name}`)
console.log(`${words} ${line}`)
process.exitCode = ok ? 0 : 1

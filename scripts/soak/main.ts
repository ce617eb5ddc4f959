/** `npm run soak`: whether memory, handles and bytes written stay flat, over real minutes and over a simulated week. */
import { writeFileSync } from 'node:fs'
import { readOptions as readBenchOptions } from '../bench/options.ts'
import { type Part as PartName, readOptions, USAGE } from './options.ts'
import type { Part, PartDone, Progress } from './part.ts'
import { realPart } from './realPart.ts'
import { machine, reportOf, TITLES } from './report.ts'
import { judge, REAL_BOUNDS, WEEK_BOUNDS } from './verdict.ts'
import { weekPart } from './weekPart.ts'

const BOUNDS = { real: REAL_BOUNDS, week: WEEK_BOUNDS } as const

/** On a terminal the line replaces itself; in a file there would be nothing to read but it. */
const show = (text: string): void => void process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`)

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(USAGE)
    return
  }
  const options = readOptions(process.argv.slice(2))
  const parts: Record<PartName, Part> = { real: realPart(readBenchOptions([]).gatewayNode), week: weekPart }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const progress: Progress = { show, stopped: stop.signal }
  console.log(machine())
  const done: Record<string, PartDone> = {}
  for (const name of options.only) {
    if (stop.signal.aborted) break
    const outcome = await parts[name](options, progress)
    show('\n')
    done[name] = outcome
    tell(name, outcome)
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ options, done }, null, 2)}\n`)
  if (stop.signal.aborted) process.exitCode = 130
}

function tell(name: PartName, outcome: PartDone): void {
  try {
    const findings = judge(outcome.samples, BOUNDS[name])
    console.log(reportOf(TITLES[name], outcome, findings))
    if (outcome.failed > 0 || findings.some(({ met }) => !met)) process.exitCode = 1
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    console.log(`${TITLES[name]}: no verdict, ${error.message}`)
    process.exitCode = 1
  }
}

await main()

/** Shows that the simulation can fail: plants each fault in a copy of the source and runs seeds until it is found. */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { FAULTS, planted } from './faultList.ts'
import { planOf } from './plan.ts'
import type { Fault } from './surroundingFaults.ts'
import { runPlan } from './world.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A fault that hides for longer than this is not found. */
const MAX_SEEDS = 400

/** What the simulation needs of the repository. */
const PARTS = ['src', 'test/sim', 'test/support', 'test/catalog', 'test/adapters', 'package.json', 'tsconfig.json']

interface Found {
  /** How many seeds it took, or the kept run that shows it. */
  readonly where: string
  readonly by: string
}

/** @throws Error when the fault has no place any more, or the copy does not run at all */
async function search(fault: Fault): Promise<Found | undefined> {
  const text = planted(fault)
  if (text === undefined) throw new Error(`${fault.name}: its place is not exactly once in ${fault.file}`)
  const folder = mkdtempSync(join(tmpdir(), 'sim-fault-'))
  try {
    for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, fault.file), text)
    const run = ['--import', 'tsx', 'test/sim/main.ts']
    const { stdout, stderr } = await output(
      [...run, '--seeds', String(MAX_SEEDS), '--no-shrink', '--jobs', '1'],
      folder,
    )
    const match = /^seed (\d+): (\w+) broken/m.exec(stdout)
    if (match !== null) return await found(fault, Number(match[1]), String(match[2]))
    if (!stdout.includes(`${MAX_SEEDS} seeds, 0 broken`)) throw new Error(`${fault.name}: ${stderr.slice(-2_000)}`)
    const kept = /^kept run (\w+): (\w+) broken/m.exec((await output([...run, '--kept'], folder)).stdout)
    return kept === null ? undefined : { where: `kept run ${kept[1]}`, by: String(kept[2]) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A run takes the timers of this process, so there is one at a time. */
let before: Promise<unknown> = Promise.resolve()

/** @throws Error when the seed breaks without the fault too: then it says nothing of it */
async function found({ name }: Fault, seed: number, by: string): Promise<Found> {
  const plan = planOf(seed)
  const run = before.then(() => runPlan(plan, plan.events))
  before = run
  const { broken } = await run
  if (broken !== undefined) throw new Error(`${name}: seed ${seed} breaks ${broken.name} in the source as it is`)
  return { where: `${seed} seeds`, by }
}

function output(args: readonly string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd })
    const said = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', chunk => {
        said[stream] += chunk
      })
    }
    child.on('error', reject).on('close', () => resolve(said))
  })
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    from: { type: 'string', default: '1' },
    /** Faults that are searched for at the same time. */
    jobs: { type: 'string', default: '2' },
  },
})
const { only } = values
const chosen = only === undefined ? FAULTS : FAULTS.filter(({ name }) => name.includes(only))
/** `--from 5` begins with the fifth. */
const left = chosen.slice(Number(values.from) - 1)
const { length: count } = left
let missed = 0
async function work(): Promise<void> {
  for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
    const result = await search(fault)
    if (result === undefined) missed++
    const how = result === undefined ? `NOT FOUND in ${MAX_SEEDS} seeds` : `${result.where}  ${result.by}`
    console.log(`${how}  ${fault.name}`)
  }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
console.log(`${count - missed} of ${count} faults found`)
process.exitCode = missed === 0 ? 0 : 1

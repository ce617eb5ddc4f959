/** Runs seeds of the simulation: `npm run sim -- --seeds 100`, or replays one: `--seed 7`. */
import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { planOf } from './plan.ts'
import { REGRESSIONS } from './regressions.ts'
import { shrink } from './shrink.ts'
import { type Outcome, runPlan } from './world.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    /** Runs every so manieth seed: one of several processes that share the seeds. */
    step: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    seed: { type: 'string' },
    /** Runs what is kept in regressions.ts instead of seeds. */
    kept: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
})

/** What came of some seeds. */
interface Sums {
  done: number
  failures: number
  steps: number
  limits: number
  readonly names: Record<string, number>
}

const nothing = (): Sums => ({ done: 0, failures: 0, steps: 0, limits: 0, names: {} })

/** A long run says where it is: lines are read while it goes on. */
const TELL_EVERY = 500

async function fail(seed: number, { broken }: Outcome): Promise<void> {
  console.log(`seed ${seed}: ${broken?.name} broken at ${broken?.at} ms: ${broken?.what}`)
  console.log(`  replay: npm run sim -- --seed ${seed}`)
  if (values['no-shrink']) return
  const plan = planOf(seed)
  const small = await shrink(plan.events, async events => (await runPlan(plan, events)).broken?.name === broken?.name)
  console.log(`  ${small.length} events of seed ${seed} are enough:`)
  for (const event of small) console.log(`    ${JSON.stringify(event)}`)
}

async function replay(seed: number): Promise<void> {
  const plan = planOf(seed)
  const outcome = await runPlan(plan, plan.events, { keepLines: values.trace })
  console.log(JSON.stringify({ seed, setting: plan.setting }))
  for (const line of outcome.lines) console.log(line)
  if (outcome.broken === undefined)
    console.log(`seed ${seed}: nothing broken, ${outcome.steps} steps, hash ${outcome.hash}`)
  else {
    process.exitCode = 1
    await fail(seed, outcome)
  }
}

async function runMany(from: number, end: number, step: number): Promise<Sums> {
  const sums = nothing()
  for (let seed = from; seed < end; seed += step) {
    const plan = planOf(seed)
    const outcome = await runPlan(plan, plan.events)
    sums.done++
    sums.steps += outcome.steps
    sums.limits += outcome.knownLimits
    for (const [name, times] of outcome.names) sums.names[name] = (sums.names[name] ?? 0) + times
    if (sums.done % TELL_EVERY === 0) console.log(`seeds ${from} to ${seed} by ${step}: ${sums.failures} broken`)
    if (outcome.broken === undefined) continue
    sums.failures++
    await fail(seed, outcome)
    if (!values['keep-going']) break
  }
  return sums
}

/** Shares the seeds among processes: a run takes the process's timers, so there is one at a time in each. */
async function runShared(from: number, end: number, jobs: number): Promise<Sums> {
  const children: ChildProcess[] = []
  const parts = Array.from({ length: jobs }, (_, at) => {
    const args = ['--from', from + at, '--seeds', end - from - at, '--step', jobs, '--jobs', 1].map(String)
    for (const flag of ['keep-going', 'no-shrink'] as const) if (values[flag]) args.push(`--${flag}`)
    const child = fork(fileURLToPath(import.meta.url), args)
    children.push(child)
    return new Promise<Sums>((resolve, reject) => {
      let told: Sums | undefined
      child.on('message', message => {
        told = message as Sums
        if (told.failures > 0 && !values['keep-going']) for (const other of children) if (other !== child) other.kill()
      })
      child.on('exit', (code, signal) => {
        if (told !== undefined) resolve(told)
        else if (signal === 'SIGTERM') resolve(nothing())
        else reject(new Error(`a part of the seeds ended with code ${code}`))
      })
    })
  })
  const sums = nothing()
  for (const part of await Promise.all(parts)) {
    for (const key of ['done', 'failures', 'steps', 'limits'] as const) sums[key] += part[key]
    for (const [name, times] of Object.entries(part.names)) sums.names[name] = (sums.names[name] ?? 0) + times
  }
  return sums
}

async function main(): Promise<void> {
  const from = Number(values.from)
  const end = from + Number(values.seeds)
  const jobs = Math.min(Number(values.jobs), end - from)
  if (process.send !== undefined) {
    process.send(await runMany(from, end, Number(values.step)))
    // Whoever started it may have gone: then what was printed is all that is told.
    if (process.connected) process.disconnect()
    return
  }
  const startedAt = process.hrtime.bigint()
  const sums = jobs > 1 ? await runShared(from, end, jobs) : await runMany(from, end, Number(values.step))
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
  const { done, failures, steps, limits, names } = sums
  if (failures > 0) process.exitCode = 1
  const told = Object.entries(names).sort(([, a], [, b]) => b - a)
  console.log(
    `${done} seeds, ${failures} broken, ${steps} steps, ${seconds.toFixed(1)} s, ${(done / seconds).toFixed(1)} seeds/s`,
  )
  console.log(
    `late within named limits: ${limits}; answers: ${told.map(([name, times]) => `${name} ${times}`).join(', ')}`,
  )
}

async function runKept(): Promise<void> {
  for (const { finding, plan } of REGRESSIONS) {
    const { broken } = await runPlan(plan, plan.events)
    if (broken === undefined) continue
    process.exitCode = 1
    console.log(`kept run ${finding}: ${broken.name} broken at ${broken.at} ms: ${broken.what}`)
  }
  console.log(`${REGRESSIONS.length} kept runs`)
}

if (values.kept) await runKept()
else if (values.seed === undefined) await main()
else await replay(Number(values.seed))

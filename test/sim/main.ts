/** Runs seeds of the simulation: `npm run sim -- --seeds 100`, or replays one: `--seed 7`. */
import { parseArgs } from 'node:util'
import { planOf } from './plan.ts'
import { shrink } from './shrink.ts'
import { type Outcome, runPlan } from './world.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
})

async function fail(seed: number, { broken }: Outcome): Promise<void> {
  console.log(`seed ${seed}: ${broken?.name} broken at ${broken?.at} ms: ${broken?.what}`)
  console.log(`  replay: npm run sim -- --seed ${seed}`)
  if (values['no-shrink']) return
  const plan = planOf(seed)
  const small = await shrink(plan.events, async events => (await runPlan(plan, events)).broken?.name === broken?.name)
  console.log(`  ${small.length} events are enough:`)
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

async function runMany(from: number, count: number): Promise<void> {
  const startedAt = process.hrtime.bigint()
  const names = new Map<string, number>()
  let steps = 0
  let limits = 0
  let failures = 0
  let done = 0
  for (let seed = from; seed < from + count; seed++) {
    const plan = planOf(seed)
    const outcome = await runPlan(plan, plan.events)
    done++
    steps += outcome.steps
    limits += outcome.knownLimits
    for (const [name, times] of outcome.names) names.set(name, (names.get(name) ?? 0) + times)
    if (outcome.broken === undefined) continue
    failures++
    process.exitCode = 1
    await fail(seed, outcome)
    if (!values['keep-going']) break
  }
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
  const told = [...names].sort(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`)
  console.log(
    `${done} seeds, ${failures} broken, ${steps} steps, ${seconds.toFixed(1)} s, ${(done / seconds).toFixed(1)} seeds/s`,
  )
  console.log(`late within named limits: ${limits}; answers: ${told.join(', ')}`)
}

if (values.seed === undefined) await runMany(Number(values.from), Number(values.seeds))
else await replay(Number(values.seed))

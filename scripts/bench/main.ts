/** `npm run bench`: measures the gateway beside the least a Node program can do, and prints the tables. */
import { rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { measureAnnounced } from './announced.ts'
import { type DirectiveFigures, measureDirectives } from './directives.ts'
import { measureHeartbeats } from './heartbeats.ts'
import { measureLinking } from './linking.ts'
import { writeTables } from './markdown.ts'
import { type BenchOptions, readOptions, USAGE } from './options.ts'
import { prepare } from './prepare.ts'
import { MOSQUITTO } from './processes.ts'
import { measureProfile } from './profile.ts'
import type { Results, SystemResult } from './results.ts'
import { type Bench, KINDS, type System } from './systems.ts'
import { tablesOf } from './tables.ts'
import { measureWrites } from './writes.ts'

const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** Floors first and the gateway right after them, so that what disturbs one round disturbs both. */
function systemsOf({ brokers }: BenchOptions): readonly System[] {
  const present = brokers.filter(broker => broker === 'embedded' || MOSQUITTO !== undefined)
  if (present.length < brokers.length) say('mosquitto is not installed: left out')
  return present.flatMap(broker => KINDS.map(kind => ({ kind, broker })))
}

async function directiveRounds(bench: Bench, options: BenchOptions): Promise<readonly SystemResult[]> {
  const systems = systemsOf(options)
  const rounds = new Map<System, DirectiveFigures[]>(systems.map(system => [system, []]))
  for (let round = 1; round <= options.rounds; round++) {
    for (const system of systems) {
      say(`round ${round} of ${options.rounds}: ${system.kind}, ${system.broker} (load ${loadavg()[0]?.toFixed(1)})`)
      rounds.get(system)?.push(await measureDirectives(bench, system, options, round === 1))
    }
  }
  return systems.map(system => ({ system, rounds: rounds.get(system) ?? [] }))
}

async function measure(bench: Bench, options: BenchOptions): Promise<Results> {
  const wanted = (part: BenchOptions['only'][number]): boolean => options.only.includes(part)
  const loadAtStart = loadavg()[0] ?? 0
  const directives = wanted('directives') ? await directiveRounds(bench, options) : undefined
  if (wanted('linking')) say('strangers at the account-linking pages')
  const linking = wanted('linking') ? await measureLinking(bench, options) : undefined
  if (wanted('heartbeats')) say('heartbeats')
  const heartbeats = wanted('heartbeats') ? await measureHeartbeats(bench, options) : undefined
  if (wanted('announced')) say('appliances that announce themselves')
  const announced = wanted('announced') ? await measureAnnounced(bench, options) : undefined
  if (wanted('writes')) say('bytes written')
  const writes = wanted('writes') ? await measureWrites(bench, options) : undefined
  if (wanted('profile')) say('profile')
  const profile = wanted('profile') ? await profiles(bench, options) : undefined
  return { options, loadAtStart, directives, linking, heartbeats, announced, writes, profile }
}

const profiles = async (bench: Bench, options: BenchOptions): Promise<Results['profile']> => ({
  floor: await measureProfile(bench, { kind: 'full', broker: 'embedded' }, options),
  gateway: await measureProfile(bench, { kind: 'gateway', broker: 'embedded' }, options),
})

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(USAGE)
    return
  }
  const options = readOptions(process.argv.slice(2))
  say('compiling and signing')
  const bench = prepare(options.gatewayNode)
  // Children end and the folder goes with this process, also when it is told to stop.
  process.once('exit', () => rmSync(bench.folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const results = await measure(bench, options)
  const tables = tablesOf(results)
  console.log(tables)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
  if (options.markdown) writeTables(tables)
}

await main()

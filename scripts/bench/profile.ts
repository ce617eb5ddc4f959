/** Where the time goes: the processor profile of a gateway at 500 directives a second, by part. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DirectivesDone } from './load.ts'
import type { BenchOptions } from './options.ts'
import { type Bench, type System, startSystem } from './systems.ts'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
  readonly startTime: number
}

export interface Hot {
  readonly name: string
  readonly ms: number
}

export interface ProfileFigures {
  readonly directives: number
  /** Self time by part in milliseconds per directive, largest first. */
  readonly groups: readonly Hot[]
  /** The functions with the most self time, by the same measure. */
  readonly functions: readonly Hot[]
}

/**
 * Parts by source file; the first that matches wins. What matches none (native functions, streams, timers, promises)
 * counts for its caller, so that a write to a socket belongs to whoever writes.
 */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  ['the program of the floor, with its SQLite', /floorServer/],
  ['signature and hashes', /^node:(internal\/)?crypto|adapters\/cek\//],
  ['SQLite', /better-sqlite3|adapters\/sqlite\//],
  ['log', /node_modules\/(pino|sonic-boom|atomic-sleep|on-exit-leak-free|thread-stream)|adapters\/log\//],
  ['MQTT: broker or client', /node_modules\/(aedes|mqtt|mqemitter|qlobber|fastparallel|reusify|fastfall|fastseries)/],
  ['MQTT: our gates around it', /adapters\/mqtt\//],
  ['HTTP: node:http', /^node:(_http|http|internal\/http)/],
  ['HTTP: our listener', /adapters\/http\//],
  ['protocol and house', /(src|dist)\/(protocol|home|kernel)\//],
  ['gateway', /(src|dist)\/gateway\//],
  ['clock and ids', /adapters\/(clock|ids)\//],
]

/** Longer would only repeat; at 500/s this is 5,000 directives. */
const SECONDS = 10
const WARM_UP_SECONDS = 5
const SHOWN_FUNCTIONS = 25

export async function measureProfile(bench: Bench, system: System, { quick }: BenchOptions): Promise<ProfileFigures> {
  const folder = mkdtempSync(join(bench.folder, 'profile-'))
  const node = ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-interval', '200']
  // On one core with the program the sampler would mostly find it asleep.
  const started = await startSystem(bench, system, { node, core: 'any' })
  let steadyFrom = 0
  let sent = 0
  try {
    const load = (seconds: number): Promise<DirectivesDone> =>
      started.load.ask<DirectivesDone>({ kind: 'directives', perSecond: 500, seconds })
    await load(quick ? 0.5 : WARM_UP_SECONDS)
    // The profile's clock is the monotonic one of the machine, in microseconds.
    steadyFrom = Number(process.hrtime.bigint() / 1000n)
    sent = (await load(quick ? 1 : SECONDS)).sent
  } finally {
    await started.stop()
  }
  const [file] = readdirSync(folder)
  if (file === undefined) throw new Error(`${folder}: the profiled process left no profile`)
  return summarise(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile, steadyFrom, sent)
}

function summarise(profile: CpuProfile, steadyFrom: number, directives: number): ProfileFigures {
  const groupOf = groupsOf(profile.nodes)
  const byId = new Map(profile.nodes.map(node => [node.id, node]))
  const groups = new Map<string, number>()
  const functions = new Map<string, number>()
  const add = (sums: Map<string, number>, key: string, us: number): void =>
    void sums.set(key, (sums.get(key) ?? 0) + us)
  let at = profile.startTime
  profile.samples.forEach((id, index) => {
    const us = profile.timeDeltas[index] ?? 0
    at += us
    const group = groupOf.get(id)
    const node = byId.get(id)
    if (at < steadyFrom || group === undefined || node === undefined) return
    add(groups, group, us)
    add(functions, nameOf(node), us)
  })
  const sorted = (sums: Map<string, number>): Hot[] =>
    [...sums].map(([name, us]) => ({ name, ms: us / 1000 / directives })).sort((a, b) => b.ms - a.ms)
  return { directives, groups: sorted(groups), functions: sorted(functions).slice(0, SHOWN_FUNCTIONS) }
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const place = url.replace(/^.*\/(node_modules|dist)\//, '')
  return `${functionName === '' ? '(anonymous)' : functionName}${place === '' ? '' : ` ${place}:${lineNumber + 1}`}`
}

/** Group of each node, undefined for the idle time. */
function groupsOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const groups = new Map<number, string>()
  const visit = (node: ProfileNode, inherited: string): void => {
    const own = ownGroup(node)
    if (own !== 'idle') groups.set(node.id, own ?? inherited)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) visit(child, own ?? inherited)
    }
  }
  const root = nodes[0]
  if (root !== undefined) visit(root, 'Node: streams, sockets, timers')
  return groups
}

function ownGroup({ callFrame: { functionName, url } }: ProfileNode): string | undefined {
  if (functionName === '(idle)') return 'idle'
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return 'native code: event loop, kernel'
  return GROUPS.find(([, pattern]) => pattern.test(url))?.[0]
}

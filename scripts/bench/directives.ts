/** Measures one system: latency, processor time, memory, idle cost and the highest rate. */
import { pause } from './lagProbe.ts'
import type { DirectivesDone } from './load.ts'
import type { BenchOptions } from './options.ts'
import { cpuMs, residentMb } from './procStats.ts'
import { type Bench, type Started, type System, startSystem } from './systems.ts'

export interface Phase extends DirectivesDone {
  readonly cpuMsPerDirective: number
}

export interface DirectiveFigures {
  readonly firstAnswerMs: number
  readonly residentAtStartMb: number
  readonly at50: Phase
  readonly at500: Phase
  readonly residentAfterMb: number
  /** Figures that one round is enough for. */
  readonly once: { readonly idleCpuMsPerSecond: number; readonly highestPerSecond: number } | undefined
}

/** Connecting the appliances is over by then, and V8 has collected what the start left (some 50 ms of work within 10 s). */
const SETTLE_MS = 15_000
const QUICK_SETTLE_MS = 1_000
const WARM_UP = { perSecond: 200, seconds: 3 }
const LONG = 3

export const LIMIT_P99_MS = 100
const FIRST_TRY_PER_SECOND = 1_000
const GROWTH = 1.5
/** Halvings between the last good and the first bad rate: within 5 %. */
const REFINEMENTS = 3
const LOWEST_TRY_PER_SECOND = 50
/** Nothing here comes near; ends the search when the generator is what is measured. */
const HIGHEST_TRY_PER_SECOND = 40_000

/** Where a search of the highest rate begins and ends, in tries a second. */
export interface Search {
  readonly from: number
  readonly most: number
}

/** Enough to show that the search works. */
export const QUICK_SEARCH: Search = { from: 200, most: 400 }

export async function measureDirectives(
  bench: Bench,
  system: System,
  { quick, seconds }: BenchOptions,
  isFirstRound: boolean,
): Promise<DirectiveFigures> {
  const started = await startSystem(bench, system)
  try {
    const residentAtStartMb = started.residentMb
    const idleCpuMsPerSecond = isFirstRound ? await idle(started, quick, seconds) : 0
    await phase(started, WARM_UP.perSecond, quick ? 1 : WARM_UP.seconds)
    const at50 = await phase(started, 50, seconds)
    const at500 = await phase(started, 500, LONG * seconds)
    const residentAfterMb = residentMb(started.pid)
    const search = quick ? QUICK_SEARCH : { from: FIRST_TRY_PER_SECOND, most: HIGHEST_TRY_PER_SECOND }
    const trySeconds = quick ? 0.5 : Math.min(4, seconds)
    const highestPerSecond = isFirstRound ? await highestRate(started, trySeconds, search) : 0
    const once = isFirstRound ? { idleCpuMsPerSecond, highestPerSecond } : undefined
    return { firstAnswerMs: started.firstAnswerMs, residentAtStartMb, at50, at500, residentAfterMb, once }
  } finally {
    await started.stop()
  }
}

async function idle({ pid }: Started, quick: boolean, phaseSeconds: number): Promise<number> {
  const seconds = quick ? 1 : Math.min(20, phaseSeconds)
  await pause(quick ? QUICK_SETTLE_MS : SETTLE_MS)
  const before = cpuMs(pid)
  await pause(seconds * 1000)
  return (cpuMs(pid) - before) / seconds
}

async function phase({ pid, load }: Started, perSecond: number, seconds: number): Promise<Phase> {
  const before = cpuMs(pid)
  const done = await load.ask<DirectivesDone>({ kind: 'directives', perSecond, seconds })
  return { ...done, cpuMsPerDirective: (cpuMs(pid) - before) / done.sent }
}

/** The highest rate at which nothing fails and the 99th percentile stays below the limit. */
async function highestRate({ load }: Started, seconds: number, search: Search): Promise<number> {
  const passes = async (perSecond: number): Promise<boolean> => {
    const done = await load.ask<DirectivesDone>({ kind: 'directives', perSecond, seconds })
    return done.failed === 0 && done.p99Ms < LIMIT_P99_MS
  }
  return climb(search, passes)
}

/** Climbs (or first falls) until a rate is too high, then halves the gap; 0 when no rate was good. */
export async function climb({ from, most }: Search, passes: (perSecond: number) => Promise<boolean>): Promise<number> {
  // A machine that did something else for a moment is no bound: a rate is too high when it fails twice.
  const good = async (perSecond: number): Promise<boolean> => (await passes(perSecond)) || passes(perSecond)
  let low = from
  while (!(await good(low))) {
    if (low < LOWEST_TRY_PER_SECOND) return 0
    low = Math.round(low / 2)
  }
  let high = Math.round(low * GROWTH)
  while (high <= most && (await good(high))) {
    low = high
    high = Math.round(high * GROWTH)
  }
  for (let at = 0; at < REFINEMENTS; at++) {
    const middle = Math.round((low + high) / 2)
    if (await good(middle)) low = middle
    else high = middle
  }
  return low
}

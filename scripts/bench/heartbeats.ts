/** How many heartbeats a second the gateway takes from 1,000 appliances while its event loop stays answerable. */
import { climb, QUICK_SEARCH } from './directives.ts'
import type { HeartbeatsDone } from './load.ts'
import type { BenchOptions } from './options.ts'
import { cpuMs, residentMb } from './procStats.ts'
import { type Bench, startSystem } from './systems.ts'

/** The largest house (DESIGN section 7); as many connections as a house with a few bridges has. */
export const HOUSE = { appliances: 1_000, connections: 50 }
export const LIMIT_LAG_MS = 50
/** Half a second of the highest rates seen: what the broker has not taken by the end is a backlog, not jitter. */
const LIMIT_UNSENT_BYTES = 256 * 1024
/** 50 connections may send 600 a second each before the broker drops what is more. */
const SEARCH = { from: 1_000, most: 28_000 }
/** Twice the period of the sweep. */
const SWEPT_SECONDS = 10
/** 1,000 appliances that beat every 30 s. */
const USUAL_PER_SECOND = 33

export interface HeartbeatFigures {
  readonly highestPerSecond: number
  readonly cpuMsPerBeat: number
  /** Of the usual 33 beats a second. */
  readonly cpuMsPerSecond: number
  readonly residentMb: number
}

export async function measureHeartbeats(bench: Bench, { quick, seconds }: BenchOptions): Promise<HeartbeatFigures> {
  const started = await startSystem(bench, { kind: 'gateway', broker: 'embedded' }, { ...HOUSE, answering: false })
  const { load, pid } = started
  let cpuMsPerBeat = Number.NaN
  try {
    const beat = (perSecond: number, forSeconds: number, probing = false): Promise<HeartbeatsDone> =>
      load.ask<HeartbeatsDone>({ kind: 'heartbeats', perSecond, seconds: forSeconds, probing })
    await beat(HOUSE.appliances, 1)
    // All have come online at once; the sweep that announces it is not what is measured here.
    await beat(USUAL_PER_SECOND, quick ? 1 : SWEPT_SECONDS)
    const usualSeconds = quick ? 1 : Math.min(20, seconds)
    const before = cpuMs(pid)
    await beat(USUAL_PER_SECOND, usualSeconds)
    const cpuMsPerSecond = (cpuMs(pid) - before) / usualSeconds
    const highestPerSecond = await climb(quick ? QUICK_SEARCH : SEARCH, async perSecond => {
      const cpuBefore = cpuMs(pid)
      const done = await beat(perSecond, quick ? 0.5 : 5, true)
      const good = done.lagP99Ms < LIMIT_LAG_MS && done.unsentBytes < LIMIT_UNSENT_BYTES
      if (good) cpuMsPerBeat = (cpuMs(pid) - cpuBefore) / done.sent
      return good
    })
    return { highestPerSecond, cpuMsPerBeat, cpuMsPerSecond, residentMb: residentMb(pid) }
  } finally {
    await started.stop()
  }
}

/** Discovery of 1,000 appliances that announce themselves, the memory they take, and what a storm of announcements holds up. */
import type { AnnounceDone } from './announcing.ts'
import type { Lags } from './lagProbe.ts'
import type { BenchOptions } from './options.ts'
import { cpuMs, residentMb } from './procStats.ts'
import { median } from './statistics.ts'
import { type Bench, type SystemKind, startSystem } from './systems.ts'

export interface AnnouncedRound {
  readonly completeMs: number
  /** Processor time until then. */
  readonly cpuMs: number
  readonly documents: number
  readonly megabytes: number
  readonly residentAtStartMb: number
  /** Once everything has been told and written. */
  readonly residentMb: number
  readonly residentAfterStormMb: number
  readonly storm: Lags
}

export interface AnnouncedFigures {
  readonly rounds: readonly { readonly floor: AnnouncedRound; readonly gateway: AnnouncedRound }[]
}

export const ANNOUNCED = 1_000
export const STORM = { documents: 10_000, bytes: 4_000, flapsPerSecond: 100, seconds: 20 }
/** Nobody is configured: the house has room for so many as are announced. */
const HOUSE = { appliances: 0, connections: 1, answering: false }
const QUICK = { appliances: 40, storm: { documents: 200, bytes: 4_000, flapsPerSecond: 100, seconds: 1 } }
/** By then topics are followed, garbage is collected, and the documents are written. */
const SETTLE_MS = 15_000

export async function measureAnnounced(bench: Bench, { quick, rounds }: BenchOptions): Promise<AnnouncedFigures> {
  const measured: { floor: AnnouncedRound; gateway: AnnouncedRound }[] = []
  for (let round = 0; round < rounds; round++) {
    const floor = await oneRound(bench, 'announced', quick)
    measured.push({ floor, gateway: await oneRound(bench, 'gateway', quick) })
  }
  return { rounds: measured }
}

async function oneRound(bench: Bench, kind: SystemKind, quick: boolean): Promise<AnnouncedRound> {
  const started = await startSystem(bench, { kind, broker: 'embedded' }, HOUSE)
  const { load, pid } = started
  try {
    const discoveries = bench.requests.discoveries.map(request => request.toString('base64'))
    const appliances = quick ? QUICK.appliances : ANNOUNCED
    const cpuBefore = cpuMs(pid)
    const done = await load.ask<AnnounceDone>({ kind: 'announce', appliances, discoveries })
    if (done.completeMs === undefined) throw new Error(`${kind}: not all of ${appliances} appliances were ever told`)
    const cpu = cpuMs(pid) - cpuBefore
    await new Promise(resolve => setTimeout(resolve, quick ? 1_000 : SETTLE_MS))
    const resident = residentMb(pid)
    const storm = await load.ask<Lags>({ kind: 'storm', ...(quick ? QUICK.storm : STORM) })
    return {
      completeMs: done.completeMs,
      cpuMs: cpu,
      documents: done.documents,
      megabytes: done.bytes / 1e6,
      residentAtStartMb: started.residentMb,
      residentMb: resident,
      residentAfterStormMb: residentMb(pid),
      storm,
    }
  } finally {
    await started.stop()
  }
}

/** Median over the rounds. */
export const medianAnnounced = (
  { rounds }: AnnouncedFigures,
  which: 'floor' | 'gateway',
  pick: (round: AnnouncedRound) => number,
): number => median(rounds.map(round => pick(round[which])))

/** How much more memory the process holds than when it had started. */
export const growthMb = ({ residentMb: now, residentAtStartMb }: AnnouncedRound): number => now - residentAtStartMb

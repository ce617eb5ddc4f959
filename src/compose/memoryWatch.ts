/** Watches the memory of the process from inside: stock Raspberry Pi OS switches the kernel's own limits off. */
import { MIB } from '../kernel/size.ts'
import { minutes, seconds } from '../kernel/time.ts'
import type { Cancel, Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

export interface MemoryWatchOptions {
  readonly warnBytes: number
  readonly restartBytes: number
  /** Resident bytes now. */
  readonly rss: () => number
  /** Asks for an orderly restart, with the reason for people. Called once. */
  readonly restart: (reason: string) => void
  readonly clock: Clock
  readonly log: Log
}

/** A reading is one small file of /proc, 0.02 ms. A leak of 1 MiB/s, far more than any seen, needs 80 s from warning to limit. */
const READ_EVERY_MS = seconds(10)

/** Readings in a row above the limit: discovery of a large house and a collection late by seconds are no leak. */
const READINGS_ABOVE = 3

/**
 * No restart before: a house that simply needs more than the limit would be down for a few seconds in every minute, and
 * a leak that fills the memory within ten minutes is met by the kernel and systemd's growing waits.
 */
const SHORTEST_LIFE_MS = minutes(10)

/** Warns again only after it had fallen below this part of the limit: at the limit itself every reading would cross it. */
const CALM = 0.9

/** Watches until cancelled. */
export function watchMemory(options: MemoryWatchOptions): Cancel {
  const { warnBytes, restartBytes, clock, log } = options
  const startedAt = clock.mono()
  let warned = false
  let above = 0
  let asked = false
  return clock.every(READ_EVERY_MS, () => {
    const bytes = options.rss()
    if (bytes < warnBytes * CALM) warned = false
    if (bytes >= warnBytes && !warned) {
      warned = true
      log.warn('memory is running high', { rssMiB: mebibytes(bytes), restartAtMiB: mebibytes(restartBytes) })
    }
    above = bytes >= restartBytes ? above + 1 : 0
    if (asked || above < READINGS_ABOVE || clock.mono() - startedAt < SHORTEST_LIFE_MS) return
    asked = true
    const reason = `${mebibytes(bytes)} MiB resident, limit ${mebibytes(restartBytes)} MiB`
    log.error('memory is above its limit: restarting', { reason })
    options.restart(reason)
  })
}

const mebibytes = (bytes: number): number => Math.round(bytes / MIB)

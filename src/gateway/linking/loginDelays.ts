/** Growing delays per key: some failures are free, then each makes the next wait longer, and quiet forgives. */
import { type MonoMs, monoPlus, seconds } from '../../kernel/time.ts'

export interface DelayRule {
  readonly freeFailures: number
  readonly longestMs: number
  /** Time without a charge after which a key is as new. */
  readonly forgetMs: number
  /** Keys held; past it the one charged the longest ago goes. */
  readonly maxKeys: number
}

/** The first delay; it doubles from here. */
const FIRST_DELAY_MS = seconds(1)

interface Entry {
  readonly failures: number
  /** Nothing of this key before this. */
  readonly freeAt: MonoMs
  readonly chargedAt: MonoMs
}

/** Takes every attempt for a failure at once, so that a hundred at the same moment do not all count as the first. */
export interface LoginDelays {
  /** Earliest moment of the next attempt, at least `now`. */
  readonly freeAt: (key: string, now: MonoMs) => MonoMs
  /** Counts an attempt that takes place at `at`; returns what takes it back. */
  readonly charge: (key: string, at: MonoMs, now: MonoMs) => () => void
  readonly forgive: (key: string) => void
  readonly size: () => number
}

export function loginDelays(rule: DelayRule): LoginDelays {
  // In order of their last charge.
  const entries = new Map<string, Entry>()
  const isQuiet = (entry: Entry, now: MonoMs): boolean => now >= monoPlus(entry.chargedAt, rule.forgetMs)
  const live = (key: string, now: MonoMs): Entry | undefined => {
    const entry = entries.get(key)
    return entry === undefined || isQuiet(entry, now) ? undefined : entry
  }
  const makeRoom = (now: MonoMs): void => {
    for (const [key, entry] of entries) {
      if (!isQuiet(entry, now) && entries.size < rule.maxKeys) return
      entries.delete(key)
    }
  }

  return {
    freeAt(key, now) {
      const freeAt = live(key, now)?.freeAt
      return freeAt === undefined || freeAt < now ? now : freeAt
    },
    charge(key, at, now) {
      const before = live(key, now)
      const failures = (before?.failures ?? 0) + 1
      const entry = { failures, freeAt: monoPlus(at, delayMs(rule, failures)), chargedAt: at }
      entries.delete(key)
      makeRoom(now)
      entries.set(key, entry)
      return () => {
        // Only while nothing else came of this key: what was counted since builds on it.
        if (entries.get(key) !== entry) return
        if (before === undefined) entries.delete(key)
        else entries.set(key, before)
      }
    },
    forgive: key => void entries.delete(key),
    size: () => entries.size,
  }
}

/** Doubling in floating point is exact and ends in infinity, so no count is too large. */
const delayMs = ({ freeFailures, longestMs }: DelayRule, failures: number): number =>
  failures <= freeFailures ? 0 : Math.min(longestMs, FIRST_DELAY_MS * 2 ** (failures - freeFailures - 1))

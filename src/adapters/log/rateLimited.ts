/** A log in front of another that passes the same message at most once per period: strangers cannot fill an SD card. */
import { type MonoMs, monoPlus } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log, LogFields } from '../../ports/log.ts'

export interface RateLimitOptions {
  /** Milliseconds in which one message passes once. */
  readonly perKeyMs: number
  /** Messages told apart, default {@link MAX_KEYS}; the one unheard the longest is forgotten first. */
  readonly maxKeys?: number
}

/** Messages are constant sentences of this program, a few dozen for any one part of it. */
const MAX_KEYS = 256

interface Entry {
  readonly until: MonoMs
  suppressed: number
}

/**
 * The key is the level and the message, not the fields. The first one passes at once; the next that passes after the
 * period carries in `suppressed` how many were left out in between.
 */
export function rateLimited(log: Log, clock: Clock, options: RateLimitOptions): Log {
  const maxKeys = options.maxKeys ?? MAX_KEYS
  const entries = new Map<string, Entry>()

  const limit =
    (level: keyof Log) =>
    (message: string, fields?: LogFields): void => {
      const key = `${level} ${message}`
      const entry = entries.get(key)
      const now = clock.mono()
      if (entry !== undefined && now < entry.until) {
        entry.suppressed++
        return
      }
      // Put in again, so that the order of the map is the order of their last passing.
      entries.delete(key)
      const oldest = entries.keys().next().value
      if (entries.size >= maxKeys && oldest !== undefined) entries.delete(oldest)
      entries.set(key, { until: monoPlus(now, options.perKeyMs), suppressed: 0 })
      if (entry === undefined || entry.suppressed === 0) log[level](message, fields)
      else log[level](message, { ...fields, suppressed: entry.suppressed })
    }
  return { debug: limit('debug'), info: limit('info'), warn: limit('warn'), error: limit('error') }
}

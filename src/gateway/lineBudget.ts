/** Bounds the log lines that appliances can cause at will: each once a minute, and only so many in all. The database keeps every transition. */
import { clip } from '../kernel/text.ts'
import { type MonoMs, minutes, monoPlus } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log, LogFields } from '../ports/log.ts'

/** What was told is told again after this time: firmware that repeats a mistake every second is 60 lines an hour. */
const PERIOD_MS = minutes(1)

/** A bridge that announces a whole house at once is told in full; a flood of made-up names is not. */
const MAX_LINES_PER_PERIOD = 200

/** Two lines that begin alike for this long are the same line; 200 of them are 100 kB. */
const MAX_KEY_CHARACTERS = 500

/** The log with a budget, which is whole again a period after its first line. */
export function budgetedLog(log: Log, clock: Clock): Log {
  const told = new Set<string>()
  let endsAt: MonoMs = clock.mono()

  const within =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}): void => {
      const now = clock.mono()
      if (now >= endsAt) {
        told.clear()
        endsAt = monoPlus(now, PERIOD_MS)
      }
      const key = clip(`${message} ${JSON.stringify(fields)}`, MAX_KEY_CHARACTERS)
      if (told.has(key) || told.size > MAX_LINES_PER_PERIOD) return
      told.add(key)
      if (told.size <= MAX_LINES_PER_PERIOD) log[level](message, fields)
      else log.warn('too many lines of this kind: the rest of this minute is not told', { message })
    }
  return { debug: within('debug'), info: within('info'), warn: within('warn'), error: within('error') }
}

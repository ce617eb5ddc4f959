/** Log lines about what others do wrong: at most one per kind and minute, so that a flood cannot fill the card. */
import type { Clock } from '../../ports/clock.ts'
import type { Log, LogFields } from '../../ports/log.ts'

/** One line per kind in this time; a misconfigured appliance that repeats every second is then 60 lines an hour. */
const QUIET_MS = 60_000

/** Kinds remembered at once: every account with every kind of fault in a large house; older ones are forgotten first. */
const MAX_KINDS = 1_000

/** Warns with the fields, and with `repeated`: how many equal warnings were left out since the line before. */
export type QuietLog = (message: string, subject: string, fields: LogFields) => void

/** The subject (an account, an address) tells kinds apart together with the message; it is not printed by itself. */
export function quietLog(log: Log, clock: Clock): QuietLog {
  const seen = new Map<string, { nextAt: number; repeated: number }>()
  return (message, subject, fields) => {
    const key = `${message}\n${subject}`
    const known = seen.get(key)
    const now = clock.mono()
    if (known !== undefined && now < known.nextAt) {
      known.repeated++
      return
    }
    log.warn(message, { ...fields, repeated: known?.repeated ?? 0 })
    seen.delete(key)
    seen.set(key, { nextAt: now + QUIET_MS, repeated: 0 })
    const oldest = seen.keys().next()
    if (seen.size > MAX_KINDS && oldest.done !== true) seen.delete(oldest.value)
  }
}

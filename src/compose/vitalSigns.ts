/** What the gateway cannot serve without, looked at from inside. The tunnel and the internet are not among it. */
import { seconds } from '../kernel/time.ts'
import type { RunningGateway } from './openGateway.ts'

/** A sign of life that is missing. */
export type VitalSign = 'event-loop' | 'database' | 'broker' | 'webhook'

/** A directive has 3.5 s; a loop that is this late at a timer has lost a good part of them. Collections take 0.1 s. */
const MAX_LATE_MS = seconds(1)

/** Opens the check. @returns what is missing now; `lateMs` is how late the timer was that asks */
export function openVitalSigns(
  running: Pick<RunningGateway, 'database' | 'opened' | 'listener'>,
): (lateMs: number) => readonly VitalSign[] {
  const { database, opened, listener } = running
  const page = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema')
  const checks: Readonly<Record<Exclude<VitalSign, 'event-loop'>, () => boolean>> = {
    database: () => (database.read(() => page.get())?.n ?? 0) > 0,
    // An outside broker that is away is the business of its own supervisor: starting us again does not bring it back.
    broker: () => opened.embedded === undefined || (opened.bus.connected() && opened.embedded.port() !== undefined),
    webhook: () => listener.listening(),
  }
  return lateMs => {
    const missing = Object.entries(checks).flatMap(([sign, holds]) => (holdsNow(holds) ? [] : [sign as VitalSign]))
    return lateMs > MAX_LATE_MS ? ['event-loop', ...missing] : missing
  }
}

function holdsNow(holds: () => boolean): boolean {
  try {
    return holds()
  } catch {
    // Whatever it was: a sign of life that cannot be looked at is missing, and the log line names which.
    return false
  }
}

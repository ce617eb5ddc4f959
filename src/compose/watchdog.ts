/** Feeds the watchdog of whoever looks after the process, for as long as nothing vital is missing. */
import { monoPlus } from '../kernel/time.ts'
import type { Cancel, Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Supervisor } from '../ports/supervisor.ts'
import type { VitalSign } from './vitalSigns.ts'

export interface WatchdogOptions {
  readonly supervisor: Supervisor
  /** What is missing now, given how late the timer was in milliseconds. */
  readonly missing: (lateMs: number) => readonly VitalSign[]
  /** One line for people on how the gateway is. */
  readonly status: () => string
  readonly clock: Clock
  readonly log: Log
}

/** Words within one period of the watchdog: one that is lost or held back by a moment of trouble ends nothing. */
const WORDS_PER_PERIOD = 3

/** Feeds until cancelled; does nothing where no watchdog waits. */
export function feedWatchdog({ supervisor, missing, status, clock, log }: WatchdogOptions): Cancel {
  const { watchdogMs } = supervisor
  if (watchdogMs === undefined) return () => undefined
  const periodMs = watchdogMs / WORDS_PER_PERIOD
  let due = monoPlus(clock.mono(), periodMs)
  let hungry = ''
  return clock.every(periodMs, () => {
    const now = clock.mono()
    const gone = missing(now - due)
    due = monoPlus(now, periodMs)
    const names = gone.join(', ')
    if (names !== hungry) tellChange(log, gone)
    hungry = names
    if (gone.length === 0) supervisor.tell('alive', status())
  })
}

function tellChange(log: Log, gone: readonly VitalSign[]): void {
  if (gone.length === 0) log.info('all signs of life are back: the watchdog is fed again')
  else log.error('signs of life are missing: the watchdog is not fed', { missing: gone })
}

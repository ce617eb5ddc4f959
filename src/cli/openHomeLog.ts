/** The log of a home as its configuration wants it. */
import { logStyleFor, openLog } from '../adapters/log/openLog.ts'
import type { Config } from '../config/config.ts'
import { zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { AdjustableLog } from '../ports/log.ts'
import type { Io } from './invocation.ts'

export function openHomeLog({ log, timezone }: Config, { env, columns }: Io, clock: Clock): AdjustableLog {
  const style = log.style === 'auto' ? logStyleFor(env, columns !== undefined) : log.style
  return openLog({ level: log.level, style, clock, zone: zoneOffset(timezone) })
}

/** A log line as JSON, for the journal or for people: `message key=value key="two words"`. */
import { formatTimestamp, type WallMs, type ZoneOffset } from '../../kernel/time.ts'
import type { LogLevel } from '../../ports/log.ts'
import type { PlainValue } from './plain.ts'

/** A line whose texts have been made harmless (see plain.ts). */
export interface LogLine {
  readonly level: Exclude<LogLevel, 'silent'>
  readonly time: WallMs
  readonly fields: Readonly<Record<string, PlainValue>> | undefined
  readonly message: string
}

/** Priorities of syslog (RFC 5424 section 6.2.1) as systemd reads them at the start of a line (sd-daemon(3)). */
const PRIORITY: Readonly<Record<LogLine['level'], number>> = { debug: 7, info: 6, warn: 4, error: 3 }

/** Values that cannot be mistaken for anything else without quotes. */
const BARE = /^[^\s"=]+$/

/** Fields stand apart, so that one called `level` or `time` cannot pose as the line's own. */
export const jsonLine = ({ level, time, fields, message }: LogLine): string =>
  `${JSON.stringify({ level, time, fields, msg: message })}\n`

/** `<4>Key changed from=ab to=cd`; the journal adds time and unit. */
export const journalLine = (line: LogLine): string => `<${PRIORITY[line.level]}>${sentence(line)}\n`

/** `2026-11-20T10:00:00+09:00 warn  Key changed from=ab to=cd` */
export const prettyLine = (line: LogLine, zone: ZoneOffset): string =>
  `${formatTimestamp(line.time, zone(line.time))} ${line.level.padEnd(5)} ${sentence(line)}\n`

function sentence({ message, fields }: LogLine): string {
  const pairs = Object.entries(fields ?? {}).map(([key, value]) => `${key}=${show(value)}`)
  return [message, ...pairs].join(' ')
}

function show(value: PlainValue): string {
  return typeof value === 'string' && BARE.test(value) ? value : JSON.stringify(value)
}

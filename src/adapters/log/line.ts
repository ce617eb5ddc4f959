/** Turns a JSON log line into one for the journal or for people: `message key=value key="two words"`. */
import { isObject, type Json, member } from '../../kernel/json.ts'
import { formatTimestamp, type WallMs, wallMs, type ZoneOffset } from '../../kernel/time.ts'

/** Priorities of syslog (RFC 5424 section 6.2.1) as systemd reads them at the start of a line (sd-daemon(3)). */
const PRIORITY: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3 }

/** Values that cannot be mistaken for anything else without quotes. */
const BARE = /^[^\s"=]+$/

/** `<4>Key changed from=ab to=cd`; the journal adds time and unit. */
export function journalLine(json: string): string {
  const line = JSON.parse(json) as Json
  return `<${PRIORITY[String(member(line, 'level'))] ?? 6}>${sentence(line)}\n`
}

/** `2026-11-20T10:00:00+09:00 warn  Key changed from=ab to=cd` */
export function prettyLine(json: string, zone: ZoneOffset): string {
  const line = JSON.parse(json) as Json
  const moment: WallMs = wallMs(Number(member(line, 'time')))
  const level = String(member(line, 'level')).padEnd(5)
  return `${formatTimestamp(moment, zone(moment))} ${level} ${sentence(line)}\n`
}

function sentence(line: Json): string {
  const fields = member(line, 'fields')
  const pairs = isObject(fields) ? Object.entries(fields).map(([key, value]) => `${key}=${show(value)}`) : []
  return [String(member(line, 'msg')), ...pairs].join(' ')
}

function show(value: Json | undefined): string {
  return typeof value === 'string' && BARE.test(value) ? value : JSON.stringify(value)
}

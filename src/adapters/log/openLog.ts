/**
 * The log on standard output: JSON, for the journal, or for people. Written by sonic-boom, the writer inside pino, without
 * pino around it: our lines are made safe field by field anyway, and the rest of pino costs 6 MB of an 85 MB budget.
 */
import sonicBoom from 'sonic-boom'
import type { ZoneOffset } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import type { AdjustableLog, LogFields, LogLevel } from '../../ports/log.ts'
import { journalLine, jsonLine, type LogLine, prettyLine } from './line.ts'
import { plainFields, plainText } from './plain.ts'

/** `json`: a JSON object a line. `journal`: priority prefix, no time (the journal has one). `pretty`: with the time. */
export type LogStyle = 'json' | 'journal' | 'pretty'

export interface LogOptions {
  readonly level: LogLevel
  readonly style: LogStyle
  /** Gives the lines their time; the journal has its own. */
  readonly clock: Pick<Clock, 'wall' | 'after'>
  /** Where whole lines go, default standard output. */
  readonly destination?: { write(line: string, urgent: boolean): void }
  /** Zone of the times of `pretty`, default UTC. */
  readonly zone?: ZoneOffset
}

/** Lines that are kept while standard output takes none (a full disk, a stuck pipe), 64 KiB; then they are dropped. */
const MAX_PENDING_BYTES = 64 * 1024

/**
 * Lines that tell of nothing wrong wait this long for others, so that 500 directives a second cost 50 writes and not 500. A
 * warning goes out at once with all before it, and so do all lines when the process ends; only SIGKILL loses what waited.
 */
const GATHER_MS = 20

/** Some 40 lines of a directive: what 2,000 directives a second bring in that time. */
const MAX_GATHERED_CHARACTERS = 8 * 1024

/** Rising urgency; a line is written when its level is at least the log's. */
const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** Under systemd standard output is the journal exactly when this names it (systemd.exec(5)). */
export function logStyleFor(environment: Readonly<Record<string, string | undefined>>, terminal: boolean): LogStyle {
  if (environment['JOURNAL_STREAM'] !== undefined) return 'journal'
  return terminal ? 'pretty' : 'json'
}

/** Opens the log; nothing has to be closed. A warning or error is out when its call returns, other lines soon after. */
export function openLog(options: LogOptions): AdjustableLog {
  const out = options.destination ?? standardOutput(options)
  const zone = options.zone ?? (() => 0)
  const render: Readonly<Record<LogStyle, (line: LogLine) => string>> = {
    json: jsonLine,
    journal: journalLine,
    pretty: line => prettyLine(line, zone),
  }
  const toText = render[options.style]
  let current = options.level
  const writer =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields?: LogFields): void => {
      if (ORDER.indexOf(level) < ORDER.indexOf(current)) return
      const plain = fields === undefined ? undefined : plainFields(fields)
      const line = { level, time: options.clock.wall(), fields: plain, message: plainText(message) }
      out.write(toText(line), level === 'warn' || level === 'error')
    }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    level: () => current,
    setLevel: level => {
      current = level
    },
  }
}

/** People at a terminal see each line when it is written; programs and the journal get them gathered. */
function standardOutput({ clock, style }: LogOptions): { write(line: string, urgent: boolean): void } {
  const stream = new sonicBoom.SonicBoom({ fd: 1, sync: true, maxLength: MAX_PENDING_BYTES })
  // A full disk behind standard output must not end the process, and there is no other place to say so.
  stream.on('error', () => undefined)
  if (style === 'pretty') return { write: line => void stream.write(line) }
  let gathered = ''
  let cancel: Cancel | undefined
  const flush = (): void => {
    cancel?.()
    cancel = undefined
    const lines = gathered
    gathered = ''
    if (lines !== '') stream.write(lines)
  }
  process.on('exit', flush)
  return {
    write(line, urgent) {
      gathered += line
      if (urgent || gathered.length >= MAX_GATHERED_CHARACTERS) flush()
      else cancel ??= clock.after(GATHER_MS, flush)
    },
  }
}

/** The log: pino to standard output, as JSON, for the journal, or for people. */
import { destination, pino } from 'pino'
import type { ZoneOffset } from '../../kernel/time.ts'
import type { AdjustableLog, LogFields, LogLevel } from '../../ports/log.ts'
import { journalLine, prettyLine } from './line.ts'
import { plainFields, plainText } from './plain.ts'

/** `json`: a JSON object a line. `journal`: priority prefix, no time (the journal has one). `pretty`: with the time. */
export type LogStyle = 'json' | 'journal' | 'pretty'

export interface LogOptions {
  readonly level: LogLevel
  readonly style: LogStyle
  /** Where whole lines go, default standard output, written synchronously so that a crash loses none. */
  readonly destination?: { write(line: string): void }
  /** Zone of the times of `pretty`, default UTC. */
  readonly zone?: ZoneOffset
}

/** Lines that are kept while standard output takes none (a full disk, a stuck pipe), 64 KiB; then they are dropped. */
const MAX_PENDING_BYTES = 64 * 1024

/** Under systemd standard output is the journal exactly when this names it (systemd.exec(5)). */
export function logStyleFor(environment: Readonly<Record<string, string | undefined>>, terminal: boolean): LogStyle {
  if (environment['JOURNAL_STREAM'] !== undefined) return 'journal'
  return terminal ? 'pretty' : 'json'
}

/** No worker threads: a pino transport is one, and costs more memory than the rest of the log. */
export function openLog(options: LogOptions): AdjustableLog {
  const out = options.destination ?? standardOutput()
  const zone = options.zone ?? (() => 0)
  const render: Readonly<Record<LogStyle, (line: string) => string>> = {
    json: line => line,
    journal: journalLine,
    pretty: line => prettyLine(line, zone),
  }
  const toText = render[options.style]
  const logger = pino(
    {
      level: options.level,
      base: null,
      // Fields stand apart, so that one called `level` or `time` cannot pose as the line's own.
      nestedKey: 'fields',
      formatters: { level: label => ({ level: label }) },
    },
    { write: (line: string) => out.write(toText(line)) },
  )
  const writer =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields?: LogFields): void => {
      if (!logger.isLevelEnabled(level)) return
      if (fields === undefined) logger[level](plainText(message))
      else logger[level](plainFields(fields), plainText(message))
    }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    level: () => logger.level as LogLevel,
    setLevel: level => {
      logger.level = level
    },
  }
}

function standardOutput(): { write(line: string): void } {
  const stream = destination({ dest: 1, sync: true, maxLength: MAX_PENDING_BYTES })
  // A full disk behind standard output must not end the process, and there is no other place to say so.
  stream.on('error', () => undefined)
  return { write: line => void stream.write(line) }
}

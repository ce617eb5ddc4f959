/** Levels in rising urgency; `silent` writes nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Plain values only: an object that may hold a payload or a token does not belong in a log line. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>

/** One line per event: a constant sentence, and the facts as fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** A log whose level changes while running. */
export interface AdjustableLog extends Log {
  level(): LogLevel
  setLevel(level: LogLevel): void
}

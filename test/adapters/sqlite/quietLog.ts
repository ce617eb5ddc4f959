/** A log that remembers its lines; alone in a file because child processes use it outside vitest. */
import type { Log, LogFields } from '../../../src/ports/log.ts'

interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields | undefined
}

export function rememberingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: string) => (message: string, fields?: LogFields) => void lines.push({ level, message, fields })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const quietLog: Log = rememberingLog()

import type { Log, LogFields } from '../../../src/ports/log.ts'

export interface MemoryLine {
  readonly level: keyof Log
  readonly message: string
  readonly fields: LogFields
}

/** A log that tests can read. */
export function memoryLog(): Log & { readonly lines: readonly MemoryLine[] } {
  const lines: MemoryLine[] = []
  const at =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields })
    }
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

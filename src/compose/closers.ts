/** Closes what was opened, last first, whatever fails on the way. */
import type { Log } from '../ports/log.ts'

export interface Closers {
  readonly add: (what: string, close: () => void | Promise<void>) => void
  /** Closes everything once; faults are logged and never keep the rest open. */
  readonly closeAll: (log: Log) => Promise<void>
}

export function createClosers(): Closers {
  const stack: { what: string; close: () => void | Promise<void> }[] = []
  return {
    add: (what, close) => stack.push({ what, close }),
    async closeAll(log) {
      for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
        try {
          await top.close()
        } catch (error) {
          log.error('could not be closed cleanly', { what: top.what, reason: String(error) })
        }
      }
    },
  }
}

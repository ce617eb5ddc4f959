/** Messages on topics that belong to no appliance: counted, and the first of each topic logged. */
import type { Log } from '../ports/log.ts'

/** Each is worth a line once, and only so many (a broker may carry a whole factory). */
const MAX_LOGGED = 50

/** Counts what belongs to nobody. */
export interface Strangers {
  readonly note: (topic: string) => void
  readonly count: () => number
}

/** Logs each topic once, and counts every message. */
export function createStrangers(log: Log): Strangers {
  const logged = new Set<string>()
  let count = 0
  return {
    note(topic) {
      count++
      if (logged.size >= MAX_LOGGED || logged.has(topic)) return
      logged.add(topic)
      log.debug('a message that belongs to no appliance', { topic })
    },
    count: () => count,
  }
}

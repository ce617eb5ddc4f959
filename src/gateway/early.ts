/** What appliances said on their native topics before they were announced: a broker replays what it kept in any order. */
import { type NativeKind, nativeTopic } from '../home/native.ts'
import type { BusMessage } from '../ports/bus.ts'
import type { Clock } from '../ports/clock.ts'
import { createRecent } from './recent.ts'

/** What tells something that still holds when the announcement comes; anything else is of a moment that has passed. */
const KINDS: readonly NativeKind[] = ['state', 'availability']

/** Bounded as what is remembered of other topics (recent.ts). */
export interface Early {
  readonly note: (kind: NativeKind, message: BusMessage) => void
  /** Somebody has heard that topic since. */
  readonly forget: (topic: string) => void
  /** What was kept of an appliance, as replays; it is forgotten with that. */
  readonly take: (applianceId: string) => readonly BusMessage[]
}

/** One per gateway; it holds nothing of appliances that are in the house. */
export function createEarly(base: string, clock: Clock): Early {
  const recent = createRecent(true)
  return {
    note(kind, message) {
      if (!KINDS.includes(kind)) return
      // A live one came now; when a replay was said, only our own broker knows.
      recent.note(message.retained ? message : { ...message, retained: true, arrivedAt: clock.mono() })
    },
    forget: recent.forget,
    take: applianceId =>
      KINDS.flatMap(kind => {
        const topic = nativeTopic(base, applianceId, kind)
        const message = recent.of(topic)
        recent.forget(topic)
        return message ?? []
      }),
  }
}

/** The last message of topics that somebody listens to, for appliances that come to a topic after it was said. */
import type { BusMessage } from '../ports/bus.ts'

/** Topics remembered: five for each of 1,000 appliances. */
const MAX_TOPICS = 5_000

/** Bytes remembered together; a state has 300 bytes, that of a light strip 2 kB. */
const MAX_BYTES = 4_194_304

/** Larger payloads are no states. */
const MAX_MESSAGE_BYTES = 16_384

/** Messages by topic, the newest of each. */
export interface Recent {
  readonly note: (message: BusMessage) => void
  readonly of: (topic: string) => BusMessage | undefined
}

/**
 * A broker replays a retained message only when a topic is subscribed, and a live one never.
 * @param isNeeded nothing is remembered where nobody will come
 */
export function createRecent(isNeeded: boolean): Recent {
  const messages = new Map<string, BusMessage>()
  let bytes = 0
  const drop = (topic: string): void => {
    bytes -= messages.get(topic)?.payload.length ?? 0
    messages.delete(topic)
  }
  return {
    note(message) {
      const { topic, payload } = message
      drop(topic)
      if (!isNeeded || payload.length === 0 || payload.length > MAX_MESSAGE_BYTES) return
      messages.set(topic, { ...message, payload: Uint8Array.from(payload) })
      bytes += payload.length
      for (const oldest of messages.keys()) {
        if (bytes <= MAX_BYTES && messages.size <= MAX_TOPICS) return
        drop(oldest)
      }
    },
    of: topic => messages.get(topic),
  }
}

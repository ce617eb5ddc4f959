/** Tells our own messages apart when an outside broker sends them back. */
import { createHash } from 'node:crypto'
import type { Clock } from '../../ports/clock.ts'

/** A broker on the local network echoes within milliseconds; an older entry will not come any more. */
const ECHO_MS = 10_000

/** Own messages that can be on their way back at once: 100 a second for the time above. About 0.2 MiB. */
const MAX_LIVE = 1_000

/** Topics we retain at the broker: one presence per appliance and a few of the bridge. */
const MAX_RETAINED = 2_000

export interface OwnEcho {
  /** @param comesBack whether a subscription of ours matches the topic, so that a live echo will come */
  sent(topic: string, payload: Uint8Array, retain: boolean, comesBack: boolean): void
  /** Whether a received message is an echo; a live one is an echo once per message sent. */
  isOwn(topic: string, payload: Uint8Array, retained: boolean): boolean
}

/**
 * MQTT 5 suppresses live echoes by itself (`noLocal`), MQTT 3.1.1 does not, and neither does it for retained messages.
 * Not told apart: retained messages that an earlier run of this program left behind.
 */
export function ownEcho(clock: Clock): OwnEcho {
  const live = new Map<string, { count: number; until: number }>()
  const retainedHash = new Map<string, string>()
  const bound = <Value>(map: Map<string, Value>, max: number): void => {
    const oldest = map.keys().next()
    if (map.size > max && oldest.done !== true) map.delete(oldest.value)
  }
  return {
    sent(topic, payload, retain, comesBack) {
      if (!retain && !comesBack) return
      const hash = hashOf(payload)
      if (retain) {
        retainedHash.delete(topic)
        retainedHash.set(topic, hash)
        bound(retainedHash, MAX_RETAINED)
      }
      if (!comesBack) return
      const key = `${hash} ${topic}`
      const count = (live.get(key)?.count ?? 0) + 1
      live.delete(key)
      live.set(key, { count, until: clock.mono() + ECHO_MS })
      bound(live, MAX_LIVE)
    },
    isOwn(topic, payload, retained) {
      if (retained) return retainedHash.get(topic) === hashOf(payload)
      if (live.size === 0) return false
      const key = `${hashOf(payload)} ${topic}`
      const entry = live.get(key)
      if (entry === undefined) return false
      if (entry.count === 1 || clock.mono() > entry.until) live.delete(key)
      else entry.count--
      return clock.mono() <= entry.until
    },
  }
}

const hashOf = (payload: Uint8Array): string => createHash('sha256').update(payload).digest('base64')

/** Retained messages of the embedded broker: in memory, bounded in number and bytes, optionally kept by a store. */

import type { MonoMs } from '../../kernel/time.ts'
import { EARLIER_RUN } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { BrokerLimits } from './brokerLimits.ts'
import { type FilterIndex, filterIndex } from './filterIndex.ts'

export interface RetainedMessage {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1 | 2
  /** Login that published it; undefined for the gateway's own. */
  readonly account: string | undefined
}

/** As it is kept here. */
export interface HeldMessage extends RetainedMessage {
  readonly arrivedAt: MonoMs
}

/** Where retained messages outlive the process. All calls are synchronous; `put` replaces by topic. */
export interface RetainedPersistence {
  load(): readonly RetainedMessage[]
  put(message: RetainedMessage): void
  remove(topic: string): void
}

export interface RetainedMessages {
  /** Whether a message of this size may be kept for the account; the gateway itself (undefined) is not bounded here. */
  admits(account: string | undefined, topic: string, payloadBytes: number): boolean
  /** Keeps a copy: a slice of a received chunk would hold the whole chunk in memory. */
  put(message: RetainedMessage): void
  remove(topic: string): void
  matching(filters: readonly string[]): HeldMessage[]
  count(): number
  bytes(): number
}

interface Usage {
  count: number
  bytes: number
}

/** @param onFault told when the store could not keep a change; memory goes on */
export function retainedMessages(
  limits: BrokerLimits,
  clock: Clock,
  persistence: RetainedPersistence | undefined,
  onFault: (error: unknown) => void,
): RetainedMessages {
  const byTopic = new Map<string, HeldMessage>()
  const usage = new Map<string | undefined, Usage>()
  const total: Usage = { count: 0, bytes: 0 }

  const account = (message: RetainedMessage, sign: 1 | -1): void => {
    const used = usage.get(message.account) ?? { count: 0, bytes: 0 }
    for (const sum of [used, total]) {
      sum.count += sign
      sum.bytes += sign * sizeOf(message.topic, message.payload.length)
    }
    if (used.count === 0) usage.delete(message.account)
    else usage.set(message.account, used)
  }
  const forget = (topic: string): boolean => {
    const old = byTopic.get(topic)
    if (old === undefined) return false
    byTopic.delete(topic)
    account(old, -1)
    return true
  }
  const keep = (message: RetainedMessage, arrivedAt: MonoMs): HeldMessage => {
    forget(message.topic)
    const copy = { ...message, arrivedAt, payload: Uint8Array.from(message.payload) }
    byTopic.set(copy.topic, copy)
    account(copy, 1)
    return copy
  }
  const stored = (change: (store: RetainedPersistence) => void): void => {
    if (persistence === undefined) return
    try {
      change(persistence)
    } catch (error) {
      onFault(error)
    }
  }

  for (const message of persistence?.load() ?? []) keep(message, EARLIER_RUN)
  return {
    admits(owner, topic, payloadBytes) {
      if (owner === undefined) return true
      const old = byTopic.get(topic)
      const freed = old === undefined ? 0 : sizeOf(topic, old.payload.length)
      const own = usage.get(owner) ?? { count: 0, bytes: 0 }
      const ownOld = old?.account === owner
      const size = sizeOf(topic, payloadBytes)
      return (
        total.count + (old === undefined ? 1 : 0) <= limits.maxRetained &&
        total.bytes - freed + size <= limits.maxRetainedBytes &&
        own.count + (ownOld ? 0 : 1) <= limits.maxRetainedPerAccount &&
        own.bytes - (ownOld ? freed : 0) + size <= limits.maxRetainedBytesPerAccount
      )
    },
    put(message) {
      const copy = keep(message, clock.mono())
      stored(store => store.put(copy))
    },
    remove(topic) {
      if (forget(topic)) stored(store => store.remove(topic))
    },
    matching: filters => matching(byTopic, filterIndex(filters)),
    count: () => total.count,
    bytes: () => total.bytes,
  }
}

const sizeOf = (topic: string, payloadBytes: number): number => topic.length + payloadBytes

function matching(byTopic: ReadonlyMap<string, HeldMessage>, wanted: FilterIndex): HeldMessage[] {
  if (!wanted.filters.some(filter => /[#+]/.test(filter))) {
    return wanted.filters.map(filter => byTopic.get(filter)).filter(message => message !== undefined)
  }
  return [...byTopic.values()].filter(message => wanted.matches(message.topic))
}

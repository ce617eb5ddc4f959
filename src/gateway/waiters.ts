/** Those who wait for an appliance to say something. Enlisted before the question or command leaves, so no answer is missed. */

import type { Moment } from '../home/moment.ts'
import type { NativeResult } from '../home/native.ts'
import type { Json } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { PropertyName } from '../protocol/properties.ts'

/** One live message of an appliance, as waiters see it. */
export interface HeardFrom {
  readonly values: ReadonlyMap<PropertyName, Json | null>
  readonly result: NativeResult | undefined
  readonly moment: Moment | undefined
}

export type Settled<T> = { readonly kind: 'settled'; readonly with: T } | { readonly kind: 'deadline' }

export interface Waiting<T> {
  /** Resolves with what `look` found, or at the deadline. Never rejects. */
  readonly settled: Promise<Settled<T>>
  /** Stops waiting; `settled` then resolves as at the deadline. */
  readonly cancel: () => void
}

export interface Waiters {
  /**
   * @param look called for every live message of the appliance until it returns something
   */
  readonly wait: <T>(applianceId: string, deadline: MonoMs, look: (heard: HeardFrom) => T | undefined) => Waiting<T>
  readonly offer: (applianceId: string, heard: HeardFrom) => void
  readonly count: () => number
  /** How many wait for one appliance. */
  readonly countFor: (applianceId: string) => number
}

export function createWaiters(clock: Clock): Waiters {
  const waiting = new Map<string, Set<(heard: HeardFrom) => void>>()
  let count = 0

  return {
    wait(applianceId, deadline, look) {
      const list = waiting.get(applianceId) ?? new Set()
      waiting.set(applianceId, list)
      let finish: (settled: Settled<never>) => void = () => undefined
      const settled = new Promise<Settled<never>>(resolve => {
        finish = resolve
      })
      let open = true
      const end = (how: Settled<unknown>): void => {
        if (!open) return
        open = false
        cancelTimer()
        list.delete(listener)
        if (list.size === 0 && waiting.get(applianceId) === list) waiting.delete(applianceId)
        count--
        finish(how as Settled<never>)
      }
      const listener = (heard: HeardFrom): void => {
        const found = look(heard)
        if (found !== undefined) end({ kind: 'settled', with: found })
      }
      const cancelTimer = clock.after(Math.max(0, deadline - clock.mono()), () => end({ kind: 'deadline' }))
      list.add(listener)
      count++
      return { settled, cancel: () => end({ kind: 'deadline' }) }
    },
    offer(applianceId, heard) {
      for (const listener of [...(waiting.get(applianceId) ?? [])]) listener(heard)
    },
    count: () => count,
    countFor: applianceId => waiting.get(applianceId)?.size ?? 0,
  }
}

/** Which appliances a topic speaks of: exact topics by a map, wildcard filters by a short list. */
import { matchesFilter } from '../kernel/topicFilter.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { Appliance, AvailabilityBinding, Bridge, StateBinding } from './appliance.ts'
import { NATIVE_FROM_APPLIANCE } from './native.ts'

/** One reason to look at a message. */
export type Sink =
  | {
      readonly kind: 'value'
      readonly applianceId: string
      readonly property: PropertyName
      readonly binding: StateBinding
    }
  | { readonly kind: 'availability'; readonly id: string; readonly binding: AvailabilityBinding }
  | { readonly kind: 'alive'; readonly applianceId: string }

export interface TopicIndex {
  readonly sinksOf: (topic: string) => readonly Sink[]
  /** Every filter the gateway subscribes to, native ones included. */
  readonly filters: readonly string[]
}

const isWildcard = (filter: string): boolean => filter.includes('+') || filter.includes('#')

function* sinksOfAppliance(appliance: Appliance): Generator<readonly [string, Sink]> {
  const applianceId = appliance.id
  for (const [property, binding] of appliance.properties) {
    for (const state of binding.states) yield [state.topic, { kind: 'value', applianceId, property, binding: state }]
  }
  for (const binding of appliance.availability)
    yield [binding.topic, { kind: 'availability', id: applianceId, binding }]
  for (const topic of appliance.aliveTopics) yield [topic, { kind: 'alive', applianceId }]
}

function* sinksOfBridge(bridge: Bridge): Generator<readonly [string, Sink]> {
  for (const binding of bridge.availability) yield [binding.topic, { kind: 'availability', id: bridge.id, binding }]
}

const NONE: readonly Sink[] = []

/** Builds the index for a house; rebuilt whole when the appliances change. */
export function indexTopics(base: string, appliances: Iterable<Appliance>, bridges: Iterable<Bridge>): TopicIndex {
  const exact = new Map<string, Sink[]>()
  const wild = new Map<string, Sink[]>()
  const add = ([topic, sink]: readonly [string, Sink]): void => {
    const map = isWildcard(topic) ? wild : exact
    const list = map.get(topic)
    if (list === undefined) map.set(topic, [sink])
    else list.push(sink)
  }
  for (const appliance of appliances) for (const entry of sinksOfAppliance(appliance)) add(entry)
  for (const bridge of bridges) for (const entry of sinksOfBridge(bridge)) add(entry)
  // An array: this is asked for every message, and most match no wildcard, so nothing is allocated on the way.
  const wildcards = [...wild].map(([filter, sinks]) => ({ filter, sinks }))
  const native = NATIVE_FROM_APPLIANCE.map(kind => `${base}/+/${kind}`)
  return {
    filters: [...native, ...exact.keys(), ...wild.keys()],
    sinksOf: topic => {
      const here = exact.get(topic) ?? NONE
      if (wildcards.length === 0) return here
      let all: Sink[] | undefined
      for (const { filter, sinks } of wildcards) {
        if (!matchesFilter(filter, topic)) continue
        all ??= [...here]
        all.push(...sinks)
      }
      return all ?? here
    },
  }
}

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
  readonly filters: () => readonly string[]
  /** Changes with the set of filters, so that nobody has to compare them. */
  readonly version: () => number
  /** Adds an appliance, or changes what an appliance listens to; costs what this one costs, not the house. */
  readonly put: (appliance: Appliance) => void
  readonly drop: (applianceId: string) => void
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

/** Builds the index for a house. */
export function indexTopics(base: string, appliances: Iterable<Appliance>, bridges: Iterable<Bridge>): TopicIndex {
  const exact = new Map<string, Sink[]>()
  const wild = new Map<string, Sink[]>()
  /** What each appliance is entered under, so that it can be taken out again. */
  const entered = new Map<string, Set<string>>()
  // An array: this is asked for every message, and most match no wildcard, so nothing is allocated on the way.
  let wildcards: readonly { readonly filter: string; readonly sinks: readonly Sink[] }[] = []
  let version = 0
  const changed = (topic: string): void => {
    version++
    if (isWildcard(topic)) wildcards = [...wild].map(([filter, sinks]) => ({ filter, sinks }))
  }
  const add = ([topic, sink]: readonly [string, Sink]): void => {
    const map = isWildcard(topic) ? wild : exact
    const list = map.get(topic)
    if (list !== undefined) list.push(sink)
    else {
      map.set(topic, [sink])
      changed(topic)
    }
  }
  /** Takes out the sinks of one appliance; the list is kept in place, since the wildcards hold it too. */
  const strip = (topic: string, id: string): void => {
    const list = (isWildcard(topic) ? wild : exact).get(topic)
    if (list !== undefined) list.splice(0, list.length, ...list.filter(sink => ownerOf(sink) !== id))
  }
  const tidy = (topic: string): void => {
    const map = isWildcard(topic) ? wild : exact
    if (map.get(topic)?.length !== 0) return
    map.delete(topic)
    changed(topic)
  }
  const put = (appliance: Appliance): void => {
    const before = entered.get(appliance.id) ?? []
    const entries = [...sinksOfAppliance(appliance)]
    for (const topic of before) strip(topic, appliance.id)
    for (const entry of entries) add(entry)
    for (const topic of before) tidy(topic)
    entered.set(appliance.id, new Set(entries.map(([topic]) => topic)))
  }
  for (const appliance of appliances) put(appliance)
  for (const bridge of bridges) for (const entry of sinksOfBridge(bridge)) add(entry)
  const native = NATIVE_FROM_APPLIANCE.map(kind => `${base}/+/${kind}`)
  return {
    put,
    drop(id) {
      const before = entered.get(id) ?? []
      for (const topic of before) strip(topic, id)
      for (const topic of before) tidy(topic)
      entered.delete(id)
    },
    version: () => version,
    filters: () => [...native, ...exact.keys(), ...wild.keys()],
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

/** Whom a sink is about: an appliance, or a bridge. */
export const ownerOf = (sink: Sink): string => (sink.kind === 'availability' ? sink.id : sink.applianceId)

/** Topics an appliance is heard on, wildcards apart. */
export const exactTopics = (appliance: Appliance): ReadonlySet<string> =>
  new Set([...sinksOfAppliance(appliance)].map(([topic]) => topic).filter(topic => !isWildcard(topic)))

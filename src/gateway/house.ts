/** The house as it is now: appliances with what they said and how they were heard. The only state commands rest on. */

import type { Appliance, Bridge, Cadence } from '../home/appliance.ts'
import type { KnownValues } from '../home/known.ts'
import type { Moment } from '../home/moment.ts'
import { type Evidence, type Presence, type PresenceWord, presenceAt } from '../home/presence.ts'
import { indexTopics, isBound, type TopicIndex } from '../home/topics.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { StoredTransition } from '../ports/stores.ts'

/** An appliance of the house with everything known of it. */
export interface Resident {
  appliance: Appliance
  readonly known: KnownValues
  evidence: Evidence
  /** Cadence the appliance declared in a heartbeat; it overrules the configured one. */
  declaredIntervalMs: number | undefined
  lastSeen: Moment | undefined
  /** What was known before the gateway started. */
  before: StoredTransition | undefined
  /** Last presence that was announced; undefined until the first. */
  announced: { readonly word: PresenceWord; readonly since: Moment; readonly evidence: string } | undefined
  /** The broker holds that word as the retained one; false while it could not be told. */
  published: boolean
}

/** A bridge with what speaks for and against it being there. */
export interface BridgeState {
  readonly bridge: Bridge
  evidence: Evidence
}

export interface House {
  readonly get: (id: string) => Resident | undefined
  readonly all: () => IterableIterator<Resident>
  readonly bridge: (id: string) => BridgeState | undefined
  readonly topics: () => TopicIndex
  /** Replaces the configured appliances and bridges at once; what stays the same keeps its state. */
  readonly configure: (appliances: readonly Appliance[], bridges: readonly Bridge[]) => void
  /** Adds or changes an announced appliance. False when a configured one has the id, or the house is full. */
  readonly announce: (appliance: Appliance) => boolean
  readonly withdraw: (id: string) => boolean
  readonly presence: (resident: Resident, now: MonoMs) => Presence
  readonly setListening: (since: MonoMs | undefined) => void
  readonly listening: () => boolean
}

/** A flat has tens of appliances, the largest house here 1,000 (the bound of the presence and flush budgets). */
export const MAX_APPLIANCES = 1000

const newcomer = (appliance: Appliance): Resident => ({
  appliance,
  known: new Map(),
  evidence: {},
  declaredIntervalMs: undefined,
  lastSeen: undefined,
  before: undefined,
  announced: undefined,
  published: true,
})

const SILENCE_TELLS_NOTHING: Cadence = { misses: 1, silentOk: true }

export function createHouse(base: string): House {
  const residents = new Map<string, Resident>()
  const bridges = new Map<string, BridgeState>()
  let configured = new Set<string>()
  let index = indexTopics(base, [], [])
  let listeningSince: MonoMs | undefined

  const reindex = (): void => {
    index = indexTopics(
      base,
      [...residents.values()].map(one => one.appliance),
      [...bridges.values()].map(one => one.bridge),
    )
  }
  /** A house of 1,000 takes 0.3 ms on a desktop: too much for every one of 600 announcements a second that change nothing. */
  const reindexFor = (...changed: readonly (Appliance | undefined)[]): void => {
    if (changed.some(appliance => appliance !== undefined && isBound(appliance))) reindex()
  }
  const put = (appliance: Appliance): void => {
    const resident = residents.get(appliance.id)
    if (resident === undefined) residents.set(appliance.id, newcomer(appliance))
    else resident.appliance = appliance
  }
  const parentOffline = (id: string | undefined, now: MonoMs): boolean => {
    if (id === undefined) return false
    const bridge = bridges.get(id)
    const around = { listeningSince, parentOffline: false }
    if (bridge !== undefined) return presenceAt(bridge.evidence, SILENCE_TELLS_NOTHING, around, now).word === 'offline'
    const parent = residents.get(id)
    return parent !== undefined && presenceAt(parent.evidence, cadenceOf(parent), around, now).word === 'offline'
  }

  return {
    get: id => residents.get(id),
    all: () => residents.values(),
    bridge: id => bridges.get(id),
    topics: () => index,
    configure(appliances, newBridges) {
      const next = new Set(appliances.map(one => one.id))
      for (const id of configured) if (!next.has(id)) residents.delete(id)
      configured = next
      for (const appliance of appliances) put(appliance)
      const keep = new Map(newBridges.map(bridge => [bridge.id, bridge]))
      for (const id of bridges.keys()) if (!keep.has(id)) bridges.delete(id)
      for (const [id, bridge] of keep) bridges.set(id, { bridge, evidence: bridges.get(id)?.evidence ?? {} })
      reindex()
    },
    announce(appliance) {
      if (configured.has(appliance.id)) return false
      const before = residents.get(appliance.id)?.appliance
      if (before === undefined && residents.size >= MAX_APPLIANCES) return false
      put(appliance)
      reindexFor(appliance, before)
      return true
    },
    withdraw(id) {
      const before = residents.get(id)?.appliance
      if (configured.has(id) || !residents.delete(id)) return false
      reindexFor(before)
      return true
    },
    presence: (resident, now) =>
      presenceAt(
        resident.evidence,
        cadenceOf(resident),
        { listeningSince, parentOffline: parentOffline(resident.appliance.parent, now) },
        now,
      ),
    setListening: since => {
      listeningSince = since
    },
    listening: () => listeningSince !== undefined,
  }
}

function cadenceOf({ appliance, declaredIntervalMs }: Resident): Cadence {
  return declaredIntervalMs === undefined ? appliance.cadence : { ...appliance.cadence, intervalMs: declaredIntervalMs }
}

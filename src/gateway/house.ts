/** The house as it is now: appliances with what they said and how they were heard. The only state commands rest on. */

import { type Appliance, type Bridge, type Cadence, MAX_APPLIANCES } from '../home/appliance.ts'
import type { KnownValues } from '../home/known.ts'
import type { Moment } from '../home/moment.ts'
import { type Evidence, type Presence, type PresenceWord, presenceAt } from '../home/presence.ts'
import { indexTopics, type TopicIndex } from '../home/topics.ts'
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
  /**
   * Replaces the configured appliances and bridges at once; what stays the same keeps its state, and what is configured
   * no more is again what it has announced.
   * @returns the ids of the appliances that left
   */
  readonly configure: (appliances: readonly Appliance[], bridges: readonly Bridge[]) => readonly string[]
  /**
   * Adds or changes an announced appliance. It has native topics only, so the index stays: hundreds a second must cost
   * nothing. False when a configured one has the id, or the house is full.
   */
  readonly announce: (appliance: Appliance) => boolean
  /** Takes an announcement back. True when its appliance left with it: a configured one stays. */
  readonly withdraw: (id: string) => boolean
  readonly presence: (resident: Resident, now: MonoMs) => Presence
  readonly setListening: (since: MonoMs | undefined) => void
  readonly listening: () => boolean
  /** Since when the broker has been reachable without a break; undefined while it is not. */
  readonly listeningSince: () => MonoMs | undefined
}

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
  /** Those of configured appliances too, at most {@link MAX_APPLIANCES}: what holds when the configuration drops one. */
  const announcements = new Map<string, Appliance>()
  let index = indexTopics(base, [], [])
  let listeningSince: MonoMs | undefined

  const reindex = (): void => {
    index = indexTopics(
      base,
      [...residents.values()].map(one => one.appliance),
      [...bridges.values()].map(one => one.bridge),
    )
  }
  const put = (appliance: Appliance): void => {
    const resident = residents.get(appliance.id)
    if (resident === undefined) residents.set(appliance.id, newcomer(appliance))
    else resident.appliance = appliance
  }
  const parentOffline = (id: string | undefined, now: MonoMs): boolean => {
    const parent = id === undefined ? undefined : (bridges.get(id) ?? residents.get(id))
    return parent !== undefined && isOffline(parent, listeningSince, now)
  }

  return {
    get: id => residents.get(id),
    all: () => residents.values(),
    bridge: id => bridges.get(id),
    topics: () => index,
    configure(appliances, newBridges) {
      const next = new Set(appliances.map(one => one.id))
      const dropped = [...configured].filter(id => !next.has(id))
      configured = next
      for (const id of dropped) {
        const announced = announcements.get(id)
        if (announced === undefined) residents.delete(id)
        else put(announced)
      }
      for (const appliance of appliances) put(appliance)
      replaceBridges(bridges, newBridges)
      reindex()
      return dropped.filter(id => !residents.has(id))
    },
    announce(appliance) {
      const { id } = appliance
      if (!announcements.has(id) && announcements.size >= MAX_APPLIANCES) return false
      if (!residents.has(id) && residents.size >= MAX_APPLIANCES) return false
      announcements.set(id, appliance)
      if (configured.has(id)) return false
      put(appliance)
      return true
    },
    withdraw(id) {
      announcements.delete(id)
      return !configured.has(id) && residents.delete(id)
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
    listeningSince: () => listeningSince,
  }
}

function replaceBridges(bridges: Map<string, BridgeState>, next: readonly Bridge[]): void {
  const keep = new Map(next.map(bridge => [bridge.id, bridge]))
  for (const id of bridges.keys()) if (!keep.has(id)) bridges.delete(id)
  for (const [id, bridge] of keep) bridges.set(id, { bridge, evidence: bridges.get(id)?.evidence ?? {} })
}

/** Whether a parent is offline, by its own evidence alone: relations reach one level. */
function isOffline(parent: BridgeState | Resident, listeningSince: MonoMs | undefined, now: MonoMs): boolean {
  const cadence = 'bridge' in parent ? SILENCE_TELLS_NOTHING : cadenceOf(parent)
  return presenceAt(parent.evidence, cadence, { listeningSince, parentOffline: false }, now).word === 'offline'
}

function cadenceOf({ appliance, declaredIntervalMs }: Resident): Cadence {
  return declaredIntervalMs === undefined ? appliance.cadence : { ...appliance.cadence, intervalMs: declaredIntervalMs }
}

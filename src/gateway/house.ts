/** The house as it is now: appliances with what they said and how they were heard. The only state commands rest on. */

import { type Appliance, type Bridge, type Cadence, MAX_APPLIANCES } from '../home/appliance.ts'
import { explain, type Link } from '../home/explain.ts'
import type { KnownValues } from '../home/known.ts'
import type { Moment } from '../home/moment.ts'
import {
  type Evidence,
  type Expected,
  type Presence,
  type PresenceWord,
  presenceAt,
  type Surroundings,
} from '../home/presence.ts'
import { questionFor } from '../home/questionFor.ts'
import { newRhythm, type Rhythm } from '../home/rhythm.ts'
import { indexTopics, type TopicIndex } from '../home/topics.ts'
import type { Void } from '../home/valueUnknown.ts'
import type { Json } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { StoredTransition } from '../ports/stores.ts'
import type { PropertyName } from '../protocol/properties.ts'

/** An appliance of the house with everything known of it. */
export interface Resident {
  appliance: Appliance
  /** When it came into the house: before that nobody listened to it, so its silence counts from then at the earliest. */
  readonly since: MonoMs
  readonly known: KnownValues
  /** Why a property without a value has none, as its last report showed; at most one entry for each property. */
  readonly voids: Map<PropertyName, Void>
  evidence: Evidence
  readonly rhythm: Rhythm
  /** What it is asked for to find out whether it is there; undefined when there is no way to ask. */
  question: PropertyName | undefined
  /** What was last read by properties that are moments, at most one entry for each property. */
  readonly lastWords: Map<PropertyName, Json>
  /** Last word of each availability topic, where several count. */
  readonly availability: Map<string, boolean>
  /** It was told to be offline, or has come back since and was not read yet: what it last said may be old. */
  absence: 'none' | 'away' | 'back'
  /** It has just been announced and was not asked yet: its state may be one that no broker keeps. */
  unread: boolean
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
   * Adds or changes an announced appliance; it costs what this one costs, since hundreds may come in a second.
   * False when a configured one has the id, or the house is full.
   */
  readonly announce: (appliance: Appliance) => boolean
  /** Takes an announcement back. True when its appliance left with it: a configured one stays. */
  readonly withdraw: (id: string) => boolean
  readonly presence: (resident: Resident, now: MonoMs) => Presence
  /** The cadence that counts: declared in a heartbeat, else as described, else learned. */
  readonly expected: (resident: Resident) => Expected
  /** The chain of evidence behind a presence. */
  readonly explain: (resident: Resident, now: MonoMs) => readonly Link[]
  readonly setListening: (since: MonoMs | undefined) => void
  readonly listening: () => boolean
  /** Since when the broker has been reachable without a break; undefined while it is not. */
  readonly listeningSince: () => MonoMs | undefined
}

const newcomer = (appliance: Appliance, since: MonoMs): Resident => ({
  appliance,
  since,
  known: new Map(),
  voids: new Map(),
  lastWords: new Map(),
  availability: new Map(),
  evidence: {},
  rhythm: newRhythm(),
  question: questionFor(appliance),
  absence: 'none',
  unread: false,
  declaredIntervalMs: undefined,
  lastSeen: undefined,
  before: undefined,
  announced: undefined,
  published: true,
})

const SILENCE_TELLS_NOTHING: Cadence = { misses: 1, silentOk: true }

/** @param now the monotonic clock; the house is made when the gateway starts */
export function createHouse(base: string, now: () => MonoMs): House {
  const startedAt = now()
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
    if (resident === undefined) residents.set(appliance.id, newcomer(appliance, now()))
    else {
      resident.appliance = appliance
      resident.question = questionFor(appliance)
    }
  }
  const judge = createJudge({
    residents,
    bridges,
    startedAt,
    isConfigured: id => configured.has(id),
    listeningSince: () => listeningSince,
  })

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
      index.put(appliance)
      return true
    },
    withdraw(id) {
      announcements.delete(id)
      if (!configured.has(id)) index.drop(id)
      return !configured.has(id) && residents.delete(id)
    },
    ...judge,
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

interface Records {
  readonly residents: ReadonlyMap<string, Resident>
  readonly bridges: ReadonlyMap<string, BridgeState>
  readonly startedAt: MonoMs
  readonly isConfigured: (id: string) => boolean
  readonly listeningSince: () => MonoMs | undefined
}

/** Judges who is there, from the records of a house as they are when it is asked. */
function createJudge(records: Records): Pick<House, 'presence' | 'expected' | 'explain'> {
  const { residents, bridges, startedAt, listeningSince } = records
  const expected = rememberExpected(records.isConfigured)
  /** Since when an appliance has been listened to without a break. */
  const heededSince = ({ since }: Resident): MonoMs | undefined => {
    const listening = listeningSince()
    return listening === undefined || listening > since ? listening : since
  }
  /** Whether a parent is offline, by its own evidence alone: relations reach one level. */
  const isOffline = (parent: BridgeState | Resident, now: MonoMs): boolean => {
    const cadence = 'bridge' in parent ? SILENCE_TELLS_NOTHING : expected(parent)
    const around = { listeningSince: 'bridge' in parent ? listeningSince() : heededSince(parent), parentOffline: false }
    return presenceAt(parent.evidence, cadence, around, now).word === 'offline'
  }
  const around = (resident: Resident, now: MonoMs): Surroundings => {
    const { parent: id } = resident.appliance
    const parent = id === undefined ? undefined : (bridges.get(id) ?? residents.get(id))
    return { listeningSince: heededSince(resident), parentOffline: parent !== undefined && isOffline(parent, now) }
  }
  return {
    presence: (resident, now) => presenceAt(resident.evidence, expected(resident), around(resident, now), now),
    expected,
    explain(resident, now) {
      const { appliance, before, evidence } = resident
      const circumstances = {
        ...around(resident, now),
        listeningSince: listeningSince(),
        parent: appliance.parent,
        startedAt,
        before: before?.presence,
      }
      return explain(evidence, expected(resident), circumstances, now)
    },
  }
}

/** A sweep asks for the cadence of everybody, and it hardly ever changes: it is put together when something of it does. */
function rememberExpected(isConfigured: Records['isConfigured']): House['expected'] {
  const made = new WeakMap<Resident, { readonly of: readonly unknown[]; readonly expected: Expected }>()
  return resident => {
    const { appliance, declaredIntervalMs, rhythm } = resident
    const described = isConfigured(appliance.id) ? 'configured' : 'declared'
    const last = made.get(resident)
    const isSame =
      last !== undefined &&
      last.of[0] === appliance &&
      last.of[1] === declaredIntervalMs &&
      last.of[2] === rhythm.intervalMs &&
      last.of[3] === described
    if (isSame) return last.expected
    const expected = expectedOf(resident, described)
    made.set(resident, { of: [appliance, declaredIntervalMs, rhythm.intervalMs, described], expected })
    return expected
  }
}

/** @param described whose word the interval of the description is */
function expectedOf(
  { appliance, declaredIntervalMs, rhythm, question }: Resident,
  described: 'declared' | 'configured',
): Expected {
  const { intervalMs, misses, silentOk } = appliance.cadence
  const asked = { misses, silentOk, askable: question !== undefined }
  if (declaredIntervalMs !== undefined) return { ...asked, intervalMs: declaredIntervalMs, source: 'declared' }
  if (intervalMs !== undefined) return { ...asked, intervalMs, source: described }
  return rhythm.intervalMs === undefined ? asked : { ...asked, intervalMs: rhythm.intervalMs, source: 'learned' }
}

/** What is remembered of appliances: restored at start, written in one transaction per flush, only what changed. */
import { MAX_APPLIANCES } from '../home/appliance.ts'
import { sameJson } from '../kernel/json.ts'
import { type MonoMs, minutes, monoPlus } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import {
  type StoredLastSeen,
  type StoredTransition,
  type StoredValue,
  StoreError,
  type TelemetryBatch,
  type TelemetryStore,
} from '../ports/stores.ts'
import { isProperty } from '../protocol/properties.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'

/**
 * A value that was only said again is written at most this often: its content is on disk already, and its newer time
 * alone would cost more flash than all heartbeats together (1,000 appliances with three values a minute: 8.9 MB/h).
 * After a power cut the value is then told with the older of its times, which is true as well.
 */
const REPEAT_VALUE_MS = minutes(30)

export interface Telemetry {
  /** Notes that something about an appliance must be written with the next flush. */
  readonly changed: (resident: Resident) => void
  /** Reads what was known before the restart and gives it to the appliances that are here. */
  readonly restore: () => void
  /** Gives an appliance that came later what is remembered of it. */
  readonly remember: (resident: Resident) => void
  /** Notes that an appliance left for good, not only until it is announced again after a start: it is forgotten. */
  readonly left: (applianceId: string) => void
  /**
   * Writes what changed since the last flush; on failure everything stays in memory for the next one.
   * @param all also the values that were only said again, as at the end
   */
  readonly flush: (all?: boolean) => void
  readonly failing: () => boolean
}

export function createTelemetry(context: GatewayContext): Telemetry {
  const dirty = new Set<string>()
  const gone = new Set<string>()
  const ledger = createLedger(context.clock)
  let memory = new Map<string, Remembered>()
  let failing = false

  const written = (write: () => void): boolean => {
    try {
      write()
      if (failing) context.log.info('the database can be written again')
      failing = false
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      if (!failing) context.log.error('the database cannot be written; going on from memory', { reason: error.message })
      failing = true
    }
    return !failing
  }
  const saved = (batch: TelemetryBatch): boolean =>
    (batch.lastSeen.length === 0 && batch.values.length === 0) || written(() => context.telemetry.save(batch))
  const forgotten = (): boolean => {
    // One that has returned is the same appliance; the ledger takes back what it no longer knows.
    const ids = [...gone].filter(id => context.house.get(id) === undefined)
    if (ids.length > 0 && !written(() => context.telemetry.forget(ids))) return false
    gone.clear()
    return true
  }
  const remember = (resident: Resident): void => {
    const remembered = memory.get(resident.appliance.id)
    bringBack(resident, remembered)
    for (const value of remembered?.values ?? []) ledger.note(value)
    // Once only: a value that the appliance takes back later must not return with its next announcement.
    memory.delete(resident.appliance.id)
  }

  return {
    changed: resident => dirty.add(resident.appliance.id),
    restore() {
      memory = readMemory(context.telemetry)
      for (const resident of context.house.all()) remember(resident)
    },
    remember,
    left(applianceId) {
      gone.add(applianceId)
      // Each forgetting waits for the disk, so a flood of withdrawals waits once in a thousand.
      if (gone.size >= MAX_APPLIANCES) forgotten()
    },
    flush(all = false) {
      if (!forgotten()) return
      // A value that was only said again is not dirty any more when a flush left it out.
      const residents = all ? [...context.house.all()] : [...dirty].flatMap(id => context.house.get(id) ?? [])
      const lastSeen = residents.flatMap<StoredLastSeen>(({ appliance, lastSeen: at }) =>
        at === undefined ? [] : [{ applianceId: appliance.id, at }],
      )
      const said = residents.flatMap(storedValues).filter(value => all || ledger.isDue(value))
      const values = [...said, ...residents.flatMap(ledger.takenBack)]
      if (!saved({ lastSeen, values })) return
      for (const value of values) ledger.note(value)
      dirty.clear()
      ledger.keepOnly(id => context.house.get(id) !== undefined)
    },
    failing: () => failing,
  }
}

const storedValues = ({ appliance, known }: Resident): StoredValue[] =>
  [...known].map(([property, { value, moment }]) => ({ applianceId: appliance.id, property, value, at: moment }))

/** What is on disk already, so that a value said again and again is not written again and again. */
function createLedger(clock: Clock): {
  isDue: (value: StoredValue) => boolean
  /** Values on disk that the appliance no longer knows, as `null`: they must not return with a restart. */
  takenBack: (resident: Resident) => StoredValue[]
  note: (value: StoredValue) => void
  keepOnly: (keep: (id: string) => boolean) => void
} {
  const written = new Map<string, Map<string, { readonly text: string; readonly at: MonoMs }>>()
  return {
    isDue({ applianceId, property, value }) {
      const last = written.get(applianceId)?.get(property)
      return (
        last === undefined || last.text !== JSON.stringify(value) || clock.mono() >= monoPlus(last.at, REPEAT_VALUE_MS)
      )
    },
    takenBack: ({ appliance, known }) =>
      [...(written.get(appliance.id) ?? [])].flatMap(([property, { text }]) =>
        text === 'null' || (isProperty(property) && known.has(property))
          ? []
          : [{ applianceId: appliance.id, property, value: null, at: undefined }],
      ),
    note({ applianceId, property, value }) {
      const known = written.get(applianceId) ?? new Map<string, { text: string; at: MonoMs }>()
      written.set(applianceId, known)
      known.set(property, { text: JSON.stringify(value), at: clock.mono() })
    },
    keepOnly(keep) {
      for (const id of written.keys()) if (!keep(id)) written.delete(id)
    },
  }
}

/** What the database knows of one appliance. */
interface Remembered {
  readonly values: StoredValue[]
  lastSeen: StoredLastSeen | undefined
  transition: StoredTransition | undefined
}

function readMemory(store: TelemetryStore): Map<string, Remembered> {
  const memory = new Map<string, Remembered>()
  const of = (id: string): Remembered => {
    const entry = memory.get(id) ?? { values: [], lastSeen: undefined, transition: undefined }
    memory.set(id, entry)
    return entry
  }
  const { lastSeen, values } = store.load()
  for (const value of values) of(value.applianceId).values.push(value)
  for (const seen of lastSeen) of(seen.applianceId).lastSeen = seen
  for (const transition of store.transitions()) of(transition.applianceId).transition = transition
  return memory
}

/** Values come back known but not fresh; whatever has been said since the start stands above them. */
function bringBack(resident: Resident, remembered: Remembered | undefined): void {
  if (remembered === undefined) return
  for (const { property, value, at } of remembered.values) {
    if (!isProperty(property) || value === null) continue
    const since = resident.known.get(property)
    // A replay that came first says the same as the database, which also knows when it was said.
    const sameReplay = since?.heardAt === undefined && since?.moment === undefined && sameJson(since?.value, value)
    if (since === undefined || sameReplay) resident.known.set(property, { value, moment: at, heardAt: undefined })
  }
  resident.lastSeen ??= remembered.lastSeen?.at
  resident.before ??= remembered.transition
}

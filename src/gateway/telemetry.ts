/** What is remembered of appliances: restored at start, written in one transaction per flush, only what changed. */
import { MAX_APPLIANCES } from '../home/appliance.ts'
import { isSameHabit, resumeRhythm } from '../home/rhythm.ts'
import { sameJson } from '../kernel/json.ts'
import { type MonoMs, minutes, monoPlus } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import {
  type StoredCadence,
  type StoredLastSeen,
  type StoredTransition,
  type StoredValue,
  StoreError,
  type TelemetryStore,
  type Written,
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
   * @param done told when the store is done with it, well or not
   */
  readonly flush: (all?: boolean, done?: () => void) => void
  readonly failing: () => boolean
}

export function createTelemetry(context: GatewayContext): Telemetry {
  const dirty = new Set<string>()
  const gone = new Set<string>()
  const ledger = createLedger(context.clock)
  const { written, failing } = createWriting(context.log)
  let memory = new Map<string, Remembered>()
  let underWay = 0

  const forgetGone = (done: (holds: boolean) => void): void => {
    // One that has returned is the same appliance; the ledger takes back what it no longer knows.
    const ids = [...gone].filter(id => context.house.get(id) === undefined)
    gone.clear()
    if (ids.length === 0) {
      done(true)
      return
    }
    written(
      told => context.telemetry.forget(ids, told),
      holds => {
        if (!holds) for (const id of ids) gone.add(id)
        done(holds)
      },
    )
  }
  const saveDirty = (all: boolean, done: () => void): void => {
    // A value that was only said again is not dirty any more when a flush left it out.
    const residents = all ? [...context.house.all()] : [...dirty].flatMap(id => context.house.get(id) ?? [])
    const lastSeen = residents.flatMap(storedLastSeen)
    const said = residents.flatMap(storedValues).filter(value => all || ledger.isDue(value))
    const values = [...said, ...residents.flatMap(ledger.takenBack)]
    const cadences = residents.flatMap(ledger.newCadence)
    const ids = [...dirty]
    dirty.clear()
    const settled = (holds: boolean): void => {
      if (!holds) for (const id of ids) dirty.add(id)
      else {
        ledger.noteAll(values, cadences)
        ledger.keepOnly(id => context.house.get(id) !== undefined)
      }
      done()
    }
    if (lastSeen.length + values.length + cadences.length === 0) settled(true)
    else written(told => context.telemetry.save({ lastSeen, values, cadences }, told), settled)
  }
  const remember = (resident: Resident): void => {
    const remembered = memory.get(resident.appliance.id)
    bringBack(resident, remembered)
    if (remembered !== undefined) ledger.noteAll(remembered.values, remembered.cadences)
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
      if (gone.size >= MAX_APPLIANCES) forgetGone(() => undefined)
    },
    flush(all = false, done = () => undefined) {
      // A disk that hangs gets one flush at a time; the last one of all stands behind it in the store's order.
      if (underWay > 0 && !all) {
        done()
        return
      }
      underWay++
      const finished = (): void => {
        underWay--
        done()
      }
      forgetGone(holds => {
        if (holds) saveDirty(all, finished)
        else finished()
      })
    },
    failing,
  }
}

/** Hands writes over and judges what becomes of them: it is told once when they fail, and once when they go again. */
function createWriting(log: Log): {
  readonly failing: () => boolean
  /** `done` is told whether the write holds, now or later. */
  readonly written: (write: (done: Written) => void, done: (holds: boolean) => void) => void
} {
  let failing = false
  const judge = (failure: StoreError | undefined): void => {
    if (failure === undefined && failing) log.info('the database can be written again')
    if (failure !== undefined && !failing) {
      log.error('the database cannot be written; going on from memory', { reason: failure.message })
    }
    failing = failure !== undefined
  }
  return {
    failing: () => failing,
    written(write, done) {
      const told: Written = failure => {
        judge(failure)
        done(failure === undefined)
      }
      try {
        write(told)
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        told(error)
      }
    },
  }
}

const storedLastSeen = ({ appliance, lastSeen: at }: Resident): StoredLastSeen[] =>
  at === undefined ? [] : [{ applianceId: appliance.id, at }]

const storedValues = ({ appliance, known }: Resident): StoredValue[] =>
  [...known].map(([property, { value, moment }]) => ({ applianceId: appliance.id, property, value, at: moment }))

/** What is on disk already, so that a value said again and again is not written again and again. */
function createLedger(clock: Clock): {
  isDue: (value: StoredValue) => boolean
  /** Values on disk that the appliance no longer knows, as `null`: they must not return with a restart. */
  takenBack: (resident: Resident) => StoredValue[]
  noteAll: (values: readonly StoredValue[], cadences: readonly StoredCadence[]) => void
  /** The cadence of an appliance, when it is another than that on disk. */
  newCadence: (resident: Resident) => StoredCadence[]
  keepOnly: (keep: (id: string) => boolean) => void
} {
  const written = new Map<string, Map<string, { readonly text: string; readonly at: MonoMs }>>()
  const cadences = new Map<string, number>()
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
    noteAll(values, news) {
      for (const { applianceId, property, value } of values) {
        const known = written.get(applianceId) ?? new Map<string, { text: string; at: MonoMs }>()
        written.set(applianceId, known)
        known.set(property, { text: JSON.stringify(value), at: clock.mono() })
      }
      for (const { applianceId, intervalMs } of news) {
        if (intervalMs === undefined) cadences.delete(applianceId)
        else cadences.set(applianceId, intervalMs)
      }
    },
    newCadence: ({ appliance, rhythm: { intervalMs } }) =>
      isSameHabit(intervalMs, cadences.get(appliance.id)) ? [] : [{ applianceId: appliance.id, intervalMs }],
    keepOnly(keep) {
      for (const ids of [written, cadences]) for (const id of ids.keys()) if (!keep(id)) ids.delete(id)
    },
  }
}

/** What the database knows of one appliance. */
interface Remembered {
  readonly values: StoredValue[]
  lastSeen: StoredLastSeen | undefined
  readonly cadences: StoredCadence[]
  transition: StoredTransition | undefined
}

function readMemory(store: TelemetryStore): Map<string, Remembered> {
  const memory = new Map<string, Remembered>()
  const of = (id: string): Remembered => {
    const entry = memory.get(id) ?? { values: [], lastSeen: undefined, cadences: [], transition: undefined }
    memory.set(id, entry)
    return entry
  }
  const { lastSeen, values } = store.load()
  for (const value of values) of(value.applianceId).values.push(value)
  for (const seen of lastSeen) of(seen.applianceId).lastSeen = seen
  for (const cadence of store.cadences()) of(cadence.applianceId).cadences.push(cadence)
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
  for (const { intervalMs } of remembered.cadences) {
    if (intervalMs !== undefined) resumeRhythm(resident.rhythm, intervalMs)
  }
  resident.lastSeen ??= remembered.lastSeen?.at
  resident.before ??= remembered.transition
}

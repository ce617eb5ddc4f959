/**
 * What the gateway remembers of appliances, in tables shaped so that a flush writes few pages.
 *
 * The goal is under 5 MB an hour for 1,000 appliances heard every 30 s and flushed every 60 s. A last_seen row takes 16
 * bytes, so 1,000 of them are 4 pages: 60 * 4 * 4,120 bytes are 1.0 MB of log. Measured on ext4 over a loop device, each
 * flush written back by itself: /proc/self/io 2.2 MB (the -shm index is the rest), the device 2.6 MB with the file
 * system's journal. A value of each that comes with a new moment every minute brings the device to 4.8 MB, three values
 * of each to 8.9 MB. Thirty appliances with a value each: 1.6 MB. That was without a sync of each flush, which a power cut
 * now asks for: with it heartbeats alone are 3.8 MB on the device. A flush of 1,000 takes 1.1 ms on a desktop processor.
 */
import type { Json } from '../../kernel/json.ts'
import type { WallMs } from '../../kernel/time.ts'
import type {
  PresenceWord,
  StoredCadence,
  StoredLastSeen,
  StoredMoment,
  StoredTransition,
  StoredValue,
  TelemetryBatch,
  TelemetryStore,
  Written,
} from '../../ports/stores.ts'
import type { Database } from './database.ts'
import { type MomentColumns, originNumber, readMoment, UNTRUSTED, wholeMs } from './storedMoment.ts'
import type { Column } from './writeOrder.ts'

/**
 * Transitions kept per appliance: what the page shows of one appliance. At 150 bytes each 1,000 appliances take 15 MB at
 * most, and an appliance that flaps once a minute cannot push out the others' history.
 */
export const MAX_TRANSITIONS = 100

/** Adds the nightly retention, which is no business of the use cases. */
export interface SqliteTelemetryStore extends TelemetryStore {
  /** Deletes transitions older than a moment, but never the newest of an appliance. Throws StoreError, or tells `done`. */
  pruneTransitions(before: WallMs, done?: Written): void
}

interface LastSeenRow extends MomentColumns {
  readonly id: string
}
interface ValueRow {
  readonly id: string
  readonly property: string
  readonly json: string
  readonly wall_ms: number | null
  readonly origin: number | null
}
interface CadenceRow {
  readonly id: string
  readonly interval_ms: number
}
interface TransitionRow extends MomentColumns {
  readonly id: string
  readonly presence: PresenceWord
  readonly evidence: string
}

export function openTelemetryStore(database: Database): SqliteTelemetryStore {
  const { lastSeenQuery, valueQuery, cadenceQuery, newestQuery } = queries(database)

  return {
    load: () =>
      database.read(() => ({ lastSeen: lastSeenQuery.all().map(asLastSeen), values: valueQuery.all().map(asValue) })),
    cadences: () => database.read(() => cadenceQuery.all().map(asCadence)),
    save({ lastSeen, values, cadences = [] }: TelemetryBatch, done) {
      if (lastSeen.length + values.length + cadences.length === 0) {
        done?.(undefined)
        return
      }
      const ids = new Set([...lastSeen, ...values, ...cadences].map(({ applianceId }) => applianceId))
      const writes = [
        { sql: ADD_APPLIANCE, rows: [...ids].map(id => [id]) },
        { sql: PUT_LAST_SEEN, rows: lastSeen.map(({ applianceId, at }) => [...momentColumns(at), applianceId]) },
        { sql: PUT_VALUE, rows: values.map(valueColumns) },
        { sql: REMOVE_CADENCE, rows: cadences.map(({ applianceId }) => [applianceId]) },
        { sql: ADD_CADENCE, rows: cadences.flatMap(cadenceColumns) },
      ]
      // Durable, so that a power cut takes one interval of flushes and not what the kernel held back beside it.
      database.later('durable', writes, done)
    },
    saveTransitions(transitions, done) {
      const ids = new Set(transitions.map(({ applianceId }) => applianceId))
      const rows = transitions.map(({ applianceId, presence, at, evidence }) => [
        presence,
        ...momentColumns(at),
        evidence,
        applianceId,
      ])
      const trimmed = [...ids].map(id => [id, id, MAX_TRANSITIONS])
      const appliances = { sql: ADD_APPLIANCE, rows: [...ids].map(id => [id]) }
      const writes = [appliances, { sql: ADD_TRANSITION, rows }, { sql: TRIM_TRANSITIONS, rows: trimmed }]
      database.later('batched', writes, done)
    },
    transitions: () => database.read(() => newestQuery.all().map(asTransition)),
    forget: (applianceIds, done) =>
      database.later('durable', [{ sql: REMOVE_APPLIANCE, rows: applianceIds.map(id => [id]) }], done),
    pruneTransitions: (before, done) => database.later('batched', [{ sql: PRUNE_OLD, rows: [[before]] }], done),
  }
}

function queries(database: Database) {
  return {
    lastSeenQuery: database.prepare<[], LastSeenRow>(
      'SELECT id, wall_ms, origin FROM last_seen JOIN appliance ON key = appliance',
    ),
    valueQuery: database.prepare<[], ValueRow>(
      'SELECT id, property, json, wall_ms, origin FROM value JOIN appliance ON key = appliance',
    ),
    cadenceQuery: database.prepare<[], CadenceRow>(
      'SELECT id, interval_ms FROM cadence JOIN appliance ON key = appliance',
    ),
    // Newest by order of writing: wall clocks jump, row ids do not.
    newestQuery: database.prepare<[], TransitionRow>(
      `SELECT a.id, t.presence, t.wall_ms, t.origin, t.evidence FROM appliance a
       JOIN transition t ON t.id = (SELECT max(id) FROM transition WHERE appliance = a.key)`,
    ),
  }
}

/* The upserts leave a row alone that would not change: SQLite then writes no page for it. */

const ADD_APPLIANCE = 'INSERT INTO appliance (id) VALUES (?) ON CONFLICT DO NOTHING'

const REMOVE_APPLIANCE = 'DELETE FROM appliance WHERE id = ?'

/**
 * A moment of a clock that is not believed never takes a believed one back. A believed one does: the clock was ahead and has
 * been set, and what it had stamped would stand in the way of everything until then.
 */
const PUT_LAST_SEEN = `INSERT INTO last_seen SELECT key, ?, ? FROM appliance WHERE id = ?
  ON CONFLICT (appliance) DO UPDATE SET wall_ms = excluded.wall_ms, origin = excluded.origin
  WHERE (excluded.wall_ms, excluded.origin) IS NOT (wall_ms, origin)
    AND (excluded.origin <> ${UNTRUSTED} OR origin = ${UNTRUSTED} OR excluded.wall_ms > wall_ms)`

const PUT_VALUE = `INSERT INTO value SELECT key, ?, ?, ?, ? FROM appliance WHERE id = ?
  ON CONFLICT (appliance, property)
  DO UPDATE SET json = excluded.json, wall_ms = excluded.wall_ms, origin = excluded.origin
  WHERE (excluded.json, excluded.wall_ms, excluded.origin) IS NOT (json, wall_ms, origin)`

const REMOVE_CADENCE = 'DELETE FROM cadence WHERE appliance = (SELECT key FROM appliance WHERE id = ?)'

const ADD_CADENCE = 'INSERT INTO cadence SELECT key, ? FROM appliance WHERE id = ?'

const ADD_TRANSITION = `INSERT INTO transition (appliance, presence, wall_ms, origin, evidence)
  SELECT key, ?, ?, ?, ? FROM appliance WHERE id = ?`

/** Only the appliance's own, so that one that flaps cannot push out the others' history. */
const TRIM_TRANSITIONS = `DELETE FROM transition WHERE appliance = (SELECT key FROM appliance WHERE id = ?)
  AND id <= (SELECT id FROM transition WHERE appliance = (SELECT key FROM appliance WHERE id = ?)
             ORDER BY id DESC LIMIT 1 OFFSET ?)`

const PRUNE_OLD = `DELETE FROM transition WHERE wall_ms < ?
  AND id <> (SELECT max(id) FROM transition AS newer WHERE newer.appliance = transition.appliance)`

const cadenceColumns = ({ applianceId, intervalMs }: StoredCadence): Column[][] =>
  intervalMs === undefined ? [] : [[Math.round(intervalMs), applianceId]]

const momentColumns = (at: StoredMoment): [wallMs: number, origin: number] => [wholeMs(at), originNumber(at)]

const valueColumns = ({ applianceId, property, value, at }: StoredValue): Column[] => [
  property,
  JSON.stringify(value),
  ...(at === undefined ? [null, null] : momentColumns(at)),
  applianceId,
]

const asLastSeen = (row: LastSeenRow): StoredLastSeen => ({ applianceId: row.id, at: readMoment(row) })

function asValue(row: ValueRow): StoredValue {
  const { id, property, json, wall_ms, origin } = row
  const at = wall_ms === null || origin === null ? undefined : readMoment({ wall_ms, origin })
  return { applianceId: id, property, value: JSON.parse(json) as Json, at }
}

const asCadence = ({ id, interval_ms }: CadenceRow): StoredCadence => ({ applianceId: id, intervalMs: interval_ms })

const asTransition = (row: TransitionRow): StoredTransition => ({
  applianceId: row.id,
  presence: row.presence,
  at: readMoment(row),
  evidence: row.evidence,
})

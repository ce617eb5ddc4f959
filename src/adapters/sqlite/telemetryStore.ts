/**
 * What the gateway remembers of appliances, in tables shaped so that a flush writes few pages.
 *
 * The goal is under 5 MB an hour for 1,000 appliances heard every 30 s and flushed every 60 s. A last_seen row takes 16
 * bytes, so 1,000 of them are 4 pages: 60 * 4 * 4,120 bytes are 1.0 MB of log. Measured on ext4 over a loop device, each
 * flush written back by itself: /proc/self/io 2.2 MB (the -shm index is the rest), the device 2.6 MB with the file
 * system's journal. A value of each that comes with a new moment every minute brings the device to 4.8 MB, three values
 * of each to 8.9 MB. Thirty appliances with a value each: 1.6 MB. A flush of 1,000 takes 1.1 ms on a desktop processor.
 */
import type { Json } from '../../kernel/json.ts'
import type { WallMs } from '../../kernel/time.ts'
import type {
  PresenceWord,
  StoredLastSeen,
  StoredTransition,
  StoredValue,
  TelemetryBatch,
  TelemetryStore,
} from '../../ports/stores.ts'
import { applianceKeys } from './applianceKeys.ts'
import type { Database } from './database.ts'
import { type MomentColumns, originNumber, readMoment, UNTRUSTED, wholeMs } from './storedMoment.ts'

/**
 * Transitions kept per appliance: what the page shows of one appliance. At 150 bytes each 1,000 appliances take 15 MB at
 * most, and an appliance that flaps once a minute cannot push out the others' history.
 */
export const MAX_TRANSITIONS = 100

/** Adds the nightly retention, which is no business of the use cases. */
export interface SqliteTelemetryStore extends TelemetryStore {
  /** Deletes transitions older than a moment, but never the newest of an appliance; returns how many. Throws StoreError. */
  pruneTransitions(before: WallMs): number
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
interface TransitionRow extends MomentColumns {
  readonly id: string
  readonly presence: PresenceWord
  readonly evidence: string
}

export function openTelemetryStore(database: Database): SqliteTelemetryStore {
  const keys = applianceKeys(database)
  const { lastSeenQuery, valueQuery, newestQuery } = queries(database)
  const { putLastSeen, putValue, addTransition, trimTransitions, pruneOld } = statements(database)

  return {
    load: () =>
      database.read(() => ({ lastSeen: lastSeenQuery.all().map(asLastSeen), values: valueQuery.all().map(asValue) })),
    save: (batch: TelemetryBatch) => {
      if (batch.lastSeen.length + batch.values.length === 0) return
      keys.inTransaction('batched', keyOf => {
        for (const { applianceId, at } of batch.lastSeen) {
          putLastSeen.run(keyOf(applianceId), wholeMs(at), originNumber(at))
        }
        for (const { applianceId, property, value, at } of batch.values) {
          const moment = at === undefined ? [null, null] : [wholeMs(at), originNumber(at)]
          putValue.run(keyOf(applianceId), property, JSON.stringify(value), ...moment)
        }
      })
    },
    saveTransitions: transitions =>
      keys.inTransaction('batched', keyOf => {
        for (const { applianceId, presence, at, evidence } of transitions) {
          const key = keyOf(applianceId)
          addTransition.run(key, presence, wholeMs(at), originNumber(at), evidence)
          trimTransitions.run(key, key, MAX_TRANSITIONS)
        }
      }),
    transitions: () => database.read(() => newestQuery.all().map(asTransition)),
    forget: applianceIds => keys.forget(applianceIds),
    pruneTransitions: before => database.write('batched', () => pruneOld.run(before).changes),
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
    // Newest by order of writing: wall clocks jump, row ids do not.
    newestQuery: database.prepare<[], TransitionRow>(
      `SELECT a.id, t.presence, t.wall_ms, t.origin, t.evidence FROM appliance a
       JOIN transition t ON t.id = (SELECT max(id) FROM transition WHERE appliance = a.key)`,
    ),
  }
}

/** The upserts leave a row alone that would not change: SQLite then writes no page for it. */
function statements(database: Database) {
  return {
    // Never backwards, unless the stored moment came from a clock that was not believed.
    putLastSeen: database.prepare<[key: number, wallMs: number, origin: number], unknown>(
      `INSERT INTO last_seen VALUES (?, ?, ?)
       ON CONFLICT (appliance) DO UPDATE SET wall_ms = excluded.wall_ms, origin = excluded.origin
       WHERE excluded.wall_ms > wall_ms
          OR (origin = ${UNTRUSTED} AND (excluded.wall_ms, excluded.origin) IS NOT (wall_ms, origin))`,
    ),
    putValue: database.prepare<[number, string, string, ...(number | null)[]], unknown>(
      `INSERT INTO value VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (appliance, property)
       DO UPDATE SET json = excluded.json, wall_ms = excluded.wall_ms, origin = excluded.origin
       WHERE (excluded.json, excluded.wall_ms, excluded.origin) IS NOT (json, wall_ms, origin)`,
    ),
    addTransition: database.prepare<[number, PresenceWord, number, number, string], unknown>(
      'INSERT INTO transition (appliance, presence, wall_ms, origin, evidence) VALUES (?, ?, ?, ?, ?)',
    ),
    trimTransitions: database.prepare<[key: number, sameKey: number, keep: number], unknown>(
      `DELETE FROM transition WHERE appliance = ?
       AND id <= (SELECT id FROM transition WHERE appliance = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    ),
    pruneOld: database.prepare<[before: number], unknown>(
      `DELETE FROM transition WHERE wall_ms < ?
       AND id <> (SELECT max(id) FROM transition AS newer WHERE newer.appliance = transition.appliance)`,
    ),
  }
}

const asLastSeen = (row: LastSeenRow): StoredLastSeen => ({ applianceId: row.id, at: readMoment(row) })

function asValue(row: ValueRow): StoredValue {
  const { id, property, json, wall_ms, origin } = row
  const at = wall_ms === null || origin === null ? undefined : readMoment({ wall_ms, origin })
  return { applianceId: id, property, value: JSON.parse(json) as Json, at }
}

const asTransition = (row: TransitionRow): StoredTransition => ({
  applianceId: row.id,
  presence: row.presence,
  at: readMoment(row),
  evidence: row.evidence,
})

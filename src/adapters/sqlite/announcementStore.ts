/** Announcements and overrides in SQLite. */
import { type Override, readOverride } from '../../home/override.ts'
import type { Json } from '../../kernel/json.ts'
import { wallMs } from '../../kernel/time.ts'
import type { AnnouncementStore } from '../../ports/announcementStore.ts'
import type { Database } from './database.ts'
import type { PlannedWrite } from './writeOrder.ts'

interface DocumentRow {
  readonly topic: string
  readonly payload: string
  readonly wall_ms: number
}

interface IdRow {
  readonly made: string
  readonly told: string
}

interface OverrideRow {
  readonly id: string
  readonly json: string
}

// The row keeps its id, so that the order of first arrival stays.
const PUT = `INSERT INTO announcement (topic, payload, wall_ms) VALUES (?, ?, ?)
  ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload, wall_ms = excluded.wall_ms`
const DROP = 'DELETE FROM announcement WHERE topic = ?'
const UNKEEP = 'DELETE FROM appliance_id WHERE made = ?'
const KEEP = 'INSERT INTO appliance_id (made, told) VALUES (?, ?)'

export function openAnnouncementStore(database: Database): AnnouncementStore {
  const all = database.prepare<[], DocumentRow>('SELECT topic, payload, wall_ms FROM announcement ORDER BY id')
  const ids = database.prepare<[], IdRow>('SELECT made, told FROM appliance_id ORDER BY id')
  const decided = database.prepare<[], OverrideRow>('SELECT id, json FROM appliance_override')
  const decide = database.prepare<[string, string], unknown>(
    'INSERT INTO appliance_override (id, json) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json',
  )
  const undecide = database.prepare<[string], unknown>('DELETE FROM appliance_override WHERE id = ?')

  return {
    documents: () =>
      database.read(() => all.all()).map(({ topic, payload, wall_ms }) => ({ topic, payload, at: wallMs(wall_ms) })),
    ids: () => new Map(database.read(() => ids.all()).map(({ made, told }) => [made, told])),
    save({ saved, removed, ids: kept }, done) {
      const writes: readonly PlannedWrite[] = [
        // First the ids: a document without them would be an appliance of its own after a power cut.
        { sql: UNKEEP, rows: [...kept.keys()].map(made => [made]) },
        { sql: KEEP, rows: [...kept].flatMap(([made, told]) => (told === undefined ? [] : [[made, told]])) },
        { sql: PUT, rows: saved.map(({ topic, payload, at }) => [topic, payload, at]) },
        { sql: DROP, rows: removed.map(topic => [topic]) },
      ]
      const wanted = writes.filter(({ rows }) => rows.length > 0)
      if (wanted.length === 0) done(undefined)
      // What was withdrawn is never said again: after a power cut it would stand for ever.
      else database.later(removed.length > 0 ? 'durable' : 'batched', wanted, done)
    },
    overrides: () => new Map(database.read(() => decided.all()).flatMap(row => asOverride(row) ?? [])),
    async saveOverrides(overrides) {
      if (overrides.size === 0) return
      await database.transact('durable', () => {
        for (const [applianceId, override] of overrides) {
          if (override === undefined) undecide.run(applianceId)
          else decide.run(applianceId, JSON.stringify(override))
        }
      })
    },
  }
}

/** An override that a newer program wrote may not be readable: it is left where it is and does not count. */
function asOverride({ id, json }: OverrideRow): (readonly [string, Override])[] | undefined {
  const read = readOverride(JSON.parse(json) as Json)
  return read.ok ? [[id, read.override]] : undefined
}

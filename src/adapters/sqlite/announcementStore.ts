/** Announcements and overrides in SQLite. */
import { type Override, readOverride } from '../../home/override.ts'
import type { Json } from '../../kernel/json.ts'
import { wallMs } from '../../kernel/time.ts'
import type { AnnouncementStore } from '../../ports/announcementStore.ts'
import type { Database } from './database.ts'

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

export function openAnnouncementStore(database: Database): AnnouncementStore {
  const all = database.prepare<[], DocumentRow>('SELECT topic, payload, wall_ms FROM announcement ORDER BY id')
  // The row keeps its id, so that the order of first arrival stays.
  const put = database.prepare<[string, string, number], unknown>(
    `INSERT INTO announcement (topic, payload, wall_ms) VALUES (?, ?, ?)
     ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload, wall_ms = excluded.wall_ms`,
  )
  const drop = database.prepare<[string], unknown>('DELETE FROM announcement WHERE topic = ?')
  const ids = database.prepare<[], IdRow>('SELECT made, told FROM appliance_id ORDER BY id')
  const unkeep = database.prepare<[string], unknown>('DELETE FROM appliance_id WHERE made = ?')
  const keep = database.prepare<[string, string], unknown>('INSERT INTO appliance_id (made, told) VALUES (?, ?)')
  const decided = database.prepare<[], OverrideRow>('SELECT id, json FROM appliance_override')
  const decide = database.prepare<[string, string], unknown>(
    'INSERT INTO appliance_override (id, json) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json',
  )
  const undecide = database.prepare<[string], unknown>('DELETE FROM appliance_override WHERE id = ?')

  return {
    documents: () =>
      database.read(() => all.all()).map(({ topic, payload, wall_ms }) => ({ topic, payload, at: wallMs(wall_ms) })),
    saveDocuments(saved, removed) {
      if (saved.length === 0 && removed.length === 0) return
      database.write('batched', () => {
        for (const { topic, payload, at } of saved) put.run(topic, payload, at)
        for (const topic of removed) drop.run(topic)
      })
    },
    ids: () => new Map(database.read(() => ids.all()).map(({ made, told }) => [made, told])),
    saveIds(changed) {
      if (changed.size === 0) return
      database.write('batched', () => {
        for (const [made, told] of changed) {
          unkeep.run(made)
          if (told !== undefined) keep.run(made, told)
        }
      })
    },
    overrides: () => new Map(database.read(() => decided.all()).flatMap(row => asOverride(row) ?? [])),
    saveOverrides(overrides) {
      if (overrides.size === 0) return
      database.write('durable', () => {
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

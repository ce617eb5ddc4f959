/** The small integer that stands for an appliance id in every telemetry table. */
import type { Database, Durability } from './database.ts'

export interface ApplianceKeys {
  /** One transaction whose statements can ask for keys; an unknown appliance gets one. Throws StoreError. */
  inTransaction(durability: Durability, run: (keyOf: (applianceId: string) => number) => void): void
  /** Deletes appliances with everything that hangs on their keys; unknown ones are fine. Throws StoreError. */
  forget(applianceIds: readonly string[]): void
}

/**
 * Remembers the keys it has read, one entry per row of the table. It starts over when a transaction was rolled back (its
 * new keys never came to be) or another process has written (it may have deleted some).
 */
export function applianceKeys(database: Database): ApplianceKeys {
  const find = database.prepare<[id: string], { key: number }>('SELECT key FROM appliance WHERE id = ?')
  const add = database.prepare<[id: string], unknown>('INSERT INTO appliance (id) VALUES (?)')
  const remove = database.prepare<[id: string], unknown>('DELETE FROM appliance WHERE id = ?')
  const known = new Map<string, number>()
  let version = database.foreignVersion()

  const keyOf = (applianceId: string): number => {
    const remembered = known.get(applianceId)
    if (remembered !== undefined) return remembered
    const key = find.get(applianceId)?.key ?? Number(add.run(applianceId).lastInsertRowid)
    known.set(applianceId, key)
    return key
  }

  return {
    inTransaction(durability, run) {
      try {
        database.write(durability, () => {
          const now = database.foreignVersion()
          if (now !== version) known.clear()
          version = now
          run(keyOf)
        })
      } catch (error) {
        known.clear()
        throw error
      }
    },
    forget(applianceIds) {
      known.clear()
      database.write('durable', () => {
        for (const id of applianceIds) remove.run(id)
      })
    },
  }
}

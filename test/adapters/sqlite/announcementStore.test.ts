/** The announcement stores pass one contract; the real one also outlives its process and bears what it cannot read. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAnnouncementStore } from '../../../src/adapters/sqlite/announcementStore.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import type { Override } from '../../../src/home/override.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { announcementStoreContract } from '../../contract/announcementStore.ts'
import { memoryAnnouncementStore } from '../../support/memoryAnnouncements.ts'
import { quietLog } from './quietLog.ts'
import { tempFolder } from './support.ts'

const open = (file: string) => openDatabase({ file, log: quietLog })

announcementStoreContract('in memory', () => ({ store: memoryAnnouncementStore(), close: () => undefined }))
announcementStoreContract('SQLite', () => {
  const database = open(join(tempFolder(), 'announced.db'))
  return { store: openAnnouncementStore(database), close: () => database.close() }
})

test('a decision that a newer program wrote does not count, and is left where it is', () => {
  const file = join(tempFolder(), 'newer.db')
  const database = open(file)
  database.write('durable', () =>
    database.prepare('INSERT INTO appliance_override VALUES (\'lamp\', \'{"sound":"loud"}\')').run(),
  )
  expect(openAnnouncementStore(database).overrides().size).toBe(0)
  expect(database.prepare('SELECT count(*) AS count FROM appliance_override').get()).toEqual({ count: 1 })
  database.close()
})

test('of many decisions all are written, or none', async () => {
  const database = open(join(tempFolder(), 'whole.db'))
  const store = openAnnouncementStore(database)
  await store.saveOverrides(new Map([['lamp', { name: 'A' }]]))
  database
    .prepare(
      `CREATE TRIGGER full BEFORE INSERT ON appliance_override WHEN NEW.id = 'last'
       BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    )
    .run()
  const many = new Map<string, Override | undefined>([
    ['lamp', undefined],
    ['lock', { hidden: true }],
    ['last', { hidden: true }],
  ])
  await expect(store.saveOverrides(many)).rejects.toThrow(StoreError)
  expect([...store.overrides()]).toEqual([['lamp', { name: 'A' }]])
  database.close()
})

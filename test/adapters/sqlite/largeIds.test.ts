/** Row numbers beyond 2^31 and 2^32: what is added there is the newest, is kept, and is cleaned as ever. */

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAnsweredStore } from '../../../src/adapters/sqlite/answeredStore.ts'
import { MAX_TRANSITIONS, openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { open, openRetained, row, rowsIn, told } from './retainedSupport.ts'
import { tempFolder } from './support.ts'

test.each([2 ** 31, 2 ** 32, 2 ** 52])('after %d', after => {
  const file = join(tempFolder(), 'x.db')
  const database = open(file)
  const telemetry = openTelemetryStore(database)
  telemetry.save({ lastSeen: [{ applianceId: 'lamp', at: moment(1) }], values: [] })
  database.write('durable', () => {
    const parts = [
      "INSERT INTO transition SELECT ?, key, 'online', 1, 1, 'then' FROM appliance",
      "INSERT INTO retained_topic VALUES (?, 'old/state', 'lamp', 0)",
      "INSERT INTO retained SELECT ?, key, x'31' FROM retained_topic",
      "INSERT INTO answered VALUES (?, 'old')",
    ]
    for (const sql of parts) database.prepare<[number], unknown>(sql).run(after)
  })
  const transition = { applianceId: 'lamp', presence: 'offline', at: moment(2), evidence: 'now' } as const
  for (let count = 0; count < MAX_TRANSITIONS + 5; count++) telemetry.saveTransitions([transition])
  expect(telemetry.transitions().map(({ evidence }) => evidence)).toEqual(['now'])
  const counted = database.prepare<[], { count: number }>('SELECT count(*) AS count FROM transition').get()
  expect(counted).toEqual({ count: MAX_TRANSITIONS })

  const retained = openRetained(database)
  expect(told(retained)).toEqual(['old/state lamp 1'])
  for (let count = 0; count < 30; count++) {
    retained.put(row('lamp/state', Buffer.alloc(50_000, count % 2 === 0 ? 'a' : 'b')))
    retained.flush()
  }
  expect(rowsIn(database)).toBeLessThan(20)
  retained.close()
  expect(
    openRetained(database)
      .load()
      .map(({ topic }) => topic)
      .toSorted(),
  ).toEqual(['lamp/state', 'old/state'])

  const answered = openAnsweredStore(database)
  answered.add(['new'])
  expect(answered.load()).toEqual(['old', 'new'])
  database.close()
})

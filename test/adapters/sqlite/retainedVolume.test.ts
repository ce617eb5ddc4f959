/** What keeping retained messages costs an SD card: 1,000 announced appliances whose states change every five minutes. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { minutes } from '../../../src/kernel/time.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { quietLog } from './quietLog.ts'
import { openRetained, row } from './retainedSupport.ts'
import { tempFolder } from './support.ts'

const GOAL_BYTES = 5_000_000
const TMPFS = 0x01021994
const START = 1_795_136_400_000
const IDS = Array.from({ length: 1_000 }, (_, at) => `appliance-${String(at).padStart(4, '0')}-0x00158d0001a2b3c4`)

/** Why the kernel's count means nothing here; empty where it does. */
const UNMEASURABLE = ((): string => {
  if (!existsSync('/proc/self/io')) return ' (left out: no /proc/self/io)'
  return statfsSync(tmpdir()).type === TMPFS ? ' (left out: the temp folder is in memory)' : ''
})()

const kernelBytes = (): number => Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])

/** About 450 bytes: a lamp with two properties. */
const announcement = (id: string): string =>
  JSON.stringify({
    name: `Living room ceiling lamp ${id}`,
    type: 'LIGHT',
    properties: { power: {}, brightness: { min: 1, max: 100, step: 1, unit: 'percent' } },
    interval: 30,
    location: 'LIVING_ROOM',
    manufacturer: 'Example Electric Company Limited',
    model: 'EX-LIGHT-2026-KR-01 with a rather long model name',
    tags: ['ceiling', 'ground floor', 'evening scene'],
  })

const state = (at: number, minute: number): string =>
  JSON.stringify({ power: 'on', brightness: (at * 7 + minute) % 101, at: START + minutes(minute) })

interface Measured {
  readonly kernel: number
  readonly counted: number
}

/** Runs an hour, and syncs after each flush: in a tight loop the kernel would count a page once instead of sixty times. */
function hour(file: string, database: Database, minuteOf: (minute: number) => void): Measured {
  // What was written before the hour is copied back before it, and not by the checkpoint on closing.
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  const descriptors = [file, `${file}-wal`, `${file}-shm`].map(path => openSync(path, 'r'))
  const sync = (): void => descriptors.forEach(each => void fsyncSync(each))
  sync()
  const before = { kernel: kernelBytes(), counted: database.bytesWritten().total }
  for (let minute = 1; minute <= 60; minute++) {
    minuteOf(minute)
    sync()
  }
  const counted = database.bytesWritten().total - before.counted
  database.close()
  // Includes the checkpoint on closing. Closing a descriptor drops the locks of SQLite's, so they outlive the database.
  const kernel = kernelBytes() - before.kernel
  descriptors.forEach(closeSync)
  return { kernel, counted }
}

/** A house that announced itself; in each minute a fifth of it says another state, and all of it a heartbeat. */
function hourOf(heartbeats: boolean): Measured & { readonly file: string } {
  const file = join(tempFolder(), 'x.db')
  const database = openDatabase({ file, log: quietLog })
  const telemetry = openTelemetryStore(database)
  const retained = openRetained(database)
  for (const [at, id] of IDS.entries()) {
    retained.put(row(`clova2mqtt/${id}/config`, announcement(id)))
    retained.put(row(`clova2mqtt/${id}/availability`, 'online'))
    retained.put(row(`clova2mqtt/${id}/state`, state(at, 0)))
  }
  // All parts of it at once.
  retained.close()
  telemetry.save({ lastSeen: IDS.map(applianceId => ({ applianceId, at: moment(START) })), values: [] })
  const measured = hour(file, database, minute => {
    for (const [at, id] of IDS.entries()) {
      if ((at * 7919 + minute) % 5 === 0) retained.put(row(`clova2mqtt/${id}/state`, state(at, minute)))
    }
    retained.flush()
    if (heartbeats) {
      const at = moment(START + minutes(minute))
      telemetry.save({ lastSeen: IDS.map(applianceId => ({ applianceId, at })), values: [] })
    }
  })
  return { ...measured, file }
}

describe.skipIf(UNMEASURABLE !== '')(`bytes the kernel is made to write in an hour${UNMEASURABLE}`, () => {
  test('12,000 changed states stay below 5 MB, announcements lying beside them notwithstanding', () => {
    const { kernel, counted, file } = hourOf(false)
    console.info(`retained states: ${kernel} bytes an hour by the kernel's count, ${counted} by ours`)
    // Everything that was said is in there, once.
    expect(kernel).toBeGreaterThan(12_000 * state(0, 0).length)
    expect(kernel).toBeLessThan(GOAL_BYTES)
    expect(counted / kernel).toBeGreaterThan(1 / 1.5)
    expect(counted / kernel).toBeLessThan(1.5)
    const database = openDatabase({ file, log: quietLog })
    expect(openRetained(database).load()).toHaveLength(3_000)
    database.close()
  })

  test('with the heartbeats of the same house it is below 6.5 MB', () => {
    const { kernel } = hourOf(true)
    console.info(`retained states and heartbeats: ${kernel} bytes an hour`)
    expect(kernel).toBeLessThan(6_500_000)
  })
})

test('ten hours of changes leave a file no larger than twice what it holds, and a bounded log', () => {
  const file = join(tempFolder(), 'x.db')
  const database = openDatabase({ file, log: quietLog })
  const retained = openRetained(database)
  for (const id of IDS) retained.put(row(`clova2mqtt/${id}/config`, announcement(id)))
  const flushes = 600
  for (let minute = 0; minute < flushes; minute++) {
    for (const [at, id] of IDS.entries()) {
      if ((at * 7919 + minute) % 5 === 0) retained.put(row(`clova2mqtt/${id}/state`, state(at, minute)))
    }
    retained.flush()
  }
  const held = retained.load()
  const bytes = held.reduce((sum, { topic, payload }) => sum + topic.length + payload.length, 0)
  expect([held.length, bytes > 500_000]).toEqual([2_000, true])
  expect(statSync(file).size).toBeLessThan(2.5 * bytes + 1_000_000)
  expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(4_194_304)
  database.close()
})

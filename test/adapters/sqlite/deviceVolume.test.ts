/** The product goal that keeps SD cards alive, counted where it counts: sectors that reach the block device. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { minutes } from '../../../src/kernel/time.ts'
import type { StoredLastSeen, StoredValue } from '../../../src/ports/stores.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { NO_CUT_DISK, openCutDisk } from './cutDisk.ts'
import { quietLog } from './quietLog.ts'

const GOAL_BYTES = 5_000_000
const START = 1_795_136_400_000
const IDS = Array.from({ length: 1_000 }, (_, at) => `appliance-${String(at).padStart(4, '0')}-0x00158d0001a2b3c4`)

/** Heartbeats of a minute: every appliance has its own phase in the 30 s. */
const heartbeats = (minute: number): StoredLastSeen[] =>
  IDS.map((applianceId, at) => ({ applianceId, at: moment(START + minutes(minute) + ((at * 7919) % 30_000)) }))

/** An hour of flushes, the last as a stop makes it; after each everything is written back, as in a minute of a real hour. */
async function hourOnDevice(values: (minute: number) => StoredValue[]): Promise<number> {
  const disk = openCutDisk('noatime')
  onTestFinished(disk.close)
  const device = execFileSync('findmnt', ['-no', 'SOURCE', disk.folder]).toString().trim()
  // Documentation/block/stat.rst: the seventh number is that of sectors written, of 512 bytes each.
  const written = (): number =>
    512 *
    Number(
      readFileSync(`/sys/block/${basename(device)}/stat`, 'utf8')
        .trim()
        .split(/\s+/)[6],
    )
  const database = openDatabase({ file: join(disk.folder, 'x.db'), log: quietLog, thread: true })
  const store = openTelemetryStore(database)
  const flush = (minute: number): Promise<unknown> =>
    new Promise(resolve => store.save({ lastSeen: heartbeats(minute), values: values(minute) }, resolve))
  // The log has its full size after four hours and is written over from then on: most hours are like this one.
  for (let minute = 0; minute < 260; minute++) await flush(minute - 260)
  execFileSync('sync', ['-f', disk.folder])
  const before = written()
  for (let minute = 1; minute <= 60; minute++) {
    expect(await flush(minute)).toBeUndefined()
    execFileSync('sync', ['-f', disk.folder])
  }
  await database.finish()
  database.close()
  execFileSync('sync', ['-f', disk.folder])
  return written() - before
}

describe.skipIf(NO_CUT_DISK !== '')(`an hour of 1,000 appliances on ext4 over a loop device${NO_CUT_DISK}`, () => {
  test('heartbeats every 30 s: under 5 MB on the device', { timeout: 120_000 }, async () => {
    const bytes = await hourOnDevice(() => [])
    // 3.8 MB measured, and 4.9 MB in a first hour, in which the log grows. Every flush really changed its four pages.
    expect(bytes).toBeGreaterThan(60 * 4 * 4_096)
    expect(bytes).toBeLessThan(GOAL_BYTES)
  })

  test('and states of which a fifth changes each minute', { timeout: 120_000 }, async () => {
    const bytes = await hourOnDevice(minute =>
      IDS.slice((minute % 5) * 200, (minute % 5) * 200 + 200).map(applianceId => ({
        applianceId,
        property: 'brightness',
        value: minute,
        at: moment(START + minutes(minute)),
      })),
    )
    // 5.2 MB measured: 12,000 new states take a third more than the heartbeats alone.
    expect(bytes).toBeLessThan(6_500_000)
  })
})

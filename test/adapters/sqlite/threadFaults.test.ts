/** The writing thread on disks that take no writes: what failed is told, reads go on, and writing comes back. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { StoreError, type TelemetryStore } from '../../../src/ports/stores.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { quietLog } from './quietLog.ts'
import { openRetained, row } from './retainedSupport.ts'
import { MAY_MOUNT, mountTmpfs, tempFolder } from './support.ts'

const NEEDS_MOUNT = MAY_MOUNT ? '' : ' (left out: this user may not mount a tmpfs)'

const open = (file: string, fallbackFolder?: string): Database =>
  openDatabase({ file, log: quietLog, thread: true, ...(fallbackFolder === undefined ? {} : { fallbackFolder }) })

/** Values of so many appliances, in one flush; resolves with what became of it. */
const save = (store: TelemetryStore, appliances: number): Promise<StoreError | undefined> =>
  new Promise(resolve => {
    const values = Array.from({ length: appliances }, (_, at) => ({
      applianceId: `appliance-${at}`,
      property: 'power',
      value: 'on',
      at: moment(at),
    }))
    store.save({ lastSeen: [], values }, resolve)
  })

async function close(database: Database): Promise<void> {
  await database.finish()
  database.close()
}

describe('a thread that writes', () => {
  test('writes what is handed over in order, counts its bytes, and is done when it says so', async () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openTelemetryStore(database)
    const before = database.bytesWritten().total
    const [first, second] = [save(store, 100), save(store, 200)]
    expect([database.busy(), store.load().values.length]).toEqual([true, 0])
    expect([await first, await second, database.busy()]).toEqual([undefined, undefined, false])
    expect(store.load().values).toHaveLength(200)
    expect(database.bytesWritten().total - before).toBeGreaterThan(4 * 4_096)
    await close(database)
    const again = open(file)
    expect(openTelemetryStore(again).load().values).toHaveLength(200)
    await close(again)
  })

  test('takes what its bound allows, and refuses the rest by name', async () => {
    const database = open(join(tempFolder(), 'x.db'))
    const store = openTelemetryStore(database)
    const taken = Array.from({ length: 32 }, () => save(store, 1))
    expect(() => store.save({ lastSeen: [{ applianceId: 'x', at: moment(1) }], values: [] })).toThrow(/32 writes wait/)
    expect(await Promise.all(taken)).toEqual(taken.map(() => undefined))
    expect(await save(store, 1)).toBeUndefined()
    await close(database)
  })

  test('closing waits for everything that was handed over', async () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const retained = openRetained(database)
    for (let at = 0; at < 40; at++) retained.put(row(`topic/${at}`, Buffer.alloc(30_000, 'x')))
    const telemetry = openTelemetryStore(database)
    void save(telemetry, 50)
    retained.flush()
    await new Promise<void>(resolve => retained.close(resolve))
    await close(database)
    const again = open(file)
    expect([openRetained(again).load().length, openTelemetryStore(again).load().values.length]).toEqual([40, 50])
    await close(again)
  })
})

describe.skipIf(!MAY_MOUNT)(`a thread that writes, on a disk that takes nothing${NEEDS_MOUNT}`, () => {
  test('full: told with what to do, reads and tokens go on as far as they can, and space brings writing back', async () => {
    const { folder } = mountTmpfs(512)
    const file = join(folder, 'x.db')
    const database = open(file)
    const store = openTelemetryStore(database)
    expect(await save(store, 10)).toBeUndefined()
    const ballast = join(folder, 'ballast')
    expect(() => writeFileSync(ballast, Buffer.alloc(1_000_000))).toThrow(/ENOSPC/)
    const failure = await save(store, 2_000)
    expect(failure).toBeInstanceOf(StoreError)
    expect(failure?.message).toMatch(new RegExp(`^${file}: cannot write: .*FULL.*; free some space on this disk$`))
    expect(store.load().values).toHaveLength(10)
    writeFileSync(ballast, '')
    expect(await save(store, 100)).toBeUndefined()
    expect(store.load().values).toHaveLength(100)
    await close(database)
  })

  test('read-only from one moment to the next: told, reads go on, and it writes again when it may', async () => {
    const { folder, remount } = mountTmpfs(4_096)
    const database = open(join(folder, 'x.db'))
    const tokens = openTokenStore(database)
    tokens.add(tokenHash('a'), { label: 'x', issuedAt: wallMs(1), expiresAt: undefined })
    const store = openTelemetryStore(database)
    // Who holds a file open for writing keeps a kernel from making its disk read-only; a fault of the card does not ask.
    expect(() => remount('ro')).toThrow()
    expect(await save(store, 10)).toBeUndefined()
    await close(database)
    remount('ro')
    const copy = open(join(folder, 'x.db'), tempFolder())
    expect([copy.degraded, openTokenStore(copy).find(tokenHash('a'))?.label]).toEqual([true, 'x'])
    expect(await save(openTelemetryStore(copy), 20)).toBeUndefined()
    expect(openTelemetryStore(copy).load().values).toHaveLength(20)
    await close(copy)
    remount('rw')
    const healthy = open(join(folder, 'x.db'))
    expect([healthy.degraded, openTelemetryStore(healthy).load().values.length]).toEqual([false, 10])
    await close(healthy)
  })
})

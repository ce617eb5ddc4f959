/** Retained messages in SQLite: bounds on loading, and disks that take no writes. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import type { RetainedStoreOptions } from '../../../src/adapters/sqlite/retainedStore.ts'
import { cpuMs } from '../../support/cpuMs.ts'
import { quietLog, rememberingLog } from './quietLog.ts'
import { afterPowerCut, open, openRetained, row, told } from './retainedSupport.ts'
import { MAY_MOUNT, mountTmpfs, tempFolder } from './support.ts'

const NEEDS_MOUNT = MAY_MOUNT ? '' : ' (left out: this user may not mount a tmpfs)'

describe('bounds on loading', () => {
  function filled(count: number): Database {
    const database = open(join(tempFolder(), 'x.db'))
    const store = openRetained(database)
    for (let at = 0; at < count; at++) store.put(row(`topic ${at}`, 'x'.repeat(92), at === 3 ? 'gone' : 'lamp'))
    store.close()
    return database
  }
  const loaded = (database: Database, options: Partial<RetainedStoreOptions>) => {
    const log = rememberingLog()
    const store = openRetained(database, { log, ...options })
    const names = store.load().map(({ topic }) => topic)
    store.flush()
    expect(log.lines.map(line => line.message)).toEqual(names.length === 10 ? [] : ['retained messages forgotten'])
    return { names, onDisk: told(openRetained(database)).length }
  }

  const SIZE = 'topic 0'.length + 92
  test.each([
    ['number', { maxMessages: 4 }, ['topic 6', 'topic 7', 'topic 8', 'topic 9']],
    ['bytes', { maxBytes: 2 * SIZE }, ['topic 8', 'topic 9']],
    ['bytes, one short', { maxBytes: 2 * SIZE - 1 }, ['topic 9']],
    ['no room at all', { maxMessages: 0 }, []],
  ])('by %s: the newest stay, the others go from the disk too', (_name, options, names) => {
    const database = filled(10)
    expect(loaded(database, options)).toEqual({ names, onDisk: names.length })
    database.close()
  })

  test('what a login left that is there no more is forgotten', () => {
    const database = filled(10)
    const { names, onDisk } = loaded(database, { isKnown: account => account === 'lamp' })
    expect([names.length, names.includes('topic 3'), onDisk]).toEqual([9, false, 9])
    database.close()
  })

  test('10,000 messages are there within a second', () => {
    const database = filled(10_000)
    let found: readonly unknown[] = []
    const tookMs = cpuMs(() => {
      found = openRetained(database, { maxMessages: 10_000 }).load()
    })
    console.info(`10,000 retained messages loaded in ${tookMs.toFixed(0)} ms`)
    expect([found.length, tookMs < 1_000]).toEqual([10_000, true])
    database.close()
  })
})

describe.skipIf(!MAY_MOUNT)(`faults${NEEDS_MOUNT}`, () => {
  test('a full disk is told once, loses nothing from memory, and is made up for', () => {
    const { folder } = mountTmpfs(1024)
    const file = join(folder, 'x.db')
    const database = open(file)
    const log = rememberingLog()
    const store = openRetained(database, { log })
    store.put(row('a', '1'))
    store.flush()
    const ballast = join(folder, 'ballast')
    expect(() => writeFileSync(ballast, Buffer.alloc(2_000_000))).toThrow(/ENOSPC/)
    for (let at = 0; at < 100; at++) store.put(row(`big ${at}`, 'x'.repeat(2_000)))
    store.remove('a')
    for (let time = 0; time < 3; time++) store.flush()
    expect([store.failing(), afterPowerCut(file)]).toEqual([true, ['a lamp 1']])
    expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'error retained messages cannot be kept; going on from memory',
    ])
    store.put(row('late', '1'))
    rmSync(ballast)
    store.close()
    expect([store.failing(), afterPowerCut(file).length]).toEqual([false, 101])
    expect(log.lines.at(-1)?.message).toBe('retained messages are kept again')
    database.close()
  })

  test('on a read-only file system the copy has them and takes new ones', () => {
    const { folder, remount } = mountTmpfs(1024)
    const file = join(folder, 'x.db')
    const database = open(file)
    const store = openRetained(database)
    store.put(row('a', '1'))
    store.close()
    database.close()
    remount('ro')
    const copy = openDatabase({ file, log: quietLog, fallbackFolder: tempFolder() })
    const again = openRetained(copy)
    expect([copy.degraded, told(again)]).toEqual([true, ['a lamp 1']])
    again.put(row('b', '1'))
    again.flush()
    expect(told(again)).toHaveLength(2)
    copy.close()
  })
})

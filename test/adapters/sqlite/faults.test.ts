/** Disks that take no writes, on opening and while running, and two processes that write at once. */
import { chmodSync, copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockInstance } from '../../../src/adapters/sqlite/lockInstance.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { quietLog, rememberingLog } from './quietLog.ts'
import { MAY_MOUNT, mountTmpfs, tempFolder } from './support.ts'

const NEEDS_MOUNT = MAY_MOUNT ? '' : ' (left out: this user may not mount a tmpfs)'
const token = { label: 'x', issuedAt: wallMs(1), expiresAt: undefined }

const thrown = (run: () => unknown): Error => {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}

describe.skipIf(!MAY_MOUNT)(`a read-only file system${NEEDS_MOUNT}`, () => {
  /** A file system with a database holding one token, then made read-only. */
  function readOnly(): { file: string; remount(options: string): void } {
    const { folder, remount } = mountTmpfs(2048)
    const file = join(folder, 'data', 'x.db')
    const database = openDatabase({ file, log: quietLog })
    openTokenStore(database).add(tokenHash('a'), token)
    database.close()
    remount('ro')
    return { file, remount }
  }

  test('opening names the file, the code and what to do', () => {
    const { file } = readOnly()
    const error = thrown(() => openDatabase({ file, log: quietLog }))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toMatch(
      new RegExp(`^${file}: cannot open the database: .*\\((SQLITE_|EROFS).*; make the folder and the file writable`),
    )
    expect(error.cause).toBeInstanceOf(Error)
  })

  test('opening where no file is yet names it too', () => {
    const { file } = readOnly()
    const error = thrown(() => openDatabase({ file: `${file}.new`, log: quietLog }))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toContain('EROFS')
  })

  test('with a fallback folder a private copy goes on, until the folder is writable again', () => {
    const { file, remount } = readOnly()
    const fallbackFolder = join(tempFolder(), 'run')
    const log = rememberingLog()
    const copy = openDatabase({ file, log, fallbackFolder })
    expect(copy).toMatchObject({ degraded: true, file: join(fallbackFolder, 'x.db') })
    expect(statSync(copy.file).mode & 0o777).toBe(0o600)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(openTokenStore(copy).find(tokenHash('a'))).toBeDefined()
    openTokenStore(copy).add(tokenHash('b'), token)
    copy.close()

    const again = openDatabase({ file, log, fallbackFolder })
    expect(openTokenStore(again).find(tokenHash('b'))).toBeDefined()
    again.close()

    remount('rw')
    const healthy = openDatabase({ file, log, fallbackFolder })
    expect(healthy).toMatchObject({ degraded: false, file })
    expect(openTokenStore(healthy).list()).toHaveLength(1)
    expect(existsSync(copy.file)).toBe(false)
    healthy.close()
  })

  test('what a killed gateway left in its log comes along', () => {
    const source = join(tempFolder(), 'x.db')
    const running = openDatabase({ file: source, log: quietLog })
    openTokenStore(running).add(tokenHash('a'), token)
    const { folder, remount } = mountTmpfs(2048)
    const file = join(folder, 'x.db')
    for (const ending of ['', '-wal']) copyFileSync(source + ending, file + ending)
    running.close()
    remount('ro')
    const copy = openDatabase({ file, log: quietLog, fallbackFolder: tempFolder() })
    expect(openTokenStore(copy).find(tokenHash('a'))).toBeDefined()
    copy.close()
  })

  test('the instance lock goes to the fallback folder as well', () => {
    const { file } = readOnly()
    const fallbackFolder = tempFolder()
    expect(() => lockInstance(file)).toThrow(/cannot take the instance lock/)
    const release = lockInstance(file, fallbackFolder)
    expect(() => lockInstance(file, fallbackFolder)).toThrow(/in use by process/)
    release()
  })
})

describe.skipIf(!MAY_MOUNT)(`a full disk${NEEDS_MOUNT}`, () => {
  test('writes throw, reads go on, and space brings writes back with nothing lost', () => {
    const { folder } = mountTmpfs(512)
    const file = join(folder, 'x.db')
    const database = openDatabase({ file, log: quietLog })
    const tokens = openTokenStore(database)
    const telemetry = openTelemetryStore(database)
    tokens.add(tokenHash('a'), token)
    const ballast = join(folder, 'ballast')
    expect(() => writeFileSync(ballast, Buffer.alloc(1_000_000))).toThrow(/ENOSPC/)

    const values = Array.from({ length: 2_000 }, (_, at) => ({
      applianceId: `appliance-${at}`,
      property: 'power',
      value: 'on',
      at: moment(at),
    }))
    const error = thrown(() => telemetry.save({ lastSeen: [], values }))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toBe(
      `${file}: cannot write: database or disk is full (SQLITE_FULL); free some space on this disk`,
    )
    const refused = ['b', 'c', 'd'].map(name => thrown(() => tokens.add(tokenHash(name), token)))
    expect(refused.map(({ message }) => message.includes(file))).toEqual([true, true, true])
    expect(tokens.find(tokenHash('a'))).toBeDefined()
    expect(telemetry.load().values).toEqual([])

    writeFileSync(ballast, '')
    telemetry.save({ lastSeen: [], values: values.slice(0, 200) })
    expect(telemetry.load().values).toHaveLength(200)
    tokens.add(tokenHash('e'), token)
    database.close()
    expect(openTokenStore(openDatabase({ file, log: quietLog })).list()).toHaveLength(2)
  })

  test('opening on a full disk goes on from a copy', () => {
    const { folder } = mountTmpfs(512)
    const file = join(folder, 'x.db')
    const before = openDatabase({ file, log: quietLog })
    openTokenStore(before).add(tokenHash('a'), token)
    before.close()
    expect(() => writeFileSync(join(folder, 'ballast'), Buffer.alloc(1_000_000))).toThrow(/ENOSPC/)
    expect(() => openDatabase({ file, log: quietLog })).toThrow(StoreError)
    const copy = openDatabase({ file, log: quietLog, fallbackFolder: tempFolder() })
    expect(copy.degraded).toBe(true)
    expect(openTokenStore(copy).find(tokenHash('a'))).toBeDefined()
    copy.close()
  })
})

describe('a folder of somebody else', () => {
  test('is named with what to do', () => {
    const folder = tempFolder()
    chmodSync(folder, 0o500)
    // Root may write anywhere: as root, the attempt is made as nobody.
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      expect(() => openDatabase({ file: join(folder, 'x.db'), log: quietLog })).toThrow(/EACCES.*make the folder/)
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})

describe('writes', () => {
  test('a transaction that throws leaves nothing, and its own error comes out', () => {
    const database = openDatabase({ file: join(tempFolder(), 'x.db'), log: quietLog })
    const insert = database.prepare<[], unknown>("INSERT INTO appliance (id) VALUES ('lamp')")
    const bug = new TypeError('a bug')
    const fail = (): never => {
      insert.run()
      throw bug
    }
    expect(thrown(() => database.write('batched', fail))).toBe(bug)
    expect(database.prepare('SELECT * FROM appliance').all()).toEqual([])
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    database.close()
  })

  test('telemetry runs with NORMAL, everything else with FULL', () => {
    const database = openDatabase({ file: join(tempFolder(), 'x.db'), log: quietLog })
    // Compiled each time: SQLite reads this setting when the statement is compiled.
    const level = (): unknown => database.prepare<[], number>('PRAGMA synchronous').pluck().get()
    expect([database.write('batched', level), database.write('durable', level), level()]).toEqual([1, 2, 2])
    database.close()
  })

  test('a write of another process that does not end is reported, not waited for without end', () => {
    const file = join(tempFolder(), 'x.db')
    const [one, two] = [openDatabase({ file, log: quietLog }), openDatabase({ file, log: quietLog, role: 'tool' })]
    const error = one.write('durable', () => thrown(() => openTokenStore(two).add(tokenHash('a'), token)))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.message).toMatch(/SQLITE_BUSY.*another program/)
    one.close()
    two.close()
  })
})

/** Backups of a database in use: whole, private, seven of them, and nothing half made that could be taken for one. */
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backUpTo, MAX_BACKUPS } from '../../../src/adapters/sqlite/backup.ts'
import { checkBackup, copyDatabaseTo } from '../../../src/adapters/sqlite/backupCopy.ts'
import { latestName, listBackups, removeUnfinished } from '../../../src/adapters/sqlite/backupFolder.ts'
import { MIGRATIONS } from '../../../src/adapters/sqlite/migrations.ts'
import { days, minutes, wallPlus, zoneOffset } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { addToken, damage, openPlace, tokensIn } from './backupSupport.ts'
import { quietLog, rememberingLog } from './quietLog.ts'
import { linesOf, MAY_MOUNT, mountTmpfs, startChild, tempFolder } from './support.ts'

const NEEDS_MOUNT = MAY_MOUNT ? '' : ' (left out: this user may not mount a tmpfs)'

describe('a backup', () => {
  test('has the name of its minute by the time of the home, is private, one file, and whole', async () => {
    const place = openPlace()
    const backup = await place.backUp()
    const name = 'clova2mqtt-2026-11-20T1000.db'
    expect(backup).toEqual({
      file: join(place.folder, name),
      bytes: statSync(backup.file).size,
      version: MIGRATIONS.at(-1)?.version,
    })
    expect(readdirSync(place.folder)).toEqual([name])
    expect([statSync(backup.file).mode & 0o777, statSync(place.folder).mode & 0o777]).toEqual([0o600, 0o700])
    place.database.close()
    expect(tokensIn(backup.file)).toEqual(['a'])
  })

  test('has what was committed before it, also what is still in the log alone', async () => {
    const place = openPlace()
    addToken(place.database, 'b')
    expect(statSync(`${place.file}-wal`).size).toBeGreaterThan(0)
    const { file } = await place.backUp()
    addToken(place.database, 'c')
    expect(tokensIn(file)).toEqual(['a', 'b'])
    place.database.close()
  })

  test('is of one moment however much is written meanwhile, and holds up nobody', async () => {
    const place = openPlace(20_000)
    const { database } = place
    database.prepare('CREATE TABLE pair (one INTEGER, other INTEGER)').run()
    database.prepare('INSERT INTO pair VALUES (0, 0)').run()
    const bump = [database.prepare('UPDATE pair SET one = one + 1'), database.prepare('UPDATE pair SET other = one')]
    let [done, turns, worstMs, last] = [false, 0, 0, performance.now()]
    const making = place.backUp().finally(() => {
      done = true
    })
    for (; !done; turns++) {
      if (turns % 10 === 0) database.write('batched', () => bump.forEach(statement => void statement.run()))
      last = performance.now()
      await new Promise(resolve => setImmediate(resolve))
      worstMs = Math.max(worstMs, performance.now() - last)
    }
    const { file, bytes } = await making
    console.info(`backup of ${bytes} bytes: ${turns} turns of the event loop, the longest ${worstMs.toFixed(1)} ms`)
    const copy = new Sqlite(file, { readonly: true })
    const pair = copy.prepare<[], { one: number; other: number }>('SELECT one, other FROM pair').get()
    copy.close()
    // A copy made in this thread would leave room for a turn or two; how long one takes is the machine's business.
    expect([pair?.one === pair?.other, (pair?.one ?? 0) > 0, turns > 100]).toEqual([true, true, true])
    database.close()
  })

  test('in the same minute takes the place of the first', async () => {
    const place = openPlace()
    await place.backUp()
    addToken(place.database, 'b')
    const { file } = await place.backUp()
    expect([readdirSync(place.folder).length, tokensIn(file)]).toEqual([1, ['a', 'b']])
    place.database.close()
  })

  test('goes to any file by name', async () => {
    const place = openPlace()
    const target = join(tempFolder(), 'deep', 'mine.db')
    expect((await backUpTo(place.file, target)).file).toBe(target)
    expect([tokensIn(target), existsSync(place.folder)]).toEqual([['a'], false])
    place.database.close()
  })
})

describe('retention', () => {
  test(`keeps the newest ${MAX_BACKUPS} and nothing but backups is removed`, async () => {
    const place = openPlace()
    mkdirSync(place.folder, { recursive: true })
    for (const name of ['notes.txt', 'clova2mqtt-old.db', 'mine-2026-11-20T1000.db']) {
      writeFileSync(join(place.folder, name), '')
    }
    const made: string[] = []
    for (let night = 0; night < MAX_BACKUPS + 3; night++) {
      made.push((await place.backUp()).file)
      await place.clock.advance(days(1))
    }
    expect(listBackups(place.folder).map(({ file }) => file)).toEqual(made.slice(-MAX_BACKUPS).toReversed())
    expect(readdirSync(place.folder)).toHaveLength(MAX_BACKUPS + 3)
    place.database.close()
  })

  test('one made while the clock was ten years ahead is the oldest, not the newest', async () => {
    const place = openPlace()
    const [good] = [await place.backUp()]
    const today = place.clock.wall()
    place.clock.stepWall(wallPlus(today, days(3650)))
    const ahead = await place.backUp()
    place.clock.stepWall(wallPlus(today, minutes(1)))
    const latest = latestName({ clock: place.clock, zone: zoneOffset('Asia/Seoul') })
    expect(listBackups(place.folder, latest).map(({ file }) => file)).toEqual([good.file, ahead.file])
    for (let night = 1; night < MAX_BACKUPS; night++) {
      place.clock.stepWall(wallPlus(today, days(night)))
      await place.backUp()
    }
    expect([existsSync(ahead.file), existsSync(good.file)]).toEqual([false, true])
    place.database.close()
  })

  test('without a clock that is set there is no backup', async () => {
    const place = openPlace()
    place.clock.setTrusted(false)
    await expect(place.backUp()).rejects.toThrow(/while the clock is not set/)
    await expect(place.backUp()).rejects.toBeInstanceOf(StoreError)
    expect(existsSync(place.folder)).toBe(false)
    place.database.close()
  })
})

describe('what goes wrong', () => {
  test('a damaged database gives no backup, and those before it stay', async () => {
    const place = openPlace(2_000)
    const good = await place.backUp()
    place.database.close()
    damage(place.file)
    await place.clock.advance(days(1))
    const failing = place.backUp()
    await expect(failing).rejects.toThrow(/cannot back up .*clova2mqtt\.db: .*malformed \(SQLITE_CORRUPT/)
    await expect(failing).rejects.toBeInstanceOf(StoreError)
    expect(readdirSync(place.folder)).toEqual([good.file.split('/').at(-1)])
  })

  test('a database that is not there is named', async () => {
    const place = openPlace()
    const gone = join(tempFolder(), 'gone.db')
    await expect(place.backUp({ file: gone })).rejects.toThrow(`cannot back up ${gone}`)
    expect([existsSync(gone), readdirSync(place.folder)]).toEqual([false, []])
    place.database.close()
  })

  test.skipIf(!MAY_MOUNT)(`a disk without room is left with room${NEEDS_MOUNT}`, async () => {
    const place = openPlace()
    const { folder } = mountTmpfs(1024)
    await expect(place.backUp({ folder })).rejects.toThrow(
      new RegExp(`${folder}: no room for a copy: 0\\.\\d MB needed, 16\\.8 MB of 1\\.0 MB kept free; free some space`),
    )
    // Even where the sum was right and the disk fills up meanwhile.
    const small = mountTmpfs(64)
    writeFileSync(join(small.folder, 'ballast'), Buffer.alloc(40_000))
    const target = join(small.folder, 'x.db')
    expect(() => copyDatabaseTo(place.file, target, -1e9)).toThrow(
      /cannot back up .*(SQLITE_FULL|ENOSPC).*free some space/,
    )
    expect([readdirSync(folder), readdirSync(small.folder)]).toEqual([[], ['ballast']])
    place.database.close()
  })

  /** How many backups a process has made before it is killed. */
  const COUNTS = [1, 2, 4, 8]
  const MOST_KILLS = 40
  test('a process killed in the middle leaves nothing that looks like a backup', async () => {
    const place = openPlace(5_000)
    const log = rememberingLog()
    // Chance decides where the kill falls: between two backups it leaves nothing to clean up, so it goes on until one did.
    for (let round = 0; round < COUNTS.length || (log.lines.length === 0 && round < MOST_KILLS); round++) {
      const count = COUNTS[round] ?? 1
      const folder = join(tempFolder(), 'backups')
      const child = startChild('backUpForever.ts', place.file, folder)
      await linesOf(child, count)
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
      const made = listBackups(folder)
      expect(made.length).toBeGreaterThanOrEqual(count)
      for (const { file } of made) expect(checkBackup(file).version).toBe(MIGRATIONS.at(-1)?.version)
      removeUnfinished(folder, log)
      expect(readdirSync(folder)).toHaveLength(made.length)
    }
    expect(log.lines.length).toBeGreaterThan(0)
    place.database.close()
  })

  test('only what nobody is going to finish is removed', () => {
    const folder = tempFolder()
    const kept = [`a.db.${process.ppid}.partial`, 'd.partial', 'e.db']
    const dead = [
      'b.db.999999999.partial',
      'c.db.999999999.partial-journal',
      `f.db.${process.pid}.partial`,
      'g.restoring',
    ]
    for (const name of [...kept, ...dead]) writeFileSync(join(folder, name), '')
    removeUnfinished(folder, quietLog)
    removeUnfinished(join(folder, 'missing'), quietLog)
    expect(readdirSync(folder)).toEqual(kept)
  })

  test.skipIf(!MAY_MOUNT)(`on a read-only file system the start goes on with what is there${NEEDS_MOUNT}`, () => {
    const { folder, remount } = mountTmpfs(64)
    writeFileSync(join(folder, 'b.db.999999999.partial'), '')
    remount('ro')
    const log = rememberingLog()
    removeUnfinished(folder, log)
    expect(log.lines.map(({ message }) => message)).toEqual(['unfinished copy cannot be removed'])
  })

  test('what is not a good backup is said to be what it is', () => {
    const folder = tempFolder()
    const place = openPlace(2_000)
    place.database.close()
    const spoiled = (file: string): void => {
      copyFileSync(place.file, file)
      damage(file)
    }
    const cases: readonly (readonly [string, (file: string) => void, RegExp])[] = [
      ['missing', () => undefined, /unable to open|cannot read the backup/],
      ['garbage', file => writeFileSync(file, 'garbage'.repeat(1000)), /damaged \(SQLITE_NOTADB\)/],
      ['empty', file => writeFileSync(file, ''), /is no database of this program/],
      ['cut', file => writeFileSync(file, readFileSync(place.file).subarray(0, 20_000)), /damaged/],
      ['overwritten', spoiled, /damaged/],
    ]
    for (const [name, make, message] of cases) {
      const file = join(folder, `${name}.db`)
      make(file)
      expect(() => checkBackup(file), name).toThrow(message)
      expect(() => checkBackup(file), name).toThrow(StoreError)
    }
    expect(cases).toHaveLength(5)
  })
})

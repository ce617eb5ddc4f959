/** Backups put back: by the gateway that finds its database damaged, and by somebody who asks. */
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copyDatabaseTo } from '../../../src/adapters/sqlite/backupCopy.ts'
import { backupName } from '../../../src/adapters/sqlite/backupFolder.ts'
import { keepReplaced, setAside } from '../../../src/adapters/sqlite/files.ts'
import { MIGRATIONS } from '../../../src/adapters/sqlite/migrations.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { restoreBackup, restoreNewest } from '../../../src/adapters/sqlite/restore.ts'
import { days } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { addToken, damage, openPlace, type Place, tokensIn } from './backupSupport.ts'
import { quietLog, rememberingLog } from './quietLog.ts'
import { startChild, tempFolder } from './support.ts'

/** Three nights with one token more in each, and one that no backup has: the gateway is stopped. */
async function threeNights(): Promise<Place & { readonly backups: readonly string[] }> {
  const place = openPlace(2_000)
  const backups: string[] = []
  for (const name of ['b', 'c', 'd']) {
    const target = join(
      place.folder,
      backupName(place.clock.wall(), () => 540),
    )
    backups.push(copyDatabaseTo(place.file, target, 0).file)
    addToken(place.database, name)
    await place.clock.advance(days(1))
  }
  place.database.close()
  return { ...place, backups }
}

/** Starts as the gateway does. */
function start({ file, folder }: Place) {
  const log = rememberingLog()
  const database = openDatabase({ file, log, restore: restoreNewest(folder, log) })
  const { damagedFile } = database
  database.close()
  const lines = log.lines.filter(({ level }) => level !== 'info').map(({ message }) => message)
  return { damagedFile, tokens: tokensIn(file), lines, log }
}

describe('a start', () => {
  test('with a healthy database touches no backup', async () => {
    const place = await threeNights()
    expect(start(place)).toMatchObject({ damagedFile: undefined, tokens: ['a', 'b', 'c', 'd'], lines: [] })
  })

  test('with a damaged one goes on from the newest backup, and the damaged file is kept', async () => {
    const place = await threeNights()
    damage(place.file)
    const damaged = readFileSync(place.file)
    const { damagedFile, tokens, log } = start(place)
    expect([damagedFile, tokens]).toEqual([`${place.file}.damaged-1`, ['a', 'b', 'c']])
    expect(readFileSync(`${place.file}.damaged-1`).equals(damaged)).toBe(true)
    expect(log.lines.at(-1)).toMatchObject({
      message: 'database was damaged and set aside',
      fields: { restored: place.backups[2] },
    })
    expect([statSync(place.file).mode & 0o777, existsSync(place.backups[2] ?? '')]).toEqual([0o600, true])
  })

  test('passes over backups that are damaged, cut, or of a newer program', async () => {
    const place = await threeNights()
    damage(place.file)
    const [oldest = '', middle = '', newest = ''] = place.backups
    damage(newest)
    expect(start(place)).toMatchObject({
      tokens: ['a', 'b'],
      lines: ['backup cannot be used', 'database was damaged and set aside'],
    })
    truncateSync(middle, 5_000)
    damage(place.file)
    expect(start(place).tokens).toEqual(['a'])
    const future = { version: 99, name: 'future', sql: 'CREATE TABLE future (a);' }
    openDatabase({ file: oldest, log: quietLog, migrations: [...MIGRATIONS, future] }).close()
    damage(place.file)
    expect(start(place)).toMatchObject({
      tokens: [],
      lines: [...Array(3).fill('backup cannot be used'), expect.any(String)],
    })
  })

  test('without any backup begins anew', () => {
    const place = openPlace()
    place.database.close()
    damage(place.file)
    expect(start(place)).toMatchObject({ tokens: [], lines: ['database was damaged and set aside'] })
  })

  test('brings an older backup to the tables of today', async () => {
    const place = await threeNights()
    const old = join(tempFolder(), 'old.db')
    openDatabase({ file: old, log: quietLog, migrations: MIGRATIONS.slice(0, 1) }).close()
    copyFileSync(old, place.backups[2] ?? '')
    damage(place.file)
    expect(start(place)).toMatchObject({ tokens: [], damagedFile: `${place.file}.damaged-1` })
  })

  test('with a file emptied by a power cut restores too, its old log notwithstanding', async () => {
    const place = await threeNights()
    const running = openDatabase({ file: place.file, log: quietLog })
    addToken(running, 'e')
    const log = readFileSync(`${place.file}-wal`)
    running.close()
    writeFileSync(`${place.file}-wal`, log)
    truncateSync(place.file)
    expect(start(place)).toMatchObject({
      damagedFile: undefined,
      tokens: ['a', 'b', 'c'],
      lines: ['database was empty and is restored'],
    })
  })

  test('after one that was cut off between setting aside and restoring restores', async () => {
    const place = await threeNights()
    damage(place.file)
    const cut = (): string => {
      throw new Error('power cut')
    }
    expect(() => openDatabase({ file: place.file, log: quietLog, restore: cut })).toThrow('power cut')
    expect(start(place).tokens).toEqual(['a', 'b', 'c'])
  })

  test('after the file was deleted begins anew: that was a wish', async () => {
    const place = await threeNights()
    setAside(place.file)
    expect(start(place)).toMatchObject({ tokens: [], lines: [] })
  })
})

describe('a restore by hand', () => {
  const others = ({ file }: Place): readonly string[] =>
    readdirSync(dirname(file)).filter(name => !['clova2mqtt.db', 'backups'].includes(name))

  test('replaces the database and keeps the replaced one, which can be restored in turn', async () => {
    const place = await threeNights()
    const kept = restoreBackup(place.backups[0] ?? '', place.file)
    expect([kept, tokensIn(place.file), tokensIn(kept ?? '')]).toEqual([
      `${place.file}.replaced-1`,
      ['a'],
      ['a', 'b', 'c', 'd'],
    ])
    expect(statSync(place.file).mode & 0o777).toBe(0o600)
    expect(restoreBackup(kept ?? '', place.file)).toBe(`${place.file}.replaced-2`)
    expect(tokensIn(place.file)).toEqual(['a', 'b', 'c', 'd'])
    expect(others(place)).toEqual(['clova2mqtt.db.replaced-1', 'clova2mqtt.db.replaced-2'])
  })

  test('takes along what a killed gateway left in its log, and plays none of it into the backup', async () => {
    const place = await threeNights()
    // A copy taken while the gateway runs is what its death leaves.
    const running = openDatabase({ file: place.file, log: quietLog })
    addToken(running, 'e')
    const dead = join(tempFolder(), 'clova2mqtt.db')
    for (const ending of ['', '-wal']) copyFileSync(place.file + ending, dead + ending)
    running.close()
    const kept = restoreBackup(place.backups[1] ?? '', dead)
    expect([tokensIn(dead), tokensIn(kept ?? '')]).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c', 'd', 'e'],
    ])
  })

  test('leaves the old file under its name until another takes it, and its log not beside that one', () => {
    const file = join(tempFolder(), 'x.db')
    for (const ending of ['', '-wal', '-shm']) writeFileSync(file + ending, `content${ending}`)
    expect(keepReplaced(file)).toBe(`${file}.replaced-1`)
    const names = ['x.db', 'x.db.replaced-1', 'x.db.replaced-1-shm', 'x.db.replaced-1-wal']
    expect(readdirSync(dirname(file)).toSorted()).toEqual(names)
    expect(readFileSync(file, 'utf8') + readFileSync(`${file}.replaced-1-wal`, 'utf8')).toBe('contentcontent-wal')
    for (let time = 2; time <= 7; time++) keepReplaced(file)
    expect(readdirSync(dirname(file)).filter(name => /replaced-\d$/.test(name))).toHaveLength(5)
  })

  test('of a damaged database plays nothing of its log into the backup', async () => {
    const place = await threeNights()
    writeFileSync(place.file, 'garbage'.repeat(1000))
    writeFileSync(`${place.file}-wal`, 'garbage'.repeat(1000))
    restoreBackup(place.backups[2] ?? '', place.file)
    expect(others(place)).toEqual(['clova2mqtt.db.replaced-1'])
    expect(tokensIn(place.file)).toEqual(['a', 'b', 'c'])
  })

  test('where there is no database puts one there', async () => {
    const place = await threeNights()
    renameSync(place.file, join(tempFolder(), 'elsewhere.db'))
    expect(restoreBackup(place.backups[1] ?? '', place.file)).toBeUndefined()
    expect(tokensIn(place.file)).toEqual(['a', 'b'])
  })

  test('of something that is no good backup changes nothing', async () => {
    const place = await threeNights()
    const before = readFileSync(place.file)
    const [first = '', second = '', third = ''] = place.backups
    damage(first)
    const future = { version: 99, name: 'future', sql: 'CREATE TABLE future (a);' }
    openDatabase({ file: second, log: quietLog, migrations: [...MIGRATIONS, future] }).close()
    writeFileSync(third, 'garbage'.repeat(1000))
    const cases = [
      [first, /damaged/],
      [second, /version 99 is newer than this program/],
      [third, /damaged \(SQLITE_NOTADB\)/],
      [join(tempFolder(), 'missing.db'), /cannot read the backup/],
      [place.file, /is the database itself/],
    ] as const
    for (const [file, message] of cases) {
      expect(() => restoreBackup(file, place.file), file).toThrow(message)
      expect(() => restoreBackup(file, place.file), file).toThrow(StoreError)
    }
    expect([readFileSync(place.file).equals(before), others(place)]).toEqual([true, []])
  })

  /** Each is killed a little later than the one before, as far as two restores take. */
  const KILLS = 8
  const MOST_KILLS = 40
  test('killed at any moment leaves the old database or the new one, whole', async () => {
    const place = await threeNights()
    const seen = new Set<string>()
    // Chance decides which of the two it was: eight times in a row it is the same once in a hundred runs.
    for (let round = 0; round < KILLS || (seen.size < 2 && round < MOST_KILLS); round++) {
      const child = startChild('restoreForever.ts', place.file, place.backups[0] ?? '', place.backups[2] ?? '')
      child.stdout?.resume()
      const closed = once(child, 'close')
      await new Promise(resolve => child.stdout?.once('data', resolve))
      await new Promise(resolve => setTimeout(resolve, (round % KILLS) * 11))
      child.kill('SIGKILL')
      await closed
      seen.add(tokensIn(place.file).join())
    }
    expect([...seen].filter(tokens => !['a', 'a,b,c', 'a,b,c,d'].includes(tokens))).toEqual([])
    expect(seen.size).toBeGreaterThan(1)
  })
})

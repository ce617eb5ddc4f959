/** Transactions that are tried on the event loop and performed by the thread: what holds, when it is told, and what others do meanwhile. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openLinkStore } from '../../../src/adapters/sqlite/linkStore.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { openUserStore } from '../../../src/adapters/sqlite/userStore.ts'
import { createGrants } from '../../../src/gateway/linking/grants.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { manualClock } from '../../support/manualClock.ts'
import { quietLog } from './quietLog.ts'
import { MAY_MOUNT, mountTmpfs, tempFolder } from './support.ts'

const NEEDS_MOUNT = MAY_MOUNT ? '' : ' (left out: this user may not mount a tmpfs)'
const NOW = wallMs(1_000)

function open(file = join(tempFolder(), 'x.db')) {
  const database = openDatabase({ file, log: quietLog, thread: true })
  onTestFinished(async () => {
    await database.finish()
    database.close()
  })
  const other = new Sqlite(file)
  onTestFinished(() => void other.close())
  return { database, other, users: openUserStore(database), tokens: openTokenStore(database) }
}

const names = (other: Sqlite.Database): unknown[] => other.prepare('SELECT name FROM user ORDER BY name').pluck().all()

const addUser = (other: Sqlite.Database, name: string): void =>
  void other.prepare('INSERT INTO user VALUES (?, ?, 1, 1)').run(name, 'hash')

/** Tells what became of a transaction and in which order, without waiting for it. */
async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('a transaction beside a thread', () => {
  test('reads what it wrote, holds as a whole when it resolves, and not before', async () => {
    const { database, other, users } = open()
    const told: string[] = []
    const work = database.transact('durable', () => {
      users.add('anna', 'hash', NOW)
      users.add('bert', 'hash', NOW)
      users.setPassword('anna', 'another', NOW)
      database.whenHolds(() => told.push('holds'))
      return users.byName('anna')?.password
    })
    expect([names(other), told]).toEqual([[], []])
    expect(await work).toBe('another')
    expect([names(other), told, users.byName('anna')?.password]).toEqual([['anna', 'bert'], ['holds'], 'another'])
  })

  test('writes nothing on the event loop: until the thread has it, the file is what it was', async () => {
    const { database, tokens } = open()
    const before = database.bytesWritten().total
    const work = database.transact('durable', () => {
      for (let at = 0; at < 500; at++)
        tokens.add(tokenHash(`token ${at}`), { label: 'x', issuedAt: NOW, expiresAt: undefined })
    })
    // 500 rows are more pages than statements keep to themselves.
    expect([database.bytesWritten().total - before, tokens.list().length]).toEqual([0, 0])
    await work
    expect(tokens.list()).toHaveLength(500)
    expect(database.bytesWritten().total).toBeGreaterThan(before)
  })

  test('that throws has never been, and what waits for it is forgotten', async () => {
    const { database, other, users } = open()
    const told: string[] = []
    const work = database.transact('durable', () => {
      users.add('anna', 'hash', NOW)
      database.whenHolds(() => told.push('holds'))
      throw new RangeError('no')
    })
    expect(await failure(work)).toBeInstanceOf(RangeError)
    await database.transact('durable', () => users.add('bert', 'hash', NOW))
    expect([names(other), told]).toEqual([['bert'], []])
  })

  test('comes one after another: each sees what those before it wrote', async () => {
    const { database, users } = open()
    const first = (name: string) => database.transact('durable', () => users.addFirst(name, 'hash', NOW)?.name)
    expect(await Promise.all([first('anna'), first('bert'), first('cleo')])).toEqual(['anna', undefined, undefined])
  })

  test('is tried again when another process has written in between, and not performed on what it did not see', async () => {
    const { database, other, users } = open()
    let tries = 0
    const work = database.transact('durable', () => {
      tries++
      return users.addFirst('anna', 'hash', NOW)?.name
    })
    // The thread is on its way; the command line is quicker.
    await Promise.resolve()
    addUser(other, 'bert')
    expect([await work, tries, names(other)]).toEqual([undefined, 2, ['bert']])
  })

  test('gives up by name when that happens every time', async () => {
    const { database, other, users } = open()
    let tries = 0
    const work = database.transact('durable', () => {
      users.add('anna', 'hash', NOW)
      const count = users.list().length
      setImmediate(() => addUser(other, `other ${++tries}`))
      return count
    })
    const error = await failure(work)
    // A thread that was quicker than the other process once has performed it.
    if (error === undefined) return
    expect([String(error), tries]).toEqual([expect.stringContaining('5 times in a row'), 5])
    expect(names(other)).not.toContain('anna')
  })

  test('waits for another process that writes without holding up the event loop', async () => {
    const { database, other, users } = open()
    other.exec('BEGIN IMMEDIATE')
    const work = database.transact('durable', () => users.add('anna', 'hash', NOW).name)
    // The event loop goes round while the thread waits for the lock.
    for (let turns = 0; turns < 10; turns++) await new Promise(resolve => setImmediate(resolve))
    expect(users.list()).toEqual([])
    addUser(other, 'bert')
    other.exec('COMMIT')
    expect(await work).toBe('anna')
    expect(names(other)).toEqual(['anna', 'bert'])
  })

  test('that only reads asks nothing of the thread', async () => {
    const { database, users } = open()
    const work = database.transact('durable', () => users.list().length)
    await Promise.resolve()
    expect(database.busy()).toBe(false)
    expect(await work).toBe(0)
  })

  test('waits in a queue with a bound', async () => {
    const { database, users } = open()
    const taken = Array.from({ length: 32 }, (_, at) =>
      database.transact('durable', () => users.add(`user ${at}`, 'hash', NOW).name),
    )
    expect(await failure(database.transact('durable', () => users.list()))).toMatchObject({
      message: expect.stringMatching(/32 writes wait/),
    })
    expect(await Promise.all(taken)).toHaveLength(32)
    expect(await database.transact('durable', () => users.list().length)).toBe(32)
  })

  test.skipIf(!MAY_MOUNT)(
    `that finds the disk full has never been, and comes through later${NEEDS_MOUNT}`,
    async () => {
      const { database, tokens } = open(join(mountTmpfs(512).folder, 'x.db'))
      const fill = () =>
        database.transact('durable', () => {
          for (let at = 0; at < 1_000; at++)
            tokens.add(tokenHash(`token ${at}`), { label: 'x'.repeat(400), issuedAt: NOW, expiresAt: undefined })
        })
      const error = await failure(fill())
      expect(error).toBeInstanceOf(StoreError)
      expect(String(error)).toMatch(/SQLITE_FULL/)
      expect(tokens.list()).toEqual([])
    },
  )
})

test('a grant beside a thread is told and forgotten only when it holds, uses of links among it', async () => {
  const { database, users, other } = open()
  await database.transact('durable', () => users.add('anna', 'hash', NOW))
  const lines: string[] = []
  const clock = manualClock()
  const log = { ...quietLog, info: (line: string) => void lines.push(line) }
  const grants = createGrants({ store: openLinkStore(database), clock, log, rotate: true })
  const clientId = grants.client().id
  const request = {
    user: 'anna',
    clientId,
    redirectUri: 'https://clova.example/',
    scope: undefined,
    challenge: undefined,
  }
  const code = await database.transact('durable', () => grants.issueCode(request))
  expect(code).toBeInstanceOf(Secret)
  const work = database.transact('durable', () => grants.exchange(code.reveal()))
  await Promise.resolve()
  expect(lines).toEqual([])
  const outcome = await work
  expect([outcome.ok, lines]).toEqual([true, ['account linked']])
  const [token] = other.prepare('SELECT lower(hex(substr(hash, 1, 4))) AS id FROM token').pluck().all()
  grants.used({ ...LIFE, id: String(token), user: 'anna', linkId: 1 })
  const usedMs = (): unknown => other.prepare('SELECT used_ms FROM link').pluck().get()
  const flushed = database.transact('batched', grants.flush)
  await Promise.resolve()
  // A directive while the disk is being waited for is noted for the next flush.
  clock.stepWall(wallMs(clock.wall() + 5_000))
  grants.used({ ...LIFE, id: String(token), user: 'anna', linkId: 1 })
  await flushed
  const first = Number(usedMs())
  await database.transact('batched', grants.flush)
  expect([Number(usedMs()) - first, database.busy()]).toEqual([5_000, false])
  // Nothing is left: another flush does not even ask the thread.
  const idle = database.transact('batched', grants.flush)
  await Promise.resolve()
  expect(database.busy()).toBe(false)
  await idle
})

const LIFE = { label: 'link 1', issuedAt: NOW, expiresAt: undefined, revokedAt: undefined }

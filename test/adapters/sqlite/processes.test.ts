/** More than one process on the same data: killed writers, the instance lock, commands beside the gateway. */
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockInstance } from '../../../src/adapters/sqlite/lockInstance.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { quietLog } from './quietLog.ts'
import { linesOf, startChild, tempFolder } from './support.ts'

test('every token a process acknowledged is there after SIGKILL', async () => {
  const file = join(tempFolder(), 'x.db')
  for (const count of [1, 40, 150]) {
    const child = startChild('createTokens.ts', file)
    const seen = linesOf(child, count)
    const all: string[] = []
    child.stdout?.on('data', (chunk: string) => all.push(chunk))
    await seen
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
    const printed = all.join('').split('\n').slice(0, -1)
    expect(printed.length).toBeGreaterThanOrEqual(count)
    const database = openDatabase({ file, log: quietLog })
    expect(database.damagedFile).toBeUndefined()
    const tokens = openTokenStore(database)
    expect(printed.filter(hash => tokens.find(hash) === undefined)).toEqual([])
    database.close()
  }
})

test('a second gateway is told who runs already, and a killed one leaves no lock', async () => {
  const file = join(tempFolder(), 'data', 'x.db')
  const child = startChild('holdLock.ts', file)
  await linesOf(child, 1)
  expect(() => lockInstance(file)).toThrow(StoreError)
  expect(() => lockInstance(file)).toThrow(`${file}: in use by process ${child.pid}; only one gateway`)
  // A command still gets at the database.
  openDatabase({ file, log: quietLog, role: 'tool' }).close()
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
  lockInstance(file)()
})

test('the lock is private, held against the same process too, and given back once', () => {
  const file = join(tempFolder(), 'x.db')
  const release = lockInstance(file)
  expect([`${file}.lock`, `${file}.pid`].map(path => statSync(path).mode & 0o777)).toEqual([0o600, 0o600])
  expect(() => lockInstance(file)).toThrow(`in use by process ${process.pid}`)
  release()
  release()
  const again = lockInstance(file)
  release()
  expect(() => lockInstance(file)).toThrow(StoreError)
  again()
})

test('a token that another connection creates or revokes counts at once', () => {
  const file = join(tempFolder(), 'x.db')
  const gateway = openDatabase({ file, log: quietLog })
  const command = openDatabase({ file, log: quietLog, role: 'tool' })
  const tokens = openTokenStore(gateway)
  expect(tokens.find(tokenHash('a'))).toBeUndefined()
  openTokenStore(command).add(tokenHash('a'), { label: 'x', issuedAt: wallMs(1), expiresAt: undefined })
  expect(tokens.find(tokenHash('a'))?.revokedAt).toBeUndefined()
  openTokenStore(command).revoke(tokenHash('a').slice(0, 8), wallMs(2))
  expect(tokens.find(tokenHash('a'))?.revokedAt).toBe(2)
  command.close()
  gateway.close()
})

test('an appliance that another connection forgot can be saved again', () => {
  const file = join(tempFolder(), 'x.db')
  const [one, two] = [openDatabase({ file, log: quietLog }), openDatabase({ file, log: quietLog })]
  const store = openTelemetryStore(one)
  const save = (at: number): void => store.save({ lastSeen: [{ applianceId: 'lamp', at: moment(at) }], values: [] })
  save(1)
  openTelemetryStore(two).forget(['lamp'])
  save(2)
  expect(store.load().lastSeen).toEqual([{ applianceId: 'lamp', at: moment(2) }])
  one.close()
  two.close()
})

/** Logins over real SQLite and real scrypt, with the calls of the hasher counted. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scryptHasher } from '../../../src/adapters/password/scrypt.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openUserStore } from '../../../src/adapters/sqlite/userStore.ts'
import { createLogins, type FirstUser, type Logins } from '../../../src/gateway/linking/logins.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import type { LoginOutcome } from '../../../src/ports/linking.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { HasherBusyError, type PasswordHasher, UserInputError, type UserStore } from '../../../src/ports/users.ts'
import { type MemoryLine, memoryLog } from '../../adapters/log/memoryLog.ts'
import { quietLog } from '../../adapters/sqlite/quietLog.ts'
import { tempFolder } from '../../adapters/sqlite/support.ts'
import { type ManualClock, manualClock, TEST_EPOCH } from '../../support/manualClock.ts'

interface Rig {
  readonly logins: Logins
  readonly users: UserStore
  readonly clock: ManualClock
  readonly lines: readonly MemoryLine[]
  /** What was verified against: `known`, or `nobody` for a user that does not exist. */
  readonly verified: readonly ('known' | 'nobody')[]
  readonly login: (name: string, password: string, source?: string) => Promise<LoginOutcome>
}

function rig(change: (hasher: PasswordHasher) => PasswordHasher = hasher => hasher): Rig {
  const database = openDatabase({ file: join(tempFolder(), 'test.db'), log: quietLog })
  onTestFinished(() => database.close())
  const users = openUserStore(database)
  const clock = manualClock()
  const log = memoryLog()
  const verified: ('known' | 'nobody')[] = []
  const real = change(scryptHasher())
  const hasher: PasswordHasher = {
    hash: real.hash,
    verify(password, stored) {
      verified.push(stored === undefined ? 'nobody' : 'known')
      return real.verify(password, stored)
    },
  }
  const logins = createLogins({ users, hasher, clock, log })
  const login: Rig['login'] = (name, password, source = '192.0.2.1') =>
    logins.login({ name, password: new Secret(password), source })
  return { logins, users, clock, lines: log.lines, verified, login }
}

const PASSWORD = '맞는 비밀번호 열 글자'
const WRONG = { ok: false, why: 'wrong' } as const
const RIGHT = { ok: true, user: 'anna' } as const

test('a user gets in with name and password in any spelling of theirs, and with nothing else', async () => {
  const { logins, login, clock } = rig()
  expect(await logins.addUser(' Anna', new Secret(PASSWORD))).toEqual({
    name: 'anna',
    addedAt: TEST_EPOCH,
    passwordAt: TEST_EPOCH,
  })
  expect(await login('anna', PASSWORD)).toEqual(RIGHT)
  expect(await login('ANNA ', PASSWORD.normalize('NFD'))).toEqual(RIGHT)
  const wrong = [`${PASSWORD}!`, PASSWORD.slice(1), 'anna']
  for (const password of wrong) {
    expect(await login('anna', password)).toEqual(WRONG)
    await clock.advance(60_000)
  }
  expect(wrong).toHaveLength(3)
})

test('a name that nobody has costs as many checks and waits as long as one that exists', async () => {
  const { logins, login, clock, verified } = rig()
  await logins.addUser('anna', new Secret(PASSWORD))
  const outcomes = async (name: string, source: string): Promise<readonly unknown[]> => {
    const seen: unknown[] = []
    for (let attempt = 0; attempt < 7; attempt++) {
      seen.push(await login(name, 'wrong password', source))
      await clock.advance(500)
    }
    return seen
  }
  const known = await outcomes('anna', '192.0.2.1')
  const countKnown = verified.length
  await clock.advance(900_000)
  expect(await outcomes('boram', '192.0.2.2')).toEqual(known)
  expect(known).toContainEqual({ ok: false, why: 'wait', waitMs: 500 })
  expect(countKnown).toBe(5)
  expect(verified).toEqual([...Array(5).fill('known'), ...Array(5).fill('nobody')])
})

test('during a wait nothing is checked, and afterwards the user gets in', async () => {
  const { logins, login, clock, verified } = rig()
  await logins.addUser('anna', new Secret(PASSWORD))
  for (let failure = 0; failure < 4; failure++) expect(await login('anna', 'wrong password')).toEqual(WRONG)
  for (let ask = 0; ask < 50; ask++) {
    expect(await login('anna', PASSWORD)).toEqual({ ok: false, why: 'wait', waitMs: 1_000 })
  }
  expect(verified).toHaveLength(4)
  await clock.advance(1_000)
  expect(await login('anna', PASSWORD)).toEqual(RIGHT)
  for (let failure = 0; failure < 3; failure++) expect(await login('anna', 'wrong password')).toEqual(WRONG)
})

test('attempts at the same moment all count before the first has failed', async () => {
  const { logins, login, verified } = rig()
  await logins.addUser('anna', new Secret(PASSWORD))
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => login('anna', 'wrong password')))
  expect(outcomes.filter(outcome => !outcome.ok && outcome.why === 'wrong')).toHaveLength(4)
  expect(outcomes.filter(outcome => !outcome.ok && outcome.why === 'wait')).toHaveLength(26)
  expect(verified).toHaveLength(4)
})

test('what nobody can be called or have for a password is wrong at once', async () => {
  const { login, verified, lines } = rig()
  const attempts: readonly (readonly [string, string])[] = [
    ['', PASSWORD],
    ['   ', PASSWORD],
    ['x'.repeat(1_000_000), PASSWORD],
    ['anna\0', PASSWORD],
    ['\ud800', PASSWORD],
    ['anna', ''],
    ['anna', 'x'.repeat(257)],
    ['anna', 'x'.repeat(1_000_000)],
  ]
  for (const [name, password] of attempts) {
    for (let times = 0; times < 10; times++) expect(await login(name, password)).toEqual(WRONG)
  }
  expect(attempts).toHaveLength(8)
  expect([verified.length, lines.length]).toEqual([0, 0])
})

test('a busy hasher is a wait that counts for nothing', async () => {
  let busy = true
  const { logins, login } = rig(hasher => ({
    hash: hasher.hash,
    verify: (password, stored) =>
      busy ? Promise.reject(new HasherBusyError('full')) : hasher.verify(password, stored),
  }))
  await logins.addUser('anna', new Secret(PASSWORD))
  for (let times = 0; times < 30; times++) {
    expect(await login('anna', PASSWORD)).toEqual({ ok: false, why: 'wait', waitMs: 4_000 })
  }
  busy = false
  expect(await login('anna', PASSWORD)).toEqual(RIGHT)
})

test('a password changed or a user removed during the check does not let the old one in', async () => {
  let during = (): unknown => undefined
  const { logins, users, login } = rig(hasher => ({
    hash: hasher.hash,
    async verify(password, stored) {
      const right = await hasher.verify(password, stored)
      during()
      return right
    },
  }))
  await logins.addUser('anna', new Secret(PASSWORD))
  expect(await login('anna', PASSWORD)).toEqual(RIGHT)
  const other = await scryptHasher().hash(new Secret('another password'))
  during = () => users.setPassword('anna', other, TEST_EPOCH)
  expect(await login('anna', PASSWORD)).toEqual(WRONG)
  during = () => users.remove('anna')
  expect(await login('anna', 'another password')).toEqual(WRONG)
})

test('nobody gets in under a name that no user has, even if the hasher were wrong', async () => {
  const { login } = rig(hasher => ({ hash: hasher.hash, verify: async () => true }))
  expect(await login('anna', PASSWORD)).toEqual(WRONG)
})

test('a stored password that cannot be read rejects with the user and the remedy, every time', async () => {
  const { login, users } = rig()
  users.add('anna', 'not a hash', TEST_EPOCH)
  for (let times = 0; times < 10; times++) {
    const error = await login('anna', PASSWORD).catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(/user "anna" cannot be checked; set it anew with `clova2mqtt user passwd`/)
    expect(error instanceof Error && error.cause).toBeInstanceOf(Error)
  }
})

test('the log tells of failures without a password, nor a name that may be one', async () => {
  const { logins, login, lines } = rig()
  await logins.addUser('anna', new Secret(PASSWORD))
  await login('anna', 'wrong password', `192.0.2.1 ${'x'.repeat(1_000)}`)
  for (let failure = 0; failure < 3; failure++) await login('my secret 7', 'wrong password', '192.0.2.2')
  await login('anna', 'wrong password', '192.0.2.2')
  await login('anna', 'wrong password', '192.0.2.2')
  const warning = 'login failed'
  expect(lines.map(({ level, message, fields }) => ({ level, message, ...fields }))).toEqual([
    { level: 'warn', message: warning, user: 'anna', source: `192.0.2.1 ${'x'.repeat(54)}` },
    ...Array(3).fill({ level: 'warn', message: warning, user: 'unknown', source: '192.0.2.2' }),
    { level: 'warn', message: warning, user: 'anna', source: '192.0.2.2' },
    { level: 'warn', message: 'too many login attempts: refused without a check', source: '192.0.2.2', waitMs: 1_000 },
  ])
  expect(JSON.stringify(lines)).not.toMatch(/password|secret 7|비밀/)
})

test('users are added, given new passwords and removed; what is not allowed is refused before it is hashed', async () => {
  let hashed = 0
  const { logins, login, clock } = rig(hasher => ({
    verify: hasher.verify,
    hash(password) {
      hashed++
      return hasher.hash(password)
    },
  }))
  await logins.addUser('anna', new Secret(PASSWORD))
  await expect(logins.addUser('ANNA', new Secret(PASSWORD))).rejects.toBeInstanceOf(StoreError)
  await expect(logins.addUser('b', new Secret('short'))).rejects.toBeInstanceOf(UserInputError)
  await expect(logins.addUser('', new Secret(PASSWORD))).rejects.toBeInstanceOf(UserInputError)
  await expect(logins.setPassword('anna', new Secret('short'))).rejects.toBeInstanceOf(UserInputError)
  expect(await logins.setPassword('nobody', new Secret(PASSWORD))).toBe(false)
  expect(hashed).toBe(1)
  await clock.advance(1_000)
  expect(await logins.setPassword('Anna', new Secret('another password'))).toBe(true)
  expect(logins.users()).toEqual([{ name: 'anna', addedAt: TEST_EPOCH, passwordAt: TEST_EPOCH + 1_000 }])
  expect(await login('anna', PASSWORD)).toEqual(WRONG)
  expect(await login('anna', 'another password')).toEqual(RIGHT)
  expect([logins.removeUser('ANNA'), logins.removeUser('anna')]).toEqual([true, false])
  expect(await login('anna', 'another password')).toEqual(WRONG)
})

test('the first user is made once, after its password was left where the owner finds it', async () => {
  const { logins, login } = rig()
  const left: FirstUser[] = []
  const first = await logins.firstUser(user => {
    expect(logins.users()).toEqual([])
    left.push(user)
  })
  const password = first?.password.reveal() ?? ''
  expect(password).toMatch(/^[a-hjkmnp-z]{4}(-[a-hjkmnp-z]{4}){3}$/)
  expect(left).toEqual([first])
  expect(await login('clova', password)).toEqual({ ok: true, user: 'clova' })
  expect(await logins.firstUser(user => left.push(user))).toBeUndefined()
  expect(left).toHaveLength(1)
})

test('no first user is made when its password could not be left, or when somebody else added one meanwhile', async () => {
  const { logins, users } = rig()
  const full = new Error('disk is full')
  const leave = (): never => {
    throw full
  }
  await expect(logins.firstUser(leave)).rejects.toBe(full)
  expect(logins.users()).toEqual([])
  expect(await logins.firstUser(() => users.add('anna', 'hash', TEST_EPOCH))).toBeUndefined()
  expect(logins.users().map(user => user.name)).toEqual(['anna'])
})

test('passwords of first users use every letter and do not repeat', async () => {
  const seen = new Set<string>()
  for (let start = 0; start < 60; start++) {
    const { logins } = rig(() => ({ hash: async () => 'hash', verify: async () => false }))
    seen.add((await logins.firstUser(() => undefined))?.password.reveal() ?? '')
  }
  expect(seen.size).toBe(60)
  // 960 draws of 23 letters: one would be missing once in 10^17 runs.
  expect(new Set([...seen].join('').replaceAll('-', '')).size).toBe(23)
})

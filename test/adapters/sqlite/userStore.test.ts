/** Users on real SQLite: one spelling of a name, bounds, durability, and other processes seen at once. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { MAX_USERS, openUserStore } from '../../../src/adapters/sqlite/userStore.ts'
import { wallMs, wallPlus } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { foldUserName, UserInputError, type UserStore } from '../../../src/ports/users.ts'
import { quietLog } from './quietLog.ts'
import { tempFolder } from './support.ts'

const NOW = wallMs(1_795_136_400_000)
const LATER = wallPlus(NOW, 5)

function openAt(file: string): { readonly database: Database; readonly users: UserStore } {
  const database = openDatabase({ file, log: quietLog })
  onTestFinished(() => database.close())
  return { database, users: openUserStore(database) }
}
const open = (): UserStore => openAt(join(tempFolder(), 'test.db')).users

test('an added user is found in every spelling of the name, and listed under the one', () => {
  const users = open()
  expect(users.add(' 예린 ', 'hash-1', NOW)).toEqual({ name: '예린', addedAt: NOW, passwordAt: NOW })
  users.add('Anna', 'hash-2', LATER)
  users.add('boram', 'hash-3', wallPlus(LATER, 1))
  const spellings = ['anna', 'ANNA', ' Anna\t']
  for (const name of spellings) expect(users.byName(name)?.password, name).toBe('hash-2')
  expect(users.byName('예린'.normalize('NFD'))).toEqual({
    name: '예린',
    addedAt: NOW,
    passwordAt: NOW,
    password: 'hash-1',
  })
  expect(users.list()).toEqual([
    { name: 'anna', addedAt: LATER, passwordAt: LATER },
    { name: 'boram', addedAt: LATER + 1, passwordAt: LATER + 1 },
    { name: '예린', addedAt: NOW, passwordAt: NOW },
  ])
  expect(spellings).toHaveLength(3)
})

test('strangers are nobody, whatever they are called', () => {
  const users = open()
  users.add('anna', 'hash', NOW)
  const strangers = [
    '',
    ' ',
    'ann',
    'anna\0',
    'an\u200bna',
    'x'.repeat(65),
    'x'.repeat(100_000),
    "' OR 1=1 --",
    '\ud800',
  ]
  for (const name of strangers) {
    expect(users.byName(name), name.slice(0, 20)).toBeUndefined()
    expect(users.setPassword(name, 'other', LATER)).toBe(false)
    expect(users.remove(name)).toBe(false)
  }
  expect(strangers).toHaveLength(9)
  expect(users.byName('anna')?.password).toBe('hash')
})

test('a name that is none is refused with the rule', () => {
  const users = open()
  const refused = ['', '   ', 'x'.repeat(65), 'a\nb', 'a\u0000', '\u202eanna', '\ud800']
  for (const name of refused) {
    expect(() => users.add(name, 'hash', NOW), JSON.stringify(name)).toThrow(UserInputError)
    expect(() => users.addFirst(name, 'hash', NOW)).toThrow(/1 to 64 characters/)
  }
  expect(refused).toHaveLength(7)
  expect(users.list()).toEqual([])
  // Taken apart, 64 syllables are 192 characters; they are counted as they are kept.
  expect(users.add('한'.repeat(64).normalize('NFD'), 'hash', NOW).name).toBe('한'.repeat(64))
})

test('the one spelling is its own spelling, composed or taken apart', () => {
  let names = 0
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
      const name = foldUserName(text)
      expect(foldUserName(text.normalize('NFD'))).toBe(name)
      expect(foldUserName(` ${text}\n`)).toBe(name)
      if (name === undefined) return
      names++
      expect(foldUserName(name)).toBe(name)
      expect(foldUserName(name.normalize('NFD'))).toBe(name)
    }),
    { numRuns: 5_000 },
  )
  expect(names).toBeGreaterThan(30)
})

test('a taken name is refused in every spelling and keeps its password', () => {
  const users = open()
  users.add('anna', 'hash', NOW)
  for (const name of ['anna', 'Anna', ' ANNA ']) {
    expect(() => users.add(name, 'other', LATER)).toThrow(StoreError)
    expect(() => users.add(name, 'other', LATER)).toThrow(/"anna" already/)
  }
  expect(users.byName('anna')).toMatchObject({ password: 'hash', addedAt: NOW })
})

test('a new password has its own time; a removed user is gone and may come again', () => {
  const users = open()
  users.add('anna', 'hash', NOW)
  expect(users.setPassword('ANNA', 'other', LATER)).toBe(true)
  expect(users.byName('anna')).toEqual({ name: 'anna', addedAt: NOW, passwordAt: LATER, password: 'other' })
  expect(users.remove('Anna')).toBe(true)
  expect(users.remove('anna')).toBe(false)
  expect(users.list()).toEqual([])
  expect(users.add('anna', 'third', LATER).addedAt).toBe(LATER)
})

test('the first user is added only when there is none', () => {
  const users = open()
  expect(users.addFirst('Clova', 'hash', NOW)).toEqual({ name: 'clova', addedAt: NOW, passwordAt: NOW })
  expect(users.addFirst('other', 'hash', NOW)).toBeUndefined()
  expect(users.addFirst('clova', 'hash', NOW)).toBeUndefined()
  expect(users.list().map(user => user.name)).toEqual(['clova'])
})

test(`there are at most ${MAX_USERS} users`, () => {
  const users = open()
  for (let index = 0; index < MAX_USERS; index++) users.add(`user ${index}`, 'hash', NOW)
  expect(() => users.add('one more', 'hash', NOW)).toThrow(/100 users; remove one/)
  expect(users.list()).toHaveLength(MAX_USERS)
  users.remove('user 7')
  expect(users.add('one more', 'hash', NOW).name).toBe('one more')
})

test('every write is on the card before it returns', () => {
  const { database, users } = openAt(join(tempFolder(), 'test.db'))
  const chosen: string[] = []
  const watched = openUserStore({
    ...database,
    write: (durability, run) => {
      chosen.push(durability)
      return database.write(durability, run)
    },
  })
  watched.add('anna', 'hash', NOW)
  watched.addFirst('clova', 'hash', NOW)
  watched.setPassword('anna', 'other', LATER)
  watched.remove('anna')
  expect(chosen).toEqual(['durable', 'durable', 'durable', 'durable'])
  expect(users.list()).toEqual([])
})

test('what another process writes counts at once', () => {
  const file = join(tempFolder(), 'test.db')
  const { users } = openAt(file)
  const { users: others } = openAt(file)
  others.add('anna', 'hash', NOW)
  expect(users.byName('anna')?.password).toBe('hash')
  others.setPassword('anna', 'other', LATER)
  expect(users.byName('anna')?.password).toBe('other')
  others.remove('anna')
  expect(users.byName('anna')).toBeUndefined()
})

test('a failure of the database is a StoreError with the name of the file', () => {
  const file = join(tempFolder(), 'test.db')
  const { users } = openAt(file)
  const other = new Sqlite(file)
  onTestFinished(() => void other.close())
  other.exec('DROP TABLE user')
  const calls = [
    () => users.byName('anna'),
    () => users.list(),
    () => users.add('anna', 'hash', NOW),
    () => users.addFirst('anna', 'hash', NOW),
    () => users.setPassword('anna', 'hash', NOW),
    () => users.remove('anna'),
  ]
  for (const call of calls) {
    expect(call).toThrow(StoreError)
    expect(call).toThrow(file)
  }
  expect(calls).toHaveLength(6)
})

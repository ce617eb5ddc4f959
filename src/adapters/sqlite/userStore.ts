/** Users in SQLite: one row each, under the one spelling of the name. */
import { filled } from '../../kernel/text.ts'
import { type WallMs, wallMs } from '../../kernel/time.ts'
import type { UserRow } from '../../ports/linking.ts'
import { StoreError } from '../../ports/stores.ts'
import { foldUserName, parseUserName, type StoredUser, type UserStore } from '../../ports/users.ts'
import type { Database } from './database.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/** Everyone of a home and its guests; more means something creates them in a loop, and the list stays readable. */
export const MAX_USERS = 100

interface Row {
  readonly name: string
  readonly password: string
  readonly added_ms: number
  readonly password_ms: number
}

/** Nothing is remembered: a `user passwd` of another process counts from the next login on. */
export function openUserStore(database: Database): UserStore {
  const byName = database.prepare<[name: string], Row>('SELECT * FROM user WHERE name = ?')
  const all = database.prepare<[], Row>('SELECT * FROM user ORDER BY name')
  const count = database.prepare<[], { count: number }>('SELECT count(*) AS count FROM user')
  const insert = database.prepare<[string, string, number, number], unknown>(
    'INSERT INTO user (name, password, added_ms, password_ms) VALUES (?, ?, ?, ?)',
  )
  const update = database.prepare<[password: string, passwordMs: number, name: string], unknown>(
    'UPDATE user SET password = ?, password_ms = ? WHERE name = ?',
  )
  const remove = database.prepare<[name: string], unknown>('DELETE FROM user WHERE name = ?')

  const userCount = (): number => count.get()?.count ?? 0
  const store = (name: string, password: string, at: WallMs): UserRow => {
    insert.run(name, password, at, at)
    return { name, addedAt: at, passwordAt: at }
  }
  /** Runs with the one spelling; a name that nobody can have is nobody's. */
  const known = <T>(name: string, otherwise: T, run: (folded: string) => T): T => {
    const folded = foldUserName(name)
    return folded === undefined ? otherwise : run(folded)
  }

  return {
    byName: name =>
      known(name, undefined, folded => {
        const row = database.read(() => byName.get(folded))
        return row === undefined ? undefined : asStoredUser(row)
      }),
    list: () => database.read(() => all.all().map(asUserRow)),
    add(name, password, at) {
      const folded = parseUserName(name)
      return database.write('durable', () => {
        if (byName.get(folded) !== undefined)
          throw new StoreError(filled(STORE_TEXTS.sameUser, { file: database.file, name: folded }))
        if (userCount() >= MAX_USERS) {
          throw new StoreError(
            filled(STORE_TEXTS.tooManyUsers, { file: database.file, count: MAX_USERS, name: folded }),
          )
        }
        return store(folded, password, at)
      })
    },
    addFirst(name, password, at) {
      const folded = parseUserName(name)
      return database.write('durable', () => (userCount() > 0 ? undefined : store(folded, password, at)))
    },
    setPassword: (name, password, at) =>
      known(name, false, folded => database.write('durable', () => update.run(password, at, folded).changes > 0)),
    remove: name => known(name, false, folded => database.write('durable', () => remove.run(folded).changes > 0)),
  }
}

const asUserRow = (row: Row): UserRow => ({
  name: row.name,
  addedAt: wallMs(row.added_ms),
  passwordAt: wallMs(row.password_ms),
})

const asStoredUser = (row: Row): StoredUser => ({ ...asUserRow(row), password: row.password })

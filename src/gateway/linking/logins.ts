/** The users of the home and their logins: throttled, and at the same cost for names that exist and that do not. */
import { randomInt } from 'node:crypto'
import { Secret } from '../../kernel/secret.ts'
import { clip, filled, text } from '../../kernel/text.ts'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LoginAttempt, LoginOutcome, UserRow } from '../../ports/linking.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import {
  checkNewPassword,
  composePassword,
  foldUserName,
  HasherBusyError,
  type PasswordHasher,
  parseUserName,
  type UserStore,
} from '../../ports/users.ts'
import { loginThrottle } from './loginThrottle.ts'

const SAME_USER = text(
  '사용자 "{name}" 이(가) 이미 있습니다',
  'ユーザー「{name}」はすでにいます',
  'there is a user "{name}" already',
)

/** A running gateway has its first user written in the thread that waits for the disk. */
export interface LoginUsers extends Omit<UserStore, 'addFirst'> {
  addFirst(...user: Parameters<UserStore['addFirst']>): UserRow | undefined | Promise<UserRow | undefined>
}

export interface LoginsOptions {
  readonly users: LoginUsers
  readonly hasher: PasswordHasher
  readonly clock: Clock
  /** Pass a rate-limited one: strangers cause its lines. */
  readonly log: Log
}

/** The user made at the first start. */
export interface FirstUser {
  readonly name: string
  readonly password: Secret
}

/** Methods throw StoreError, and UserInputError for a name or new password that is not allowed. */
export interface Logins {
  /** Rejects only when the store fails or a stored password cannot be read, never for what the attempt holds. */
  readonly login: (attempt: LoginAttempt) => Promise<LoginOutcome>
  readonly users: () => readonly UserRow[]
  readonly addUser: (name: string, password: Secret) => Promise<UserRow>
  /** False when there is no such user. */
  readonly setPassword: (name: string, password: Secret) => Promise<boolean>
  /** False when there is no such user. What the user linked is the caller's to revoke. */
  readonly removeUser: (name: string) => boolean
  /**
   * Makes the user `clova` with a random password when there is no user at all.
   * @param leave puts the password where the owner finds it; called before the user exists, so that a kill in between
   *   leaves no user whose password nobody knows. What it throws, `firstUser` rejects with, and no user is made.
   */
  readonly firstUser: (leave: (user: FirstUser) => void) => Promise<FirstUser | undefined>
}

/** The user that the first start makes. */
export const FIRST_USER_NAME = 'clova'

/** Lowercase letters without i, l and o, which are taken for one another and for digits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz'

/** 16 of 23 letters are 72 random bits; in groups of four they can be read from one screen and typed on another. */
const GROUPS = 4
const LETTERS_PER_GROUP = 4

/** Told when the hasher is full: half its queue is computed by then, even at a second each. */
const BUSY_WAIT_MS = seconds(4)

/** What an address has room in; a tunnel's header could hold anything. */
const MAX_LOGGED_SOURCE_CHARACTERS = 64

/** Holds the throttle, so there is one of it per gateway; it forgets everything at a restart. */
export function createLogins({ users, hasher, clock, log }: LoginsOptions): Logins {
  const throttle = loginThrottle()

  return {
    async login({ name, password, source }) {
      const account = foldUserName(name)
      // Nobody has such a name or password, which is told at once and tells nothing.
      if (account === undefined || composePassword(password) === undefined) return { ok: false, why: 'wrong' }
      const turn = throttle.take(source, account, clock.mono())
      const from = clip(source, MAX_LOGGED_SOURCE_CHARACTERS)
      if (!turn.ok) {
        log.warn('too many login attempts: refused without a check', { source: from, waitMs: turn.waitMs })
        return { ok: false, why: 'wait', waitMs: turn.waitMs }
      }
      const right = await check(account, password, { users, hasher }).catch((error: unknown) => {
        turn.undo()
        if (error instanceof HasherBusyError) return undefined
        throw error
      })
      if (right === undefined) return { ok: false, why: 'wait', waitMs: BUSY_WAIT_MS }
      if (right) {
        turn.succeeded()
        return { ok: true, user: account }
      }
      // Names that nobody has stay out of the log: people type passwords into the wrong field.
      const user = users.byName(account) === undefined ? 'unknown' : account
      log.warn('login failed', { user, source: from })
      return { ok: false, why: 'wrong' }
    },
    users: () => users.list(),
    async addUser(name, password) {
      const folded = parseUserName(name)
      checkNewPassword(password)
      if (users.byName(folded) !== undefined) throw new StoreError(filled(SAME_USER, { name: folded }))
      return users.add(folded, await hasher.hash(password), clock.wall())
    },
    async setPassword(name, password) {
      checkNewPassword(password)
      if (users.byName(name) === undefined) return false
      return users.setPassword(name, await hasher.hash(password), clock.wall())
    },
    removeUser: name => users.remove(name),
    async firstUser(leave) {
      if (users.list().length > 0) return undefined
      const user = { name: FIRST_USER_NAME, password: randomPassword() }
      const hash = await hasher.hash(user.password)
      leave(user)
      return (await users.addFirst(user.name, hash, clock.wall())) === undefined ? undefined : user
    },
  }
}

/** Whether the password is the account's, before and after the check took its time. */
async function check(
  account: string,
  password: Secret,
  { users, hasher }: Pick<LoginsOptions, 'users' | 'hasher'>,
): Promise<boolean> {
  const stored = users.byName(account)?.password
  const right = await hasher.verify(password, stored).catch((error: unknown) => {
    if (error instanceof HasherBusyError) throw error
    const advice = 'set it anew with `clova2mqtt user passwd`'
    throw new Error(`the password of user "${account}" cannot be checked; ${advice}`, { cause: error })
  })
  return right && stored !== undefined && users.byName(account)?.password === stored
}

function randomPassword(): Secret {
  const letter = (): string => LETTERS[randomInt(LETTERS.length)] ?? ''
  const group = (): string => Array.from({ length: LETTERS_PER_GROUP }, letter).join('')
  return new Secret(Array.from({ length: GROUPS }, group).join('-'))
}

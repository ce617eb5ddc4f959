/** Who may log in to link an account: names, stored passwords, and what turns one into the other. */
import { Secret } from '../kernel/secret.ts'
import type { Text } from '../kernel/text.ts'
import type { WallMs } from '../kernel/time.ts'
import type { UserRow } from './linking.ts'

/** A user's name is typed on a phone; 64 characters are an e-mail address of usual length. */
export const MAX_NAME_CHARACTERS = 64

/** Work per login is bounded by it; a passphrase of 30 words has 200 characters. */
export const MAX_PASSWORD_CHARACTERS = 256

/**
 * Shortest new password. The login page is on the internet and takes up to one guess in 3 s from everywhere together:
 * 10 million a year, against 10^14 passwords of ten lowercase letters.
 */
const MIN_PASSWORD_CHARACTERS = 10

/** Canonical composition shortens Korean syllables to a third; nothing longer than this can come into bounds by it. */
const MAX_RAW_PER_CHARACTER = 4

export interface StoredUser extends UserRow {
  /** What {@link PasswordHasher.hash} made. */
  readonly password: string
}

/**
 * Users by name, in any spelling that {@link parseUserName} makes the same. Every write is on the card before the method
 * returns. All methods throw StoreError; those that write a name throw {@link UserInputError} when it is none.
 */
export interface UserStore {
  byName(name: string): StoredUser | undefined
  /** In order of names. */
  list(): readonly UserRow[]
  /** @throws StoreError when the name is taken or there are too many users */
  add(name: string, password: string, at: WallMs): UserRow
  /** Adds only when there is no user at all, checked in the same transaction; else undefined. */
  addFirst(name: string, password: string, at: WallMs): UserRow | undefined
  /** False when there is no such user. */
  setPassword(name: string, password: string, at: WallMs): boolean
  /** False when there is no such user. */
  remove(name: string): boolean
}

/** Slow on purpose, so one at a time; what waits is bounded. Passwords are compared in canonical composition (NFC). */
export interface PasswordHasher {
  /** @throws HasherBusyError when too many wait */
  hash(password: Secret): Promise<string>
  /**
   * @param stored what `hash` made; undefined when there is no such user, which takes as long and gives false
   * @throws HasherBusyError when too many wait; Error when `stored` is not of this hasher
   */
  verify(password: Secret, stored: string | undefined): Promise<boolean>
}

/** Nothing was computed, because too many others wait. */
export class HasherBusyError extends Error {
  override readonly name = 'HasherBusyError'
}

/** A user name or new password that is not allowed; the text says why and never holds the password. */
export class UserInputError extends Error {
  override readonly name = 'UserInputError'
  readonly text: Text

  constructor(text: Text) {
    super(text.en)
    this.text = text
  }
}

/** Control and format characters, halves of a pair, what Unicode has not assigned: they could fake a line of a log or a list. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/**
 * The one spelling of a name: composed (NFC), trimmed, lower case. It is what is stored and shown.
 * @throws UserInputError
 */
export function parseUserName(text: string): string {
  const name = foldUserName(text)
  if (name !== undefined) return name
  throw new UserInputError({
    ko: `사용자 이름은 1~${MAX_NAME_CHARACTERS}자이고, 제어 문자나 보이지 않는 문자를 쓸 수 없습니다`,
    ja: `ユーザー名は1〜${MAX_NAME_CHARACTERS}文字で、制御文字や見えない文字は使えません`,
    en: `a user name has 1 to ${MAX_NAME_CHARACTERS} characters and none of them is a control or invisible character`,
  })
}

/** The same for names from strangers: undefined for what no user can be called. */
export function foldUserName(text: string): string | undefined {
  if (text.length > MAX_NAME_CHARACTERS * MAX_RAW_PER_CHARACTER) return undefined
  const name = text.trim().toLowerCase().normalize('NFC')
  return name === '' || name.length > MAX_NAME_CHARACTERS || UNPRINTABLE.test(name) ? undefined : name
}

/** A password as it is compared, or undefined when it is empty or too long to be anyone's. */
export function composePassword(password: Secret): Secret | undefined {
  const text = password.reveal()
  if (text.length > MAX_PASSWORD_CHARACTERS * MAX_RAW_PER_CHARACTER) return undefined
  const composed = text.normalize('NFC')
  return composed === '' || composed.length > MAX_PASSWORD_CHARACTERS ? undefined : new Secret(composed)
}

/**
 * Refuses what could hardly be typed on a phone again, and what is too short.
 * @throws UserInputError
 */
export function checkNewPassword(password: Secret): void {
  const text = composePassword(password)?.reveal() ?? ''
  if (text.length < MIN_PASSWORD_CHARACTERS) {
    throw new UserInputError({
      ko: `비밀번호는 ${MIN_PASSWORD_CHARACTERS}~${MAX_PASSWORD_CHARACTERS}자여야 합니다`,
      ja: `パスワードは${MIN_PASSWORD_CHARACTERS}〜${MAX_PASSWORD_CHARACTERS}文字にしてください`,
      en: `a password must have ${MIN_PASSWORD_CHARACTERS} to ${MAX_PASSWORD_CHARACTERS} characters`,
    })
  }
  if (UNPRINTABLE.test(text) || text.trim() !== text) {
    throw new UserInputError({
      ko: '비밀번호의 처음과 끝에 빈칸을 두거나, 줄바꿈처럼 입력할 수 없는 문자를 넣을 수 없습니다',
      ja: 'パスワードの最初と最後に空白は置けません。改行など入力できない文字も使えません',
      en: 'a password must not begin or end with a space nor hold a line break or another character that cannot be typed',
    })
  }
}

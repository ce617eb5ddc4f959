/** Passwords with scrypt (RFC 7914), one at a time, since each takes 16 MiB and a good part of a second on a Pi. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../kernel/secret.ts'
import type { Text } from '../../kernel/text.ts'
import { composePassword, HasherBusyError, type PasswordHasher, UserInputError } from '../../ports/users.ts'

/** What new passwords cost: 171 ms and 16 MiB as measured; a row keeps the cost it was made with. */
const COST: Cost = { ln: 14, r: 8, p: 5 }

/** 128 random bits, so that equal passwords are not stored alike. */
const SALT_BYTES = 16

/** 256 bits, as wide as the SHA-256 inside scrypt. */
const HASH_BYTES = 32

/**
 * Computations that may wait for the one that runs. A login is let in about eight times in a row, then once in 3 s, so
 * more would only wait behind a card that is too slow for it: 9 of them take 1.5 s as measured, 10 s on a slow Pi.
 */
export const MAX_WAITING = 8

/**
 * Costs of a stored row that are computed at all: from what was ever usual to four times the memory of today (64 MiB).
 * A damaged or forged row must not take the memory of the Pi, nor count as a password that costs nothing to guess.
 */
const BOUNDS = { ln: [12, 16], r: [8, 8], p: [1, 8] } as const

/** Node refuses from this much memory on; scrypt takes 128 * r * (N + p) bytes and a little, 64 MiB at most by the bounds. */
const MAX_MEMORY_BYTES = 80 * 1_048_576

interface Cost {
  /** Base-2 logarithm of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

interface Stored extends Cost {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** Whoever asks for a new password checks it before; a hash of anything else would let nobody in. */
const NO_PASSWORD: Text = {
  ko: '비밀번호가 비었거나 로그인에서 받는 길이를 넘습니다',
  ja: 'パスワードが空か、ログインで使える長さを超えています',
  en: 'a password must not be empty nor longer than a login takes',
}

/** Hashes as `$scrypt$ln=14,r=8,p=5$<salt>$<hash>` in base64 without padding (PHC string format). */
export function scryptHasher(): PasswordHasher {
  const inTurn = turns()
  // No password has this hash: both of its parts are random.
  const nobody = { ...COST, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) }

  return {
    async hash(password) {
      const composed = composePassword(password)
      if (composed === undefined) throw new UserInputError(NO_PASSWORD)
      const salt = randomBytes(SALT_BYTES)
      const hash = await inTurn(() => derive(composed, salt, COST))
      return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${base64(salt)}$${base64(hash)}`
    },
    async verify(password, stored) {
      const row = stored === undefined ? nobody : parseStored(stored)
      const composed = composePassword(password)
      if (composed === undefined) return false
      const hash = await inTurn(() => derive(composed, row.salt, row))
      return timingSafeEqual(hash, row.hash)
    },
  }
}

/** Runs one after the other in order of arrival; rejects with HasherBusyError when {@link MAX_WAITING} wait already. */
function turns(): <T>(run: () => Promise<T>) => Promise<T> {
  let unfinished = 0
  let last: Promise<unknown> = Promise.resolve()
  return async run => {
    if (unfinished > MAX_WAITING) throw new HasherBusyError(`${MAX_WAITING} password checks are waiting already`)
    unfinished++
    const result = last.then(run).finally(() => {
      unfinished--
    })
    // The next one runs whatever became of this one; its caller gets the error.
    last = result.catch(() => undefined)
    return result
  }
}

function derive(password: Secret, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: MAX_MEMORY_BYTES }
  return new Promise((resolve, reject) => {
    scrypt(password.reveal(), salt, HASH_BYTES, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })
}

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/

/** The message tells what is wrong, never the row. */
function parseStored(text: string): Stored {
  const match = STORED.exec(text)
  if (match === null) throw new Error('the stored password is not in the form $scrypt$ln=,r=,p=$salt$hash')
  const [, ln, r, p, salt = '', hash = ''] = match
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  for (const name of ['ln', 'r', 'p'] as const) {
    const [min, max] = BOUNDS[name]
    if (cost[name] < min || cost[name] > max) {
      throw new Error(`the stored password has ${name}=${cost[name]}, allowed is ${min} to ${max}`)
    }
  }
  return { ...cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

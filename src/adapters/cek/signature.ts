/** Checks `SignatureCEK`: RSASSA-PKCS1-v1_5 with SHA-256 over the raw body (both guides; RFC 8017 section 8.2). */
import { constants, type KeyObject, verify } from 'node:crypto'
import { type MonoMs, minutes, monoPlus, seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { RequestVerifier } from '../../ports/verifier.ts'
import type { KeySource } from './keySource.ts'

export interface VerifierOptions {
  readonly keys: KeySource
  readonly clock: Clock
  readonly log: Log
}

export interface VerifierCounters {
  readonly verified: number
  readonly refused: number
  /** Look-ups of the key that a failed check caused. */
  readonly refreshes: number
}

export interface CountingVerifier extends RequestVerifier {
  counters(): VerifierCounters
}

/** A changed key is noticed within this time at worst; 144 fetches a day at most, whatever strangers send. */
const REFRESH_PAUSE_MS = minutes(10)

/** Pause while there is no key at all and every request is refused: a Pi that booted before its router came up. */
const FIRST_KEY_PAUSE_MS = seconds(15)

/** Requests that wait for a look-up (up to 5 s each): a fraction of the places at the door, the rest is refused at once. */
const MAX_WAITING = 8

/** Base64 of 256 bytes (a 2048-bit key) to 512 bytes (4096): 342 to 684 characters, padding included or left out. */
const SIGNATURE = /^[A-Za-z0-9+/]{342,683}={0,2}$/
const MIN_SIGNATURE_BYTES = 256
const MAX_SIGNATURE_BYTES = 512

/**
 * Answers synchronously (about 22 us with a key object made once) except when a check fails and the key may be looked
 * up again. A wrong signature costs two checks at most, a malformed one none, and neither can cause a storm of fetches.
 */
export function createVerifier({ keys, clock, log }: VerifierOptions): CountingVerifier {
  const counters = { verified: 0, refused: 0, refreshes: 0 }
  let nextRefresh: MonoMs = clock.mono()
  let refreshing: Promise<boolean> | undefined
  let waiting = 0

  const count = (good: boolean): boolean => {
    if (good) counters.verified++
    else counters.refused++
    return good
  }
  /** A look-up under way or a new one if it is time; undefined when the present keys have the last word. */
  const refresh = (): Promise<boolean> | undefined => {
    if (refreshing !== undefined) return waiting < MAX_WAITING ? refreshing : undefined
    const now = clock.mono()
    if (now < nextRefresh) return undefined
    nextRefresh = monoPlus(now, keys.keys().length === 0 ? FIRST_KEY_PAUSE_MS : REFRESH_PAUSE_MS)
    counters.refreshes++
    refreshing = keys
      .refresh()
      .catch((error: unknown) => {
        log.warn('Signature key could not be looked up', { error: error instanceof Error ? error.message : 'unknown' })
        return false
      })
      .finally(() => {
        refreshing = undefined
      })
    return refreshing
  }
  const retry = async (refreshed: Promise<boolean>, body: Uint8Array, signature: Buffer): Promise<boolean> => {
    waiting++
    await refreshed
    waiting--
    return count(signedByAny(keys.keys(), body, signature))
  }

  return {
    verify(body, text) {
      const signature = decodeSignature(text)
      if (signature === undefined) return count(false)
      if (signedByAny(keys.keys(), body, signature)) return count(true)
      const refreshed = refresh()
      return refreshed === undefined ? count(false) : retry(refreshed, body, signature)
    },
    counters: () => ({ ...counters }),
  }
}

function decodeSignature(text: string | undefined): Buffer | undefined {
  if (text === undefined || !SIGNATURE.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length >= MIN_SIGNATURE_BYTES && bytes.length <= MAX_SIGNATURE_BYTES ? bytes : undefined
}

function signedByAny(keys: readonly KeyObject[], body: Uint8Array, signature: Buffer): boolean {
  return keys.some(key => verify('sha256', body, { key, padding: constants.RSA_PKCS1_PADDING }, signature))
}

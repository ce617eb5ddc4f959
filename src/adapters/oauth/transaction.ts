/**
 * The login transaction: what the page was opened with, sealed into its form and bound to the browser by a cookie.
 * Nothing of it is kept here, so opening the page a million times costs no memory, and a restart in between no login.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../kernel/secret.ts'
import { minutes, type WallMs, wallPlus } from '../../kernel/time.ts'
import type { AuthorizeRequest } from './authorizeRequest.ts'

/** CLOVA forgets its `state` after five minutes (both guides, account linking); a later login could only fail there. */
export const TRANSACTION_MS = minutes(5)

/** `__Host-` binds it to this host over TLS (RFC 6265bis section 4.1.3.2). */
export const COOKIE = '__Host-clova2mqtt-link'

/** 256 bits, twice what guessing needs. */
const NONCE_BYTES = 32

/** A nonce as we make it: 43 characters of base64url. */
const NONCE = /^[A-Za-z0-9_-]{43}$/

/** Changes with the form of what is sealed, so that a page from before an update is not misread. */
const SEAL_LABEL = 'clova2mqtt login transaction 1'

/** `late`: sealed by us, but its time is over. `broken`: not sealed by us. `elsewhere`: opened in another browser. */
export type Opened =
  | { readonly kind: 'ok'; readonly request: AuthorizeRequest }
  | { readonly kind: 'late' | 'broken' | 'elsewhere' }

interface Sealed {
  readonly request: AuthorizeRequest
  readonly expiresAt: number
  readonly browser: string
}

export const newNonce = (): string => randomBytes(NONCE_BYTES).toString('base64url')

/** The nonce a browser brought, if it is of our making: reused, so that two open tabs do not spoil each other. */
export function nonceIn(cookies: string | undefined): string | undefined {
  for (const part of cookies?.split(';') ?? []) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() !== COOKIE) continue
    const value = part.slice(at + 1).trim()
    return NONCE.test(value) ? value : undefined
  }
  return undefined
}

/** Lax and not Strict: the browser arrives from CLOVA's site, where Strict would withhold it. */
export const cookieOf = (nonce: string): string =>
  `${COOKIE}=${nonce}; Path=/; Max-Age=${TRANSACTION_MS / 1000}; Secure; HttpOnly; SameSite=Lax`

/** The value of the form's hidden field. */
export function seal(request: AuthorizeRequest, nonce: string, secret: Secret, now: WallMs): string {
  const sealed: Sealed = { request, expiresAt: wallPlus(now, TRANSACTION_MS), browser: hashOf(nonce) }
  const content = Buffer.from(JSON.stringify(sealed)).toString('base64url')
  return `${content}.${macOf(content, secret).toString('base64url')}`
}

/** Opens a hidden field that came back with a cookie. */
export function unseal(field: string, nonce: string | undefined, secret: Secret, now: WallMs): Opened {
  const [content = '', mac = ''] = field.split('.', 2)
  const [expected, given] = [macOf(content, secret), Buffer.from(mac, 'base64url')]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'broken' }
  const { request, expiresAt, browser } = parseSealed(content)
  // Later than it can be means that the wall clock was set back since: its age is unknown, so it counts as too old.
  if (now > expiresAt || expiresAt > wallPlus(now, TRANSACTION_MS)) return { kind: 'late' }
  return nonce === undefined || hashOf(nonce) !== browser ? { kind: 'elsewhere' } : { kind: 'ok', request }
}

/** The seal was checked: only this program, in this version of the label, can have written it. */
const parseSealed = (content: string): Sealed => JSON.parse(Buffer.from(content, 'base64url').toString('utf8'))

const hashOf = (nonce: string): string => createHash('sha256').update(nonce).digest('base64url')

/** The key comes of the client secret, which outlives a restart; the label keeps it apart from every other use. */
function macOf(content: string, secret: Secret): Buffer {
  const key = createHmac('sha256', secret.reveal()).update(SEAL_LABEL).digest()
  return createHmac('sha256', key).update(content).digest()
}

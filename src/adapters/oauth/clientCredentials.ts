/** Who calls the token endpoint: client credentials in `Authorization: Basic` or in the body (RFC 6749 section 2.3.1). */
import { formDecode, type Parameters, single } from './parameters.ts'

/** `basic`: came in the header, so that a refusal is a 401 with a challenge. */
export type Authenticated =
  | { readonly kind: 'client'; readonly id: string; readonly secret: string }
  | { readonly kind: 'wrong'; readonly basic: boolean }
  | { readonly kind: 'malformed'; readonly description: string }

interface Pair {
  readonly id: string
  readonly secret: string
}

/** An identifier and a secret of 64 characters each, every one percent-encoded, in base64 are 516. */
const MAX_AUTHORIZATION_CHARACTERS = 2048

export function authenticateClient(
  authorization: string | undefined,
  form: Parameters,
  isClient: (id: string, secret: string) => boolean,
): Authenticated {
  const [id, secret] = [single(form, 'client_id'), single(form, 'client_secret')]
  if (authorization === undefined) {
    if (id.kind !== 'one' || secret.kind !== 'one') return { kind: 'wrong', basic: false }
    const pair = { id: id.value, secret: secret.value }
    return isClient(pair.id, pair.secret) ? { kind: 'client', ...pair } : { kind: 'wrong', basic: false }
  }
  if (secret.kind !== 'none') return { kind: 'malformed', description: 'client credentials in header and body' }
  const pair = basicPairs(authorization).find(one => isClient(one.id, one.secret))
  if (pair === undefined) return { kind: 'wrong', basic: true }
  // A client may repeat its id beside the header (section 3.2.1), but not name another.
  if (id.kind === 'one' && id.value !== pair.id) return { kind: 'malformed', description: 'two different client_id' }
  return { kind: 'client', ...pair }
}

/** Both readings: RFC 6749 has id and secret form-encoded before base64, and many clients send them raw. */
function basicPairs(authorization: string): readonly Pair[] {
  if (authorization.length > MAX_AUTHORIZATION_CHARACTERS) return []
  const encoded = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(authorization)?.[1]
  if (encoded === undefined) return []
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  if (at === -1) return []
  const raw = { id: text.slice(0, at), secret: text.slice(at + 1) }
  const [id, secret] = [formDecode(raw.id), formDecode(raw.secret)]
  return id === undefined || secret === undefined ? [raw] : [{ id, secret }, raw]
}

/** Checks an authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
import type { Challenge } from '../../ports/linking.ts'
import { type Parameters, single } from './parameters.ts'

/** What the login page works on: client and redirect are ours, the rest is well formed. */
export interface AuthorizeRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string
  readonly scope: string | undefined
  readonly challenge: Challenge | undefined
}

/** Error codes of RFC 6749 section 4.1.2.1 that such a request can earn. */
export type AuthorizeError = 'invalid_request' | 'unsupported_response_type' | 'invalid_scope'

/** `page`: nobody is known to send the browser back to, so that the person is told. */
export type AuthorizeCheck =
  | { readonly kind: 'ok'; readonly request: AuthorizeRequest }
  | { readonly kind: 'page'; readonly why: 'client' | 'redirect' | 'request' }
  | { readonly kind: 'redirect'; readonly redirectUri: string; readonly state: string; readonly error: AuthorizeError }

export interface Known {
  readonly clientId: string
  readonly redirectUris: readonly string[]
}

/** CLOVA's is far shorter; with 4096 the request line still fits the listener's 8 KiB of headers beside a phone's own. */
const MAX_STATE_CHARACTERS = 4096

/** Scopes are typed into the console by the home's owner; a handful of words. */
const MAX_SCOPE_CHARACTERS = 512

/** RFC 6749 appendix A.5: printable ASCII. It comes back exactly as it was, whatever it means to CLOVA. */
const STATE = /^[\x20-\x7e]+$/

/** RFC 6749 section 3.3: words of printable ASCII without quotes and backslashes, one space between. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** RFC 7636 section 4.2; S256 makes 43 characters. */
const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/

/**
 * Client, redirect and state first: only once these are sure may an error travel back to CLOVA. `state` is demanded,
 * though RFC 6749 only recommends it: CLOVA always sends one, and a request without it was put together by somebody else.
 */
export function checkAuthorizeRequest(parameters: Parameters | undefined, known: Known): AuthorizeCheck {
  if (parameters === undefined) return { kind: 'page', why: 'request' }
  const [client, redirect, state] = [
    single(parameters, 'client_id'),
    single(parameters, 'redirect_uri'),
    single(parameters, 'state'),
  ]
  if (client.kind !== 'one' || client.value !== known.clientId) return { kind: 'page', why: 'client' }
  if (redirect.kind !== 'one' || !known.redirectUris.includes(redirect.value)) return { kind: 'page', why: 'redirect' }
  if (state.kind !== 'one' || state.value.length > MAX_STATE_CHARACTERS || !STATE.test(state.value)) {
    return { kind: 'page', why: 'request' }
  }
  const back = { redirectUri: redirect.value, state: state.value }
  const rest = checkRest(parameters)
  if (typeof rest === 'string') return { kind: 'redirect', ...back, error: rest }
  return { kind: 'ok', request: { clientId: client.value, ...back, ...rest } }
}

function checkRest(parameters: Parameters): Pick<AuthorizeRequest, 'scope' | 'challenge'> | AuthorizeError {
  const responseType = single(parameters, 'response_type')
  if (responseType.kind !== 'one') return 'invalid_request'
  if (responseType.value !== 'code') return 'unsupported_response_type'
  const scope = single(parameters, 'scope')
  if (scope.kind === 'many') return 'invalid_request'
  if (scope.kind === 'one' && (scope.value.length > MAX_SCOPE_CHARACTERS || !SCOPE.test(scope.value))) {
    return 'invalid_scope'
  }
  const challenge = checkChallenge(parameters)
  if (challenge === 'invalid_request') return challenge
  return { scope: scope.kind === 'one' ? scope.value : undefined, challenge }
}

function checkChallenge(parameters: Parameters): Challenge | undefined | 'invalid_request' {
  const [value, method] = [single(parameters, 'code_challenge'), single(parameters, 'code_challenge_method')]
  if (value.kind === 'none' && method.kind === 'none') return undefined
  if (value.kind !== 'one' || !CHALLENGE.test(value.value) || method.kind === 'many') return 'invalid_request'
  // Without a method it is plain (RFC 7636 section 4.3).
  const named = method.kind === 'one' ? method.value : 'plain'
  return named === 'S256' || named === 'plain' ? { value: value.value, method: named } : 'invalid_request'
}

/** Runs both grants on `@node-oauth/oauth2-server`, with its model over the port. What it leaves to us: ADR 9. */
import type OAuth2Server from '@node-oauth/oauth2-server'
import type { GrantRefusal, IssuedTokens, Linking } from '../../ports/linking.ts'

/** A token request whose client is known and whose parameters each came at most once. */
export interface GrantRequest {
  readonly client: { readonly id: string; readonly secret: string }
  readonly grantType: GrantType
  /** Of `code`, `redirect_uri`, `code_verifier`, `refresh_token` and `scope`, those that came. */
  readonly parameters: Readonly<Record<string, string>>
}

export const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const
export type GrantType = (typeof GRANT_TYPES)[number]

/** `error` is a code of RFC 6749 section 5.2. */
export type GrantAnswer =
  | { readonly ok: true; readonly tokens: IssuedTokens }
  | { readonly ok: false; readonly error: string; readonly description: string }

type Library = typeof OAuth2Server
type Model = OAuth2Server.AuthorizationCodeModel & OAuth2Server.RefreshTokenModel

/** Carried through the library as its `user`, which it hands on untouched: what was presented, to be used up at the end. */
interface Presented {
  readonly grantType: GrantType
  readonly value: string
}

/**
 * The library reads its own clock and demands a Date where ours decides: whatever is found lasts for ever as far as it
 * is concerned, and {@link Linking} refuses what is too old. No time is read here.
 */
// biome-ignore lint/style/noRestrictedGlobals: the last moment a Date can hold, not a clock
const NEVER = new Date(8.64e15)

/**
 * Loaded with the first request of the real client: not at start-up, and never for strangers.
 * @throws StoreError, or whatever else the port throws
 */
export async function performGrant(linking: Linking, request: GrantRequest): Promise<GrantAnswer> {
  const { default: library } = await import('@node-oauth/oauth2-server')
  const issued: { tokens?: IssuedTokens } = {}
  const options = { model: modelOf(library, linking, request, issued), enablePlainPKCE: true }
  try {
    await new library(options).token(libraryRequest(library, request), new library.Response())
  } catch (error) {
    if (!(error instanceof library.OAuthError)) throw error
    // Whatever the model threw comes wrapped.
    if (error instanceof library.ServerError) throw 'inner' in error ? error.inner : error
    return { ok: false, error: error.name, description: error.message }
  }
  if (issued.tokens === undefined) throw new Error('The OAuth library answered without having asked for tokens')
  return { ok: true, tokens: issued.tokens }
}

/** Built from what was checked, not from what came: it sees no header and no query of the real request. */
function libraryRequest(library: Library, { client, grantType, parameters }: GrantRequest): OAuth2Server.Request {
  return new library.Request({
    method: 'POST',
    query: {},
    // It takes a request without a length for one without a body, whatever stands in `body`.
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' },
    body: { ...parameters, client_id: client.id, client_secret: client.secret, grant_type: grantType },
  })
}

/**
 * The library calls find, revoke and save one after the other; a kill between them must lose nothing. So finding only
 * looks, revoking does nothing, and saving is the port's one transaction, which looks again.
 */
function modelOf(library: Library, linking: Linking, request: GrantRequest, issued: { tokens?: IssuedTokens }): Model {
  const clientOf = (id: string) => ({ id, grants: [...GRANT_TYPES] })
  const presented = (value: string): Presented => ({ grantType: request.grantType, value })
  return {
    getClient: async (id, secret) => linking.isClient(id, secret) && clientOf(id),
    async getAuthorizationCode(code) {
      const details = linking.findCode(code)
      if (details === undefined) return undefined
      const { redirect_uri: redirectUri } = request.parameters
      // The library calls this invalid_request, RFC 6749 section 5.2 invalid_grant. That it is missing, the library sees:
      // required, as section 4.1.3 has it, since our authorization requests always have one.
      if (redirectUri !== undefined && redirectUri !== details.redirectUri) {
        throw new library.InvalidGrantError('Invalid grant: redirect_uri is not that of the authorization request')
      }
      const { challenge } = details
      return {
        authorizationCode: code,
        expiresAt: NEVER,
        redirectUri: details.redirectUri,
        ...scopeOf(details.scope),
        ...(challenge && { codeChallenge: challenge.value, codeChallengeMethod: challenge.method }),
        client: clientOf(details.clientId),
        user: presented(code),
      }
    },
    async getRefreshToken(refreshToken) {
      const details = linking.findRefresh(refreshToken)
      if (details === undefined) return undefined
      const client = clientOf(details.clientId)
      return { refreshToken, ...scopeOf(details.scope), client, user: presented(refreshToken) }
    },
    revokeAuthorizationCode: async () => true,
    revokeToken: async () => true,
    async saveToken(_made, client, user) {
      const { grantType, value } = user as Presented
      const outcome = await (grantType === 'authorization_code' ? linking.exchange(value) : linking.refresh(value))
      if (!outcome.ok) throw new library.InvalidGrantError(`Invalid grant: ${REFUSALS[outcome.why]}`)
      issued.tokens = outcome.tokens
      return { accessToken: outcome.tokens.accessToken.reveal(), client, user }
    },
    // Demanded by the types for endpoints of the library that are not used.
    saveAuthorizationCode: async () => undefined,
    getAccessToken: async () => undefined,
  }
}

const REFUSALS: Readonly<Record<GrantRefusal, string>> = {
  unknown: 'never issued here',
  expired: 'too old',
  reused: 'used before; what came of it is revoked',
  revoked: 'revoked',
}

const scopeOf = (scope: string | undefined): { scope?: string[] } =>
  scope === undefined ? {} : { scope: scope.split(' ') }

/** `oauth4webapi`, a client that checks every answer against the RFCs, plays CLOVA; the rules and the database are real. */
import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { PASSWORD, REDIRECT, USER } from './fakeLinking.ts'
import { linkedAt, linkServer } from './linkServer.ts'
import { realLinking } from './realLinking.ts'

const insecure = { [oauth.allowInsecureRequests]: true }

const METHODS: readonly (readonly [string, (secret: string) => oauth.ClientAuth])[] = [
  ['client_secret_basic', oauth.ClientSecretBasic],
  ['client_secret_post', oauth.ClientSecretPost],
]

test.each(METHODS)('links and refreshes with %s and a proof key', async (_name, authenticationOf) => {
  const server = await linkServer({}, realLinking)
  const { id, secret } = server.served.client()
  const authentication = authenticationOf(secret.reveal())
  const as: oauth.AuthorizationServer = { issuer: server.url, token_endpoint: `${server.url}/oauth/token` }
  const client: oauth.Client = { client_id: id }
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()]
  const location = await linkedAt(server, USER, PASSWORD, {
    response_type: 'code',
    client_id: id,
    redirect_uri: REDIRECT,
    state,
    scope: 'home control',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = oauth.validateAuthResponse(as, client, location, state)
  const exchange = () =>
    oauth.authorizationCodeGrantRequest(as, client, authentication, callback, REDIRECT, verifier, insecure)
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, await exchange())
  expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'home control' })

  const refresh = (token: string) => oauth.refreshTokenGrantRequest(as, client, authentication, token, insecure)
  const refreshed = await oauth.processRefreshTokenResponse(as, client, await refresh(tokens.refresh_token ?? ''))
  expect(refreshed.access_token).not.toBe(tokens.access_token)
  const twice = await oauth.processRefreshTokenResponse(as, client, await refresh(tokens.refresh_token ?? ''))
  expect(twice.token_type).toBe('bearer')

  const again = await exchange()
  await expect(oauth.processAuthorizationCodeResponse(as, client, again)).rejects.toMatchObject({
    error: 'invalid_grant',
    status: 400,
  })
  const revoked = await refresh(twice.refresh_token ?? '')
  await expect(oauth.processRefreshTokenResponse(as, client, revoked)).rejects.toMatchObject({ error: 'invalid_grant' })
  for (const one of [secret.reveal(), verifier, state, tokens.access_token, refreshed.access_token]) {
    expect(server.logged()).not.toContain(one)
  }
})

test('a wrong secret is told as the RFC has it, by header and by body', async () => {
  const server = await linkServer({}, realLinking)
  const as: oauth.AuthorizationServer = { issuer: server.url, token_endpoint: `${server.url}/oauth/refresh` }
  const client: oauth.Client = { client_id: server.served.client().id }
  const told = async (authentication: oauth.ClientAuth): Promise<unknown> =>
    oauth
      .processRefreshTokenResponse(
        as,
        client,
        await oauth.refreshTokenGrantRequest(as, client, authentication, 'x', insecure),
      )
      .catch((error: unknown) => error)
  expect(await told(oauth.ClientSecretBasic('wrong'))).toMatchObject({ status: 401 })
  expect(await told(oauth.ClientSecretPost('wrong'))).toMatchObject({ status: 400, error: 'invalid_client' })
})

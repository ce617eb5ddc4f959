/** Requests to the token endpoint (RFC 6749 sections 2.3.1, 4.1.3, 5.2 and 6) that are wrong: the error the RFC names. */
import type { BadCase, OauthTools, TokenHead } from './badCase.ts'
import { PRIVATE } from './home.ts'

const TOKENS_CAME = '200 tokens'
const REQUEST = '400 invalid_request'
const MEDIA = '415 invalid_request'
const GRANT = '400 invalid_grant'
const TYPE = '400 unsupported_grant_type'
/** The client that said who it is by HTTP Basic, and the one that did not. */
const CLIENT = { basic: '401 invalid_client', body: '400 invalid_client' }

const row = (id: string, sent: string, answer: string, run: (oauth: OauthTools) => Promise<string>): BadCase => ({
  id: `oauth-token-${id}`,
  surface: 'oauth',
  sent,
  answer,
  run: ({ oauth }) => run(oauth),
})

type Change = (fields: URLSearchParams, oauth: OauthTools) => void

/** An exchange of a code that never was, which a good request ends with `invalid_grant`. */
const exchange = (id: string, sent: string, answer: string, change: Change, head?: TokenHead) =>
  row(id, sent, answer, oauth => {
    const fields = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: 'a'.repeat(43), redirect_uri: oauth.redirectUri },
    })
    change(fields, oauth)
    return oauth.token(fields, head)
  })

const refresh = (id: string, sent: string, answer: string, change: Change, head?: TokenHead) =>
  row(id, sent, answer, oauth => {
    const fields = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'a'.repeat(43) })
    change(fields, oauth)
    return oauth.token(fields, head)
  })

/** The same with a code that is good. */
const withCode = (id: string, sent: string, answer: string, change: Change) =>
  row(id, sent, answer, async oauth => {
    const fields = new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: oauth.redirectUri })
    fields.set('code', await oauth.code())
    change(fields, oauth)
    return oauth.token(fields)
  })

const as = (id: string, words: string, answer: string, authorization: (oauth: OauthTools) => string | null) =>
  row(`client-${id}`, words, answer, oauth =>
    oauth.token(new URLSearchParams({ grant_type: 'refresh_token', refresh_token: PRIVATE }), {
      authorization: authorization(oauth),
    }),
  )

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
const nothing: Change = () => undefined
const LONG = 'x'.repeat(5000)

const CLIENTS: readonly BadCase[] = [
  as('none', 'no client at all', CLIENT.body, () => null),
  as('wrong-secret', 'HTTP Basic with a wrong secret', CLIENT.basic, ({ client }) => basic(client.id, PRIVATE)),
  as('wrong-id', 'HTTP Basic with a wrong id', CLIENT.basic, ({ client }) => basic('somebody', client.secret)),
  as('empty', 'HTTP Basic with nothing in it', CLIENT.basic, () => 'Basic '),
  as(
    'no-colon',
    'HTTP Basic without a colon',
    CLIENT.basic,
    ({ client }) => `Basic ${Buffer.from(client.id).toString('base64')}`,
  ),
  as('not-base64', 'HTTP Basic that is not Base64', CLIENT.basic, () => 'Basic ~~~~'),
  as('not-utf8', 'HTTP Basic with bytes that are not UTF-8', CLIENT.basic, () => 'Basic //86//8='),
  as('long', 'HTTP Basic of 5,000 characters', CLIENT.basic, ({ client }) => basic(client.id, LONG)),
  as('bearer', 'a bearer token for a client', CLIENT.basic, ({ client }) => `Bearer ${client.secret}`),
  as('digest', 'HTTP Digest', CLIENT.basic, () => 'Digest username="a"'),
  exchange(
    'client-body-wrong',
    'a wrong secret in the body',
    CLIENT.body,
    (fields, { client }) => {
      fields.set('client_id', client.id)
      fields.set('client_secret', PRIVATE)
    },
    { authorization: null },
  ),
  exchange(
    'client-body-no-secret',
    'the client without its secret in the body',
    CLIENT.body,
    (fields, { client }) => {
      fields.set('client_id', client.id)
    },
    { authorization: null },
  ),
  exchange(
    'client-body-twice',
    '`client_id` twice in the body',
    REQUEST,
    (fields, { client }) => {
      for (let at = 0; at < 2; at++) fields.append('client_id', client.id)
      fields.set('client_secret', client.secret)
    },
    { authorization: null },
  ),
  exchange('client-both', 'the client by HTTP Basic and in the body at once', REQUEST, (fields, { client }) => {
    fields.set('client_id', client.id)
    fields.set('client_secret', client.secret)
  }),
  exchange('client-other', 'HTTP Basic, and another `client_id` in the body', REQUEST, fields => {
    fields.set('client_id', 'somebody')
  }),
]

const GRANTS: readonly BadCase[] = [
  exchange('grant-missing', '`grant_type` missing', REQUEST, fields => fields.delete('grant_type')),
  exchange('grant-empty', '`grant_type` empty', REQUEST, fields => fields.set('grant_type', '')),
  exchange('grant-unknown', '`grant_type` unknown', TYPE, fields => fields.set('grant_type', 'frobnicate')),
  ...['password', 'client_credentials', 'implicit', '__proto__', 'urn:ietf:params:oauth:grant-type:device_code'].map(
    grant =>
      exchange(`grant-${grant.replaceAll(/[^a-z]+/g, '-')}`, `\`grant_type\` \`${grant}\``, TYPE, fields =>
        fields.set('grant_type', grant),
      ),
  ),
  exchange('grant-long', '`grant_type` of 5,000 characters', REQUEST, fields => fields.set('grant_type', LONG)),
  exchange('grant-twice', '`grant_type` twice', REQUEST, fields => fields.append('grant_type', 'refresh_token')),
  exchange('grant-query-other', '`grant_type` in body and query, unlike', REQUEST, nothing, {
    path: '/oauth/token?grant_type=refresh_token',
  }),
]

const CODES: readonly BadCase[] = [
  exchange('code-missing', '`code` missing', REQUEST, fields => fields.delete('code')),
  exchange('code-unknown', 'a `code` that never was', GRANT, nothing),
  exchange('code-empty', '`code` empty', REQUEST, fields => fields.set('code', '')),
  exchange('code-long', '`code` of 5,000 characters', REQUEST, fields => fields.set('code', LONG)),
  exchange('code-sql', '`code` with SQL', GRANT, fields => fields.set('code', "' OR 1=1 --")),
  exchange('code-nul', '`code` with a NUL', REQUEST, fields => fields.set('code', `a\0${'a'.repeat(41)}`)),
  exchange('code-twice', '`code` twice', REQUEST, fields => fields.append('code', 'b')),
  exchange('redirect-missing', '`redirect_uri` missing, the code unknown', GRANT, fields =>
    fields.delete('redirect_uri'),
  ),
  withCode('code-good', 'nothing wrong at all', TOKENS_CAME, nothing),
  withCode('redirect-gone', 'a good code without `redirect_uri`', REQUEST, fields => fields.delete('redirect_uri')),
  withCode('redirect-other', 'a good code with another `redirect_uri`', GRANT, fields =>
    fields.set('redirect_uri', 'https://evil.example/'),
  ),
  withCode('redirect-twice', 'a good code with `redirect_uri` twice', REQUEST, (fields, { redirectUri }) =>
    fields.append('redirect_uri', redirectUri),
  ),
  withCode('verifier-not-asked', 'a good code with a `code_verifier` nobody asked for', GRANT, fields =>
    fields.set('code_verifier', 'v'.repeat(43)),
  ),
  row('code-as-refresh', 'a good code for a refresh token', GRANT, async oauth =>
    oauth.token(new URLSearchParams({ grant_type: 'refresh_token', refresh_token: await oauth.code() })),
  ),
  {
    ...row('code-again', 'a code for the second time', GRANT, async oauth => {
      const fields = { grant_type: 'authorization_code', redirect_uri: oauth.redirectUri, code: await oauth.code() }
      await oauth.token(new URLSearchParams(fields))
      return oauth.token(new URLSearchParams(fields))
    }),
    alarms: true,
  },
]

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

/** The challenge of {@link VERIFIER} (RFC 7636 appendix B) stood in the authorization request. */
const proved = (id: string, sent: string, answer: string, change: (fields: URLSearchParams) => void) =>
  row(`verifier-${id}`, sent, answer, async oauth => {
    const code = await oauth.code(parameters => {
      parameters.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
      parameters.set('code_challenge_method', 'S256')
    })
    const { redirectUri } = oauth
    const fields = new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: redirectUri, code })
    change(fields)
    return oauth.token(fields)
  })

const PROOFS: readonly BadCase[] = [
  proved('good', 'a code with its `code_verifier`', TOKENS_CAME, fields => fields.set('code_verifier', VERIFIER)),
  proved('missing', 'a code without the `code_verifier` it needs', GRANT, () => undefined),
  proved('wrong', 'a code with another `code_verifier`', GRANT, fields => fields.set('code_verifier', 'v'.repeat(43))),
  proved('challenge', 'the challenge itself for a `code_verifier`', GRANT, fields =>
    fields.set('code_verifier', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'),
  ),
  proved('short', '`code_verifier` too short', REQUEST, fields => fields.set('code_verifier', 'v')),
  proved('long', '`code_verifier` of 5,000 characters', REQUEST, fields => fields.set('code_verifier', LONG)),
  proved('twice', '`code_verifier` twice', REQUEST, fields => {
    for (let at = 0; at < 2; at++) fields.append('code_verifier', VERIFIER)
  }),
]

/** Broken in the encoding, whatever the parameter: the body as a whole is not understood. */
const ENCODED: readonly BadCase[] = [
  ...['grant_type', 'code', 'redirect_uri', 'refresh_token', 'client_id', 'client_secret', 'code_verifier', 'scope'],
].flatMap(name => [
  row(`${name.replaceAll('_', '-')}-half-encoded`, `\`${name}\` with half a percent sign`, REQUEST, oauth =>
    oauth.token(`grant_type=authorization_code&code=a&${name}=a%`),
  ),
  row(`${name.replaceAll('_', '-')}-not-utf8`, `\`${name}\` of bytes that are not UTF-8`, REQUEST, oauth =>
    oauth.token(`grant_type=authorization_code&code=a&${name}=%FF`),
  ),
])

const REFRESHES: readonly BadCase[] = [
  refresh('refresh-missing', '`refresh_token` missing', REQUEST, fields => fields.delete('refresh_token')),
  refresh('refresh-empty', '`refresh_token` empty', REQUEST, fields => fields.set('refresh_token', '')),
  refresh('refresh-unknown', 'a `refresh_token` that never was', GRANT, nothing),
  refresh('refresh-unknown-there', 'the same at the refresh URL', GRANT, nothing, { path: '/oauth/refresh' }),
  refresh('refresh-long', '`refresh_token` of 5,000 characters', REQUEST, fields => fields.set('refresh_token', LONG)),
  refresh('refresh-twice', '`refresh_token` twice', REQUEST, fields => fields.append('refresh_token', 'b')),
  refresh('scope-twice', '`scope` twice', REQUEST, fields => {
    for (let at = 0; at < 2; at++) fields.append('scope', 'home')
  }),
  refresh('scope-long', '`scope` of 5,000 characters', REQUEST, fields => fields.set('scope', LONG)),
  row('scope-wider', 'a refresh that asks for more than was allowed', '400 invalid_scope', async oauth => {
    const fields = { grant_type: 'authorization_code', redirect_uri: oauth.redirectUri, code: await oauth.code() }
    const refreshToken = await oauth.tokens(new URLSearchParams(fields))
    return oauth.token(
      new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, scope: 'home admin' }),
    )
  }),
  refresh('refresh-korean', '`refresh_token` in Korean', REQUEST, fields => fields.set('refresh_token', '토큰')),
]

const BODIES: readonly BadCase[] = [
  row('body-none', 'no body', REQUEST, oauth => oauth.token('')),
  row('body-json', 'JSON for a form', MEDIA, oauth =>
    oauth.token('{"grant_type":"refresh_token"}', { headers: { 'Content-Type': 'application/json' } }),
  ),
  row('body-multipart', 'a form of the other kind', MEDIA, oauth =>
    oauth.token('--x\r\n\r\n', { headers: { 'Content-Type': 'multipart/form-data; boundary=x' } }),
  ),
  row('body-no-type', 'a form without its media type', MEDIA, oauth =>
    oauth.token('grant_type=refresh_token&refresh_token=a', { headers: { 'Content-Type': '' } }),
  ),
  row('body-broken', 'half a percent sign', REQUEST, oauth => oauth.token('grant_type=refresh_token&refresh_token=%2')),
  row('body-not-utf8', 'bytes that are not UTF-8', REQUEST, oauth => oauth.token('grant_type=%FF%FE')),
  row('body-raw-bytes', 'bytes that are not ASCII, not encoded', REQUEST, oauth => oauth.token('grant_type=\xe9')),
  row('body-separators', '5,000 separators', REQUEST, oauth => oauth.token('&'.repeat(5000))),
  row('body-over', 'a body of 21 KiB', '413 invalid_request', oauth =>
    oauth.token(`grant_type=${'x'.repeat(21 * 1024)}`),
  ),
  ...['GET', 'PUT', 'DELETE'].map(method =>
    row(`method-${method.toLowerCase()}`, `a request by ${method}`, '405', oauth =>
      oauth.token('grant_type=refresh_token', { method }),
    ),
  ),
  row('body-get-secrets', 'the client in the query instead of the body', CLIENT.body, oauth =>
    oauth.token('grant_type=refresh_token&refresh_token=a', {
      authorization: null,
      path: `/oauth/token?client_id=${oauth.client.id}&client_secret=${oauth.client.secret}`,
    }),
  ),
]

export const OAUTH_TOKEN_CASES: readonly BadCase[] = [
  ...CLIENTS,
  ...GRANTS,
  ...CODES,
  ...PROOFS,
  ...ENCODED,
  ...REFRESHES,
  ...BODIES,
]

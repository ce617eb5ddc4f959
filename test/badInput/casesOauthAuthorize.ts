/** Authorization requests (RFC 6749 section 4.1.1) that are wrong: a page or an error for CLOVA, never another address. */
import type { BadCase } from './badCase.ts'

const LINK_PAGE = '200 page "Link NAVER CLOVA"'
const NO_CLIENT = '400 page "Unknown service"'
const NO_REDIRECT = '400 page "Wrong return address"'
const NO_REQUEST = '400 page "This request is incomplete"'
const BACK = (error: string): string => `303 back to CLOVA: error=${error}`

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `oauth-authorize-${id}`,
  surface: 'oauth',
  sent,
  answer,
  run,
})

/** A good request with one parameter changed; undefined takes it out. */
const changed = (name: string, id: string, words: string, answer: string, value: string | undefined) =>
  row(`${name.replaceAll('_', '-')}-${id}`, `\`${name}\` ${words}`, answer, ({ oauth }) =>
    oauth.authorize(parameters => {
      if (value === undefined) parameters.delete(name)
      else parameters.set(name, value)
    }),
  )

const doubled = (name: string, answer: string) =>
  row(`${name.replaceAll('_', '-')}-twice`, `\`${name}\` twice, with the same value`, answer, ({ oauth }) =>
    oauth.authorize(parameters => parameters.append(name, parameters.get(name) ?? 'x')),
  )

/** Text put behind the good query as it is. */
const appended = (id: string, sent: string, answer: string, text: string) =>
  row(id, sent, answer, ({ oauth }) => oauth.authorizeQuery(good => `${good}${text}`))

/** The encoded value of one parameter replaced by text as it is. */
const raw = (name: string, id: string, words: string, answer: string, text: string) =>
  row(`${name.replaceAll('_', '-')}-${id}`, `\`${name}\` ${words}`, answer, ({ oauth }) =>
    oauth.authorizeQuery(good => good.replace(new RegExp(`(^|&)${name}=[^&]*`), `$1${name}=${text}`)),
  )

/** A redirect made out of the good one. */
const redirect = (id: string, words: string, make: (good: string) => string) =>
  row(`redirect-uri-${id}`, `\`redirect_uri\` ${words}`, NO_REDIRECT, ({ oauth }) =>
    oauth.authorize(parameters => parameters.set('redirect_uri', make(oauth.redirectUri))),
  )

const LONG = 'x'.repeat(5000)
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const CLIENT: readonly BadCase[] = [
  changed('client_id', 'missing', 'missing', NO_CLIENT, undefined),
  changed('client_id', 'empty', 'empty', NO_CLIENT, ''),
  changed('client_id', 'unknown', 'unknown', NO_CLIENT, 'somebody'),
  changed('client_id', 'proto', 'is `__proto__`', NO_CLIENT, '__proto__'),
  changed('client_id', 'long', 'of 5,000 characters', NO_CLIENT, LONG),
  changed('client_id', 'markup', 'with markup', NO_CLIENT, '"><script>alert(1)</script>'),
  changed('client_id', 'sql', 'with SQL', NO_CLIENT, "' OR 1=1 --"),
  row('client-id-upper-case', '`client_id` in capitals with a blank behind it', NO_CLIENT, ({ oauth }) =>
    oauth.authorize(parameters => parameters.set('client_id', `${oauth.client.id.toUpperCase()} `)),
  ),
  doubled('client_id', NO_CLIENT),
  raw('client_id', 'broken', 'with half a percent sign', NO_REQUEST, 'a%2'),
  raw('client_id', 'not-utf8', 'of bytes that are not UTF-8', NO_REQUEST, '%E9%FF'),
]

const REDIRECT: readonly BadCase[] = [
  changed('redirect_uri', 'missing', 'missing', NO_REDIRECT, undefined),
  changed('redirect_uri', 'empty', 'empty', NO_REDIRECT, ''),
  doubled('redirect_uri', NO_REDIRECT),
  redirect('other-twice', 'of somebody else', () => 'https://evil.example/'),
  redirect('prefix', 'that begins like the right one', good => `${good}evil`),
  redirect('host-suffix', 'on a host that begins like the right one', good => good.replace('/v1', '.evil.example/v1')),
  redirect('user', 'with the right host for a user name', good => good.replace('/v1', '@evil.example/v1')),
  redirect('query', 'with a query', good => `${good}?next=https://evil.example/`),
  redirect('fragment', 'with a fragment', good => `${good}#x`),
  redirect('http', 'without TLS', good => good.replace('https:', 'http:')),
  redirect('port', 'with the port spelled out', good => good.replace('/v1', ':443/v1')),
  redirect('upper-case', 'with its host in capitals', good => good.replace(/\/\/[^/]+/, host => host.toUpperCase())),
  redirect('traversal', 'with dots in the path', good => `${good}../../evil`),
  redirect('slashes', 'with a slash more', good => good.replace('/v1', '//v1')),
  redirect('backslash', 'with a backslash', good => good.replace('/v1', '\\@evil.example/v1')),
  redirect('encoded-twice', 'encoded twice', good => encodeURIComponent(good)),
  redirect('line-break', 'with a line break and a header', good => `${good}\r\nSet-Cookie: a=b`),
  redirect('nul', 'with a NUL', good => `${good}\0`),
  redirect('javascript', 'that is a script', () => 'javascript:alert(1)'),
  redirect('data', 'that is a page', () => 'data:text/html,x'),
  redirect('long', 'of 5,000 characters', good => `${good}${LONG}`),
  row('redirect-uri-good-and-bad', 'the right `redirect_uri` and one of somebody else', NO_REDIRECT, ({ oauth }) =>
    oauth.authorize(parameters => parameters.append('redirect_uri', 'https://evil.example/')),
  ),
]

const REST: readonly BadCase[] = [
  changed('response_type', 'missing', 'missing', BACK('invalid_request'), undefined),
  changed('response_type', 'token', 'is `token`', BACK('unsupported_response_type'), 'token'),
  changed('response_type', 'mixed', 'is `code token`', BACK('unsupported_response_type'), 'code token'),
  changed('response_type', 'upper-case', 'is `CODE`', BACK('unsupported_response_type'), 'CODE'),
  doubled('response_type', BACK('invalid_request')),
  changed('state', 'missing', 'missing', NO_REQUEST, undefined),
  changed('state', 'empty', 'empty', NO_REQUEST, ''),
  changed('state', 'long', 'of 5,000 characters', NO_REQUEST, LONG),
  changed('state', 'line-break', 'with a line break and a header', NO_REQUEST, 'a\r\nLocation: https://evil.example/'),
  changed('state', 'nul', 'with a NUL', NO_REQUEST, 'a\0b'),
  changed('state', 'korean', 'in Korean', NO_REQUEST, '상태'),
  doubled('state', NO_REQUEST),
  raw('state', 'not-utf8', 'of bytes that are not UTF-8', NO_REQUEST, '%FF%FE'),
  changed('state', 'markup', 'with markup (it comes back as it was)', LINK_PAGE, '"><script>alert(1)</script>'),
  changed('scope', 'missing', 'missing (it is optional)', LINK_PAGE, undefined),
  changed('scope', 'long', 'of 5,000 characters', BACK('invalid_scope'), LONG),
  changed('scope', 'quotes', 'with quotes', BACK('invalid_scope'), 'a "b"'),
  changed('scope', 'line-break', 'with a line break', BACK('invalid_scope'), 'a\r\nb'),
  doubled('scope', BACK('invalid_request')),
  changed('code_challenge', 'short', 'too short', BACK('invalid_request'), 'abc'),
  changed('code_challenge', 'long', 'of 5,000 characters', BACK('invalid_request'), LONG),
  row('code-challenge-method', '`code_challenge_method` `S512`', BACK('invalid_request'), ({ oauth }) =>
    oauth.authorize(parameters => {
      parameters.set('code_challenge', CHALLENGE)
      parameters.set('code_challenge_method', 'S512')
    }),
  ),
  changed('code_challenge_method', 'alone', 'without a `code_challenge`', BACK('invalid_request'), 'S256'),
  row('code-challenge-twice', '`code_challenge` twice', BACK('invalid_request'), ({ oauth }) =>
    oauth.authorize(parameters => {
      parameters.append('code_challenge', CHALLENGE)
      parameters.append('code_challenge', CHALLENGE)
    }),
  ),
]

/** Broken in the encoding, whatever the parameter: the query as a whole is not understood. */
const ENCODED: readonly BadCase[] = ['redirect_uri', 'response_type', 'scope', 'state'].flatMap(name => [
  raw(name, 'half-encoded', 'with half a percent sign', NO_REQUEST, 'a%'),
  ...(name === 'state' ? [] : [raw(name, 'not-utf8', 'of bytes that are not UTF-8', NO_REQUEST, '%FF%FE')]),
  raw(name, 'overlong', 'with a slash in overlong UTF-8', NO_REQUEST, '%C0%AF'),
])

const WHOLE: readonly BadCase[] = [
  row('query-none', 'no query at all', NO_CLIENT, ({ oauth }) => oauth.authorizeQuery(() => '')),
  row('query-separators', '2,000 separators and nothing else', NO_CLIENT, ({ oauth }) =>
    oauth.authorizeQuery(() => '&='.repeat(1000)),
  ),
  row('query-huge', 'a query of 9 KiB', '431', ({ oauth }) =>
    oauth.authorizeQuery(good => `${good}&x=${'x'.repeat(9 * 1024)}`),
  ),
  appended('more', 'a parameter nobody knows (it is ignored, RFC 6749 section 3.1)', LINK_PAGE, '&frobnicate=1'),
  appended('many', '1,000 parameters nobody knows', LINK_PAGE, '&a=1'.repeat(1000)),
  appended('proto', '`__proto__` for a parameter', LINK_PAGE, '&__proto__=1&constructor=1'),
  appended('broken-elsewhere', 'half a percent sign in a parameter nobody knows', NO_REQUEST, '&frobnicate=%2'),
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map(method =>
    row(`method-${method.toLowerCase()}`, `a good request by ${method}`, '405', ({ oauth }) =>
      oauth.authorize(() => undefined, method),
    ),
  ),
  ...[
    '/oauth',
    '/oauth/',
    '/oauth/authorize/',
    '/OAUTH/authorize',
    '/oauth/tokens',
    '/oauth/../clova',
    '/privacy/x',
  ].map(path =>
    row(`path-${path.replaceAll(/[^A-Za-z]+/g, '-')}`, `\`GET ${path}\``, '404', ({ oauth }) => oauth.page(path)),
  ),
]

export const OAUTH_AUTHORIZE_CASES: readonly BadCase[] = [...CLIENT, ...REDIRECT, ...REST, ...ENCODED, ...WHOLE]

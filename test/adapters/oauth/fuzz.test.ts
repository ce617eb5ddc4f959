/** Whatever comes: no address outside the list, no 500, no secret in the log, no answer but those that exist. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CLIENT_ID, CLIENT_SECRET, PASSWORD, REDIRECT, REDIRECT_WITH_QUERY, USER } from './fakeLinking.ts'
import { type Answer, ASKED, FORM, type LinkServer, linkServer, openPage } from './linkServer.ts'

const NAMES = [
  ...['response_type', 'client_id', 'client_secret', 'redirect_uri', 'state', 'scope', 'code_challenge'],
  ...[
    'code_challenge_method',
    'code_verifier',
    'grant_type',
    'code',
    'refresh_token',
    'transaction',
    'name',
    'password',
  ],
  ...['__proto__', 'constructor', ''],
]

/** What a real request has, so that many get past the first checks. */
const LIKELY = [
  ...Object.values(ASKED),
  ...[REDIRECT_WITH_QUERY, 'authorization_code', 'refresh_token', 'S256', 'plain', USER, PASSWORD],
  ...['x'.repeat(43), CLIENT_SECRET, 'https://evil.example/', `${REDIRECT}@evil.example`, '\r\nLocation: /'],
]

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LIKELY) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.nat(6000).map(length => 'y'.repeat(length)) },
)
const encoded = fc.oneof(
  { weight: 8, arbitrary: value.map(text => encodeURIComponent(text)) },
  { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%ff', '%c3%28', '+', '%00', '=', '<') },
)
const pair = fc.tuple(fc.constantFrom(...NAMES), encoded).map(([name, text]) => `${name}=${text}`)
/** Mostly a whole request with some of it changed, else anything. */
const usual = Object.entries(ASKED).map(([name, text]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant([`${name}=${encodeURIComponent(text)}`]) },
    fc.array(pair, { maxLength: 2 }),
  ),
)
const query = fc
  .tuple(fc.tuple(...usual), fc.array(pair, { maxLength: 3 }))
  .map(([base, more]) => [...base.flat(), ...more].join('&'))

const check = (server: LinkServer, answer: Answer, statuses: readonly number[]): void => {
  expect(statuses).toContain(answer.status)
  const { location } = answer.headers
  if (location !== undefined) {
    expect([REDIRECT, REDIRECT_WITH_QUERY].some(one => location.startsWith(one))).toBe(true)
    expect(['https://prod-ni-cic.clova.ai', 'https://clova.example']).toContain(new URL(location).origin)
  }
  // Only the typed name comes back, as the value of its field.
  expect(answer.text.replace(/ value="[^"<]*"/g, '')).not.toMatch(/<script|evil\.example/)
  const logged = server.logged()
  for (const secret of server.linking.secrets) expect(logged).not.toContain(secret)
}

const RUNS = { numRuns: 400 }

test('any query opens a page or goes back to a listed address', async () => {
  const server = await linkServer()
  const seen = new Map<number, number>()
  const property = fc.asyncProperty(query, async text => {
    const answer = await server.ask(`/oauth/authorize?${text}`)
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
    // 431: node:http itself, when the address is longer than all headers may be.
    check(server, answer, [200, 303, 400, 431])
  })
  await fc.assert(property, RUNS)
  for (const status of [200, 303, 400]) expect(seen.get(status) ?? 0).toBeGreaterThan(10)
})

test('any form signs in or is refused', async () => {
  const server = await linkServer()
  const { transaction, cookie } = await openPage(server)
  const start = fc.constantFrom('', `transaction=${transaction}&`, `transaction=${transaction.slice(1)}&`)
  const right = new URLSearchParams({ name: USER, password: PASSWORD }).toString()
  const rest = fc.oneof(
    fc.constant(right),
    fc.array(pair, { maxLength: 5 }).map(pairs => pairs.join('&')),
  )
  const seen = new Set<number>()
  const property = fc.asyncProperty(start, rest, fc.boolean(), async (first, more, withCookie) => {
    const headers = { ...FORM, ...(withCookie && { cookie }) }
    const answer = await server.ask('/oauth/authorize', { method: 'POST', body: first + more, headers })
    seen.add(answer.status)
    check(server, answer, [303, 400, 403, 413])
  })
  await fc.assert(property, RUNS)
  for (const status of [303, 400, 403]) expect(seen).toContain(status)
})

test('any body at the token address gets an error of the RFC', async () => {
  const server = await linkServer()
  const client = new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET }).toString()
  const seen = new Set<string>()
  const start = fc.constantFrom(
    '',
    client,
    `${client}&grant_type=authorization_code`,
    `${client}&grant_type=password`,
    `${client}&grant_type=refresh_token`,
    `${client}&grant_type=refresh_token&refresh_token=unknown`,
    `${client}&grant_type=authorization_code&code=unknown`,
  )
  const authorization = fc.option(fc.constantFrom('Basic', 'Basic Og==', 'Bearer x', `Basic ${'A'.repeat(300)}`), {
    freq: 1,
  })
  const property = fc.asyncProperty(
    start,
    fc.array(pair, { maxLength: 5 }),
    authorization,
    async (first, more, basic) => {
      const headers = { ...FORM, ...(basic !== null && { authorization: basic }) }
      const answer = await server.ask('/oauth/token', { method: 'POST', body: [first, ...more].join('&'), headers })
      const { error } = JSON.parse(answer.text) as { error: string }
      seen.add(error)
      check(server, answer, [400, 401, 413])
      expect(['invalid_request', 'invalid_client', 'invalid_grant', 'unsupported_grant_type']).toContain(error)
    },
  )
  await fc.assert(property, RUNS)
  expect(seen).toEqual(new Set(['invalid_request', 'invalid_client', 'invalid_grant', 'unsupported_grant_type']))
})

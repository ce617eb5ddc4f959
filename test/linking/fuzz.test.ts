/** Random requests to every address of account linking: never a redirect elsewhere, never a failure of ours, never a secret told. */
import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { hasOpenssl } from './support/certificate.ts'
import { createFormBrowser } from './support/formBrowser.ts'
import { MASTER } from './support/homeFile.ts'
import { logInUnseen } from './support/logIn.ts'
import { type ManualStage, openManualStage } from './support/manualStage.ts'

const RUNS = 600

/** Stands in every made-up password, code and token. */
const PRIVATE = 'private-Zq83mWv1'

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

interface Came {
  readonly status: number
  readonly type: string
  readonly location: string | undefined
  readonly text: string
}

const NAMES = [
  ...['client_id', 'client_secret', 'redirect_uri', 'response_type', 'state', 'scope', 'code_challenge'],
  ...[
    'code_challenge_method',
    'grant_type',
    'code',
    'refresh_token',
    'code_verifier',
    'transaction',
    'name',
    'password',
  ],
  ...['__proto__', 'constructor', 'error', 'x'],
]
const HOSTILE = [
  ...['', 'code', 'token', 'authorization_code', 'refresh_token', 'S256', 'plain', PRIVATE, MASTER.name],
  ...['%', '%E9', '%00', '%0d%0aLocation:%20https://evil.example/', '+', '%2500', '__proto__', "'%20OR%201=1%20--"],
  ...['https://evil.example/', 'javascript:alert(1)', '//evil.example', '%22%3E%3Cscript%3E', 'a'.repeat(3000)],
]

describe.skipIf(!hasOpenssl)('fuzzed requests (need openssl)', () => {
  let stage: ManualStage
  let known: { readonly good: readonly string[]; readonly secrets: readonly string[]; readonly cookie: string }

  beforeAll(async () => {
    stage = await openManualStage()
    const { clova, tunnel, service } = stage
    const parameters = await logInUnseen(clova, tunnel.origin, 'fuzz', MASTER)
    const tokens = await clova.exchange(parameters, 'fuzz')
    const browser = createFormBrowser(clova.fetch, tunnel.origin)
    const { fields } = await browser.open(clova.authorizeUrl('fuzz'))
    const { id, secret } = stage.client()
    expect(service.running.listener.port).toBeGreaterThan(0)
    known = {
      good: [id, clova.redirectUri, parameters.get('code') ?? '', fields['transaction'] ?? ''].map(encodeURIComponent),
      secrets: [
        secret,
        MASTER.password,
        PRIVATE,
        tokens.accessToken,
        tokens.refreshToken,
        parameters.get('code') ?? '',
      ],
      cookie: [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; '),
    }
  })
  afterAll(() => stage?.close())

  /** To the gateway itself, without the tunnel, so that nothing in between mends or refuses a request. */
  const ask = ({ method, path, headers, body }: Sent): Promise<Came> =>
    new Promise((resolve, reject) => {
      const { port } = stage.service.running.listener
      const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, answer => {
        let text = ''
        answer.on('data', piece => {
          text += piece
        })
        const { location, 'content-type': type = '' } = answer.headers
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, type, location, text }))
      })
      asked.once('error', reject)
      asked.end(body, 'latin1')
    })

  const requests = (): fc.Arbitrary<Sent> => {
    const { id, secret } = stage.client()
    const raw = fc.string({ unit: 'binary', maxLength: 12 }).map(text => encodeURIComponent(text))
    const bytes = fc.uint8Array({ maxLength: 6 }).map(all => [...all].map(one => `%${one.toString(16)}`).join(''))
    const value = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...known.good) },
      fc.constantFrom(...HOSTILE),
      raw,
      bytes,
    )
    const pair = fc.tuple(fc.constantFrom(...NAMES), value).map(([name, content]) => `${name}=${content}`)
    const pairs = fc.array(pair, { maxLength: 9 }).map(all => all.join('&'))
    // Half of them are good requests with something changed, so that they come further than the first check.
    const good = new URL(stage.clova.authorizeUrl('fuzz')).search.slice(1).split('&')
    const changed = fc.array(fc.tuple(fc.nat(good.length), value), { maxLength: 2 }).map(all => {
      const parts = [...good]
      for (const [at, content] of all) parts[at] = `${parts[at]?.split('=', 1)[0] ?? 'x'}=${content}`
      return parts.join('&')
    })
    const query = fc.oneof(pairs, changed)
    const basic = (name: string, password: string): string =>
      `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
    const headers = fc.record(
      {
        authorization: fc.constantFrom(basic(id, secret), basic(id, PRIVATE), 'Basic ====', `Bearer ${PRIVATE}`),
        cookie: fc.constantFrom(known.cookie, `__Host-clova2mqtt-link=${PRIVATE}`, '=;;='),
        origin: fc.constantFrom('null', 'https://evil.example', stage.tunnel.origin),
        'x-forwarded-for': fc.constantFrom('203.0.113.9', PRIVATE, ',,', '::1'),
        'accept-language': fc.constantFrom('ko', 'xx;q=9', '*;q=0', 'a'.repeat(500)),
        'content-type': fc.constantFrom('application/x-www-form-urlencoded', 'application/json', ''),
      },
      { requiredKeys: [] },
    )
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const { host } = new URL(stage.tunnel.origin)
    const any = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'HEAD', 'PUT'),
        fc.constantFrom(...Object.values(LINK_PATHS)),
        query,
        headers,
        pairs,
      )
      .map(([method, path, search, own, body]) => ({
        method,
        path: `${path}?${search}`,
        headers: { host, ...(method === 'POST' ? form : {}), ...own },
        body: method === 'POST' ? body : undefined,
      }))
    const nearly = fc.tuple(changed, headers).map(([search, own]) => ({
      ...{ method: 'GET', path: `${LINK_PATHS.authorize}?${search}`, headers: { host, ...own }, body: undefined },
    }))
    const tokens = fc
      .tuple(fc.constantFrom(LINK_PATHS.token, LINK_PATHS.refresh), pairs, headers)
      .map(([path, body, own]) => ({ method: 'POST', path, headers: { host, ...form, ...own }, body }))
    return fc.oneof(any, nearly, tokens)
  }

  const faultsOf = ({ status, type, location, text }: Came, sent: Sent): readonly string[] => {
    const isToken = sent.path.startsWith(LINK_PATHS.token) || sent.path.startsWith(LINK_PATHS.refresh)
    const checks: readonly (readonly [boolean, string])[] = [
      [status < 500, 'a failure of ours'],
      [location === undefined || location.startsWith(`${stage.clova.redirectUri}?`), `a redirect to ${location}`],
      [!/[\r\n]/.test(location ?? ''), 'a redirect in two lines'],
      [!isToken || sent.method !== 'POST' || type.startsWith('application/json'), `${type} for a token`],
      [!/<script|javascript:/i.test(text), 'a script in the answer'],
      [!text.includes(PRIVATE) && !text.includes(MASTER.password), 'a secret in the answer'],
    ]
    return checks.flatMap(([holds, what]) => (holds ? [] : [what]))
  }

  test(`${RUNS} of them`, async () => {
    const statuses = new Map<number, number>()
    const before = stage.lines.length
    await fc.assert(
      fc.asyncProperty(requests(), async sent => {
        const came = await ask(sent)
        statuses.set(came.status, (statuses.get(came.status) ?? 0) + 1)
        expect(faultsOf(came, sent)).toEqual([])
      }),
      { numRuns: RUNS },
    )
    const lines = stage.lines.slice(before)
    expect(lines.filter(line => known.secrets.some(secret => line.includes(secret)))).toEqual([])
    expect(lines.filter(line => line.split('\n').length !== 2 || line.length > 2800)).toEqual([])
    expect(lines.filter(line => line.includes('"level":"error"') && !line.includes('came twice'))).toEqual([])
    // They came far enough to see pages, refusals and redirects.
    for (const status of [200, 303, 400, 401, 405]) expect(statuses.get(status), `${status}`).toBeGreaterThan(0)
  })
})

import { describe, expect, test } from 'vitest'
import { REDIRECT, REDIRECT_WITH_QUERY } from './fakeLinking.ts'
import { type Answer, ASKED, authorizePath, encode, type Fields, linkServer, titleOf } from './linkServer.ts'

const without = (name: string): Fields => Object.entries(ASKED).filter(([key]) => key !== name)
const twice = (name: string): Fields => [...Object.entries(ASKED), [name, ASKED[name] ?? 'x']]
const put = (fields: Readonly<Record<string, string>>): Fields => ({ ...ASKED, ...fields })
/** As it stands, with no encoding of ours. */
const raw = (name: string, value: string): string => `${encode(without(name))}&${name}=${value}`

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const CLIENT = 'Unknown service'
const BACK = 'Wrong return address'
const BROKEN = 'This request is incomplete'

/** A page, by its title. */
const PAGES: readonly (readonly [string, Fields, string])[] = [
  ['client missing', without('client_id'), CLIENT],
  ['client empty', put({ client_id: '' }), CLIENT],
  ['client doubled', twice('client_id'), CLIENT],
  ['client unknown', put({ client_id: 'somebody' }), CLIENT],
  ['client too long', put({ client_id: 'x'.repeat(5000) }), CLIENT],
  ['client hostile', put({ client_id: '<script>alert(1)</script>' }), CLIENT],
  ['client wrongly encoded', raw('client_id', '%zz'), BROKEN],
  ['redirect missing', without('redirect_uri'), BACK],
  ['redirect doubled', twice('redirect_uri'), BACK],
  ['redirect elsewhere', put({ redirect_uri: 'https://evil.example/' }), BACK],
  ['redirect without its slash', put({ redirect_uri: REDIRECT.slice(0, -1) }), BACK],
  ['redirect with more path', put({ redirect_uri: `${REDIRECT}../x` }), BACK],
  ['redirect with a query', put({ redirect_uri: `${REDIRECT}?x=1` }), BACK],
  ['redirect with a fragment', put({ redirect_uri: `${REDIRECT}#x` }), BACK],
  ['redirect with a user', put({ redirect_uri: REDIRECT.replace('https://', 'https://evil.example@') }), BACK],
  ['redirect in other letters', put({ redirect_uri: REDIRECT.toUpperCase() }), BACK],
  ['redirect with a line end', put({ redirect_uri: `${REDIRECT}\r\nLocation: https://evil.example/` }), BACK],
  ['redirect script', put({ redirect_uri: 'javascript:alert(1)' }), BACK],
  ['redirect too long', put({ redirect_uri: REDIRECT + 'x'.repeat(5000) }), BACK],
  ['redirect wrongly encoded', raw('redirect_uri', '%c3%28'), BROKEN],
  ['state missing', without('state'), BROKEN],
  ['state empty', put({ state: '' }), BROKEN],
  ['state doubled', twice('state'), BROKEN],
  ['state too long', put({ state: 'x'.repeat(4097) }), BROKEN],
  ['state with a line end', put({ state: 'a\r\nSet-Cookie: x=1' }), BROKEN],
  ['state beyond ASCII', put({ state: '상태' }), BROKEN],
  ['state wrongly encoded', raw('state', '%ff'), BROKEN],
  ['a half percent sign', `${encode(ASKED)}&x=%`, BROKEN],
  ['nothing at all', '', CLIENT],
]

/** Back to CLOVA with an error of RFC 6749 section 4.1.2.1. */
const ERRORS: readonly (readonly [string, Fields, string])[] = [
  ['response type missing', without('response_type'), 'invalid_request'],
  ['response type doubled', twice('response_type'), 'invalid_request'],
  ['response type implicit', put({ response_type: 'token' }), 'unsupported_response_type'],
  ['response type of a prototype', put({ response_type: 'constructor' }), 'unsupported_response_type'],
  ['response type too long', put({ response_type: 'c'.repeat(3000) }), 'unsupported_response_type'],
  ['scope doubled', twice('scope'), 'invalid_request'],
  ['scope too long', put({ scope: 'x'.repeat(513) }), 'invalid_scope'],
  ['scope hostile', put({ scope: '"><script>' }), 'invalid_scope'],
  ['scope with a backslash', put({ scope: 'a\\b' }), 'invalid_scope'],
  ['scope with two spaces', put({ scope: 'a  b' }), 'invalid_scope'],
  ['challenge too short', put({ code_challenge: 'x'.repeat(42) }), 'invalid_request'],
  ['challenge too long', put({ code_challenge: 'x'.repeat(129) }), 'invalid_request'],
  ['challenge of other signs', put({ code_challenge: `${CHALLENGE}=` }), 'invalid_request'],
  ['challenge doubled', `${encode(ASKED)}&code_challenge=${CHALLENGE}&code_challenge=${CHALLENGE}`, 'invalid_request'],
  ['method without challenge', put({ code_challenge_method: 'S256' }), 'invalid_request'],
  ['method unknown', put({ code_challenge: CHALLENGE, code_challenge_method: 'S512' }), 'invalid_request'],
]

const FORMS: readonly (readonly [string, Fields])[] = [
  ['as CLOVA asks', ASKED],
  ['without scope', without('scope')],
  ['scope empty', put({ scope: '' })],
  ['several scopes', put({ scope: 'home control' })],
  ['the longest state', put({ state: 'x'.repeat(4096) })],
  ['a challenge', put({ code_challenge: CHALLENGE, code_challenge_method: 'S256' })],
  ['a plain challenge', put({ code_challenge: CHALLENGE })],
  ['unknown parameters', `${encode(ASKED)}&ui_locales=ko&ui_locales=ja&__proto__=1`],
  ['another listed address', put({ redirect_uri: REDIRECT_WITH_QUERY })],
]

describe('an authorization request', () => {
  const english = { headers: { 'accept-language': 'en' } }

  test(`is told about on a page while nobody is known to send the browser back to (${PAGES.length})`, async () => {
    const server = await linkServer()
    for (const [name, fields, title] of PAGES) {
      const answer = await server.ask(authorizePath(fields), english)
      expect([name, answer.status, titleOf(answer)]).toEqual([name, 400, title])
      expect(answer.headers.location).toBeUndefined()
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.text).not.toMatch(/script|evil|<form/)
    }
    expect(PAGES).toHaveLength(29)
  })

  test(`goes back with an error and its state once client and address are sure (${ERRORS.length})`, async () => {
    const server = await linkServer()
    for (const [name, fields, error] of ERRORS) {
      const answer = await server.ask(authorizePath(fields))
      const location = new URL(answer.headers.location ?? '')
      expect([name, answer.status, location.searchParams.get('error')]).toEqual([name, 303, error])
      expect(location.href.startsWith(`${REDIRECT}?`)).toBe(true)
      expect(location.searchParams.get('state')).toBe(ASKED['state'])
      expect(answer.text).toBe('')
    }
    expect(ERRORS).toHaveLength(16)
  })

  test(`gets the login page (${FORMS.length})`, async () => {
    const server = await linkServer()
    for (const [name, fields] of FORMS) {
      const answer = await server.ask(authorizePath(fields), english)
      expect([name, answer.status, titleOf(answer)]).toEqual([name, 200, 'Link NAVER CLOVA · Home'])
    }
    expect(FORMS).toHaveLength(9)
  })

  test('HEAD is GET without a body, other methods are refused', async () => {
    const server = await linkServer()
    const get = await server.ask(authorizePath())
    const head = await server.ask(authorizePath(), { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
    const names = (answer: Answer): string[] => Object.keys(answer.headers).sort()
    expect(names(head)).toEqual(names(get))
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const answer = await server.ask(authorizePath(), { method })
      expect([answer.status, answer.headers.allow, answer.text]).toEqual([405, 'GET, HEAD, POST', ''])
    }
  })
})

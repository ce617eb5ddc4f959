import { describe, expect, test } from 'vitest'
import { certificateTime } from '../../src/cli/linkReach.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { testPort } from '../support/testPort.ts'
import {
  collect,
  front,
  type Handler,
  HOST,
  hasOpenssl,
  inState,
  type LinkBench,
  makeAuthority,
  openLinkBench,
  silent,
  tcpServer,
} from './linkBench.ts'

const page =
  (status: number, title: string): Handler =>
  (_request, response) => {
    response
      .writeHead(status, { 'Content-Type': 'text/html' })
      .end(`<html><title>${title}</title><h1>Hello</h1></html>`)
  }

/** The real listener, but for the requests that the test answers itself. */
const except =
  (bench: LinkBench, mine: (path: string, method: string) => Handler | undefined): Handler =>
  (request, response) => {
    const own = mine((request.url ?? '').split('?', 1)[0] ?? '', request.method ?? '')
    if (own === undefined) bench.pass(request, response)
    else own(request, response)
  }

/** The one failing step, with its words. */
async function fault(bench: LinkBench, port: number, ca?: string, overrides?: Parameters<LinkBench['check']>[2]) {
  const findings = await bench.check(port, ca, overrides)
  const wrong = findings.filter(({ state }) => state === 'failed' || state === 'unknown')
  expect(wrong).toHaveLength(1)
  const { id, state, text, fix } = wrong[0] ?? {}
  return { id, state, text, fix, skipped: inState(findings, 'skipped') }
}

const AFTER_LIVE = ['webhook', 'login', 'redirect', 'privacy', 'basic', 'refresh', 'body']

describe('faults before a connection', () => {
  test('no address, which takes everything else with it', async () => {
    const bench = await openLinkBench()
    const config = { ...bench.config, webhook: { ...bench.config.webhook } }
    Reflect.deleteProperty(config.webhook, 'publicUrl')
    const findings = await collect({ ...bench, config }, 1)
    expect(findings[0]).toMatchObject({ id: 'address', state: 'failed', text: 'webhook.publicUrl is not set' })
    expect(inState(findings, 'skipped')).toHaveLength(12)
  })

  test('a name that does not resolve', async () => {
    const bench = await openLinkBench()
    const resolve = async (): Promise<never> => {
      throw new Error('getaddrinfo ENOTFOUND home.test')
    }
    const found = await fault(bench, 1, undefined, { resolve })
    expect(found).toMatchObject({ id: 'name', state: 'failed' })
    expect(found.text).toContain('home.test does not resolve')
    expect(found.skipped).toHaveLength(10)
  })

  test('a refused connection to a public address cannot be told from inside; to an own one it can', async () => {
    const bench = await openLinkBench()
    const port = await testPort()
    const outside = await fault(bench, port)
    expect(outside).toMatchObject({ id: 'connect', state: 'unknown' })
    expect(outside.text).toContain('cannot tell from inside this network')
    expect(outside.fix).toContain(`https://${HOST}/live on a phone`)
    const inside = await fault(bench, port, undefined, { resolve: async () => ['192.168.0.9'] })
    expect(inside).toMatchObject({ id: 'connect', state: 'failed' })
    expect(inside.fix).toContain('http://127.0.0.1:8080')
  })

  test('private addresses are told, whatever the family', async () => {
    const bench = await openLinkBench()
    const port = await testPort()
    const cases = ['10.1.2.3', '100.101.102.103', '172.31.0.1', '::1', 'fd00::5', 'fe80::1']
    for (const address of cases) {
      const findings = await bench.check(port, undefined, { resolve: async () => [address] })
      expect(findings[2], address).toMatchObject({ id: 'name', state: 'note' })
    }
    const findings = await bench.check(port, undefined, { resolve: async () => ['2001:db8::1', '172.32.0.1'] })
    expect(findings[2]).toMatchObject({ id: 'name', state: 'ok' })
    expect(cases).toHaveLength(6)
  })
})

describe('faults of TLS', () => {
  test('a server without TLS', async () => {
    const bench = await openLinkBench()
    const found = await fault(bench, await tcpServer('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'))
    expect(found).toMatchObject({ id: 'certificate', state: 'failed' })
    expect(found.text).toContain('does not speak TLS')
  })

  test('a server that accepts and says nothing', async () => {
    const bench = await openLinkBench()
    const found = await fault(bench, await tcpServer(), undefined, { target: { connectMs: 200 } })
    expect(found).toMatchObject({ id: 'certificate', state: 'failed', text: 'no answer (nothing came for 0.2 s)' })
  })

  test('times of certificates', () => {
    expect(certificateTime('Nov  1 06:38:00 2027 GMT')).toBe(wallMs(Date.UTC(2027, 10, 1, 6, 38)))
    expect(certificateTime('Feb 30 06:38:00 2027 GMT')).toBeUndefined()
    expect(certificateTime('soon')).toBeUndefined()
  })
})

describe.skipIf(!hasOpenssl)('faults of certificates (need openssl)', () => {
  test('each is told apart', async () => {
    const bench = await openLinkBench()
    const authority = makeAuthority()
    const cases = [
      [authority.issue(HOST, 0), authority.ca, 'the certificate has expired'],
      [authority.issue('other.test'), authority.ca, `the certificate is not for ${HOST}`],
      [authority.selfSigned(), authority.ca, 'a self-signed certificate'],
      [authority.issue(HOST), undefined, 'the authority is unknown'],
    ] as const
    for (const [leaf, ca, text] of cases) {
      const found = await fault(bench, await front(leaf, bench.pass), ca)
      expect(found).toMatchObject({ id: 'certificate', state: 'failed', text: expect.stringContaining(text) })
      expect(found.skipped).toEqual(['live', ...AFTER_LIVE])
    }
    expect(cases).toHaveLength(4)
  })
})

describe.skipIf(!hasOpenssl)('faults behind TLS (need openssl)', () => {
  test('what answers in place of the gateway', async () => {
    const bench = await openLinkBench()
    const { issue, ca } = makeAuthority()
    const leaf = issue(HOST)
    const location = { Location: 'https://www.home.test/live' }
    const cases: readonly (readonly [Handler, string])[] = [
      [page(200, 'You are about to visit'), 'a web page came instead of an answer (200: You are about to visit)'],
      [page(404, 'nginx'), 'a web page came instead of an answer (404: nginx)'],
      [page(502, 'Bad gateway'), 'no clova2mqtt behind it'],
      [page(530, 'Origin DNS error'), 'no clova2mqtt behind it'],
      [page(403, 'Just a moment'), 'a bot filter'],
      [(_request, response) => void response.writeHead(301, location).end(), 'sent on to https://www.home.test/live'],
      [(_request, response) => void response.writeHead(404).end(), '404: another server, or another path'],
      [(_request, response) => void response.writeHead(200).end('ok'), 'answered 200'],
      [(_request, response) => void response.destroy(), 'connection cut'],
      [() => undefined, 'nothing came for 0.3 s'],
    ]
    for (const [handler, text] of cases) {
      const found = await fault(bench, await front(leaf, handler), ca, { target: { answerMs: 300 } })
      expect(found).toMatchObject({ id: 'live', state: 'failed', text: expect.stringContaining(text) })
      expect(found.skipped).toEqual(AFTER_LIVE)
    }
    expect(cases).toHaveLength(10)
  })

  test('a page of the tunnel for browsers alone', async () => {
    const bench = await openLinkBench()
    const { issue, ca } = makeAuthority()
    const handler: Handler = (request, response) =>
      (request.headers.accept === 'text/html' ? page(200, 'Visit site?') : bench.pass)(request, response)
    const findings = await bench.check(await front(issue(HOST), handler), ca)
    expect(inState(findings, 'failed')).toEqual(['login', 'privacy'])
    expect(findings[7]?.text).toContain('Visit site?')
    expect(inState(findings, 'skipped')).toEqual(['redirect', 'basic', 'refresh', 'body'])
  })

  test('another home behind the name', async () => {
    const [bench, other] = [await openLinkBench(), await openLinkBench()]
    const { issue, ca } = makeAuthority()
    const found = await fault(bench, await front(issue(HOST), other.pass), ca)
    expect(found).toMatchObject({ id: 'login', state: 'failed' })
    expect(found.text).toContain('another clova2mqtt')
    expect(found.fix).toContain(bench.config.dataFolder)
    expect(found.skipped).toEqual(['redirect', 'basic', 'refresh', 'body'])
  })

  test('a webhook that is somewhere else, and a redirect to anywhere', async () => {
    const bench = await openLinkBench()
    const { issue, ca } = makeAuthority()
    const webhook = except(bench, path => (path === '/clova' ? page(403, 'Bots') : undefined))
    expect(await fault(bench, await front(issue(HOST), webhook), ca)).toMatchObject({ id: 'webhook', skipped: [] })
    const open: Handler = (request, response) => {
      if (request.url?.includes('.invalid') !== true) bench.pass(request, response)
      else response.writeHead(302, { Location: 'https://clova2mqtt-check.invalid/?code=x' }).end()
    }
    const found = await fault(bench, await front(issue(HOST), open), ca)
    expect(found).toMatchObject({ id: 'redirect', text: expect.stringContaining('unlisted address') })
  })

  test('at the token endpoint: another client, a lost answer, a page; and no link is left', async () => {
    const bench = await openLinkBench()
    const { issue, ca } = makeAuthority()
    const leaf = issue(HOST)
    const json =
      (status: number, body: object): Handler =>
      (_request, response) =>
        void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    const lost: Handler = (request, response) => bench.pass(request, silent(response))
    const cases: readonly (readonly [Handler, string])[] = [
      [json(401, { error: 'invalid_client' }), 'refused the client secret (invalid_client)'],
      [json(400, { error: 'invalid_grant' }), 'does not know the code just made'],
      [json(400, { error: 'unsupported_grant_type' }), 'the server refused: unsupported_grant_type'],
      [json(200, { token: 'x' }), 'answered 200'],
      [page(200, 'Visit site?'), 'a web page came instead of an answer'],
      [lost, 'nothing came for 0.5 s'],
    ]
    for (const [handler, text] of cases) {
      const own = except(bench, path => (path === LINK_PATHS.token ? handler : undefined))
      const findings = await bench.check(await front(leaf, own), ca, { target: { answerMs: 500 } })
      expect(inState(findings, 'failed'), text).toEqual(['basic', 'body'])
      expect(findings.find(({ id }) => id === 'basic')?.text).toContain(text)
      expect(bench.desk.desk.links(), text).toEqual([])
    }
    expect(cases).toHaveLength(6)
  })

  test('a refresh address that leads nowhere', async () => {
    const bench = await openLinkBench()
    const { issue, ca } = makeAuthority()
    const own = except(bench, path =>
      path === LINK_PATHS.refresh ? (_request, response) => void response.writeHead(404).end() : undefined,
    )
    expect(await fault(bench, await front(issue(HOST), own), ca)).toMatchObject({ id: 'refresh', skipped: [] })
  })
})

/** The prober against real TLS servers, one for each thing that it must tell apart. */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { classifyAnswer } from '../../../src/adapters/probe/classifyAnswer.ts'
import { createProber, type ProberOptions } from '../../../src/adapters/probe/prober.ts'
import { createProbeDesk } from '../../../src/gateway/exposure/probeDesk.ts'
import { HOME_HOST, hasOpenssl, makeCertificate } from '../../linking/support/certificate.ts'
import { manualClock } from '../../support/manualClock.ts'
import { listener } from '../http/listener.ts'
import { clock } from '../tunnel/support.ts'

const NEEDS = hasOpenssl ? '' : ' (left out: no openssl)'
const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-probe-'))
afterAll(() => rmSync(folder, { recursive: true }))

const NONCE = '0123456789abcdef0123456789abcdef'
const EXPECTED = 'e'.repeat(64)

async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function probed(port: number, options: Partial<ProberOptions> = {}, expected = EXPECTED) {
  const connectTo = { host: '127.0.0.1', port }
  const prober = createProber({ clock, resolvers: ['127.0.0.1'], connectTo, ...options })
  return prober.probe({ origin: `https://${HOME_HOST}`, nonce: NONCE, expected })
}

describe.skipIf(!hasOpenssl)(`an answer${NEEDS}`, () => {
  const { key, cert, ca } = hasOpenssl ? makeCertificate(folder) : { key: '', cert: '', ca: '' }
  const answered = async (handler: Handler, options: Partial<ProberOptions> = {}) => {
    const port = await listening(createServer({ key, cert }, handler))
    return probed(port, { ca, ...options })
  }
  const page = '<!doctype html><title>You are about to visit</title>'
  const html = { 'Content-Type': 'text/html; charset=utf-8' }

  test('through a proxy to the real listener: me; another gateway: elsewhere', async () => {
    const desk = createProbeDesk()
    const { url } = await listener({ probe: desk.answer })
    const through: Handler = async (request, response) => {
      const answer = await fetch(`${url}${request.url}`, { headers: { 'x-forwarded-for': '198.51.100.1' } })
      response.writeHead(answer.status).end(await answer.text())
    }
    const { nonce, expected } = desk.open()
    const port = await listening(createServer({ key, cert }, through))
    const ask = (of: string) =>
      createProber({ clock, resolvers: [], ca, connectTo: { host: '127.0.0.1', port } }).probe({
        origin: `https://${HOME_HOST}`,
        nonce: of,
        expected,
      })
    expect(await ask(nonce)).toEqual({ verdict: 'me', detail: '127.0.0.1: 200' })
    expect((await ask(NONCE)).verdict).toBe('elsewhere')
  })

  test.each<[string, Handler]>([
    ['elsewhere', (_q, response) => response.end('f'.repeat(64))],
    ['elsewhere', (_q, response) => response.writeHead(404, html).end(page)],
    ['page', (_q, response) => response.writeHead(200, html).end(page)],
    ['page', (_q, response) => response.writeHead(200, html).end('x'.repeat(1_000_000))],
    ['blocked', (_q, response) => response.writeHead(403, html).end(page)],
    ['blocked', (_q, response) => response.writeHead(503, { 'cf-mitigated': 'challenge' }).end(page)],
    ['edge', (_q, response) => response.writeHead(502, html).end(page)],
    ['edge', (_q, response) => response.writeHead(530).end('error code: 1033')],
    ['edge', (_q, response) => response.writeHead(404, { 'ngrok-error-code': 'ERR_NGROK_3200' }).end()],
    ['moved', (_q, response) => response.writeHead(301, { Location: 'https://www.home.example/secret' }).end()],
    ['reset', request => void request.socket.destroy()],
  ])('%s', async (verdict, handler) => {
    const found = await answered(handler)
    expect([found.verdict, found.detail.includes('secret')]).toEqual([verdict, false])
  })

  test('asks with the name, without what would skip a page between, and once', async () => {
    const seen: IncomingMessage[] = []
    await answered((request, response) => {
      seen.push(request)
      response.end(EXPECTED)
    })
    expect(seen.map(one => [one.method, one.url, one.headers.host])).toEqual([
      ['GET', `/.well-known/clova2mqtt-probe?n=${NONCE}`, HOME_HOST],
    ])
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual(['cache-control', 'connection', 'host', 'user-agent'])
  })

  test('a certificate of an authority that is not public is not believed', async () => {
    const port = await listening(createServer({ key, cert }, (_q, response) => response.end(EXPECTED)))
    expect((await probed(port)).verdict).toBe('untrusted')
  })

  test('a certificate of another name, one that has ended, one signed by itself', async () => {
    const port = await listening(createServer({ key, cert }, (_q, response) => response.end(EXPECTED)))
    const prober = createProber({ clock, resolvers: [], ca, connectTo: { host: '127.0.0.1', port } })
    const other = await prober.probe({ origin: 'https://other.example', nonce: NONCE, expected: EXPECTED })
    expect(other.verdict).toBe('wrongName')

    const own = (name: string, days: string) => {
      const at = (ending: string): string => join(folder, `${name}.${ending}`)
      const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' })
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      openssl('req', ...curve, '-subj', `/CN=${HOME_HOST}`, '-keyout', at('key'), '-out', at('csr'))
      openssl('x509', '-req', '-in', at('csr'), '-signkey', at('key'), '-days', days, '-out', at('pem'))
      return { key: readFileSync(at('key'), 'utf8'), cert: readFileSync(at('pem'), 'utf8') }
    }
    const verdictOf = async (tls: { key: string; cert: string }, believed?: string) =>
      (await probed(await listening(createServer(tls)), believed === undefined ? {} : { ca: believed })).verdict
    const self = own('self', '2')
    expect(await verdictOf(self)).toBe('untrusted')
    const ended = own('ended', '-1')
    expect(await verdictOf(ended, ended.cert)).toBe('expired')
  })

  test('nothing comes: given up after eight seconds of our clock, and the connection is gone', async () => {
    const manual = manualClock()
    const sockets: { destroyed: boolean }[] = []
    const server = createServer({ key, cert }, request => void sockets.push(request.socket))
    const port = await listening(server)
    const result = probed(port, { ca, clock: manual })
    while (sockets.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    await manual.advance(7_999)
    expect(sockets[0]?.destroyed).toBe(false)
    await manual.advance(1)
    expect((await result).verdict).toBe('timeout')
    while (sockets[0]?.destroyed === false) await new Promise(resolve => setTimeout(resolve, 5))
    expect(manual.pendingTimers()).toBe(0)
  })
})

describe('no answer', () => {
  test('plain http on the port, an ssh server, a closed port', async () => {
    expect((await probed(await listening(createPlain((_q, response) => response.end())))).verdict).toBe('noTls')
    const ssh = createTcp(socket => socket.end('SSH-2.0-OpenSSH_10.0\r\n'))
    expect((await probed(await listening(ssh))).verdict).toBe('noTls')
    const gone = createTcp()
    const port = await listening(gone)
    await new Promise(resolve => gone.close(resolve))
    expect((await probed(port)).verdict).toBe('refused')
  })
})

describe('names', () => {
  /** A name server that answers with a code and an address. */
  async function nameServer(code: number, address?: string): Promise<string> {
    const socket = createSocket('udp4')
    socket.on('message', (question, from) => {
      const end = question.indexOf(0, 12) + 5
      const has = address !== undefined && question.readUInt16BE(end - 4) === 1
      const head = Buffer.from(question.subarray(0, 12))
      head.writeUInt16BE(0x8180 | code, 2)
      head.writeUInt16BE(has ? 1 : 0, 6)
      head.fill(0, 8)
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...(address ?? '').split('.').map(Number)])
      socket.send(Buffer.concat([head, question.subarray(12, end), ...(has ? [record] : [])]), from.port, from.address)
    })
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
    onTestFinished(() => void socket.close())
    return `127.0.0.1:${socket.address().port}`
  }
  const asked = (resolver: string, origin = `https://${HOME_HOST}`) =>
    createProber({ clock, resolvers: [resolver] }).probe({ origin, nonce: NONCE, expected: EXPECTED })

  test('one that does not exist, one without an address, one whose server is broken', async () => {
    for (const code of [3, 0, 2]) expect((await asked(await nameServer(code))).verdict).toBe('noName')
  })

  test('an address that nobody outside reaches is not even tried', async () => {
    for (const address of ['192.168.0.10', '100.101.102.103', '127.0.0.1']) {
      const found = await asked(await nameServer(0, address))
      expect(found).toEqual({ verdict: 'private', detail: `${HOME_HOST}: ${address}` })
    }
    expect((await asked('127.0.0.1', 'https://10.0.0.1')).verdict).toBe('private')
  })

  test('a resolver that does not answer says nothing of the name', async () => {
    const silent = createSocket('udp4')
    await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    expect((await asked(`127.0.0.1:${silent.address().port}`)).verdict).toBe('resolver')
    const gone = createSocket('udp4')
    await new Promise<void>(resolve => gone.bind(0, '127.0.0.1', resolve))
    const { port } = gone.address()
    await new Promise<void>(resolve => gone.close(resolve))
    expect((await asked(`127.0.0.1:${port}`)).verdict).toBe('resolver')
  })
})

test('what an answer means does not hang on letter case or blanks', () => {
  const answer = (status: number, body: string, type = '') => ({ status, body, headers: { 'content-type': type } })
  expect(classifyAnswer(answer(200, `${EXPECTED}\n`), EXPECTED).verdict).toBe('me')
  expect(classifyAnswer(answer(201, EXPECTED), EXPECTED).verdict).toBe('elsewhere')
  expect(classifyAnswer(answer(200, '', 'Text/HTML'), EXPECTED).verdict).toBe('page')
  expect(classifyAnswer(answer(502, EXPECTED), EXPECTED).verdict).toBe('edge')
})

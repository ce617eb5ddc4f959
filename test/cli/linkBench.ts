/** A home's account linking on the real public listener, a TLS front before it as a tunnel has one, and the check on both. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock/system.ts'
import { openPublicListener } from '../../src/adapters/http/public.ts'
import { openLinkPages } from '../../src/adapters/oauth/linkPages.ts'
import type { Invocation } from '../../src/cli/invocation.ts'
import { type CheckOverrides, checkLinking, type Finding } from '../../src/cli/linkCheck.ts'
import { type LinkDeskHandle, openLinkDesk } from '../../src/compose/openLinkDesk.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/loadConfig.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { temporaryFolder } from './support.ts'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

export const HOST = 'home.test'
/** Of the block for documentation (RFC 5737): a public address that is nobody's. */
export const PUBLIC_ADDRESS = '203.0.113.7'
export const PASSWORD = 'correct horse battery'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface Leaf {
  readonly key: string
  readonly cert: string
}

export interface Authority {
  readonly ca: string
  /** A certificate for a name; with 0 days it has expired at once. */
  readonly issue: (name: string, validDays?: number) => Leaf
  readonly selfSigned: () => Leaf
}

export function makeAuthority(): Authority {
  const folder = temporaryFolder()
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' })
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const read = (key: string, cert: string): Leaf => ({
    key: readFileSync(at(key), 'utf8'),
    cert: readFileSync(at(cert), 'utf8'),
  })
  const rooted = ['req', '-x509', ...curve, '-days', '40']
  openssl(...rooted, '-subj', '/O=Test Authority', '-keyout', at('ca.key'), '-out', at('ca.pem'))
  return {
    ca: readFileSync(at('ca.pem'), 'utf8'),
    issue(name, validDays = 40) {
      openssl('req', ...curve, '-subj', `/CN=${name}`, '-keyout', at('leaf.key'), '-out', at('leaf.csr'))
      writeFileSync(at('names'), `subjectAltName=DNS:${name}\n`)
      const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')]
      openssl('x509', '-req', '-in', at('leaf.csr'), ...signed, '-days', String(validDays), '-out', at('leaf.pem'))
      return read('leaf.key', 'leaf.pem')
    },
    selfSigned() {
      const names = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`]
      openssl(...rooted, ...names, '-keyout', at('own.key'), '-out', at('own.pem'))
      return read('own.key', 'own.pem')
    },
  }
}

export const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export interface LinkBench {
  readonly config: Config
  readonly desk: LinkDeskHandle
  readonly clock: ReturnType<typeof systemClock>
  /** Passes a request on to the real listener, as a tunnel does. */
  readonly pass: Handler
  readonly check: (port: number, ca?: string, overrides?: CheckOverrides) => Promise<readonly Finding[]>
}

/** A user `mina`, a client, and the pages on the public listener; nothing is signed, so every directive is refused. */
export async function openLinkBench(extra = '', publicUrl = `https://${HOST}`): Promise<LinkBench> {
  const folder = temporaryFolder()
  const file = join(folder, 'clova2mqtt.yaml')
  writeFileSync(file, `webhook: { publicUrl: '${publicUrl}' }\n${extra}`)
  const loaded = loadConfig(file, {})
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { config } = loaded
  const clock = systemClock({ builtAt: BUILT_AT, keepAlive: true })
  const desk = openLinkDesk(config, { clock, log: quiet })
  onTestFinished(desk.close)
  await desk.desk.addUser('mina', new Secret(PASSWORD))
  const { linking } = desk
  const { homeName, edition, language } = config
  const listener = await openPublicListener({
    listen: { host: '127.0.0.1', port: 0 },
    door: { receive: async () => ({ verified: false }) },
    clock,
    log: quiet,
    pages: openLinkPages({ linking, homeName, edition, language, clock, log: quiet }),
  })
  onTestFinished(() => listener.close(0))
  return {
    config,
    desk,
    clock,
    pass: passTo(Number(listener.port)),
    check: (port, ca, overrides) => collect({ config, desk, clock }, port, ca, overrides),
  }
}

const invocation: Invocation = {
  io: { out: () => undefined, err: () => undefined, env: {}, columns: undefined },
  language: 'en',
  languageChosen: true,
  positionals: [],
  options: {},
}

/** The check as if the name led to a public address, behind which the port of this machine is. */
export async function collect(
  home: Pick<LinkBench, 'config' | 'desk' | 'clock'>,
  port: number,
  ca?: string,
  { target = {}, resolve = async () => [PUBLIC_ADDRESS] }: CheckOverrides = {},
): Promise<readonly Finding[]> {
  const overrides = { target: { connectTo: { host: '127.0.0.1', port }, ...target }, resolve }
  const findings: Finding[] = []
  for await (const finding of checkLinking({ ...home, invocation }, ca, overrides)) findings.push(finding)
  return findings
}

/** Ids by state, as short as a test reads well. */
export const inState = (findings: readonly Finding[], state: Finding['state']): readonly string[] =>
  findings.filter(one => one.state === state).map(({ id }) => id)

export function passTo(port: number): Handler {
  return (incoming, response) => {
    const { method, url: path, headers } = incoming
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    call.on('error', () => response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>'))
    incoming.pipe(call)
  }
}

/** A response of which nothing leaves; it emits `unheard` when it would have been sent. */
export const silent = (response: ServerResponse): ServerResponse =>
  Object.assign(response, {
    writeHead: () => response,
    write: () => true,
    end() {
      response.emit('unheard')
      return response
    },
  })

async function bound(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Ends TLS and hands on; the port it listens on. */
export async function front(leaf: Leaf, handle: Handler): Promise<number> {
  const server = createHttps(leaf, handle)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return await bound(server)
}

/** Accepts and says nothing, or what a plain server says. */
export async function tcpServer(greeting?: string): Promise<number> {
  const server = createTcp(socket => {
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    if (greeting !== undefined) socket.once('data', () => socket.end(greeting))
  })
  onTestFinished(() => void server.close())
  return await bound(server)
}

/**
 * A home and the internet in network namespaces: a Pi behind a router that translates addresses, a rented host with a real
 * sshd and nginx, CLOVA and a name server outside, joined by a switch whose cables can be pulled.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateDevelopmentKey } from '../../src/adapters/cek/sign.ts'
import { HOME_HOST, makeCertificate } from '../linking/support/certificate.ts'
import type { OutsideOptions } from './children/outside.ts'
import { programAt } from './programs.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TSX = import.meta.resolve('tsx')

export const RENTED = '203.0.113.10'
export const OUTSIDE = '203.0.113.20'
const ROUTER = '203.0.113.2'
const ROUTER_LATER = '203.0.113.77'

interface Answered {
  readonly at: number
  readonly answered: boolean
  readonly what: string
}

export interface Crawled {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly body: string
}

export interface World {
  readonly folder: string
  readonly configFile: string
  /** What the gateway printed. */
  readonly log: () => string
  /** Every change that CLOVA saw. */
  readonly seen: readonly Answered[]
  /** Waits until CLOVA sees this, and says when it did. */
  readonly until: (answered: boolean, fromMs: number) => Promise<number>
  readonly untilLogged: (pattern: RegExp, from?: number) => Promise<void>
  readonly crawl: (list: readonly object[]) => Promise<readonly Crawled[]>
  readonly cut: (what: 'router' | 'rented') => void
  readonly join: (what: 'router' | 'rented') => void
  readonly changeAddress: () => void
  readonly startHost: () => void
  readonly stopHost: () => Promise<void>
  /** Runs a program on the rented host. */
  readonly onHost: (program: string, args: readonly string[]) => ChildProcess
  readonly gateway: () => ChildProcess
  /** Process ids of what the gateway has started. */
  readonly childrenOfGateway: () => readonly number[]
  readonly close: () => Promise<void>
}

/** A test that fails ends here and not at the limit of the runner. */
const PATIENCE_MS = 100_000

export async function openWorld(label: string): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), `c2m-${label}-`))
  const space = (name: string): string => `c2m-${label}-${process.pid}-${name}`
  const ip = (...args: readonly string[]): void => void execFileSync(programAt('ip'), args, { stdio: 'pipe' })
  const inside = (name: string, program: string, args: readonly string[]): ChildProcess =>
    spawn(programAt('ip'), ['netns', 'exec', space(name), programAt(program), ...args], { cwd: ROOT, stdio: 'pipe' })
  const children = new Set<ChildProcess>()
  const keep = (child: ChildProcess): ChildProcess => {
    children.add(child)
    child.once('exit', () => children.delete(child))
    child.stderr?.on('data', piece => note(`[${label}] ${piece}`))
    return child
  }
  let noted = ''
  const note = (text: string): void => {
    noted = (noted + text).slice(-20_000)
  }

  const spaces = ['net', 'pi', 'router', 'rented', 'outside']
  for (const name of spaces) {
    ip('netns', 'add', space(name))
    ip('-n', space(name), 'link', 'set', 'lo', 'up')
  }
  const cable = (from: string, fromIf: string, to: string, toIf: string): void => {
    ip('link', 'add', fromIf, 'netns', space(from), 'type', 'veth', 'peer', 'name', toIf, 'netns', space(to))
    ip('-n', space(from), 'link', 'set', fromIf, 'up')
    ip('-n', space(to), 'link', 'set', toIf, 'up')
  }
  ip('-n', space('net'), 'link', 'add', 'sw', 'type', 'bridge')
  ip('-n', space('net'), 'link', 'set', 'sw', 'up')
  for (const [name, address] of [
    ['router', ROUTER],
    ['rented', RENTED],
    ['outside', OUTSIDE],
  ] as const) {
    cable(name, 'wan', 'net', `p-${name}`)
    ip('-n', space('net'), 'link', 'set', `p-${name}`, 'master', 'sw')
    ip('-n', space(name), 'addr', 'add', `${address}/24`, 'dev', 'wan')
  }
  cable('router', 'lan', 'pi', 'eth0')
  ip('-n', space('router'), 'addr', 'add', '192.168.0.1/24', 'dev', 'lan')
  ip('-n', space('pi'), 'addr', 'add', '192.168.0.10/24', 'dev', 'eth0')
  ip('-n', space('pi'), 'route', 'add', 'default', 'via', '192.168.0.1')
  const inRouter = (...args: readonly string[]): void => ip('netns', 'exec', space('router'), ...args)
  inRouter('sysctl', '-qw', 'net.ipv4.ip_forward=1')
  inRouter(programAt('iptables'), '-t', 'nat', '-A', 'POSTROUTING', '-o', 'wan', '-j', 'MASQUERADE')

  const files = writeFiles(folder)
  const host: ChildProcess[] = []
  const startHost = (): void => {
    host.push(keep(inside('rented', 'sshd', ['-D', '-e', '-f', files.sshd])))
    host.push(keep(inside('rented', 'nginx', ['-c', files.nginx])))
  }
  startHost()
  const outside = keep(inside('outside', process.execPath, ['--import', TSX, files.outsideProgram, files.outside]))
  const gateway = keep(
    inside('pi', process.execPath, ['--import', TSX, 'src/main.ts', 'start', '--config', files.config]),
  )
  let logged = ''
  gateway.stdout?.on('data', piece => {
    logged += piece
  })
  const seen: Answered[] = []
  const crawls: ((list: readonly Crawled[]) => void)[] = []
  readLines(outside, line => {
    const said = JSON.parse(line) as Answered & { crawled?: readonly Crawled[] }
    if (said.crawled === undefined) seen.push(said)
    else crawls.shift()?.(said.crawled)
  })
  const wait = async <T>(what: string, look: () => T | undefined): Promise<T> => {
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      const found = look()
      if (found !== undefined) return found
      if (Date.now() > end) throw new Error(`${what} in:\n${JSON.stringify(seen)}\n${logged.slice(-6000)}\n${noted}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  return {
    folder,
    configFile: files.config,
    log: () => logged,
    seen,
    until: (answered, fromMs) =>
      wait(`CLOVA never saw ${answered}`, () => {
        const last = seen.at(-1)
        return last?.answered === answered ? Math.max(last.at, fromMs) : undefined
      }),
    untilLogged: async (pattern, from = 0) =>
      void (await wait(`${pattern} was not logged`, () => pattern.exec(logged.slice(from)) ?? undefined)),
    crawl: list =>
      new Promise(resolve => {
        crawls.push(resolve)
        outside.stdin?.write(`${JSON.stringify(list)}\n`)
      }),
    cut: what => ip('-n', space('net'), 'link', 'set', `p-${what}`, 'down'),
    join: what => ip('-n', space('net'), 'link', 'set', `p-${what}`, 'up'),
    changeAddress() {
      ip('-n', space('router'), 'addr', 'del', `${ROUTER}/24`, 'dev', 'wan')
      ip('-n', space('router'), 'addr', 'add', `${ROUTER_LATER}/24`, 'dev', 'wan')
    },
    startHost,
    async stopHost() {
      // Everything in it, as when the power goes: the daemons and what they have started.
      const pids = execFileSync(programAt('ip'), ['netns', 'pids', space('rented')], { encoding: 'utf8' })
      const ends = host.splice(0).map(child => new Promise(resolve => child.once('exit', resolve)))
      for (const pid of pids.split('\n').filter(line => line !== '')) killQuietly(Number(pid))
      await Promise.all(ends)
    },
    onHost: (program, args) => keep(inside('rented', program, args)),
    gateway: () => gateway,
    // `ip netns exec` becomes the program that it starts. The compiler's helper is among the children too.
    childrenOfGateway: () =>
      execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(gateway.pid)], { encoding: 'utf8' })
        .split('\n')
        .filter(line => line.endsWith(' ssh'))
        .map(line => Number.parseInt(line, 10)),
    async close() {
      const isOver = gateway.exitCode !== null || gateway.signalCode !== null
      gateway.kill('SIGTERM')
      if (!isOver) await new Promise(resolve => gateway.once('exit', resolve))
      for (const name of spaces) {
        const pids = execFileSync(programAt('ip'), ['netns', 'pids', space(name)], { encoding: 'utf8' })
        for (const pid of pids.split('\n').filter(line => line !== '')) killQuietly(Number(pid))
        ip('netns', 'del', space(name))
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readLines(child: ChildProcess, take: (line: string) => void): void {
  let held = ''
  child.stdout?.on('data', piece => {
    const lines = `${held}${piece}`.split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
}

/** Keys, certificates and configurations; the socket lies in the folder, which all namespaces share. */
function writeFiles(folder: string) {
  const at = (name: string): string => join(folder, name)
  const write = (name: string, text: string): string => {
    writeFileSync(at(name), text, { mode: 0o600 })
    return at(name)
  }
  // sshd and nginx look at who may write to the folders above.
  chmodSync(folder, 0o711)
  const keygen = (name: string): void =>
    void execFileSync(programAt('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
  keygen('host_key')
  keygen('id')
  const publicKey = (name: string): string => readFileSync(at(`${name}.pub`), 'utf8')
  write('authorized_keys', `restrict,port-forwarding,command="/bin/false" ${publicKey('id')}`)
  write('known_hosts', `${RENTED} ${publicKey('host_key')}`)
  const { cert, key } = makeCertificate(folder)
  write('tls.pem', cert)
  write('tls.key', key)
  const cek = generateDevelopmentKey()
  write('cek.pub.pem', cek.publicKeyPem)
  const outside: OutsideOptions = {
    host: HOME_HOST,
    address: RENTED,
    own: OUTSIDE,
    caFile: at('ca.pem'),
    keyFile: write('cek.pem', cek.privateKeyPem.reveal()),
    action: 'DiscoverAppliances',
  }
  return {
    sshd: write('sshd_config', sshdConfig(at)),
    nginx: write('nginx.conf', nginxConfig(at)),
    config: write('clova2mqtt.yaml', gatewayConfig(at('gw.sock'))),
    outside: JSON.stringify(outside),
    outsideProgram: join(ROOT, 'test/exposure/children/outside.ts'),
  }
}

const sshdConfig = (at: (name: string) => string): string => `
ListenAddress ${RENTED}
HostKey ${at('host_key')}
PidFile none
StrictModes no
UsePAM no
AuthorizedKeysFile ${at('authorized_keys')}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding remote
PermitListen 127.0.0.1:1
AllowStreamLocalForwarding remote
StreamLocalBindUnlink yes
`

/** Without keep-alive to the socket: a pooled connection of a dead tunnel would hold up the first request after it. */
const nginxConfig = (at: (name: string) => string): string => `
daemon off; user root; worker_processes 1; pid ${at('nginx.pid')}; error_log ${at('nginx.log')};
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${at('t1')}; proxy_temp_path ${at('t2')}; fastcgi_temp_path ${at('t3')};
  uwsgi_temp_path ${at('t4')}; scgi_temp_path ${at('t5')};
  ssl_certificate ${at('tls.pem')}; ssl_certificate_key ${at('tls.key')};
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; proxy_read_timeout 10s;
  server {
    listen ${RENTED}:443 ssl;
    location / { proxy_pass http://unix:${at('gw.sock')}:; proxy_set_header X-Forwarded-For $remote_addr; }
  }
  # Pointed at the wrong socket, as a mistake in a configuration does it.
  server { listen ${RENTED}:8443 ssl; location / { proxy_pass http://unix:${at('data/control.sock')}:; } }
}
`

/** Signs of life every 2 s instead of 5, so that a loss is noticed within 8 s instead of 20; all else is as it comes. */
const gatewayConfig = (socket: string): string => `
language: en
webhook: { port: 8080, publicUrl: 'https://${HOME_HOST}', key: { file: cek.pub.pem } }
mqtt: { port: 1883 }
log: { style: json }
tunnel:
  kind: ssh
  ssh:
    host: ${RENTED}
    user: root
    keyFile: id
    knownHostsFile: known_hosts
    socket: ${socket}
    alive: 2s
  probe: { every: 1m, resolvers: ['${OUTSIDE}'], ca: ca.pem }
`

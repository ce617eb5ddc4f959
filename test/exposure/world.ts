/**
 * A home and the internet in network namespaces: a Pi behind a router that translates addresses, a rented host with a real
 * sshd and nginx (or Caddy on the Pi, or WireGuard between the two), CLOVA and a name server outside, joined by a switch whose
 * cables can be pulled.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { programAt } from './programs.ts'
import { joinByWireguard } from './wired.ts'
import { OUTSIDE, RENTED, ROUTER, type Way, type WebKind, writeFiles } from './worldFiles.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TSX = import.meta.resolve('tsx')

const ROUTER_LATER = '203.0.113.77'
const RENTED_LATER = '203.0.113.88'

/** A name of the rented host, where its address may change. */
const RENTED_NAME = 'vps.example'

const PI = '192.168.0.10'

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
  /** The home gets another address; where it is the public one, the name server knows. */
  readonly changeAddress: () => void
  /** The same for the rented host. */
  readonly moveHost: () => void
  readonly startHost: () => void
  readonly stopHost: () => Promise<void>
  /** Ends the web server alone, and starts it again in one of its kinds. */
  readonly stopWeb: () => Promise<void>
  readonly startWeb: (kind?: WebKind) => void
  /** Runs a program on the rented host. */
  readonly onHost: (program: string, args: readonly string[]) => ChildProcess
  readonly gateway: () => ChildProcess
  /** Process ids of what the gateway has started. */
  readonly childrenOfGateway: () => readonly number[]
  readonly close: () => Promise<void>
}

/** A test that fails ends here and not at the limit of the runner. */
const PATIENCE_MS = 100_000

export interface WorldOptions {
  readonly way?: Way
  /** The rented host is known by its name, whose address the Pi asks of the name server outside. */
  readonly named?: boolean
}

export async function openWorld(label: string, { way = 'ssh', named = false }: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), `c2m-${label}-`))
  const space = (name: string): string => `c2m-${label}-${process.pid}-${name}`
  const ip = (...args: readonly string[]): void => void execFileSync(programAt('ip'), args, { stdio: 'pipe' })
  const inside = (name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess =>
    spawn(programAt('ip'), ['netns', 'exec', space(name), programAt(program), ...args], {
      cwd: ROOT,
      stdio: 'pipe',
      env: { ...process.env, ...env },
    })
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
  ip('-n', space('pi'), 'addr', 'add', `${PI}/24`, 'dev', 'eth0')
  ip('-n', space('pi'), 'route', 'add', 'default', 'via', '192.168.0.1')
  const inRouter = (...args: readonly string[]): void => ip('netns', 'exec', space('router'), ...args)
  inRouter('sysctl', '-qw', 'net.ipv4.ip_forward=1')
  const nat = (...args: readonly string[]): void => inRouter(programAt('iptables'), '-w', '-t', 'nat', ...args)
  nat('-A', 'POSTROUTING', '-o', 'wan', '-j', 'MASQUERADE')
  // Forwarded ports, which lead back from inside too.
  const forward = (address: string): void => {
    nat('-F', 'PREROUTING')
    for (const port of ['443', '8443'])
      nat('-A', 'PREROUTING', '-d', address, '-p', 'tcp', '--dport', port, '-j', 'DNAT', '--to', PI)
  }
  if (way === 'caddy') {
    forward(ROUTER)
    nat('-A', 'POSTROUTING', '-d', PI, '-p', 'tcp', '-j', 'MASQUERADE')
  }
  // `ip netns exec` puts what lies there in the place of /etc.
  const etc = `/etc/netns/${space('pi')}`
  if (named) {
    mkdirSync(etc, { recursive: true })
    writeFileSync(join(etc, 'resolv.conf'), `nameserver ${OUTSIDE}\noptions timeout:1 attempts:2\n`)
  }

  const files = writeFiles(folder, way, named ? RENTED_NAME : RENTED)
  const host: ChildProcess[] = []
  let web: ChildProcess | undefined
  const startWeb = (kind: WebKind = 'good'): void => {
    if (way === 'caddy') {
      const place = { HOME: folder, XDG_DATA_HOME: files.caddyData, XDG_CONFIG_HOME: files.caddyData }
      web = keep(inside('pi', 'caddy', ['run', '--config', files.caddy, '--adapter', 'caddyfile'], place))
    } else {
      web = keep(inside('rented', 'nginx', ['-c', files.nginx[kind]]))
      host.push(web)
    }
  }
  const startHost = (): void => {
    if (way === 'ssh') host.push(keep(inside('rented', 'sshd', ['-D', '-e', '-f', files.sshd])))
    startWeb()
  }
  const wait = async <T>(what: string, look: () => T | undefined): Promise<T> => {
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      const found = look()
      if (found !== undefined) return found
      if (Date.now() > end) throw new Error(`${what} in:\n${JSON.stringify(seen)}\n${logged.slice(-6000)}\n${noted}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  let logged = ''
  const seen: Answered[] = []
  startHost()
  if (way === 'wireguard') await joinByWireguard({ folder, space, start: (...asked) => keep(inside(...asked)) })
  // Caddy makes its authority at its first start, and the others read it once.
  await wait('no authority', () => (existsSync(files.outside.caFile) ? true : undefined))
  const outside = keep(
    inside('outside', process.execPath, ['--import', TSX, files.outsideProgram, JSON.stringify(files.outside)]),
  )
  const gateway = keep(
    inside('pi', process.execPath, ['--import', TSX, 'src/main.ts', 'start', '--config', files.config]),
  )
  gateway.stdout?.on('data', piece => {
    logged += piece
  })
  const crawls: ((list: readonly Crawled[]) => void)[] = []
  readLines(outside, line => {
    const said = JSON.parse(line) as Answered & { crawled?: readonly Crawled[] }
    if (said.crawled === undefined) seen.push(said)
    else crawls.shift()?.(said.crawled)
  })
  const tellOutside = (said: object): void => void outside.stdin?.write(`${JSON.stringify(said)}\n`)
  const readdress = (name: 'router' | 'rented', from: string, to: string): void => {
    ip('-n', space(name), 'addr', 'del', `${from}/24`, 'dev', 'wan')
    ip('-n', space(name), 'addr', 'add', `${to}/24`, 'dev', 'wan')
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
        tellOutside(list)
      }),
    cut: what => ip('-n', space('net'), 'link', 'set', `p-${what}`, 'down'),
    join: what => ip('-n', space('net'), 'link', 'set', `p-${what}`, 'up'),
    changeAddress() {
      readdress('router', ROUTER, ROUTER_LATER)
      if (way !== 'caddy') return
      forward(ROUTER_LATER)
      tellOutside({ address: ROUTER_LATER })
    },
    moveHost() {
      readdress('rented', RENTED, RENTED_LATER)
      tellOutside({ address: RENTED_LATER })
    },
    startWeb,
    async stopWeb() {
      const ending = web
      web = undefined
      if (ending === undefined) return
      const ended = new Promise(resolve => ending.once('exit', resolve))
      ending.kill('SIGTERM')
      await ended
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
      rmSync(etc, { recursive: true, force: true })
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

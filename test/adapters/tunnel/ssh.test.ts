/** The provider for ssh with a real sshd on this machine: the socket, the ways it is refused, and what ends it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type SshTunnelOptions, sshArguments, sshTunnel } from '../../../src/adapters/tunnel/ssh.ts'
import { missing, programAt } from '../../exposure/programs.ts'
import { testPort } from '../../support/testPort.ts'
import { clock, temporaryFolder, until, watchRun } from './support.ts'

const lacking = missing('sshd', 'ssh', 'ssh-keygen')
const NEEDS = lacking.length === 0 ? '' : ` (left out: no ${lacking.join(', ')})`

/** Debian's sshd wants its empty folder, which its service makes. */
if (lacking.length === 0 && process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })

interface Bench {
  readonly folder: string
  readonly at: (name: string) => string
  readonly port: number
  readonly server: ChildProcess
  readonly begin: (changes?: Partial<SshTunnelOptions>) => ReturnType<typeof watchRun>
}

async function bench(settings = 'StreamLocalBindUnlink yes'): Promise<Bench> {
  const folder = temporaryFolder()
  const at = (name: string): string => join(folder, name)
  const keygen = (name: string): void =>
    void execFileSync(programAt('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
  for (const name of ['host', 'id', 'stranger']) keygen(name)
  const publicKey = (name: string): string => readFileSync(at(`${name}.pub`), 'utf8')
  const port = await testPort()
  writeFileSync(at('authorized_keys'), `restrict,port-forwarding,command="/bin/false" ${publicKey('id')}`)
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${publicKey('host')}`)
  writeFileSync(
    at('sshd_config'),
    `${settings}\nPort ${port}\nListenAddress 127.0.0.1\nHostKey ${at('host')}\nPidFile none\nStrictModes no\nUsePAM no
AuthorizedKeysFile ${at('authorized_keys')}\nPermitRootLogin prohibit-password\nPasswordAuthentication no
AllowTcpForwarding remote\nPermitListen none\nAllowStreamLocalForwarding remote\n`,
  )
  const server = spawn(programAt('sshd'), ['-D', '-e', '-f', at('sshd_config')], { stdio: 'pipe' })
  onTestFinished(() => void server.kill('SIGKILL'))
  let said = ''
  server.stderr.on('data', piece => {
    said += piece
  })
  await until(`sshd in: ${said}`, () => said.includes('Server listening'))
  const home = createServer((_request, response) => response.end('home'))
  await new Promise<void>(resolve => home.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void home.close())
  const listen = () => ({ host: '127.0.0.1', port: (home.address() as AddressInfo).port })
  const options = {
    program: 'ssh',
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    keyFile: at('id'),
    knownHostsFile: at('known_hosts'),
    socket: at('gw.sock'),
    aliveSeconds: 1,
    listen,
    clock,
  }
  return { folder, at, port, server, begin: changes => watchRun(log => sshTunnel({ ...options, log, ...changes })) }
}

/** A request as the web server of the host sends it. */
const throughSocket = (socketPath: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const call = request({ socketPath, path: '/live', agent: false }, answer => {
      let text = ''
      answer.on('data', piece => {
        text += piece
      })
      answer.once('end', () => resolve(text))
    })
    call.once('error', reject)
    call.end()
  })

describe.skipIf(lacking.length > 0)(`a reverse tunnel${NEEDS}`, () => {
  test('stands, carries requests, and ends in order', async () => {
    const { begin, at } = await bench()
    const { told, run, lines } = begin()
    await until('up', () => told.length === 1)
    expect(await throughSocket(at('gw.sock'))).toBe('home')
    await run.stop(5000)
    // SIGTERM is status 0 or 255, by the moment; what counts is that it was asked to.
    expect((await run.ended).cause).toMatch(/ended|linkLost/)
    expect(lines().filter(line => /debug\d/.test(line))).toEqual([])
  })

  test('takes the socket over from a tunnel that is still there', async () => {
    const { begin, at } = await bench()
    const first = begin()
    await until('up', () => first.told.length === 1)
    const second = begin()
    await until('up', () => second.told.length === 1)
    await first.run.stop(0)
    expect(await throughSocket(at('gw.sock'))).toBe('home')
  })

  test('without StreamLocalBindUnlink a socket that was left is in the way, and the cause says so', async () => {
    const { begin, at } = await bench('StreamLocalBindUnlink no')
    const squatter = createTcp()
    await new Promise<void>(resolve => squatter.listen(at('gw.sock'), resolve))
    onTestFinished(() => void squatter.close())
    expect((await begin().run.ended).cause).toBe('forwardRefused')
  })

  test('AllowTcpForwarding no forbids sockets too, though they have a setting of their own', async () => {
    const { begin } = await bench('AllowTcpForwarding no\nStreamLocalBindUnlink yes')
    expect((await begin().run.ended).cause).toBe('forwardRefused')
  })

  test('a folder that is not there', async () => {
    const { begin, at } = await bench()
    expect((await begin({ socket: at('nowhere/gw.sock') }).run.ended).cause).toBe('forwardRefused')
  })

  test('a key it does not know, one that everybody may read', async () => {
    const { begin, at } = await bench()
    expect((await begin({ keyFile: at('stranger') }).run.ended).cause).toBe('keyRefused')
    chmodSync(at('id'), 0o644)
    expect((await begin().run.ended).cause).toBe('keyRefused')
  })

  test('another host key, and a host that is not in the list', async () => {
    const { begin, at, port } = await bench()
    writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(at('stranger.pub'), 'utf8')}`)
    expect((await begin().run.ended).cause).toBe('hostKey')
    writeFileSync(at('known_hosts'), '')
    expect((await begin().run.ended).cause).toBe('hostKey')
  })

  test('nobody at the port, somebody else at the port, a name that is none', async () => {
    const { begin } = await bench()
    expect((await begin({ port: await testPort() }).run.ended).cause).toBe('serverRefused')
    const other = createTcp(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    expect((await begin({ port: (other.address() as AddressInfo).port }).run.ended).cause).toBe('notSsh')
    expect((await begin({ host: 'no-such-host.invalid' }).run.ended).cause).toBe('serverName')
  })

  test('a host that dies is a lost link', async () => {
    const { begin, server } = await bench()
    const { told, run } = begin()
    await until('up', () => told.length === 1)
    // Its children, one for each connection, are a session of their own.
    for (const pid of execFileSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)], { encoding: 'utf8' }).split(
      '\n',
    )) {
      if (pid.trim() !== '') process.kill(Number(pid), 'SIGKILL')
    }
    expect((await run.ended).cause).toBe('linkLost')
  })

  test('files that cannot be read are named before anything is started', async () => {
    const { begin, at } = await bench()
    expect(await begin({ keyFile: at('none') }).run.ended).toEqual({ cause: 'fileUnreadable', detail: at('none') })
    expect(await begin({ knownHostsFile: at('none') }).run.ended).toMatchObject({ detail: at('none') })
    expect(existsSync(at('gw.sock'))).toBe(false)
  })
})

test('blanks and percent signs in file names reach ssh as they are', () => {
  const args = sshArguments({
    host: 'vps.example.com',
    port: 2222,
    user: 'clova2mqtt',
    keyFile: '/etc/my keys/100%',
    knownHostsFile: '/etc/known hosts',
    socket: '/run/gw.sock',
    aliveSeconds: 5,
    listen: () => ({ host: '::1', port: 8080 }),
  })
  expect(args).toContain('IdentityFile="/etc/my keys/100%%"')
  expect(args).toContain('UserKnownHostsFile="/etc/known hosts"')
  expect(args.slice(-2)).toEqual(['--', 'vps.example.com'])
  expect(args[args.indexOf('-R') + 1]).toBe('/run/gw.sock:[::1]:8080')
  for (const set of ['ExitOnForwardFailure=yes', 'ServerAliveInterval=5', 'ServerAliveCountMax=3', 'BatchMode=yes']) {
    expect(args).toContain(set)
  }
})

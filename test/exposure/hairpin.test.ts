/** A forwarded port seen from inside, through a real router with the three ways in which routers are set up. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../adapters/tunnel/support.ts'
import { makeCertificate } from '../linking/support/certificate.ts'
import { programAt, whyNoNamespaces } from './programs.ts'

const reason = whyNoNamespaces()
const NEEDS = reason === undefined ? '' : ` (left out: ${reason})`

const ROUTER = '203.0.113.2'
const PI = '192.168.0.10'
const CHILD = fileURLToPath(new URL('children/homeBehindRouter.ts', import.meta.url))

/** Rules of the router, what a probe meets, and what that is worth. */
const WAYS = [
  ['the router answers itself', [], 'refused hairpin'],
  [
    'forwarded, but the answer comes from another address',
    [['PREROUTING', '-j', 'DNAT', '--to', PI]],
    'timeout hairpin',
  ],
  [
    'forwarded and translated back',
    [
      ['PREROUTING', '-j', 'DNAT', '--to', PI],
      ['POSTROUTING', '-j', 'MASQUERADE'],
    ],
    'me me',
  ],
] as const

test.skipIf(reason !== undefined)(`a router with hairpin and two without${NEEDS}`, { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'c2m-hairpin-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  makeCertificate(folder)
  const ip = (...args: readonly string[]): void => void execFileSync(programAt('ip'), args, { stdio: 'pipe' })
  const [router, pi] = [`c2m-hp-${process.pid}-router`, `c2m-hp-${process.pid}-pi`]
  for (const space of [router, pi]) {
    ip('netns', 'add', space)
    onTestFinished(() => ip('netns', 'del', space))
    ip('-n', space, 'link', 'set', 'lo', 'up')
  }
  ip('link', 'add', 'lan', 'netns', router, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pi)
  ip('-n', router, 'link', 'add', 'wan', 'type', 'bridge')
  for (const [space, link, address] of [
    [router, 'lan', '192.168.0.1/24'],
    [router, 'wan', `${ROUTER}/24`],
    [pi, 'eth0', `${PI}/24`],
  ] as const) {
    ip('-n', space, 'addr', 'add', address, 'dev', link)
    ip('-n', space, 'link', 'set', link, 'up')
  }
  ip('-n', pi, 'route', 'add', 'default', 'via', '192.168.0.1')
  ip('netns', 'exec', router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
  // What a router does anyway would show the Pi a shorter way round.
  ip('netns', 'exec', router, 'sysctl', '-qw', 'net.ipv4.conf.all.send_redirects=0')

  const args = ['netns', 'exec', pi, process.execPath, '--import', import.meta.resolve('tsx'), CHILD, folder, ROUTER]
  const home = spawn(programAt('ip'), args, { stdio: 'pipe' })
  onTestFinished(() => void home.kill('SIGKILL'))
  let said = ''
  home.stdout.on('data', piece => {
    said += piece
  })
  const line = (at: number): Promise<string> =>
    until(`line ${at} in: ${said}`, () => (said.split('\n').length > at + 1 ? said.split('\n')[at] : undefined))
  expect(await line(0)).toBe('open')
  for (const [at, [, rules, expected]] of WAYS.entries()) {
    const nat = ['netns', 'exec', router, programAt('iptables'), '-w', '-t', 'nat']
    ip(...nat, '-F')
    for (const [chain, ...rest] of rules) {
      const to = chain === 'PREROUTING' ? ['-d', ROUTER] : ['-d', PI]
      ip(...nat, '-A', chain, ...to, '-p', 'tcp', '--dport', '443', ...rest)
    }
    home.stdin.write('probe\n')
    expect(await line(at + 1)).toBe(expected)
  }
})

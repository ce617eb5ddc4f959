/** The Debian package under this machine's own systemd and dpkg, in a container: install, upgrade, remove, purge. */
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDebian } from '../../scripts/release/makeDebian.ts'
import { makeRelease } from '../../scripts/release/makeRelease.ts'
import { ARCHITECTURES } from '../../scripts/release/natives.ts'
import { ROOT } from '../tidy/files.ts'
import { type Answered, type BootedSystemd, bootSystemd, GIVEN } from './support/bootedSystemd.ts'

const given = mkdtempSync(join(tmpdir(), 'clova2mqtt-deb-'))
const booted = await bootSystemd(given)
const isBooted = 'run' in booted
const arch = ARCHITECTURES.find(one => one === process.arch) ?? 'x64'
const packages: string[] = []

beforeAll(() => {
  if (!isBooted) return
  const release = { root: ROOT, arch, archives: undefined, out: given } as const
  const alter = (folder: string): void =>
    appendFileSync(join(folder, 'dist/cli/start.js'), "throw new Error('broken')\n")
  for (const made of [
    makeRelease(release),
    makeRelease({ ...release, version: '0.1.1' }),
    makeRelease({ ...release, version: '0.1.2', alter }),
  ]) {
    packages.push(makeDebian(ROOT, made, given).split('/').at(-1) ?? '')
  }
  mkdirSync(join(given, 'bin'))
  copyFileSync(realpathSync(process.execPath), join(given, 'bin/node'))
}, 180_000)

afterAll(async () => {
  if (isBooted) await booted.stop()
  rmSync(given, { recursive: true, force: true })
})

if (!isBooted) {
  test(`the Debian package is left out: ${booted.reason}`, () => {
    expect(booted.reason).not.toBe('')
  })
}

const inside = (command: string, ...args: readonly string[]): Answered =>
  (booted as BootedSystemd).run(command, ...args)

/** Without its dependencies: Node of the tests may have come from elsewhere than Debian. */
const dpkg = (...args: readonly string[]): Answered => inside('dpkg', '--force-depends', ...args)
const install = (which: number): Answered => dpkg('-i', `${GIVEN}/${packages[which]}`)
const active = (): string => inside('systemctl', 'is-active', 'clova2mqtt').out.trim()
const exists = (...paths: readonly string[]): readonly boolean[] =>
  paths.map(path => inside('test', '-e', path).status === 0)

const suite = isBooted ? describe : (): void => undefined

suite('the Debian package', { timeout: 120_000 }, () => {
  test('installs, starts and becomes ready', () => {
    inside('cp', '-f', `${GIVEN}/bin/node`, '/usr/bin/node')
    const { status, out } = install(0)
    expect([status, out]).toEqual([0, expect.stringContaining('[ok]')])
    expect([active(), inside('systemctl', 'is-enabled', 'clova2mqtt').out.trim()]).toEqual(['active', 'enabled'])
    expect(inside('clova2mqtt', 'status', '--lang', 'en').out).toContain('0.1.0')
    expect(inside('stat', '-c', '%a %U:%G', '/etc/clova2mqtt/mqtt-password', '/var/lib/clova2mqtt').out).toBe(
      '640 root:clova2mqtt\n700 clova2mqtt:clova2mqtt\n',
    )
  })

  test('keeps the other way of installing out, and says what does it', () => {
    const archive = `${GIVEN}/clova2mqtt-0.1.1-linux-${arch}/scripts/install.sh`
    expect(inside('sh', archive)).toMatchObject({
      status: 1,
      out: expect.stringContaining('installed as a Debian package'),
    })
    expect(inside('clova2mqtt', 'upgrade', 'x')).toMatchObject({
      status: 1,
      out: expect.stringContaining('apt install'),
    })
  })

  test('upgrades with a backup, and keeps configuration and data', () => {
    const token = inside('clova2mqtt', 'token', 'create', '--label', 'kept')
    expect(token.status).toBe(0)
    inside('sh', '-c', 'echo "# mine" >>/etc/clova2mqtt/clova2mqtt.yaml')
    expect(install(1).status).toBe(0)
    expect([active(), inside('clova2mqtt', '--version').out]).toEqual(['active', '0.1.1\n'])
    expect(inside('clova2mqtt', 'token', 'list', '--json').out).toContain('"label": "kept"')
    expect(inside('tail', '-n', '1', '/etc/clova2mqtt/clova2mqtt.yaml').out).toBe('# mine\n')
    expect(exists('/var/lib/clova2mqtt/backups/before-0.1.1.db')).toEqual([true])
  })

  test('one that does not start fails loudly, and the one before can be put back', () => {
    const { status, out } = install(2)
    expect([status, out]).toEqual([1, expect.stringContaining('did not become ready')])
    expect(install(1).status).toBe(0)
    expect(active()).toBe('active')
  })

  test('removed, it leaves configuration and data; purged, nothing', () => {
    expect(dpkg('-r', 'clova2mqtt').status).toBe(0)
    expect([
      active(),
      ...exists(
        '/usr/bin/clova2mqtt',
        '/usr/lib/clova2mqtt',
        '/etc/clova2mqtt/clova2mqtt.yaml',
        '/var/lib/clova2mqtt/clova2mqtt.db',
      ),
    ]).toEqual(['inactive', false, false, true, true])
    expect(install(1).status).toBe(0)
    expect(inside('clova2mqtt', 'token', 'list', '--json').out).toContain('"label": "kept"')
    expect(dpkg('-P', 'clova2mqtt').status).toBe(0)
    expect(exists('/etc/clova2mqtt', '/var/lib/clova2mqtt', '/usr/lib/systemd/system/clova2mqtt.service')).toEqual([
      false,
      false,
      false,
    ])
    expect(inside('getent', 'passwd', 'clova2mqtt').status).not.toBe(0)
    expect(inside('find', '/etc/systemd/system', '-name', 'clova2mqtt*').out).toBe('')
  })
})

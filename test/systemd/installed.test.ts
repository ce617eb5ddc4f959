/**
 * A new user's evening on this machine's own systemd, in a container: install, kill, watchdog, upgrade, a broken upgrade,
 * back, uninstall. One test after the other, each on what the one before left.
 */
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRelease } from '../../scripts/release/makeRelease.ts'
import { ARCHITECTURES } from '../../scripts/release/natives.ts'
import { ROOT } from '../tidy/files.ts'
import { type Answered, type BootedSystemd, bootSystemd, GIVEN } from './support/bootedSystemd.ts'

const given = mkdtempSync(join(tmpdir(), 'clova2mqtt-given-'))
const booted = await bootSystemd(given)
const isBooted = 'run' in booted

const arch = ARCHITECTURES.find(one => one === process.arch) ?? 'x64'
const treeOf = (version: string): string => `${GIVEN}/clova2mqtt-${version}-linux-${arch}`
const archiveOf = (version: string): string => `${GIVEN}/clova2mqtt-${version}-linux-${arch}.tar.gz`

/** Commands of the page that need the network, or are for another machine than the Pi. */
const LEFT_OUT = ['sudo apt-get ', 'npm ci', 'npm run release']

const BROKEN = `throw new Error('this release is broken')\n`

beforeAll(() => {
  if (!isBooted) return
  // The user of the service runs what lies here.
  chmodSync(given, 0o755)
  const release = { root: ROOT, arch, archives: undefined, out: given } as const
  const first = makeRelease(release)
  makeRelease({ ...release, version: '0.1.1' })
  makeRelease({
    ...release,
    version: '0.1.2',
    alter: folder => appendFileSync(join(folder, 'dist/cli/start.js'), BROKEN),
  })
  copyFileSync(first.archive, join(given, 'damaged.tar.gz'))
  writeFileSync(join(given, 'damaged.tar.gz.sha256'), `${'0'.repeat(64)}  damaged.tar.gz\n`)
  copyFileSync(join(ROOT, 'scripts/install.sh'), join(given, 'install.sh'))
  // A Node elsewhere may not be seen inside; the one of these tests is what the native module was made for.
  const node = realpathSync(process.execPath)
  if (node !== '/usr/bin/node') {
    mkdirSync(join(given, 'bin'))
    copyFileSync(node, join(given, 'bin/node'))
  }
}, 120_000)

afterAll(async () => {
  if (isBooted) await booted.stop()
  rmSync(given, { recursive: true, force: true })
})

if (!isBooted) {
  test(`installing under systemd is left out: ${booted.reason}`, () => {
    expect(booted.reason).not.toBe('')
  })
}

const inside = (command: string, ...args: readonly string[]): Answered =>
  (booted as BootedSystemd).run(command, ...args)

/** Runs it, which must succeed, and gives what it printed. */
function done(command: string, ...args: readonly string[]): string {
  const { status, out } = inside(command, ...args)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${out}`)
  return out
}

const property = (name: string): string => done('systemctl', 'show', 'clova2mqtt', '-P', name).trim()
/** The process of the service. Never 0: `kill 0` would end whoever asks, these tests and all that runs with them. */
function mainPid(): string {
  const pid = property('MainPID')
  if (!(Number(pid) > 1)) throw new Error(`the service has no process\n${journal('-n', '30')}`)
  return pid
}
const current = (): string => done('readlink', '/opt/clova2mqtt/current').trim()
const install = (...args: readonly string[]): Answered => inside('sh', `${GIVEN}/install.sh`, ...args)
const journal = (...args: readonly string[]): string =>
  done('journalctl', '--no-pager', '-u', 'clova2mqtt', '-o', 'cat', ...args)

async function becomes(check: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; !check(); ) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}\n${journal('-n', '30')}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const isActive = (): boolean => property('ActiveState') === 'active'

/** As another process, which is ready. */
const runsAnew = (before: string): boolean => !['0', before].includes(property('MainPID')) && isActive()

const suite = isBooted ? describe : (): void => undefined

suite('installed under systemd', { timeout: 120_000 }, () => {
  test('a dry run changes nothing', () => {
    const { status, out } = inside('sh', `${treeOf('0.1.0')}/scripts/install.sh`, '--dry-run')
    expect([status, out.includes('would run: systemd-sysusers')]).toEqual([0, true])
    expect(
      inside('ls', '/opt/clova2mqtt', '/etc/clova2mqtt', '/var/lib/clova2mqtt').out.match(/No such file/g),
    ).toHaveLength(3)
  })

  test('an archive with another sum, or for another machine, is refused before anything is done', () => {
    expect(install('--from', `${GIVEN}/damaged.tar.gz`)).toMatchObject({
      status: 1,
      out: expect.stringContaining('fetch it again'),
    })
    expect(install('--from', `${GIVEN}/none.tar.gz`)).toMatchObject({
      status: 1,
      out: expect.stringContaining('there is no'),
    })
    expect(inside('test', '-e', '/etc/clova2mqtt').status).toBe(1)
  })

  test('installs, starts, waits for READY and says what is next', () => {
    const { status, out } = inside('sh', `${treeOf('0.1.0')}/scripts/install.sh`)
    expect([status, out]).toEqual([0, expect.stringContaining('release 0.1.0 is ready.')])
    expect(out).toContain('[ok] signed directive')
    expect([property('ActiveState'), property('Type'), property('UnitFileState')]).toEqual([
      'active',
      'notify',
      'enabled',
    ])
    expect(property('StatusText')).toBe('serving; appliances online 0, offline 0, unknown 0')
    expect(done('stat', '-c', '%a %U', '/etc/clova2mqtt/clova2mqtt.yaml', '/var/lib/clova2mqtt')).toBe(
      '640 root\n700 clova2mqtt\n',
    )
    expect(done('sh', '-c', 'wc -c </etc/clova2mqtt/mqtt-password').trim()).toBe('24')
  })

  test('again it changes nothing but starts it anew', () => {
    const before = done('sh', '-c', 'cat /etc/clova2mqtt/*; ls -i /opt/clova2mqtt/releases')
    const { status, out } = install('--from', archiveOf('0.1.0'), '--edition', 'JP')
    expect([status, out]).toEqual([0, expect.stringContaining('release 0.1.0 is in place')])
    expect(done('sh', '-c', 'cat /etc/clova2mqtt/*; ls -i /opt/clova2mqtt/releases')).toBe(before)
  })

  test("root's calls leave no file of root in the data", () => {
    expect(done('clova2mqtt', 'status', '--lang', 'en')).toMatch(/Last end +\S+, asked for \(SIGTERM\)/)
    done('clova2mqtt', 'token', 'create', '--label', 'x')
    done('clova2mqtt', 'backup')
    expect(done('find', '/var/lib/clova2mqtt', '!', '-user', 'clova2mqtt')).toBe('')
  })

  test('the journal knows which lines are warnings', () => {
    expect(journal('-p', 'warning')).toContain('the published key could not be fetched')
    expect(journal('-p', 'warning')).not.toContain('ready version=')
    expect(journal()).toContain('ready version=0.1.0')
  })

  test('it runs under all of the unit: the exposure that systemd computes of the loaded unit is 1.5 or less', () => {
    const out = done('systemd-analyze', 'security', 'clova2mqtt.service', '--no-pager')
    const exposure = Number(/exposure level for \S+: (\d+\.\d)/.exec(out)?.[1])
    expect([exposure > 0 && exposure <= 1.5, exposure]).toEqual([true, exposure])
    const file = `/proc/${property('MainPID')}/status`
    expect(done('grep', '-E', '^(CapEff|NoNewPrivs|Seccomp):', file)).toMatch(
      /CapEff:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2\n/,
    )
  })

  test('a second gateway on the same data is refused by name', () => {
    const start = 'exec runuser -u clova2mqtt -- env PATH="$PATH" node /opt/clova2mqtt/current/dist/main.js start'
    const { status, out } = inside('sh', '-c', start)
    expect([status, out]).toEqual([1, expect.stringContaining(`process ${property('MainPID')}`)])
    expect(isActive()).toBe(true)
  })

  test('systemctl reload reads the appliances again', async () => {
    const lamp = 'appliances: { lamp: { type: LIGHT, name: lamp, native: true, properties: { power: } } }'
    done('sed', '-i', `s/^appliances: {}/${lamp}/`, '/etc/clova2mqtt/clova2mqtt.yaml')
    done('systemctl', 'reload', 'clova2mqtt')
    await becomes(() => journal().includes('reloaded appliances=1'), 'the reload')
    await becomes(() => property('ActiveState') === 'active', 'active after the reload')
  })

  test('killed, it is back, and tells that it ended without a word', async () => {
    const killed = mainPid()
    done('kill', '-KILL', killed)
    await becomes(() => runsAnew(killed), 'the restart')
    expect(done('clova2mqtt', 'status', '--lang', 'en')).toContain('without a word')
  })

  test('what no longer feeds the watchdog is ended and started again', async () => {
    done('mkdir', '-p', '/run/systemd/system/clova2mqtt.service.d')
    done('sh', '-c', 'printf "[Service]\\nWatchdogSec=4\\n" >/run/systemd/system/clova2mqtt.service.d/short.conf')
    done('systemctl', 'daemon-reload')
    done('systemctl', 'restart', 'clova2mqtt')
    const stuck = mainPid()
    const startedAt = Date.now()
    // Two periods: fed, it lives.
    await becomes(() => Date.now() - startedAt > 8_000, 'time to pass')
    expect([isActive(), property('MainPID')]).toEqual([true, stuck])
    done('kill', '-STOP', stuck)
    await becomes(() => runsAnew(stuck), 'the restart by the watchdog')
    expect(done('journalctl', '--no-pager', '-o', 'cat')).toContain('Watchdog timeout')
    done('rm', '-r', '/run/systemd/system/clova2mqtt.service.d')
    done('systemctl', 'daemon-reload')
  })

  test('a stop is clean', () => {
    done('systemctl', 'stop', 'clova2mqtt')
    expect([property('Result'), property('ExecMainStatus')]).toEqual(['success', '0'])
    expect(journal('-n', '5')).toContain('stopped')
    expect(inside('ls', '/var/lib/clova2mqtt/control.sock').status).not.toBe(0)
  })

  test('a boot starts it', async () => {
    done('systemctl', 'start', 'multi-user.target')
    await becomes(isActive, 'the start with the machine')
  })

  test('an upgrade backs the database up and switches over', () => {
    expect(done('clova2mqtt', 'upgrade', archiveOf('0.1.1'))).toContain('release 0.1.1 is ready.')
    expect([current(), isActive()]).toEqual(['releases/0.1.1', true])
    expect(done('clova2mqtt', '--version')).toBe('0.1.1\n')
    expect(done('stat', '-c', '%U', '/var/lib/clova2mqtt/backups/before-0.1.1.db')).toBe('clova2mqtt\n')
  })

  test('a release that does not start is left again by itself', () => {
    const { status, out } = inside('clova2mqtt', 'upgrade', archiveOf('0.1.2'))
    expect([status, out]).toEqual([1, expect.stringContaining('release 0.1.2 was not kept, 0.1.1 runs again')])
    expect(out).toContain('this release is broken')
    expect([current(), isActive()]).toEqual(['releases/0.1.1', true])
    expect(done('clova2mqtt', 'token', 'list', '--json')).toContain('"label": "x"')
  })

  test('a rollback goes to the one before, and what was there is still there', () => {
    expect(done('clova2mqtt', 'rollback')).toContain('release 0.1.0 is ready.')
    expect([current(), isActive()]).toEqual(['releases/0.1.0', true])
    expect(done('clova2mqtt', 'token', 'list', '--json')).toContain('"label": "x"')
    expect(inside('clova2mqtt', 'rollback')).toMatchObject({
      status: 1,
      out: expect.stringContaining('no release before'),
    })
  })

  test('uninstalled, configuration and data stay; purged, nothing does', () => {
    expect(inside('sh', '/opt/clova2mqtt/current/scripts/install.sh', '--uninstall')).toMatchObject({
      status: 0,
      out: expect.stringContaining('are kept'),
    })
    expect(
      inside('ls', '/opt/clova2mqtt', '/etc/systemd/system/clova2mqtt.service', '/usr/local/bin/clova2mqtt').status,
    ).not.toBe(0)
    done('test', '-s', '/var/lib/clova2mqtt/clova2mqtt.db')
    expect(install('--uninstall', '--purge').status).toBe(0)
    expect(inside('ls', '-d', '/etc/clova2mqtt', '/var/lib/clova2mqtt').out.match(/No such file/g)).toHaveLength(2)
    expect(inside('getent', 'passwd', 'clova2mqtt').status).not.toBe(0)
  })

  test('every command of docs/install.md, in its order, or listed as left out', async () => {
    const page = readFileSync(join(ROOT, 'docs/install.md'), 'utf8')
    const blocks = [...page.matchAll(/^```sh\n([^`]*)^```/gm)].map(([, block = '']) => block)
    const commands = blocks.flatMap(block => block.split('\n')).filter(line => line !== '')
    done('sh', '-c', `mkdir /root/evening && cp ${GIVEN}/*.tar.gz ${GIVEN}/*.sha256 /root/evening`)
    let ran = 0
    for (const command of commands.filter(line => !LEFT_OUT.some(start => line.startsWith(start)))) {
      const here = command.replace(/^sudo /, '').replaceAll('linux-arm64', `linux-${arch}`)
      let last: Answered | undefined
      // The first login is made beside the first answers, not before them.
      const works = (): boolean => {
        last = inside('sh', '-c', `cd /root/evening && ${here}`)
        return last.status === 0
      }
      if (command.includes('first-login')) await becomes(works, here)
      else expect([here, works(), last?.out]).toEqual([here, true, expect.anything()])
      ran++
    }
    expect([ran, commands.length]).toEqual([12, 20])
  })
})

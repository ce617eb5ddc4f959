/**
 * A new user's evening with the archive under a real systemd, in a container: install, kill, watchdog, reboot, power cut, upgrade,
 * a broken upgrade, back, uninstall. One test after the other, each on what the one before left.
 */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../tidy/files.ts'
import { type Answered, GIVEN } from './support/container.ts'
import { filesOf, makeThree, openInstallBench } from './support/installBench.ts'

const bench = await openInstallBench()
const { root, reason, given, inside, done, property, isActive, mainPid, runsAnew, journal, becomes } = bench

const treeOf = (version: string): string => `${GIVEN}/clova2mqtt-${version}-linux-${root.arch}`
const archiveOf = (version: string): string => `${treeOf(version)}.tar.gz`

let before: readonly string[] = []

beforeAll(() => {
  if (reason !== undefined) return
  const [first] = makeThree(bench)
  copyFileSync(first.archive, join(given, 'damaged.tar.gz'))
  writeFileSync(join(given, 'damaged.tar.gz.sha256'), `${'0'.repeat(64)}  damaged.tar.gz\n`)
  copyFileSync(join(ROOT, 'scripts/install.sh'), join(given, 'install.sh'))
  before = filesOf(bench)
}, 180_000)

afterAll(() => bench.close(), 60_000)

if (reason !== undefined) {
  test(`installing under systemd is left out: ${reason}`, () => {
    expect(reason).not.toBe('')
  })
}

const current = (): string => done('readlink', '/opt/clova2mqtt/current').trim()
const install = (...args: readonly string[]): Answered => inside('sh', `${GIVEN}/install.sh`, ...args)

const suite = reason === undefined ? describe : (): void => undefined

suite(`the archive, under systemd of ${root.name}`, { timeout: 120_000 }, () => {
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
    const was = done('sh', '-c', 'cat /etc/clova2mqtt/*; ls -i /opt/clova2mqtt/releases')
    const { status, out } = install('--from', archiveOf('0.1.0'), '--edition', 'JP')
    expect([status, out]).toEqual([0, expect.stringContaining('release 0.1.0 is in place')])
    expect(done('sh', '-c', 'cat /etc/clova2mqtt/*; ls -i /opt/clova2mqtt/releases')).toBe(was)
  })

  test("root's calls leave no file of root in the data", () => {
    expect(done('clova2mqtt', 'status', '--lang', 'en')).toMatch(/Last end +\S+, asked for \(SIGTERM\)/)
    done('clova2mqtt', 'token', 'create', '--label', 'x')
    done('clova2mqtt', 'backup')
    expect(done('find', '/var/lib/clova2mqtt', '!', '-user', 'clova2mqtt')).toBe('')
  })

  test('who may not read the configuration is told how to', () => {
    expect(inside('runuser', '-u', 'nobody', '--', 'clova2mqtt', 'status', '--lang', 'en')).toEqual({
      status: 1,
      out: '/etc/clova2mqtt is closed to this user: put sudo before the command\n',
    })
    const { out } = inside('runuser', '-u', 'nobody', '--', 'clova2mqtt', 'doctor', '--lang', 'en')
    expect(out).toContain('/etc/clova2mqtt is closed to this user\n    Next: Run it as: sudo clova2mqtt doctor\n')
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
    if (root.isDebian13) expect([property('RestartSteps'), property('RestartMaxDelayUSec')]).toEqual(['4', '20s'])
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
    // What is stopped does not even die of SIGABRT: systemd kills it at the end of its patience, which is 20 s otherwise.
    const short = '[Service]\\nWatchdogSec=4\\nTimeoutAbortSec=1\\n'
    done('sh', '-c', `printf "${short}" >/run/systemd/system/clova2mqtt.service.d/short.conf`)
    done('systemctl', 'daemon-reload')
    done('systemctl', 'restart', 'clova2mqtt')
    const stuck = mainPid()
    const startedAt = Date.now()
    // More than a period: fed, it lives.
    await becomes(() => Date.now() - startedAt > 6_000, 'time to pass')
    expect([isActive(), property('MainPID')]).toEqual([true, stuck])
    done('kill', '-STOP', stuck)
    await becomes(() => runsAnew(stuck), 'the restart by the watchdog')
    expect(journal()).toContain('Watchdog timeout')
    done('rm', '-r', '/run/systemd/system/clova2mqtt.service.d')
    done('systemctl', 'daemon-reload')
  })

  test('before memory runs out it ends in order and is started again, and the reason is kept', async () => {
    const [config, watch] = ['/etc/clova2mqtt/clova2mqtt.yaml', '/opt/clova2mqtt/current/dist/compose/memoryWatch.js']
    // Ten minutes without a restart after each start, and readings 10 s apart, are seconds here; all else is as installed.
    done('sh', '-c', `cp -p ${config} /root/config && cp -p ${watch} /root/watch`)
    done('sed', '-i', '-e', 's/= minutes(10)/= seconds(1)/', '-e', 's/= seconds(10)/= seconds(0.2)/', watch)
    done('sh', '-c', `echo 'memory: { warnMiB: 64, restartMiB: 65 }' >>${config}`)
    done('systemctl', 'restart', 'clova2mqtt')
    const full = mainPid()
    await becomes(() => journal().includes('memory is above its limit: restarting'), 'the end before memory runs out')
    done('sh', '-c', `cp -p /root/config ${config} && cp -p /root/watch ${watch} && rm /root/config /root/watch`)
    await becomes(() => runsAnew(full), 'the restart after it')
    expect(journal()).toMatch(/code=exited, status=75/)
    expect(done('clova2mqtt', 'status', '--lang', 'en')).toMatch(/Last end +\S+, .*\d+ MiB resident, limit 65 MiB/)
    const { out } = inside('clova2mqtt', 'doctor', '--offline', '--json')
    expect(out).toMatch(/"id": ?"last-end",\s+"code": ?"memory"/)
  })

  test('a stop is clean', () => {
    done('systemctl', 'stop', 'clova2mqtt')
    expect([property('Result'), property('ExecMainStatus')]).toEqual(['success', '0'])
    expect(journal('-n', '5')).toContain('stopped')
    expect(inside('ls', '/var/lib/clova2mqtt/control.sock').status).not.toBe(0)
    expect(inside('clova2mqtt', 'status', '--lang', 'en').out).toContain('Start it: sudo systemctl start clova2mqtt\n')
  })

  test('a reboot starts it, and it knows that it was asked to end', async () => {
    await bench.reboot('in order')
    await becomes(isActive, 'the start with the machine')
    expect(done('clova2mqtt', 'status', '--lang', 'en')).toMatch(/Last end +\S+, asked for \(SIGTERM\)/)
    // Debian keeps what was said before a boot, as docs/operations.md says. (No -b: all containers share the kernel's boot.)
    if (root.isDebian13) expect(journal()).toContain('reloaded appliances=1')
  })

  test('so does the power coming back, and it knows that it was cut off', async () => {
    await bench.reboot('power cut')
    await becomes(isActive, 'the start after the power cut')
    expect(done('clova2mqtt', 'status', '--lang', 'en')).toContain('without a word')
    expect(done('clova2mqtt', 'token', 'list', '--json')).toContain('"label": "x"')
  })

  test('an upgrade that is killed at any moment can be run again', () => {
    for (const seconds of ['0.2', '0.7', '1.4', '2.2']) {
      inside('timeout', '-s', 'KILL', seconds, 'sh', `${GIVEN}/install.sh`, '--from', archiveOf('0.1.1'))
    }
    expect(done('clova2mqtt', 'token', 'list', '--json')).toContain('"label": "x"')
  })

  test('an upgrade backs the database up and switches over', () => {
    expect(done('clova2mqtt', 'upgrade', archiveOf('0.1.1'))).toContain('release 0.1.1 is ready.')
    expect([current(), isActive()]).toEqual(['releases/0.1.1', true])
    expect(done('clova2mqtt', '--version')).toBe('0.1.1\n')
    expect(done('find', '/opt/clova2mqtt/releases', '-name', '*.part*', '-o', '-name', '*.begun')).toBe('')
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
    expect(filesOf(bench)).toEqual(before)
  })
})

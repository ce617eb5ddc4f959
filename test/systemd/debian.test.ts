/**
 * A new user's evening with the Debian package: installed, upgraded, removed and purged by apt on a Debian 13 of its own (by dpkg on
 * a copy of this machine's system), under systemd in a container.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDebian } from '../../scripts/release/makeDebian.ts'
import { ROOT } from '../tidy/files.ts'
import { type Answered, GIVEN } from './support/container.ts'
import { filesOf, makeThree, openInstallBench } from './support/installBench.ts'

const bench = await openInstallBench()
const { root, reason, given, inside, isActive } = bench
const packages: string[] = []
let before: readonly string[] = []

beforeAll(() => {
  if (reason !== undefined) return
  for (const made of makeThree(bench)) packages.push(makeDebian(ROOT, made, given).split('/').at(-1) ?? '')
  if (!root.hasNode) bench.done('cp', '-f', `${GIVEN}/bin/node`, '/usr/bin/node')
  before = filesOf(bench)
}, 180_000)

afterAll(() => bench.close(), 60_000)

if (reason !== undefined) {
  test(`the Debian package is left out: ${reason}`, () => {
    expect(reason).not.toBe('')
  })
}

const apt = (...args: readonly string[]): Answered => inside('apt-get', '-y', ...args)
/** Without its dependencies: Node of the tests may have come from elsewhere than Debian. */
const dpkg = (...args: readonly string[]): Answered => inside('dpkg', '--force-depends', ...args)
const install = (which: number, language = 'C.UTF-8'): Answered => {
  const [file, env] = [`${GIVEN}/${packages[which]}`, `LANG=${language}`]
  if (!root.isDebian13) return inside('env', env, 'dpkg', '--force-depends', '-i', file)
  return inside('env', env, 'apt-get', '-y', 'install', '--allow-downgrades', file)
}
const remove = (): Answered => (root.isDebian13 ? apt('remove', 'clova2mqtt') : dpkg('-r', 'clova2mqtt'))
const purge = (): Answered => (root.isDebian13 ? apt('purge', 'clova2mqtt') : dpkg('-P', 'clova2mqtt'))
const active = (): string => inside('systemctl', 'is-active', 'clova2mqtt').out.trim()
const exists = (...paths: readonly string[]): readonly boolean[] =>
  paths.map(path => inside('test', '-e', path).status === 0)

const suite = reason === undefined ? describe : (): void => undefined

suite(`the Debian package, under systemd of ${root.name}`, { timeout: 120_000 }, () => {
  test('installs, starts, becomes ready and says what is next, in the language of the system', () => {
    const { status, out } = install(0, 'ko_KR.UTF-8')
    expect([status, out]).toEqual([0, expect.stringContaining('[정상] 서명된 지시')])
    for (const words of ['배포판 0.1.0 이(가) 준비되었습니다.', '다음: sudo clova2mqtt doctor'])
      expect(out).toContain(words)
    expect([active(), inside('systemctl', 'is-enabled', 'clova2mqtt').out.trim()]).toEqual(['active', 'enabled'])
    expect(inside('clova2mqtt', 'status', '--lang', 'en').out).toContain('0.1.0')
    expect(inside('stat', '-c', '%a %U:%G', '/etc/clova2mqtt/mqtt-password', '/var/lib/clova2mqtt').out).toBe(
      '640 root:clova2mqtt\n700 clova2mqtt:clova2mqtt\n',
    )
  })

  test('keeps the other way of installing out, and says what does it', () => {
    const archive = `${GIVEN}/clova2mqtt-0.1.1-linux-${root.arch}/scripts/install.sh`
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

  test('a reboot starts it', async () => {
    await bench.reboot('in order')
    await bench.becomes(isActive, 'the start with the machine')
  })

  test('one that does not start fails loudly, and the one before can be put back', () => {
    const { status, out } = install(2, 'ja_JP.UTF-8')
    expect([status === 0, out]).toEqual([false, expect.stringContaining('リリース 0.1.2 の準備ができませんでした')])
    expect(out).toContain('this release is broken')
    expect(install(1).status).toBe(0)
    expect([active(), inside('clova2mqtt', '--version').out]).toEqual(['active', '0.1.1\n'])
    expect(inside('clova2mqtt', 'token', 'list', '--json').out).toContain('"label": "kept"')
  })

  test('removed, it leaves configuration and data; purged, nothing', () => {
    expect(remove().status).toBe(0)
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
    expect(purge().status).toBe(0)
    expect(exists('/etc/clova2mqtt', '/var/lib/clova2mqtt', '/usr/lib/systemd/system/clova2mqtt.service')).toEqual([
      false,
      false,
      false,
    ])
    expect(inside('getent', 'passwd', 'clova2mqtt').status).not.toBe(0)
    expect(inside('find', '/etc/systemd/system', '-name', 'clova2mqtt*').out).toBe('')
    expect(filesOf(bench)).toEqual(before)
  })
})

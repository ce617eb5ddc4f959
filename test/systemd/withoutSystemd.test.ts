/**
 * What can be tried of installing where no systemd can be booted, by changing into the root: the archive into a folder, the Debian
 * package, a gateway that answers a signed directive. `emulated.sh` runs this on the Debian of another architecture.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDebian } from '../../scripts/release/makeDebian.ts'
import { ROOT } from '../tidy/files.ts'
import { GIVEN } from './support/container.ts'
import { filesOf, makeFirst, openInstallBench } from './support/installBench.ts'

const bench = await openInstallBench('none')
const { root, reason, given, inside, done, becomes } = bench
const tree = `${GIVEN}/clova2mqtt-0.1.0-linux-${root.arch}`

const HOME = `
dataFolder: /var/lib/clova2mqtt
linking: { enabled: false }
webhook: { port: 8080, key: { file: /root/desk.pub.pem } }
mqtt: { port: 1883 }
appliances:
  lamp: { type: LIGHT, name: lamp, native: true, properties: { power: } }
`

let file = ''
let before: readonly string[] = []

beforeAll(() => {
  if (reason !== undefined) return
  file = makeDebian(ROOT, makeFirst(bench), given).split('/').at(-1) ?? ''
  writeFileSync(join(given, 'home.yaml'), HOME)
  if (!root.hasNode) done('cp', '-f', `${GIVEN}/bin/node`, '/usr/bin/node')
  before = filesOf(bench)
}, 180_000)

afterAll(() => bench.close(), 60_000)

if (reason !== undefined) {
  test(`installing without systemd is left out: ${reason}`, () => {
    expect(reason).not.toBe('')
  })
}

/** As what a shell leaves behind. @returns its number inside */
function start(command: string): string {
  const clova2mqtt = '/usr/local/bin/clova2mqtt'
  return done(
    'sh',
    '-c',
    `cd /root && ${clova2mqtt} ${command} >>/root/${command.split(' ')[0]}.log 2>&1 & echo $!`,
  ).trim()
}

const log = (): string => done('cat', '/root/start.log')
const starts = (): number => log().match(/"msg":"ready"/g)?.length ?? 0

/** One signed directive to the lamp, and its answer held against the guide. */
function switchLamp(): string {
  const words = 'cek TurnOn lamp --config /root/home.yaml --key /root/desk.pem --token-file /root/token --lang en'
  const { out } = inside('sh', '-c', `/usr/local/bin/clova2mqtt ${words}`)
  return out
}

const suite = reason === undefined ? describe : (): void => undefined

suite(`without systemd, in ${root.name}`, { timeout: 1_800_000 }, () => {
  test('its Node is Debian’s, and there is no npm', () => {
    if (!root.isDebian13) return
    const node = /^v20\./.test(done('node', '--version'))
    expect([node || !root.hasNode, inside('sh', '-c', 'command -v npm').status === 0]).toEqual([true, false])
    expect(done('node', '-p', 'process.arch')).toBe(`${root.arch}\n`)
  })

  test('the installer refuses to install a service, and changes nothing', () => {
    const { status, out } = inside('sh', `${tree}/scripts/install.sh`)
    expect([status, out]).toEqual([1, expect.stringContaining('systemd does not run here')])
    expect(filesOf(bench)).toEqual(before)
  })

  test('into a folder it installs, after its selftest answered a signed directive', () => {
    const { status, out } = inside('sh', `${tree}/scripts/install.sh`, '--root', '/')
    expect([status, out]).toEqual([0, expect.stringContaining('release 0.1.0 is installed below /')])
    expect(out.match(/^\[ok\] .+$/gm)).toEqual([
      '[ok] native module',
      '[ok] database, broker, webhook',
      '[ok] signed directive',
    ])
  })

  test('beside it the Debian package refuses itself, and says what makes room', () => {
    const { status, out } = inside('dpkg', '--force-depends', '-i', `${GIVEN}/${file}`)
    expect([status === 0, out]).toEqual([false, expect.stringContaining('was installed from an archive. Remove that')])
    expect(inside('test', '-e', '/usr/bin/clova2mqtt').status).toBe(1)
  })

  test('started by hand, it answers a signed directive, also after kill -9, and stops in order', async () => {
    done('cp', `${GIVEN}/home.yaml`, '/root/home.yaml')
    done('/usr/local/bin/clova2mqtt', 'cek', '--keygen', '--key', '/root/desk.pem')
    let gateway = start('start --config /root/home.yaml')
    await becomes(() => starts() === 1, 'the start')
    const token = done('/usr/local/bin/clova2mqtt', 'token', 'create', '--label', 'x', '--config', '/root/home.yaml')
    done('sh', '-c', `umask 077 && printf %s "$1" >/root/token`, 'sh', /^\S{30,}$/m.exec(token)?.[0] ?? token)
    const lamp = start('simulate --config /root/home.yaml')
    let answer = ''
    const answers = (): boolean => {
      answer = switchLamp()
      return answer.includes('TurnOnConfirmation')
    }
    await becomes(answers, 'the first answer').catch(cause => {
      throw new Error(`${answer}\n${log()}`, { cause })
    })
    expect(answer).toContain('The answer conforms to the guide.')
    done('kill', '-KILL', gateway)
    gateway = start('start --config /root/home.yaml')
    await becomes(() => starts() === 2, 'the second start')
    await becomes(answers, 'an answer after the kill')
    done('kill', '-TERM', gateway, lamp)
    await becomes(() => /"msg":"stopped"/.test(log()), 'the stop')
  })

  test('the installer removes what it brought', () => {
    done('sh', `${tree}/scripts/install.sh`, '--root', '/', '--uninstall', '--purge')
    done('sh', '-c', 'rm -f /root/*')
    expect(filesOf(bench)).toEqual(before)
  })

  test('the Debian package is tried when it is installed, starts nothing, and leaves nothing when it is purged', () => {
    const install = root.isDebian13 ? ['apt-get', '-y', 'install'] : ['dpkg', '--force-depends', '-i']
    const [command = '', ...options] = install
    expect(done(command, ...options, `${GIVEN}/${file}`)).toContain('[ok] ')
    expect(done('clova2mqtt', '--version')).toBe('0.1.0\n')
    expect(done('readlink', '-f', '/etc/systemd/system/multi-user.target.wants/clova2mqtt.service')).toBe(
      '/usr/lib/systemd/system/clova2mqtt.service\n',
    )
    done('dpkg', '-P', 'clova2mqtt')
    expect(filesOf(bench)).toEqual(before)
  })

  test('its systemd finds nothing wrong with the unit, and rates its exposure at 1.5 or less', () => {
    done('cp', `${tree}/systemd/clova2mqtt.service`, '/root/')
    const out = done('systemd-analyze', 'security', '--offline=true', '--no-pager', '/root/clova2mqtt.service')
    const exposure = Number(/exposure level for \S+: (\d+\.\d)/.exec(out)?.[1])
    expect([exposure > 0 && exposure <= 1.5, exposure]).toEqual([true, exposure])
    const { out: complaints } = inside('systemd-analyze', 'verify', '--man=no', '/root/clova2mqtt.service')
    const ours = complaints
      .split('\n')
      .filter(line => /clova2mqtt/.test(line) && !/Unknown key|not executable/.test(line))
    expect(root.isDebian13 ? complaints : ours.join('\n')).toBe('')
  })
})

/** The installer without a service, into a folder: what it refuses, and that it can be run again. */
import { appendFileSync, existsSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/loadConfig.ts'
import { ROOT } from '../tidy/files.ts'
import { ARCH, fakeNode, openReleaseBench, type ReleaseBench } from './releaseBench.ts'

let bench: ReleaseBench
beforeAll(() => {
  bench = openReleaseBench()
}, 120_000)
afterAll(() => bench.remove())

describe('refused, with what to do', () => {
  const cases: readonly (readonly [string, string, () => Readonly<Record<string, string>>])[] = [
    ['a Pi Zero', 'ARMv6 (Pi Zero, Pi 1) is not supported', () => ({ CLOVA2MQTT_MACHINE: 'armv6l' })],
    ['a full disk', 'only 99 MiB are free', () => ({ CLOVA2MQTT_FREE_KIB: '102399' })],
    ['an old Node', 'Node 18.20.4 is too old', () => ({ PATH: fakeNode(bench, { 'versions.node': '18.20.4' }) })],
    [
      'a Node 20 before .19',
      'Node 20.9.0 is too old',
      () => ({ PATH: fakeNode(bench, { 'versions.node': '20.9.0' }) }),
    ],
    [
      'a Node for ARMv6',
      'built for ARMv6',
      () => ({ PATH: fakeNode(bench, { 'versions.node': '20.19.2', arm_version: '6', arch: 'arm' }) }),
    ],
    [
      'another architecture',
      'this Node is for riscv64',
      () => ({ PATH: fakeNode(bench, { 'versions.node': '20.19.2', arch: 'riscv64' }) }),
    ],
    [
      'a Node without a module',
      'no database module for Node 26.1.0 (ABI 147)',
      () => ({ PATH: fakeNode(bench, { 'versions.node': '26.1.0', modules: '147', arch: ARCH }) }),
    ],
  ]

  test.each(cases)('%s', (_name, expected, env) => {
    const machine = bench.machine()
    const { status, out } = bench.install(['--root', machine], { env: env() })
    expect([status, out]).toEqual([1, expect.stringContaining(expected)])
    expect(existsSync(join(machine, 'opt'))).toBe(false)
  })

  test('no Node at all', () => {
    const { status, out } = bench.install(['--root', bench.machine()], { env: { PATH: emptyPath() } })
    expect([status, out]).toEqual([1, expect.stringContaining('sudo apt-get install nodejs')])
  })

  test('a file of the release that was changed', () => {
    const tree = bench.copy()
    appendFileSync(join(tree, 'dist/main.js'), '\n')
    const { status, out } = bench.install(['--root', bench.machine()], { tree })
    expect([status, out]).toEqual([1, expect.stringContaining('the release is damaged')])
  })

  test('a checkout, words it does not know, and an edition there is none of', () => {
    const machine = bench.machine()
    expect(bench.install(['--root', machine], { tree: ROOT })).toMatchObject({
      status: 1,
      out: expect.stringContaining('this is no release'),
    })
    expect(bench.install(['--frm', 'x'])).toMatchObject({
      status: 2,
      out: expect.stringContaining('--frm is not known'),
    })
    expect(bench.install(['--root', machine, '--edition', 'US'])).toMatchObject({ status: 1 })
    expect(existsSync(join(machine, 'etc/clova2mqtt/clova2mqtt.yaml'))).toBe(false)
  })

  test('a clock before the release is warned of, and nothing more', () => {
    const { status, out } = bench.install(['--root', bench.machine()], { env: { CLOVA2MQTT_NOW: '1000000000' } })
    expect([status, out]).toEqual([0, expect.stringContaining('the clock says 2001-09-09')])
  })
})

/** Everything the installer needs but Node: a folder of links. */
function emptyPath(): string {
  const folder = bench.machine()
  for (const name of ['uname', 'sed', 'rm', 'dirname']) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`, { mode: 0o755 })
  }
  return folder
}

describe('into a folder', () => {
  test('puts release, configuration, unit and program in place, and again changes nothing', () => {
    const machine = bench.machine()
    const at = (path: string): string => join(machine, path)
    expect(bench.install(['--root', machine, '--edition', 'JP'])).toMatchObject({ status: 0 })
    expect(readlinkSync(at('opt/clova2mqtt/current'))).toBe(`releases/${bench.release.version}`)
    expect(statSync(at('etc/clova2mqtt/mqtt-password')).mode & 0o777).toBe(0o640)
    expect(statSync(at('etc/clova2mqtt/clova2mqtt.yaml')).mode & 0o777).toBe(0o640)
    expect(statSync(at('var/lib/clova2mqtt')).mode & 0o777).toBe(0o700)
    expect(readFileSync(at('etc/systemd/system/clova2mqtt.service'), 'utf8')).toContain('dist/main.js start')
    expect(statSync(at('usr/local/bin/clova2mqtt')).mode & 0o111).toBe(0o111)
    const text = readFileSync(at('etc/clova2mqtt/clova2mqtt.yaml'), 'utf8')
    const secret = readFileSync(at('etc/clova2mqtt/mqtt-password'), 'utf8')
    expect(secret).toMatch(/^[\w-]{24}$/)
    expect(text).not.toContain(secret)
    expect(bench.install(['--root', machine, '--edition', 'KR'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('is kept'),
    })
    expect(readFileSync(at('etc/clova2mqtt/clova2mqtt.yaml'), 'utf8')).toBe(text)
    expect(readFileSync(at('etc/clova2mqtt/mqtt-password'), 'utf8')).toBe(secret)
  })

  test('the configuration it writes is a good one, without a warning', () => {
    const machine = bench.machine()
    bench.install(['--root', machine, '--edition', 'JP'])
    const file = join(machine, 'etc/clova2mqtt/clova2mqtt.yaml')
    // The folder is not the root here: its paths are put below it.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('file:/etc', `file:${machine}/etc`))
    const result = loadConfig(file, {})
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect([result.config.edition, result.config.dataFolder, result.warnings]).toEqual([
      'JP',
      '/var/lib/clova2mqtt',
      [],
    ])
    expect(result.config.mqtt).toMatchObject({ host: '0.0.0.0', anonymous: false, accounts: [{ name: 'home' }] })
  })

  test.each([
    ['252', 'RestartSec=10'],
    ['257', 'RestartSec=2'],
  ])('on systemd %s each wait is as long as it must be', (systemd, expected) => {
    const machine = bench.machine()
    expect(bench.install(['--root', machine], { env: { CLOVA2MQTT_SYSTEMD: systemd } })).toMatchObject({ status: 0 })
    const unit = readFileSync(join(machine, 'etc/systemd/system/clova2mqtt.service'), 'utf8')
    expect(unit.match(/^RestartSec=.*$/gm)).toEqual([expected])
  })

  test('what an interruption left behind is cleared away', () => {
    const machine = bench.machine()
    bench.install(['--root', machine])
    const main = join(machine, `opt/clova2mqtt/releases/${bench.release.version}/dist/main.js`)
    writeFileSync(main, '')
    writeFileSync(join(machine, 'opt/clova2mqtt/releases/.part.abc'), '')
    expect(bench.install(['--root', machine])).toMatchObject({ status: 0 })
    expect(readFileSync(main, 'utf8')).toBe(readFileSync(join(bench.release.folder, 'dist/main.js'), 'utf8'))
    expect(existsSync(join(machine, 'opt/clova2mqtt/releases/.part.abc'))).toBe(false)
  })
})

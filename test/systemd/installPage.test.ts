/** Every command of docs/install.md, run as the page says: releases made on this machine, installed in a container. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEBIAN_NAMES, makeDebian } from '../../scripts/release/makeDebian.ts'
import { makeRelease } from '../../scripts/release/makeRelease.ts'
import { ROOT } from '../tidy/files.ts'
import { GIVEN } from './support/container.ts'
import { openInstallBench } from './support/installBench.ts'
import { commandsOfPage, ELSEWHERE, ON_THE_PC, ON_THE_PI, ONLY_DEBIAN_13 } from './support/installPage.ts'

const bench = await openInstallBench()
const { root, reason, given, inside, done, becomes } = bench
/** Stands for the checkout of the page. */
const checkout = join(given, 'checkout')
const made = join(checkout, 'dist-release')

beforeAll(() => {
  mkdirSync(join(checkout, 'downloads'), { recursive: true })
  for (const one of readdirSync(ROOT)) {
    if (!['.git', 'dist-release', 'downloads'].includes(one)) symlinkSync(join(ROOT, one), join(checkout, one))
  }
  makeDownload()
})

afterAll(() => bench.close(), 60_000)

/** As better-sqlite3 publishes it for the Pi, but for its code: the head of an ELF file for arm64. */
function makeDownload(): void {
  const header = Buffer.alloc(20)
  header.writeUInt32BE(0x7f454c46, 0)
  header.set([2, 1, 1], 4)
  header.writeUInt16LE(183, 18)
  const build = join(checkout, 'downloads/build/Release')
  mkdirSync(build, { recursive: true })
  writeFileSync(join(build, 'better_sqlite3.node'), header)
  const { version } = JSON.parse(
    execFileSync('cat', [join(ROOT, 'node_modules/better-sqlite3/package.json')], { encoding: 'utf8' }),
  )
  const archive = `better-sqlite3-v${version}-node-v115-linux-arm64.tar.gz`
  execFileSync('tar', ['-czf', archive, 'build'], { cwd: join(checkout, 'downloads') })
}

test('every command of the page stands in one list, and no list has another', () => {
  const listed = [...ON_THE_PI, ...ON_THE_PC, ...Object.keys(ELSEWHERE)]
  expect(commandsOfPage()).toEqual([...listed].sort())
  expect(listed).toHaveLength(34)
})

test('what makes a release makes what the page says', { timeout: 600_000 }, () => {
  for (const command of ON_THE_PC) {
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: checkout, encoding: 'utf8' })
    expect([command, status, status === 0 ? '' : stderr]).toEqual([command, 0, ''])
  }
  const names = ['arm64', root.arch].flatMap(arch => [`clova2mqtt-0.1.0-linux-${arch}.tar.gz`])
  expect(readdirSync(made)).toEqual(
    expect.arrayContaining([...names, ...names.map(name => `${name}.sha256`), debian('0.1.0')]),
  )
})

const debian = (version: string): string => `clova2mqtt_${version}_${DEBIAN_NAMES[root.arch]}.deb`

if (reason !== undefined) {
  test(`the commands for the Pi are left out: ${reason}`, () => {
    expect(reason).not.toBe('')
  })
}

/** A user as Raspberry Pi OS makes one, with the files of the page at home, who says yes to apt. */
function moveIn(): void {
  const name = `clova2mqtt-0.1.0-linux-${root.arch}`
  const next = makeRelease({
    root: ROOT,
    arch: root.arch,
    archives: undefined,
    out: given,
    version: '0.1.1',
    compiled: join(made, name, 'dist'),
  })
  makeDebian(ROOT, next, given)
  for (const file of [`${name}.tar.gz`, `${name}.tar.gz.sha256`, debian('0.1.0')]) {
    copyFileSync(join(made, file), join(given, file))
  }
  done('useradd', '--create-home', 'maker')
  done('sh', '-c', `cp ${GIVEN}/*.tar.gz ${GIVEN}/*.sha256 ${GIVEN}/*.deb ~maker && chown -R maker: ~maker`)
  if (!root.isDebian13) return
  done('sh', '-c', 'echo "maker ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/maker')
  done('sh', '-c', `echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/yes`)
  if (!root.hasNode) done('cp', '-f', `${GIVEN}/bin/node`, '/usr/bin/node')
}

function tell(command: string): string {
  const here = command
    .replaceAll('linux-arm64', `linux-${root.arch}`)
    .replace('arm64.deb', `${DEBIAN_NAMES[root.arch]}.deb`)
  const said = ['sh', '-c', 'cd ~maker && eval "$0"', root.isDebian13 ? here : here.replace(/^sudo /, '')]
  const { status, out } = root.isDebian13
    ? inside('runuser', '-u', 'maker', '--', ...said)
    : inside('sh', ...said.slice(1))
  // The doctor fails where there is no way in from outside.
  const isGood = status === 0 || (status === 1 && command.endsWith(' doctor'))
  return isGood ? '' : `${here}: ${status}\n${out}`
}

const suite = reason === undefined ? describe : (): void => undefined

suite(`on ${root.name}`, () => {
  test('every command for the Pi does what it should', { timeout: 600_000 }, async () => {
    moveIn()
    const commands = ON_THE_PI.filter(command => root.isDebian13 || !ONLY_DEBIAN_13.test(command))
    for (const command of commands) {
      let problem = ''
      const works = (): boolean => {
        problem = tell(command)
        return problem === ''
      }
      // The first login is made beside the first answers, not before them.
      if (command.includes('first-login')) await becomes(works, command)
      else expect([works(), problem]).toEqual([true, ''])
    }
    expect(commands).toHaveLength(root.isDebian13 ? 26 : 20)
  })
})

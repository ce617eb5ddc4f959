/** What is in a release: its packages, its native modules, its sums; and that it runs by itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placeNatives } from '../../scripts/release/natives.ts'
import { runtimePackages } from '../../scripts/release/packages.ts'
import { ROOT } from '../tidy/files.ts'
import { ARCH, openReleaseBench, type ReleaseBench } from './releaseBench.ts'

let bench: ReleaseBench
beforeAll(() => {
  bench = openReleaseBench()
}, 120_000)
afterAll(() => bench.remove())

describe('packages', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))

  test('are those the program needs, without what only tests or installing need', () => {
    const packages = runtimePackages(lock).map(folder => folder.replace('node_modules/', ''))
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(packages).toEqual(expect.arrayContaining([...Object.keys(dependencies), 'bindings', 'mqtt-packet']))
    for (const name of ['vitest', 'typescript', 'tsx', 'prebuild-install', 'tar-fs'])
      expect(packages).not.toContain(name)
    expect(packages.length).toBeGreaterThan(40)
  })

  test('are found as Node finds them: beside the one that needs them, then further out', () => {
    const packages = {
      '': { dependencies: { a: '1', b: '1' } },
      'node_modules/a': { dependencies: { c: '2' } },
      'node_modules/a/node_modules/c': { dependencies: { b: '1' } },
      'node_modules/b': { dependencies: { c: '1' }, optionalDependencies: { none: '1' } },
      'node_modules/c': {},
    }
    expect(runtimePackages({ packages })).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/c',
      'node_modules/b',
      'node_modules/c',
    ])
    expect(() => runtimePackages({ packages: { '': { dependencies: { gone: '1' } } } })).toThrow(
      'no gone, which package.json',
    )
  })
})

describe('native modules', () => {
  const built = join(ROOT, 'node_modules/better-sqlite3/build/Release')

  function withArchives(names: readonly string[], run: (archives: string, to: string) => void): void {
    const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-natives-'))
    try {
      mkdirSync(join(folder, 'in/build/Release'), { recursive: true })
      execFileSync('cp', [join(built, 'better_sqlite3.node'), join(folder, 'in/build/Release')])
      for (const name of names) execFileSync('tar', ['-czf', join(folder, name), '-C', join(folder, 'in'), 'build'])
      run(folder, join(folder, 'to'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  test("come from the archives of better-sqlite3's releases, and from this machine for its own kind", () => {
    withArchives([`better-sqlite3-v1.2.3-node-v127-linux-${ARCH}.tar.gz`], (archives, to) => {
      const abis = placeNatives('1.2.3', to, { root: ROOT, arch: ARCH, archives })
      expect(new Set(abis)).toEqual(new Set(['127', process.versions.modules]))
      expect(
        existsSync(join(to, `node_modules/better-sqlite3/lib/binding/node-v127-linux-${ARCH}/better_sqlite3.node`)),
      ).toBe(true)
    })
  })

  test('for another machine than they are named for are refused', () => {
    const other = ARCH === 'arm64' ? 'x64' : 'arm64'
    withArchives([`better-sqlite3-v1.2.3-node-v115-linux-${other}.tar.gz`], (archives, to) => {
      expect(() => placeNatives('1.2.3', to, { root: ROOT, arch: other, archives })).toThrow(`is not for ${other}`)
    })
  })

  test('that cannot be had are none', () => {
    const other = ARCH === 'arm' ? 'x64' : 'arm'
    withArchives([], (archives, to) => {
      expect(placeNatives('1.2.3', to, { root: ROOT, arch: other, archives })).toEqual([])
    })
  })
})

test('what cannot be made is told with what is missing, and without a stack', { timeout: 120_000 }, () => {
  const made = (...args: readonly string[]) => {
    const all = ['--import', 'tsx', join(ROOT, 'scripts/release.ts'), ...args]
    const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8', cwd: ROOT })
    return [status, stderr.trim().split('\n').length, stderr] as const
  }
  expect(made('--arch', 'armv6')).toEqual([1, 1, expect.stringContaining('for ARMv6 (Pi Zero, Pi 1) there is neither')])
  expect(made('--natives', '/no/such')).toEqual([1, 1, expect.stringContaining('there is no folder /no/such')])
  const out = mkdtempSync(join(tmpdir(), 'clova2mqtt-none-'))
  const other = ARCH === 'arm' ? 'arm64' : 'arm'
  const [status, lines, said] = made('--arch', other, '--out', out)
  rmSync(out, { recursive: true })
  expect([status, lines]).toEqual([1, 1])
  for (const abi of ['115', '127', '137']) expect(said).toContain(`-node-v${abi}-linux-${other}.tar.gz`)
})

describe('a release', () => {
  test('has a sum for its archive and for each of its files', () => {
    const { archive, folder } = bench.release
    const sum = createHash('sha256').update(readFileSync(archive)).digest('hex')
    expect(readFileSync(`${archive}.sha256`, 'utf8')).toBe(`${sum}  ${archive.split('/').at(-1)}\n`)
    expect(spawnSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: folder }).status).toBe(0)
  })

  test('carries no source, no tests, and nothing of where it was made', () => {
    const { folder } = bench.release
    for (const name of ['src', 'test', 'node_modules/better-sqlite3/deps'])
      expect(existsSync(join(folder, name))).toBe(false)
    expect(spawnSync('grep', ['-rlF', ROOT, join(folder, 'dist'), join(folder, 'scripts')]).status).toBe(1)
  })

  const selftest = (tree: string) =>
    spawnSync(process.execPath, [join(tree, 'dist/main.js'), 'selftest', '--lang', 'en'], {
      encoding: 'utf8',
      cwd: '/',
    })

  test('passes its own test', () => {
    const { status, stdout } = selftest(bench.release.folder)
    expect([status, stdout.match(/^\[ok\] /gm)]).toEqual([0, ['[ok] ', '[ok] ', '[ok] ']])
  })

  test('without its native module fails, and says what is missing', () => {
    const tree = bench.copy()
    rmSync(join(tree, 'node_modules/better-sqlite3/lib/binding'), { recursive: true })
    const { status, stderr } = selftest(tree)
    expect([status, stderr]).toEqual([1, expect.stringContaining('[FAILED] native module')])
    const doctor = spawnSync(process.execPath, [join(tree, 'dist/main.js'), 'doctor', '--offline', '--json'], {
      encoding: 'utf8',
      cwd: tree,
      env: { CLOVA2MQTT_CONFIG: join(tree, 'config/clova2mqtt.example.yaml') },
    })
    expect([doctor.status, doctor.stderr]).toEqual([1, ''])
    expect(JSON.parse(doctor.stdout)).toContainEqual(expect.objectContaining({ id: 'native', code: 'broken' }))
    expect(stderr).toContain(`cannot be loaded (Node ${process.versions.node}, ABI ${process.versions.modules}`)
    expect(stderr).toContain('From a release: install one for this Node again')
    const own = { CLOVA2MQTT_CONFIG: join(tree, 'config/clova2mqtt.example.yaml') }
    const said = ['ko', 'ja', 'en'].map(language =>
      spawnSync(process.execPath, [join(tree, 'dist/main.js'), 'user', 'list', '--lang', language], {
        encoding: 'utf8',
        cwd: tree,
        env: own,
      }),
    )
    for (const { status, stderr } of said) {
      expect([status, stderr]).toEqual([1, expect.stringContaining('npm rebuild better-sqlite3')])
      expect(stderr.trim().split('\n')).toHaveLength(3)
    }
    expect(new Set(said.map(one => one.stderr)).size).toBe(3)
  })
})

/** Makes the tree of a release and its archive: compiled code, packages, native modules, checksums. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { BUILT_AT, VERSION } from '../../src/compose/version.ts'
import { ABIS, type Architecture, archiveName, type NativeSources, placeNatives } from './natives.ts'
import { copyPackages } from './packages.ts'

export interface ReleaseOptions extends NativeSources {
  /** Folder for the archive and the tree. */
  readonly out: string
  /** Another version than the source's own; for tests of upgrades. */
  readonly version?: string
  /** Folder with code that is compiled already; for tests that need more than one release. */
  readonly compiled?: string
  /** Changes the tree before its sums are taken; for tests of upgrades that fail. */
  readonly alter?: (folder: string) => void
}

export interface Release {
  readonly version: string
  readonly arch: Architecture
  /** The tree, as it will lie in `releases/<version>`. */
  readonly folder: string
  readonly archive: string
  /** ABIs of Node for which it has a native module. */
  readonly abis: readonly string[]
}

/** What is copied as it is. */
const FILES = ['package.json', 'LICENSE', 'README.md', 'README.ko.md', 'README.ja.md', 'CHANGELOG.md']
const FOLDERS = ['config', 'systemd', 'docs']
const PROGRAMS = ['install.sh', 'clova2mqtt.sh']

/** @throws Error when something does not compile, or no native module can be had */
export function makeRelease(options: ReleaseOptions): Release {
  const { root, arch, out, version = VERSION } = options
  const name = `clova2mqtt-${version}-linux-${arch}`
  const folder = join(out, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'scripts'), { recursive: true })
  if (options.compiled === undefined) compile(root, join(folder, 'dist'))
  else cpSync(options.compiled, join(folder, 'dist'), { recursive: true })
  for (const one of FILES) cpSync(join(root, one), join(folder, one))
  for (const one of FOLDERS) cpSync(join(root, one), join(folder, one), { recursive: true })
  for (const one of PROGRAMS) {
    cpSync(join(root, 'scripts', one), join(folder, 'scripts', one))
    chmodSync(join(folder, 'scripts', one), 0o755)
  }
  copyPackages(root, folder)
  const abis = placeNatives(nativeVersion(root), folder, options)
  if (abis.length === 0) {
    const wanted = ABIS.map(abi => archiveName(nativeVersion(root), abi, arch)).join(' ')
    throw new Error(
      `there is no native module for linux-${arch}. Download one or more of these from the releases of better-sqlite3 on GitHub ` +
        `into a folder, and name it with --natives: ${wanted}`,
    )
  }
  writeFileSync(
    join(folder, 'release'),
    `version=${version}\narch=${arch}\nabis=${abis.join(' ')}\nbuilt=${BUILT_AT / 1000}\n`,
  )
  if (version !== VERSION) renumber(folder, version)
  options.alter?.(folder)
  writeFileSync(join(folder, 'SHA256SUMS'), checksums(folder))
  return { version, arch, folder, archive: pack(out, name, root), abis }
}

function compile(root: string, to: string): void {
  const tsc = join(root, 'node_modules/.bin/tsc')
  execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', to], { cwd: root, stdio: 'inherit' })
}

/** Of the installed package. */
export const nativeVersion = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'node_modules/better-sqlite3/package.json'), 'utf8')) as { version: string })
    .version

function renumber(folder: string, version: string): void {
  for (const file of ['package.json', 'dist/compose/version.js']) {
    const path = join(folder, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(`${VERSION}`, version))
  }
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** For `sha256sum -c`, run in the folder. */
function checksums(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path !== 'SHA256SUMS' && statSync(join(folder, path)).isFile())
    .sort()
  return files.map(path => `${sha256(join(folder, path))}  ${path}\n`).join('')
}

/** The same bytes for the same tree: order, owner and time are fixed. */
function pack(out: string, name: string, root: string): string {
  const archive = join(out, `${name}.tar.gz`)
  const tar = [
    '--sort=name',
    `--mtime=@${commitSeconds(root)}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=go-w,a+rX',
  ]
  execFileSync('tar', [...tar, '--use-compress-program=gzip -n -9', '-cf', archive, '-C', out, name])
  writeFileSync(`${archive}.sha256`, `${sha256(archive)}  ${name}.tar.gz\n`)
  return archive
}

/** Time of the last commit; of the version where there is no git. */
function commitSeconds(root: string): number {
  if (!existsSync(join(root, '.git'))) return BUILT_AT / 1000
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }))
}

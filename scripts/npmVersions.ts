/**
 * `npx tsx scripts/npmVersions.ts [9.2.0 9 10 11 12]`: installs the commit of this checkout in a clean clone with each of these
 * npm, and prints what came of it as the table of CONTRIBUTING.md: by `npm ci`, by `npm install`, and with install scripts
 * switched off, where the remedy that the program names is typed as it stands. Needs git, the registry and, where no ready
 * binary can be fetched, a compiler; minutes for each.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Debian 12 and 13 have 9.2.0. */
const VERSIONS = ['9.2.0', '9', '10', '11', '12']

/** npm 12 needs Node 22.22.2 or newer. */
const NEWER_NODE = 22

/** `engine-strict` of this checkout, which npx hands on, is not meant for another npm. */
const UNPROJECTED = { ...process.env, npm_config_engine_strict: 'false' }

interface Npm {
  readonly version: string
  /** Runs it in a folder; its output goes to the terminal only when it fails. */
  readonly run: (folder: string, args: readonly string[]) => boolean
  readonly node: string
  readonly nodeVersion: string
}

function main(asked: readonly string[]): number {
  const work = mkdtempSync(join(tmpdir(), 'clova2mqtt-npm-'))
  try {
    console.info(
      '| npm | Node | `npm ci` | `npm install` | scripts switched off, then the remedy |\n|---|---|---|---|---|',
    )
    const rows = (asked.length === 0 ? VERSIONS : asked).map(version => tryVersion(work, version))
    return rows.every(Boolean) ? 0 : 1
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function tryVersion(work: string, asked: string): boolean {
  const npm = fetchNpm(work, asked)
  const inClone = (look: (folder: string) => string): string => {
    const folder = mkdtempSync(join(work, 'clone-'))
    if (!succeeds('git', ['clone', '-q', ROOT, folder])) throw new Error(`${ROOT} cannot be cloned`)
    const found = look(folder)
    rmSync(folder, { recursive: true })
    return found
  }
  const installed = (folder: string): string => (selftest(npm, folder) ? 'works' : 'FAILS')
  const cells = [
    inClone(folder => (npm.run(folder, ['ci']) ? installed(folder) : 'FAILS')),
    inClone(folder => (npm.run(folder, ['install']) ? `${installed(folder)}${lockNote(folder)}` : 'FAILS')),
    inClone(folder => (npm.run(folder, ['ci', '--ignore-scripts']) ? remedied(npm, folder) : 'FAILS')),
  ]
  console.info(`| ${npm.version} | ${npm.nodeVersion} | ${cells.join(' | ')} |`)
  return !cells.join().includes('FAILS')
}

/** As people would: what the program says they should type. */
function remedied(npm: Npm, folder: string): string {
  const { stderr } = spawnSync(npm.node, ['--import', 'tsx', 'src/main.ts', 'selftest', '--lang', 'en'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const [, remedy] = /^In a checkout: npm (.+?) \(/m.exec(stderr) ?? []
  if (remedy === undefined) return 'FAILS: no remedy is named'
  return npm.run(folder, remedy.split(' ')) && selftest(npm, folder) ? 'works' : 'FAILS'
}

/** The native module loads, and a signed directive is answered. */
const selftest = ({ node }: Npm, folder: string): boolean =>
  succeeds(node, ['--import', 'tsx', 'src/main.ts', 'selftest'], { cwd: folder })

function lockNote(folder: string): string {
  const { stdout } = spawnSync('git', ['diff', '--numstat', 'package-lock.json'], { cwd: folder, encoding: 'utf8' })
  return stdout === '' ? '' : '; rewrites the lock file'
}

function fetchNpm(work: string, asked: string): Npm {
  const into = (name: string, spec: string): string => {
    const folder = join(work, name)
    mkdirSync(folder)
    if (
      !succeeds('npm', ['install', '--silent', '--no-save', '--prefix', folder, spec], {
        cwd: folder,
        env: UNPROJECTED,
      })
    ) {
      throw new Error(`${spec} cannot be installed`)
    }
    return join(folder, 'node_modules')
  }
  const cli = join(into(`npm-${asked}`, `npm@${asked}`), 'npm')
  const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as { version: string }
  const needsNewer = Number(version.split('.')[0]) >= 12 && Number(process.versions.node.split('.')[0]) < NEWER_NODE
  const name = `node-linux-${process.arch}`
  const home = needsNewer ? join(into('node', `${name}@${NEWER_NODE}`), name) : undefined
  const node = home === undefined ? process.execPath : join(home, 'bin/node')
  const env = {
    ...process.env,
    ...(home === undefined ? {} : { PATH: `${home}/bin:${process.env['PATH']}`, npm_config_nodedir: home }),
  }
  return {
    version,
    node,
    nodeVersion: spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().replace('v', ''),
    run: (folder, args) => succeeds(node, [join(cli, 'bin/npm-cli.js'), ...args], { cwd: folder, env }),
  }
}

function succeeds(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): boolean {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options })
  if (status !== 0) console.error(`${[program, ...args].join(' ')}: status ${status}\n${stdout}${stderr}`)
  return status === 0
}

process.exit(main(process.argv.slice(2)))

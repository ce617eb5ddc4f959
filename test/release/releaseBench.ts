/** One release for the tests of this folder, and the installer in a folder of its own instead of the machine. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRelease, type Release } from '../../scripts/release/makeRelease.ts'
import { ARCHITECTURES } from '../../scripts/release/natives.ts'
import { ROOT } from '../tidy/files.ts'

export const ARCH = ARCHITECTURES.find(one => one === process.arch) ?? 'x64'

export interface ReleaseBench {
  readonly release: Release
  /** A folder that takes the place of the root of a machine. */
  readonly machine: () => string
  /** A copy of the tree, to be changed. */
  readonly copy: () => string
  readonly install: (args: readonly string[], options?: InstallOptions) => { status: number | null; out: string }
  readonly remove: () => void
}

export interface InstallOptions {
  /** Tree whose installer is run, default the release. */
  readonly tree?: string
  readonly env?: Readonly<Record<string, string>>
}

export function openReleaseBench(): ReleaseBench {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-release-'))
  const release = makeRelease({ root: ROOT, arch: ARCH, archives: undefined, out: join(folder, 'out') })
  return {
    release,
    machine: () => mkdtempSync(join(folder, 'machine-')),
    copy() {
      const tree = mkdtempSync(join(folder, 'tree-'))
      cpSync(release.folder, tree, { recursive: true })
      return tree
    },
    install(args, { tree = release.folder, env = {} } = {}) {
      const installer = join(tree, 'scripts/install.sh')
      const { status, stdout, stderr } = spawnSync('/bin/sh', [installer, ...args], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...env },
      })
      return { status, out: `${stdout}${stderr}` }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A folder for PATH with a Node that answers as told. */
export function fakeNode(bench: ReleaseBench, answers: Readonly<Record<string, string>>): string {
  const folder = bench.machine()
  const cases = Object.entries(answers).map(([asked, answer]) => `*${asked}*) echo '${answer}' ;;`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'node'), `#!/bin/sh\ncase "$2" in\n${cases.join('\n')}\nesac\n`)
  chmodSync(join(folder, 'node'), 0o755)
  return `${folder}:${process.env['PATH']}`
}

/** What the tests of installing share: releases, a container with a system to install them into, and ways of looking at it. */
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRelease, type Release } from '../../../scripts/release/makeRelease.ts'
import { ROOT } from '../../tidy/files.ts'
import { type Answered, type Container, type ContainerOptions, GIVEN, openContainer } from './container.ts'
import { type SystemRoot, systemRoot } from './systemRoot.ts'

export interface InstallBench {
  readonly root: SystemRoot
  /** Why nothing can be installed here; undefined when it can. */
  readonly reason: string | undefined
  /** Folder that is seen inside at {@link GIVEN}. */
  readonly given: string
  readonly inside: (command: string, ...args: readonly string[]) => Answered
  /** Runs it, which must succeed, and gives what it printed. */
  readonly done: (command: string, ...args: readonly string[]) => string
  readonly reboot: Container['reboot']
  /** Of the service. */
  readonly property: (name: string) => string
  readonly isActive: () => boolean
  /** The process of the service. Never 0: `kill 0` would end whoever asks, these tests and all that runs with them. */
  readonly mainPid: () => string
  /** As another process, which is ready. */
  readonly runsAnew: (before: string) => boolean
  readonly journal: (...args: readonly string[]) => string
  readonly becomes: (check: () => boolean, what: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Generous: the machine may be busy with the other tests, and what is emulated takes ten times as long. */
const BECOMES_MS = 60_000
const EMULATED_MS = 600_000

export async function openInstallBench(init: ContainerOptions['init'] = 'systemd'): Promise<InstallBench> {
  const given = mkdtempSync(join(tmpdir(), 'clova2mqtt-given-'))
  // The user of the service runs what lies here.
  chmodSync(given, 0o755)
  const root = systemRoot()
  const opened = await openContainer({ root: root.path, given, init })
  const isOpen = 'run' in opened
  if (isOpen && !root.hasNode) giveNode(given)
  const inside: InstallBench['inside'] = (command, ...args) => {
    if (!isOpen) throw new Error(opened.reason)
    return opened.run(command, ...args)
  }
  return {
    root,
    reason: isOpen ? undefined : opened.reason,
    given,
    inside,
    ...looking(inside, root.arch === process.arch ? BECOMES_MS : EMULATED_MS),
    async reboot(how) {
      if (isOpen) await opened.reboot(how)
    },
    async close() {
      if (isOpen) await opened.stop()
      rmSync(given, { recursive: true, force: true })
    },
  }
}

/** The one of these tests is what the native module was made for; elsewhere than here it may not be seen inside. */
function giveNode(given: string): void {
  mkdirSync(join(given, 'bin'))
  copyFileSync(realpathSync(process.execPath), join(given, 'bin/node'))
}

function looking(inside: InstallBench['inside'], patienceMs: number) {
  const done: InstallBench['done'] = (command, ...args) => {
    const { status, out } = inside(command, ...args)
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${out}`)
    return out
  }
  const property = (name: string): string => done('systemctl', 'show', 'clova2mqtt', '-P', name).trim()
  // What was said a moment ago may still be on its way to the journal.
  const journal = (...args: readonly string[]): string => {
    inside('journalctl', '--sync')
    return done('journalctl', '--no-pager', '-u', 'clova2mqtt', '-o', 'cat', ...args)
  }
  const isActive = (): boolean => property('ActiveState') === 'active'
  return {
    done,
    property,
    journal,
    isActive,
    runsAnew: (before: string): boolean => !['0', before].includes(property('MainPID')) && isActive(),
    mainPid(): string {
      const pid = property('MainPID')
      if (!(Number(pid) > 1)) throw new Error(`the service has no process\n${journal('-n', '30')}`)
      return pid
    },
    async becomes(check: () => boolean, what: string): Promise<void> {
      for (const end = Date.now() + patienceMs; !check(); ) {
        if (Date.now() > end) throw new Error(`did not happen: ${what}\n${journal('-n', '30')}`)
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    },
  }
}

/** Release 0.1.0, for the system inside. */
export function makeFirst({ root, given }: InstallBench): Release {
  // Set by emulated.sh.
  const archives = process.env['CLOVA2MQTT_NATIVES']
  return makeRelease({ root: ROOT, arch: root.arch, archives, out: given })
}

/** Beside it 0.1.1, and 0.1.2 that does not start. */
export function makeThree(bench: InstallBench): readonly [Release, Release, Release] {
  const release = { root: ROOT, arch: bench.root.arch, archives: process.env['CLOVA2MQTT_NATIVES'], out: bench.given }
  const first = makeFirst(bench)
  const compiled = join(first.folder, 'dist')
  const alter = (folder: string): void =>
    appendFileSync(join(folder, 'dist/cli/start.js'), "throw new Error('this release is broken')\n")
  return [
    first,
    makeRelease({ ...release, compiled, version: '0.1.1' }),
    makeRelease({ ...release, compiled, version: '0.1.2', alter }),
  ]
}

/**
 * Every file of the system inside, with owner and mode, but what any program may leave: for finding what a removal forgets. Only of a
 * Debian 13, which has 6,000; this machine may have any number of them, which change under the copy.
 */
export function filesOf({ root, done }: InstallBench): readonly string[] {
  if (!root.isDebian13) return []
  const parts = ['/etc', '/opt', '/usr', '/var', '/root', '/home', '/srv']
  const all = done('find', ...parts, '-xdev', '-path', GIVEN, '-prune', '-o', '-printf', '%p %u:%g %m\n')
  return all
    .split('\n')
    .filter(line => line !== '' && !LEFT_BY_OTHERS.test(line))
    .sort()
}

/**
 * Logs and caches, dpkg's own books, the copies that whatever changes users leaves, folders that systemd clears away when it boots
 * after a power cut, and the folder for everybody's users, which not every system has from the start.
 */
const LEFT_BY_OTHERS =
  /^\/var\/(?:log|cache|lib\/(?:dpkg|apt|systemd|private))\b|^\/var\/tmp\/systemd-private-|^\/etc\/(?:passwd|group|g?shadow)-|^\/etc\/sysusers\.d /

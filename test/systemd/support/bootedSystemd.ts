/** Boots this machine's systemd as process 1 of a container, so that units are tried by what will run them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Answered {
  readonly status: number | null
  readonly out: string
}

export interface BootedSystemd {
  /** Runs a command inside as root; `out` is standard output and error together. */
  readonly run: (command: string, ...args: readonly string[]) => Answered
  /** Ends everything inside. */
  readonly stop: () => Promise<void>
}

/** Why nothing can be booted here. */
export interface NotBooted {
  readonly reason: string
}

/** Where the given folder is seen inside, read-only. */
export const GIVEN = '/srv/given'

const BOOT = fileURLToPath(new URL('boot.sh', import.meta.url))

/** A boot takes a second on an idle machine. */
const BOOT_MS = 60_000

/** Boots, with this folder visible inside at {@link GIVEN}. */
export async function bootSystemd(folder: string): Promise<BootedSystemd | NotBooted> {
  if (process.getuid?.() !== 0) return { reason: 'only root may make a container' }
  if (!existsSync('/lib/systemd/systemd')) return { reason: 'there is no systemd' }
  const group = makeGroup()
  if (group === undefined) return { reason: 'there is no cgroup2 that can be written' }
  const work = mkdtempSync(join(tmpdir(), 'clova2mqtt-boot-'))
  const { child, complaints } = startContainer(group, work, folder)
  const stop = async (): Promise<void> => {
    const ended = new Promise(resolve => child.once('close', resolve))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await ended
    }
    await removed(group, work)
  }
  const first = await firstProcess(child)
  if (first === undefined) {
    await stop()
    return { reason: `systemd did not come up as process 1: ${complaints().trim().split('\n')[0] ?? ''}` }
  }
  return { run: (command, ...args) => inside(first, command, args), stop }
}

function makeGroup(): string | undefined {
  const name = `clova2mqtt-${process.pid}-${process.hrtime.bigint()}`
  for (const base of ['/sys/fs/cgroup', '/sys/fs/cgroup/unified']) {
    if (!existsSync(join(base, 'cgroup.procs'))) continue
    try {
      mkdirSync(join(base, name))
      return join(base, name)
    } catch {
      // Read-only inside most containers.
    }
  }
  return undefined
}

/** The shell first moves into the group, which then is the root that the container sees. It all ends when this process does. */
function startContainer(group: string, work: string, folder: string) {
  const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup', '--fork', '--kill-child']
  const enter = 'echo $$ > "$0/cgroup.procs" && exec setpriv --pdeathsig KILL unshare "$@"'
  const child = spawn('sh', ['-c', enter, group, ...namespaces, BOOT, work, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', chunk => {
    text += chunk
  })
  return { child, complaints: () => text }
}

/** Its number outside, once it answers; undefined when it ended or never did. */
async function firstProcess(child: ChildProcess): Promise<number | undefined> {
  for (const end = Date.now() + BOOT_MS; Date.now() < end && child.exitCode === null; ) {
    const first = childOf(child.pid)
    if (first !== undefined) {
      const { out } = inside(first, 'systemctl', ['is-system-running'])
      if (/^(running|degraded)/m.test(out)) return first
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return undefined
}

function childOf(pid: number | undefined): number | undefined {
  try {
    const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
    return first === '' ? undefined : Number(first)
  } catch {
    return undefined
  }
}

/** Into all namespaces of the first process but those of users. */
function inside(first: number, command: string, args: readonly string[]): Answered {
  const enter = [
    '-t',
    String(first),
    '-m',
    '-u',
    '-i',
    '-n',
    '-p',
    '-C',
    'sh',
    '-c',
    'cd / && exec "$0" "$@"',
    command,
    ...args,
  ]
  // In a session of its own: a signal to a whole group must not reach the group of these tests.
  const { status, stdout, stderr } = spawnSync('setsid', ['--wait', 'nsenter', ...enter], {
    encoding: 'utf8',
    env: { PATH: `${GIVEN}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, LANG: 'C.UTF-8' },
  })
  return { status, out: `${stdout}${stderr}` }
}

/** Groups below die with their processes, which the kernel clears away a moment later. */
async function removed(group: string, work: string): Promise<void> {
  if (existsSync(join(group, 'cgroup.kill'))) writeFileSync(join(group, 'cgroup.kill'), '1')
  for (let round = 0; round < 100; round++) {
    const { stdout } = spawnSync('find', [group, '-mindepth', '1', '-depth', '-type', 'd'], { encoding: 'utf8' })
    try {
      for (const below of stdout.split('\n').filter(line => line !== '')) rmdirSync(below)
      rmdirSync(group)
      break
    } catch {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  rmSync(work, { recursive: true, force: true })
}

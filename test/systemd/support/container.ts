/** A container with systemd as process 1, or with nothing, so that installing is tried by what will run it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ContainerOptions {
  /** Root of the system inside; `/` is a copy of this machine's own. What is written inside is lost. */
  readonly root: string
  /** Folder that is seen inside at {@link GIVEN}, read-only. */
  readonly given: string
  readonly init: 'systemd' | 'none'
}

export interface Answered {
  readonly status: number | null
  readonly out: string
}

export interface Container {
  /** Runs a command inside as root; `out` is standard output and error together. */
  readonly run: (command: string, ...args: readonly string[]) => Answered
  /** Boots it again, in order or as when the power goes (but what was written is there), and returns when it is up. */
  readonly reboot: (how: 'in order' | 'power cut') => Promise<void>
  /** Ends everything inside. */
  readonly stop: () => Promise<void>
}

/** Why there can be none here. */
export interface NoContainer {
  readonly reason: string
}

/** Where the given folder is seen inside. */
export const GIVEN = '/srv/given'

const CONTAINER = fileURLToPath(new URL('container.sh', import.meta.url))

/** A list of all files of a Debian 13 is 400 kB. */
const OUTPUT_BYTES = 8 << 20

/** A boot takes two seconds on an idle machine. */
const BOOT_MS = 90_000

export async function openContainer(options: ContainerOptions): Promise<Container | NoContainer> {
  const { root, init } = options
  if (process.getuid?.() !== 0) return { reason: 'only root may make a container' }
  if (init === 'systemd' && !existsSync(join(root, 'lib/systemd/systemd'))) return { reason: 'there is no systemd' }
  const group = init === 'systemd' ? makeGroup() : '/none'
  if (group === undefined) return { reason: 'there is no cgroup2 that can be written' }
  const work = mkdtempSync(join(tmpdir(), 'clova2mqtt-boot-'))
  const { child, complaints } = startContainer(group, work, options)
  const stop = async (): Promise<void> => {
    const ended = new Promise(resolve => child.once('close', resolve))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await ended
    }
    await removed(group, work)
  }
  let first = await firstProcess(child, init, undefined)
  if (first === undefined) {
    await stop()
    return { reason: `${init} did not come up as process 1: ${complaints().trim().split('\n')[0] ?? ''}` }
  }
  const run: Container['run'] = (command, ...args) => inside(first ?? 0, command, args)
  return {
    run,
    stop,
    async reboot(how) {
      if (how === 'in order') run('systemctl', '--no-wall', 'reboot')
      else process.kill(first ?? 0, 'SIGKILL')
      first = await firstProcess(child, init, first)
      if (first === undefined) throw new Error(`it did not boot again: ${complaints()}`)
    },
  }
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
function startContainer(group: string, work: string, { root, given, init }: ContainerOptions) {
  const move = init === 'systemd' ? 'echo $$ > "$0/cgroup.procs" && ' : ''
  const enter = `${move}exec setpriv --pdeathsig KILL unshare --mount "$@"`
  const child = spawn('sh', ['-c', enter, group, CONTAINER, work, root, given, init], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', chunk => {
    text += chunk
  })
  return { child, complaints: () => text }
}

/** Its number outside, once it answers and is not the one `before`; undefined when all ended or it never did. */
async function firstProcess(
  child: ChildProcess,
  init: ContainerOptions['init'],
  before: number | undefined,
): Promise<number | undefined> {
  for (const end = Date.now() + BOOT_MS; Date.now() < end && child.exitCode === null; ) {
    const first = childOf(childOf(child.pid))
    if (first !== undefined && first !== before && answers(first, init)) return first
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return undefined
}

/** Before the root is changed, a command would run in this machine's own system. */
function answers(first: number, init: ContainerOptions['init']): boolean {
  if (inside(first, 'test', ['-d', '/run/inside']).status !== 0) return false
  return init === 'none' || /^(running|degraded)/m.test(inside(first, 'systemctl', ['is-system-running']).out)
}

function childOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined
  try {
    const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
    return first === '' ? undefined : Number(first)
  } catch {
    return undefined
  }
}

/** Into all namespaces of the first process but those of users. */
function inside(first: number, command: string, args: readonly string[]): Answered {
  const namespaces = ['-t', String(first), '-m', '-u', '-i', '-n', '-p', '-C']
  const enter = [...namespaces, 'sh', '-c', 'cd / && exec "$0" "$@"', command, ...args]
  // In a session of its own: a signal to a whole group must not reach the group of these tests.
  const { status, stdout, stderr } = spawnSync('setsid', ['--wait', 'nsenter', ...enter], {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES,
    env: { PATH: `${GIVEN}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, LANG: 'C.UTF-8' },
  })
  return { status, out: `${stdout}${stderr}` }
}

/** Groups below die with their processes, which the kernel clears away a moment later. */
async function removed(group: string, work: string): Promise<void> {
  if (existsSync(join(group, 'cgroup.kill'))) writeFileSync(join(group, 'cgroup.kill'), '1')
  for (let round = 0; existsSync(group) && round < 100; round++) {
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

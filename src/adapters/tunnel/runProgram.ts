/** Runs a tunnel's program: in a process group of its own, ended in order or by force, and never outliving the gateway. */
import { type ChildProcess, spawn } from 'node:child_process'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { findProgram } from './findProgram.ts'
import { readLines, tidyLine } from './lines.ts'

export interface ProgramOptions {
  /** Name or absolute path. */
  readonly program: string
  /** Visible to everybody on this machine: never a secret. */
  readonly args: readonly string[]
  readonly clock: Clock
  /** Lines of both outputs, tidied. */
  readonly line: (line: string) => void
}

/** How it ended; `missing`: there is no such program. */
export interface ProgramEnd {
  readonly kind: 'exit' | 'missing' | 'failed'
  /** `exit status 255`, `signal SIGKILL`, or why it could not be started. */
  readonly detail: string
}

export interface RunningProgram {
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>
  /** SIGTERM to the group, SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

/** Pipes close with the last process of the group; one that left it (setsid) could hold them open for ever. */
const PIPES_MS = seconds(1)

/**
 * Starts it. A gateway that is killed (SIGKILL) takes it along: `setpriv --pdeathsig KILL`, of Debian's essential
 * util-linux, has the kernel kill it when its parent is gone. Where there is no setpriv only systemd's own
 * `KillMode=control-group` does that.
 */
export function runProgram({ program, args, clock, line }: ProgramOptions): RunningProgram {
  const found = findProgram(program)
  if (found === undefined) return notStarted({ kind: 'missing', detail: `${program}: not found, or not to be run` })
  const setpriv = findProgram('setpriv')
  const [command = found, ...rest] = [...(setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--']), found]
  const child = spawn(command, [...rest, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a signal reaches what it has started too, and Ctrl-C in a terminal only us.
    detached: true,
    env: bareEnvironment(),
  })
  for (const stream of [child.stdout, child.stderr]) readLines(stream, text => line(tidyLine(text)))
  return { ended: endOf(child, clock), stop: graceMs => stop(child, clock, graceMs) }
}

const notStarted = (end: ProgramEnd): RunningProgram => ({ ended: Promise.resolve(end), stop: async () => undefined })

/** Nothing of the gateway's own environment, which may hold secrets; English, whose words are looked for. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, USER, LOGNAME } = process.env
  return { LC_ALL: 'C', PATH, HOME, USER, LOGNAME }
}

function endOf(child: ChildProcess, clock: Clock): Promise<ProgramEnd> {
  return new Promise(resolve => {
    child.once('error', error => resolve({ kind: 'failed', detail: error.message }))
    child.once('exit', (code, signal) => {
      const end: ProgramEnd = { kind: 'exit', detail: code === null ? `signal ${signal}` : `exit status ${code}` }
      signalGroup(child, 'SIGKILL')
      const cancel = clock.after(PIPES_MS, () => resolve(end))
      child.once('close', () => {
        cancel()
        resolve(end)
      })
    })
  })
}

async function stop(child: ChildProcess, clock: Clock, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  signalGroup(child, 'SIGTERM')
  const cancel = clock.after(graceMs, () => signalGroup(child, 'SIGKILL'))
  await ended
  cancel()
}

/** A group without members is gone, which is what was wanted. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

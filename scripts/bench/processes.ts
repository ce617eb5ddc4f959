/** Child processes of the benchmark, pinned where the machine allows it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { availableParallelism } from 'node:os'

export interface Running {
  readonly pid: number
  /** Ends it by SIGTERM, and by SIGKILL if that takes longer than 10 s. */
  readonly stop: () => Promise<void>
}

export interface Steered extends Running {
  /** Sends an order over IPC, one at a time, and resolves with its result. */
  readonly ask: <T>(order: object) => Promise<T>
}

/** Server (and broker) on one core, generator and appliances on the other; with one core there is nothing to pin. */
export const PINNED = availableParallelism() >= 2 && spawnSync('taskset', ['-c', '1', 'true']).status === 0

export type Core = 'server' | 'generator' | 'any'

/** A profiled process writes its profile at the end, which takes seconds on a busy machine. */
const STOP_MS = 30_000

const pinned = (core: Core, command: readonly string[]): readonly string[] =>
  PINNED && core !== 'any' ? ['taskset', '-c', core === 'server' ? '0' : '1', ...command] : command

/** What it writes to standard output goes to /dev/null: the log costs its formatting and its system call. */
export function start(core: Core, command: readonly string[], stderr: 'inherit' | 'ignore' = 'inherit'): Running {
  const [program = '', ...args] = pinned(core, command)
  return running(spawn(program, args, { stdio: ['ignore', 'ignore', stderr] }))
}

export function startSteered(core: Core, file: string): Steered {
  const [program = '', ...args] = pinned(core, [process.execPath, file])
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let settle: (answer: Answer) => void = () => undefined
  child.on('message', (answer: Answer) => settle(answer))
  child.once('exit', () => settle({ error: 'the process has ended' }))
  return {
    ...running(child),
    async ask<T>(order: object): Promise<T> {
      const answered = new Promise<Answer>(resolve => {
        settle = resolve
      })
      child.send(order)
      const { result, error } = await answered
      if (error !== undefined) throw new Error(`generator: ${error}`)
      return result as T
    },
  }
}

interface Answer {
  readonly result?: unknown
  readonly error?: string
}

function running(child: ChildProcess): Running {
  const gone = once(child, 'exit')
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  child.on('error', error => console.error(error.message))
  return {
    pid: child.pid ?? 0,
    async stop() {
      const timer = setTimeout(kill, STOP_MS)
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await gone
      clearTimeout(timer)
      process.off('exit', kill)
    },
  }
}

/** @throws Error when nobody listens within 30 s */
export async function listening(port: number): Promise<void> {
  const until = performance.now() + STOP_MS
  while (performance.now() < until) {
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`nothing listens on port ${port}`)
}

export const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'].find(path =>
  existsSync(path),
)

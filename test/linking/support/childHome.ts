/** The gateway as a process of its own, with the command line beside it, as a Pi runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { until } from '../../support/until.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface ChildHome {
  /** Starts it and waits until it is ready. */
  readonly start: () => Promise<void>
  /** Ends it as a power cut would, if it runs. */
  readonly kill: () => Promise<void>
  /** Waits for it to end by itself. */
  readonly ended: () => Promise<void>
  readonly running: () => boolean
  /** Everything it has printed, over all its starts. */
  readonly printed: () => string
  /** A command of the same program; `input` is typed. */
  readonly command: (args: readonly string[], input?: string) => Promise<Ended>
}

export interface ChildHomeOptions {
  readonly program: string
  readonly file: string
  /** Arguments for Node before the program, when the gateway is started. */
  readonly node?: readonly string[]
}

const environment = { PATH: process.env['PATH'], LANG: 'C' }

export function childHome({ program, file, node = [] }: ChildHomeOptions): ChildHome {
  let child: ChildProcess | undefined
  let printed = ''
  // When a test's own clean-up did not come to it.
  process.once('exit', () => child?.kill('SIGKILL'))
  const home: ChildHome = {
    async start() {
      const before = printed.length
      const started = spawn(process.execPath, [...node, program, 'start', '--config', file], {
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      const note = (chunk: unknown): void => {
        printed += String(chunk)
      }
      started.stdout.on('data', note)
      started.stderr.on('data', note)
      const over = (): boolean => started.exitCode !== null || started.signalCode !== null
      await until(() => over() || printed.slice(before).includes('"ready"'), 'the gateway is ready', HANG_MS)
      if (over()) throw new Error(`the gateway did not start:\n${printed.slice(before)}`)
    },
    async kill() {
      child?.kill('SIGKILL')
      await home.ended()
    },
    ended: () => until(() => !home.running(), 'the gateway ends', HANG_MS),
    running: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    printed: () => printed,
    command: (args, input = '') =>
      new Promise(resolve => {
        const asked = spawn(process.execPath, [program, ...args, '--config', file], { env: environment, stdio: 'pipe' })
        const said = { out: '', err: '' }
        asked.stdout.on('data', chunk => {
          said.out += chunk
        })
        asked.stderr.on('data', chunk => {
          said.err += chunk
        })
        asked.once('close', code => resolve({ code, ...said }))
        asked.stdin.end(input)
      }),
  }
  return home
}

/** The program starts in half a second where it is alone; this only ends a test that hangs. */
const HANG_MS = 75_000

/**
 * Tells systemd how the gateway is (sd_notify(3)). The protocol is datagrams over a Unix socket, which Node cannot send, and
 * the packages that can need a compiler on the Pi; the program `systemd-notify` is a part of systemd itself. The unit must
 * say `NotifyAccess=all`, because it is a child that speaks. Measured: 7 ms, of which 1.4 ms of our own CPU, a call.
 */
import { execFile } from 'node:child_process'
import { seconds } from '../../kernel/time.ts'
import type { Log } from '../../ports/log.ts'
import { type News, type Supervisor, UNATTENDED } from '../../ports/supervisor.ts'

export interface NotifierOptions {
  /** `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` as systemd sets them, and `PATH`. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly log: Log
}

/** systemd-notify itself waits up to 5 s until systemd has read; a little more, and far below any watchdog. */
const CALL_MS = seconds(6)

/** Longest status line: what `systemctl status` shows in one line of a wide terminal. */
const MAX_STATUS_CHARACTERS = 200

const ASSIGNMENTS: Readonly<Record<News, string>> = {
  ready: 'READY',
  reloading: 'RELOADING',
  stopping: 'STOPPING',
  alive: 'WATCHDOG',
}

/** The systemd that started this process; without one, or when it asks for no word, nobody is told anything. */
export function openNotifier({ environment, pid, log }: NotifierOptions): Supervisor {
  const { NOTIFY_SOCKET: socket, PATH: path } = environment
  if (socket === undefined || socket === '') return UNATTENDED
  // The socket alone: nothing of our configuration is the business of another program.
  const env = { NOTIFY_SOCKET: socket, ...(path === undefined ? {} : { PATH: path }) }
  const pending = new Map<string, string>()
  let running: Promise<void> | undefined
  let complained = false

  const call = (assignments: readonly string[]): Promise<void> =>
    new Promise(resolve => {
      execFile('systemd-notify', assignments, { env, timeout: CALL_MS, killSignal: 'SIGKILL' }, error => {
        if (error !== null && !complained) {
          complained = true
          log.error('systemd cannot be told how the gateway is', { reason: error.message.trim() })
        }
        resolve()
      })
    })
  const drain = async (): Promise<void> => {
    while (pending.size > 0) {
      const assignments = [...pending].map(([key, value]) => `${key}=${value}`)
      pending.clear()
      await call(assignments)
    }
    running = undefined
  }
  return {
    watchdogMs: watchdogOf(environment, pid),
    tell(news, status) {
      // A reload that ended before it was told of is none.
      if (news === 'ready') pending.delete(ASSIGNMENTS.reloading)
      pending.set(ASSIGNMENTS[news], '1')
      if (status !== undefined) pending.set('STATUS', oneLine(status))
      running ??= drain()
    },
    settled: async () => await running,
  }
}

/** `WATCHDOG_USEC`, unless `WATCHDOG_PID` says that it is meant for another process (sd_watchdog_enabled(3)). */
function watchdogOf(environment: NotifierOptions['environment'], pid: number): number | undefined {
  const { WATCHDOG_USEC: microseconds, WATCHDOG_PID: meant } = environment
  if (microseconds === undefined || !/^[1-9]\d{0,15}$/.test(microseconds)) return undefined
  if (meant !== undefined && meant !== String(pid)) return undefined
  return Number(microseconds) / 1000
}

const oneLine = (status: string): string => status.replace(/[\p{C}\s]+/gu, ' ').slice(0, MAX_STATUS_CHARACTERS)

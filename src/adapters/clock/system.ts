/** The real clock: the only file that names `Date`, `performance` and timers. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type MonoMs, monoMs, monoPlus, seconds, type WallMs, wallMs } from '../../kernel/time.ts'
import { type Cancel, type Clock, MAX_TIMER_MS } from '../../ports/clock.ts'

export interface SystemClockOptions {
  /** When this program was built: a wall clock before that is certainly wrong. */
  readonly builtAt: WallMs
  /**
   * Whether a pending timer keeps the process alive, default no: a gateway lives as long as its sockets, and a timer
   * somebody forgot must not hold up its stop. For programs that only wait.
   */
  readonly keepAlive?: boolean
  /** Folder where systemd-timesyncd tells that it is synchronised; for tests. */
  readonly timesyncFolder?: string
}

/** Made by systemd-timesyncd when it starts; the file `synchronized` in it appears when a server has answered. */
const TIMESYNC_FOLDER = '/run/systemd/timesync'

/** How long the answer of the file system is believed; a synchronisation is noticed that much later. */
const TRUST_CHECK_MS = seconds(10)

export function systemClock(options: SystemClockOptions): Clock {
  const mono = (): MonoMs => monoMs(performance.now())
  const wall = (): WallMs => wallMs(Date.now())
  const runAt = timers(mono, options.keepAlive === true)
  const synchronised = cachedCheck(options.timesyncFolder ?? TIMESYNC_FOLDER, mono)
  return {
    wall,
    mono,
    wallTrusted: () => wall() >= options.builtAt && synchronised(),
    after: (delayMs, run) => runAt(monoPlus(mono(), checkedDelay(delayMs)), run),
    every(periodMs, run) {
      checkedDelay(periodMs)
      let due = mono()
      let cancel: Cancel = () => undefined
      const arm = (): void => {
        due = monoPlus(due, periodMs)
        // After a pause of the process (debugger, suspend) the missed runs are left out.
        if (due < mono()) due = monoPlus(mono(), periodMs)
        cancel = runAt(due, () => {
          arm()
          run()
        })
      }
      arm()
      return () => cancel()
    },
  }
}

function checkedDelay(delayMs: number): number {
  if (delayMs >= 0 && delayMs <= MAX_TIMER_MS) return delayMs
  throw new RangeError(`timer delay ${delayMs} ms is not between 0 and ${MAX_TIMER_MS}`)
}

/**
 * A timer that is never early: Node's may fire up to a millisecond before its time, and a deadline that is looked at
 * then has not passed yet.
 */
function timers(mono: () => MonoMs, keepAlive: boolean): (due: MonoMs, run: () => void) => Cancel {
  return (due, run) => {
    let timer: NodeJS.Timeout
    const arm = (): void => {
      timer = setTimeout(fire, Math.min(MAX_TIMER_MS, Math.max(0, Math.ceil(due - mono()))))
      if (!keepAlive) timer.unref()
    }
    const fire = (): void => {
      if (mono() < due) arm()
      else run()
    }
    arm()
    return () => clearTimeout(timer)
  }
}

/**
 * Without the folder another program keeps the time (chrony, the host of a container), and a plausible year has to do.
 * With it, only the file counts: before it appears a Pi runs on the time of its last shutdown.
 */
function cachedCheck(folder: string, mono: () => MonoMs): () => boolean {
  const check = (): boolean => existsSync(join(folder, 'synchronized')) || !existsSync(folder)
  let answer = check()
  let staleAt = monoPlus(mono(), TRUST_CHECK_MS)
  return () => {
    const now = mono()
    if (now >= staleAt) {
      answer = check()
      staleAt = monoPlus(now, TRUST_CHECK_MS)
    }
    return answer
  }
}

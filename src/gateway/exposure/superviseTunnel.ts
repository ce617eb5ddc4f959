/** Keeps a tunnel standing: starts its program again with growing waits, ends it when it hangs, and says once why. */
import type { TunnelCause, TunnelState } from '../../home/exposure.ts'
import { causeText } from '../../home/exposureText.ts'
import type { Language } from '../../kernel/text.ts'
import { type MonoMs, seconds } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Tunnel, TunnelProvider, TunnelRun } from '../../ports/tunnel.ts'

export interface SupervisorOptions {
  readonly provider: TunnelProvider
  readonly clock: Clock
  readonly log: Log
  readonly language: Language
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  /** Called after each change of state. */
  readonly changed: () => void
}

/** A program that fails at once does not spin; a blip passes unseen. */
const FIRST_WAIT_MS = seconds(1)

/** A host that comes back is found within half of the minute that is promised. */
const LONGEST_WAIT_MS = seconds(30)

/** Who stood for this long has not failed at once: the next wait is the first again. */
const STOOD_MS = seconds(30)

/**
 * A program that runs and does not stand for this long is started anew (cloudflared#306: it hangs after a loss of the link).
 * The add-on of Home Assistant waits 120 s; with a minute promised and 1 s to start, 45 s.
 */
export const NOT_UP_MS = seconds(45)

/** Nothing is in flight when a tunnel is stopped; this is for its good-byes. */
export const STOP_GRACE_MS = seconds(2)

/** The tunnel of one provider; it does nothing before `start`. */
export function superviseTunnel(options: SupervisorOptions): Tunnel {
  const { provider, clock, random } = options
  const standing = createStanding(options)
  let run: TunnelRun | undefined
  let wanted = false
  let starts = 0
  let wait = FIRST_WAIT_MS
  let cancelTimer: Cancel = () => undefined

  const arm = (delayMs: number, act: () => void): void => {
    cancelTimer()
    cancelTimer = clock.after(delayMs, act)
  }
  const fall = (cause: TunnelCause, detail: string): void => {
    if (standing.fall(cause, detail)) wait = FIRST_WAIT_MS
  }
  const isCurrent = (one: TunnelRun | undefined): boolean => one !== undefined && one === run && wanted
  const hung = (): void => restart(standing.view().cause ?? 'neverUp')

  const begin = (): void => {
    starts++
    standing.begin()
    const started = provider.begin({
      up(publicUrl) {
        if (!isCurrent(started)) return
        cancelTimer()
        standing.rise(publicUrl, starts - 1)
      },
      down(cause, detail) {
        if (!isCurrent(started)) return
        const stood = standing.view().state === 'up'
        fall(cause, detail)
        // Counted from the moment it fell; what it says after that does not put it off.
        if (stood) arm(NOT_UP_MS, hung)
      },
    })
    run = started
    arm(NOT_UP_MS, hung)
    void started.ended.then(({ cause, detail }) => {
      if (!isCurrent(started)) return
      run = undefined
      fall(cause, detail)
      // Between half of the wait and all of it, so that the homes behind one rented host do not come in step.
      arm(Math.round(wait * (0.5 + random() / 2)), begin)
      wait = Math.min(LONGEST_WAIT_MS, wait * 2)
    })
  }
  const end = async (): Promise<void> => {
    const running = run
    run = undefined
    cancelTimer()
    await running?.stop(STOP_GRACE_MS)
  }
  const restart = (cause: TunnelCause): void => {
    if (!isCurrent(run)) return
    fall(cause, 'started anew')
    void end().then(() => {
      if (wanted && run === undefined) begin()
    })
  }
  return {
    start() {
      if (wanted) return
      wanted = true
      begin()
    },
    stop() {
      wanted = false
      standing.stop()
      return end()
    },
    restart,
    health: () => ({ kind: provider.kind, restarts: Math.max(0, starts - 1), ...standing.view() }),
    publicUrl: standing.url,
  }
}

/** Whether it stands, since when, and why not. */
function createStanding(options: SupervisorOptions) {
  const { clock } = options
  const teller = createTeller(options)
  let state: TunnelState = 'stopped'
  let since: MonoMs = clock.mono()
  let cause: TunnelCause | undefined
  let detail: string | undefined
  let url: string | undefined

  const turn = (next: TunnelState): void => {
    if (next === state) return
    state = next
    since = clock.mono()
    options.changed()
  }
  return {
    begin: () => turn(state === 'down' ? 'down' : 'starting'),
    rise(publicUrl: string | undefined, restarts: number): void {
      url = publicUrl ?? url
      if (state === 'up') return
      teller.up(url, restarts)
      turn('up')
    },
    /** True when it had stood for long. */
    fall(why: TunnelCause, said: string): boolean {
      const stood = state === 'up' && clock.mono() - since >= STOOD_MS
      cause = why
      detail = said
      teller.down(why, said)
      turn('down')
      return stood
    },
    stop: () => turn('stopped'),
    url: () => url,
    view: () => ({ state, since, cause, detail }),
  }
}

/** Each cause is told once between two times that the tunnel stood: a night without the internet is not 1,000 lines. */
function createTeller({ provider: { kind }, log, language }: SupervisorOptions) {
  const told = new Set<TunnelCause>()
  return {
    up(url: string | undefined, restarts: number): void {
      told.clear()
      log.info('the tunnel stands', { provider: kind, restarts, ...(url === undefined ? {} : { url }) })
    },
    down(cause: TunnelCause, detail: string): void {
      const fields = { provider: kind, cause, why: causeText(cause, language), detail }
      if (told.has(cause)) log.debug('the tunnel does not stand', fields)
      else log.warn('the tunnel does not stand', fields)
      told.add(cause)
    },
  }
}

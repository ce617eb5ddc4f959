/** A provider whose runs do what a test says. */
import type { RunEnd, TunnelEvents, TunnelProvider } from '../../../src/ports/tunnel.ts'

export interface FakeRun {
  readonly events: TunnelEvents
  readonly end: (end: RunEnd) => void
  /** Grace periods it was asked to end within. */
  readonly stops: number[]
}

export function fakeProvider() {
  const runs: FakeRun[] = []
  const provider: TunnelProvider = {
    kind: 'ssh',
    begin(events) {
      let end: (end: RunEnd) => void = () => undefined
      const ended = new Promise<RunEnd>(resolve => {
        end = resolve
      })
      const stops: number[] = []
      runs.push({ events, end, stops })
      return {
        ended,
        async stop(graceMs) {
          stops.push(graceMs)
          end({ cause: 'ended', detail: 'signal SIGTERM' })
          await ended
        },
      }
    },
  }
  const last = (): FakeRun => {
    const run = runs.at(-1)
    if (run === undefined) throw new Error('nothing was started')
    return run
  }
  return { provider, runs, last }
}

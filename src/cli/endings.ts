/** How a long-running command ends: by a signal, or by a fault nobody caught. */
import type { Cancel, Clock } from '../ports/clock.ts'

export type Ending =
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'fault'; readonly reason: string }
  /** The process has grown too large and wants to be started again. */
  | { readonly kind: 'memory'; readonly reason: string }

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** Exit status of a process that a signal ended at once (128 + 2), as shells count it. */
const ENDED_AT_ONCE = 130

export interface Endings {
  /** Resolves with the first reason to end. */
  readonly first: Promise<Ending>
  readonly stopListening: Cancel
}

/** From now on a first signal or fault resolves, and a second signal ends the process without further ado. */
export function listenForEnd(): Endings {
  let told = false
  let tell: (ending: Ending) => void = () => undefined
  const first = new Promise<Ending>(resolve => {
    tell = resolve
  })
  const onSignal = (signal: string): void => {
    if (told) process.exit(ENDED_AT_ONCE)
    told = true
    tell({ kind: 'signal', signal })
  }
  const onFault = (error: unknown): void => {
    told = true
    tell({ kind: 'fault', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('uncaughtException', onFault)
  process.on('unhandledRejection', onFault)
  return {
    first,
    stopListening() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
      process.off('uncaughtException', onFault)
      process.off('unhandledRejection', onFault)
    },
  }
}

/** Runs a clean stop, but not for longer than this; false when it was cut short or failed. */
export async function stopWithin(clock: Clock, durationMs: number, stop: () => Promise<void>): Promise<boolean> {
  return await new Promise<boolean>(resolve => {
    const cancel = clock.after(durationMs, () => resolve(false))
    const end = (clean: boolean): void => {
      cancel()
      resolve(clean)
    }
    stop().then(
      () => end(true),
      () => end(false),
    )
  })
}

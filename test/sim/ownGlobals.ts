/**
 * While a simulation runs, the timers, clocks and random numbers that libraries take from the process come from the
 * simulation, and `net.createServer` makes a server in memory. So aedes' own keep-alive and connect time-outs run on
 * simulated time, and src/adapters/mqtt/listeners.ts is the real code with its admission and its frame guard.
 */
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import type { Random } from './random.ts'
import type { SimTime } from './simTime.ts'

export interface OwnGlobals {
  /** Lets everything run that needs no time to pass: promises, ticks and immediates, to the last one. */
  readonly settle: () => Promise<void>
  /** Forgets all timers of libraries: their process lost its power. */
  readonly cancelTimers: () => void
  readonly restore: () => void
}

type Network = Pick<typeof net, 'createServer' | 'createConnection'>
type Run = (...args: unknown[]) => void

const realImmediate = globalThis.setImmediate

export function takeGlobals(time: SimTime, random: Random, network: Network): OwnGlobals {
  let immediates = 0
  const cancels = new Set<() => void>()
  const original = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
    setImmediate: globalThis.setImmediate,
    random: Math.random,
    now: Date.now,
    createServer: net.createServer,
    createConnection: net.createConnection,
  }
  const timer = (run: Run, delayMs: number, repeat: boolean, args: unknown[]) => {
    let cancel: () => void = () => undefined
    const stop = (): void => {
      cancel()
      cancels.delete(stop)
    }
    const handle = {
      stop,
      refresh() {
        stop()
        cancels.add(stop)
        cancel = time.after(Math.max(1, delayMs), () => {
          if (repeat) handle.refresh()
          else cancels.delete(stop)
          run(...args)
        })
        return handle
      },
      unref: () => handle,
      ref: () => handle,
      hasRef: () => true,
    }
    return handle.refresh()
  }
  const clear = (handle: { stop?: () => void } | null | undefined): void => handle?.stop?.()
  Object.assign(globalThis, {
    setTimeout: (run: Run, delayMs = 0, ...args: unknown[]) => timer(run, delayMs, false, args),
    setInterval: (run: Run, delayMs = 0, ...args: unknown[]) => timer(run, delayMs, true, args),
    clearTimeout: clear,
    clearInterval: clear,
    setImmediate: (run: Run, ...args: unknown[]) => {
      immediates++
      return realImmediate(() => {
        immediates--
        run(...args)
      })
    },
  })
  Math.random = random.next
  Date.now = time.wall
  Object.assign(net, network)
  syncBuiltinESMExports()

  return {
    async settle() {
      do await new Promise<void>(resolve => realImmediate(() => resolve()))
      while (immediates > 0)
    },
    cancelTimers() {
      for (const cancel of [...cancels]) cancel()
    },
    restore() {
      const { random: realRandom, now, createServer, createConnection, ...functions } = original
      Object.assign(globalThis, functions)
      Math.random = realRandom
      Date.now = now
      Object.assign(net, { createServer, createConnection })
      syncBuiltinESMExports()
    },
  }
}

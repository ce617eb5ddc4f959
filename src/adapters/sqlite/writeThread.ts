/** Hands writes to a thread with a connection of its own, so that no directive waits for a disk that hangs. */
import type { Worker } from 'node:worker_threads'
import { filled } from '../../kernel/text.ts'
import { StoreError, type Written } from '../../ports/stores.ts'
import { startThread } from './startThread.ts'
import { STORE_TEXTS } from './storeTexts.ts'
import type { WriteOrder } from './writeOrder.ts'

/** What became of an order: the message of a StoreError, or undefined. */
export interface WriteOutcome {
  readonly failure: string | undefined
  /** A step came out otherwise than when it was tried: it may be tried again. */
  readonly changed?: true
}

/** What {@link WriteOutcome} says of a transaction that has to be tried again. */
export class ChangedMeanwhile extends StoreError {}

export interface WriteThread {
  /** Runs one transaction after those before it. Throws StoreError when too many wait. */
  write(order: WriteOrder, done: Written): void
  /** Orders that are not done. */
  waiting(): number
  /** Ends when everything is written, or has failed. */
  close(): Promise<void>
}

/**
 * Transactions that may wait for a disk that hangs: a flush and a part of the retained messages, and what presence has to
 * tell every five seconds for two minutes. What is refused beyond stays noted by those who ordered it, or is history.
 */
const MAX_WAITING = 32

/** Why the thread waits for a checkpoint's sync as well: see docs/adr/0010-writes-in-a-thread.md. */
export function openWriteThread(file: string): WriteThread {
  let worker: Worker | undefined
  let waiting: Written[] = []
  let closed = false

  const ended = (reason: string) => (): void => {
    worker = undefined
    const lost = waiting
    waiting = []
    for (const done of lost) done(new StoreError(filled(STORE_TEXTS.threadFailed, { file, reason })))
  }
  const start = (): Worker => {
    const started = startThread(new URL('./writeWorker.ts', import.meta.url), { file })
    started.on('message', ({ failure, changed }: WriteOutcome) => {
      const done = waiting.shift()
      // A process that has nothing else to do may end once everything is written.
      if (waiting.length === 0 && !closed) started.unref()
      const Failure = changed === true ? ChangedMeanwhile : StoreError
      done?.(failure === undefined ? undefined : new Failure(failure))
    })
    started.once('error', error => ended(error.message)())
    started.once('exit', code => ended(String(code))())
    return started
  }

  return {
    write(order, done) {
      if (waiting.length >= MAX_WAITING) {
        throw new StoreError(filled(STORE_TEXTS.manyWaiting, { file, count: MAX_WAITING }))
      }
      // Started with the first write, a minute after the gateway: it costs memory and time that the start has not.
      worker ??= start()
      worker.ref()
      waiting.push(done)
      worker.postMessage(order)
    },
    waiting: () => waiting.length,
    async close() {
      closed = true
      const closing = worker
      if (closing === undefined) return
      closing.ref()
      await new Promise<void>(resolve => {
        closing.once('exit', () => resolve())
        closing.postMessage(undefined)
      })
    },
  }
}

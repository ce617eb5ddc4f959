/** Transactions with rules in them, whose disk nobody waits for: tried on the event loop, performed by the thread. */
import { filled } from '../../kernel/text.ts'
import { StoreError, type Written } from '../../ports/stores.ts'
import type { Rehearsed } from './rehearsal.ts'
import { STORE_TEXTS } from './storeTexts.ts'
import type { Durability, WriteOrder } from './writeOrder.ts'
import { ChangedMeanwhile } from './writeThread.ts'

/**
 * Logins and grants that wait for one another: the token endpoint takes 16 at a time and passwords are checked one by
 * one. Beside them are the uses of links, the nightly retention and what somebody decides on the command line.
 */
const MAX_QUEUED = 32

/** Another process writes when somebody types a command: not five times while a transaction of ours is on its way. */
const MAX_TRIES = 5

export interface TransactionsOptions {
  readonly file: string
  /** Tries a transaction and takes it back; with what waits for it to hold. Throws StoreError. */
  readonly rehearse: <T>(run: () => T) => { readonly result: Rehearsed<T>; readonly waiting: readonly (() => void)[] }
  /** Hands an order to the thread. Throws StoreError when it takes none. */
  readonly handOver: (order: WriteOrder, done: Written) => void
}

/** One after another, so that each sees what those before it wrote. */
export function createTransactions(
  options: TransactionsOptions,
): <T>(durability: Durability, run: () => T) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  let queued = 0
  return async (durability, run) => {
    if (queued >= MAX_QUEUED)
      throw new StoreError(filled(STORE_TEXTS.manyWaiting, { file: options.file, count: MAX_QUEUED }))
    queued++
    const turn = last.then(() => perform(options, durability, run))
    last = turn.then(settled, settled)
    try {
      return await turn
    } finally {
      queued--
    }
  }
}

const settled = (): void => undefined

async function perform<T>(options: TransactionsOptions, durability: Durability, run: () => T): Promise<T> {
  const { file, rehearse } = options
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { result: tried, waiting } = rehearse(run)
    if (tried.kind === 'busy') {
      // The thread waits for whoever writes, as it does for each of its own transactions.
      await handed(options, { durability: 'batched', writes: [] })
      continue
    }
    const { steps, writes, result } = tried
    if (writes && (await handed(options, { durability, writes: [], steps })) === 'changed') continue
    for (const told of waiting) told()
    return result
  }
  throw new StoreError(filled(STORE_TEXTS.othersWrite, { file, count: MAX_TRIES }))
}

/** Rejects with the StoreError of an order that failed. */
const handed = ({ handOver }: TransactionsOptions, order: WriteOrder): Promise<'held' | 'changed'> =>
  new Promise((resolve, reject) => {
    handOver(order, failure => {
      if (failure === undefined) resolve('held')
      else if (failure instanceof ChangedMeanwhile) resolve('changed')
      else reject(failure)
    })
  })

/** How much a client may ask of the broker, kept while it is away: leaving and coming back gives nobody more. */
import type { Clock } from '../../ports/clock.ts'
import type { BrokerLimits } from './brokerLimits.ts'
import { type TokenBucket, tokenBucket } from './tokenBucket.ts'

export interface Budget {
  /** Messages it publishes. */
  readonly messages: TokenBucket
  /** Retained messages that its subscriptions bring. */
  readonly replays: TokenBucket
}

export interface Budgets {
  /** The budget that the account gave back last, else a new one. */
  lend(account: string): Budget
  giveBack(account: string, budget: Budget): void
}

/** Accounts without a session whose budgets are kept; the oldest is forgotten, and full again by then. */
const MAX_ACCOUNTS = 500

export function budgets(clock: Clock, limits: BrokerLimits): Budgets {
  const unused = new Map<string, Budget[]>()
  return {
    lend: account =>
      unused.get(account)?.pop() ?? {
        messages: tokenBucket(clock, limits.messagesPerSecond, limits.messageBurst),
        replays: tokenBucket(clock, limits.messagesPerSecond, limits.replayBurst),
      },
    giveBack(account, budget) {
      // As many at most as were connected at once.
      const own = unused.get(account) ?? []
      own.push(budget)
      unused.delete(account)
      unused.set(account, own)
      const oldest = unused.keys().next()
      if (unused.size > MAX_ACCOUNTS && oldest.done !== true) unused.delete(oldest.value)
    },
  }
}

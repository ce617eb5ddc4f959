/** The parts of the embedded broker that its gates share, and where a message on its way through came from. */
import type { MonoMs } from '../../kernel/time.ts'
import type { BusInbound } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { type AccountBook, accountBook, type BrokerAccount, type TopicRights } from './accounts.ts'
import { type BrokerEvents, noEvents } from './brokerCounters.ts'
import { type BrokerLimits, DEFAULT_LIMITS } from './brokerLimits.ts'
import { type Budgets, budgets } from './budgets.ts'
import type { Carrier } from './deadlineWatch.ts'
import { kernelQueues, type Unacknowledged } from './kernelQueue.ts'
import { type QuietLog, quietLog } from './quietLog.ts'
import { type RetainedMessages, type RetainedPersistence, retainedMessages } from './retainedMessages.ts'
import { type Sessions, sessions } from './sessions.ts'
import { type StoredSessions, storedSessions } from './storedSessions.ts'

/** Who published a message. */
export interface Origin {
  /** Undefined for the gateway. */
  readonly account: string | undefined
  readonly notAfter?: MonoMs
  /** Connections a command was handed to; filled while it is forwarded. */
  readonly forwardedTo?: Carrier[]
}

/**
 * Origins by payload object. aedes copies packets on their way and drops unknown fields, but hands the payload on as it
 * is; so the object is the one thing that names a message from the first hook to the last.
 */
export type Origins = WeakMap<Uint8Array, Origin>

export interface BrokerParts {
  readonly limits: BrokerLimits
  readonly clock: Clock
  readonly warn: QuietLog
  readonly events: BrokerEvents
  readonly book: AccountBook
  readonly sessions: Sessions
  readonly budgets: Budgets
  readonly stored: StoredSessions
  readonly retained: RetainedMessages
  readonly origins: Origins
  readonly unacknowledged: Unacknowledged
  /** True once close() was called: wills of clients that are thrown out then say nothing about their appliances. */
  readonly isClosing: () => boolean
}

/** What the parts are made from. */
export interface BrokerPartsOptions {
  readonly accounts: readonly BrokerAccount[]
  /** Rights of clients without a login; absent: they are refused. */
  readonly anonymous?: TopicRights | undefined
  /** Filters of the topics that only the gateway may publish to, whatever the rights of a client say. */
  readonly reserved?: readonly string[] | undefined
  readonly limits?: Partial<BrokerLimits> | undefined
  /** Keeps retained messages across restarts; absent: they live as long as the process. */
  readonly persistence?: RetainedPersistence | undefined
  readonly clock: Clock
  readonly log: Log
  /**
   * Tells at a command's deadline what the kernel still holds of a connection; default: {@link kernelQueues}. Peers
   * acknowledge in real time, within 40 to 250 ms, so a test whose clock jumps to the deadline has to answer for them.
   */
  readonly unacknowledged?: Unacknowledged | undefined
}

/** @throws RangeError when an account or a reserved filter is malformed */
export function brokerParts(
  options: BrokerPartsOptions,
  tell: BusInbound['session'],
  isClosing: () => boolean,
): BrokerParts {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const warn = quietLog(options.log, options.clock)
  const events = noEvents()
  const connected = sessions(tell)
  const origins: Origins = new WeakMap()
  return {
    limits,
    clock: options.clock,
    warn,
    events,
    book: accountBook(options.accounts, options.anonymous, options.reserved),
    sessions: connected,
    budgets: budgets(options.clock, limits),
    stored: storedSessions(
      limits,
      key => connected.byKey(key) !== undefined,
      () => events.queueDropped++,
    ),
    retained: retainedMessages(limits, options.clock, options.persistence, error =>
      warn('retained MQTT message kept in memory only', 'store', { reason: String(error) }),
    ),
    origins,
    unacknowledged: options.unacknowledged ?? kernelQueues(options.clock),
    isClosing,
  }
}

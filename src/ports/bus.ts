import { type MonoMs, monoMs } from '../kernel/time.ts'

/** One message as it came from the broker. */
export interface BusMessage {
  readonly topic: string
  readonly payload: Uint8Array
  /** True only for a replay of a stored message: it says what was once, never that somebody lives now. */
  readonly retained: boolean
  /**
   * Of a replay: when our own broker took the message; {@link EARLIER_RUN} for one that a run of the gateway before this
   * one took. An outside broker does not tell.
   */
  readonly arrivedAt?: MonoMs
  /** Login name of the publisher where the broker is ours, else undefined. */
  readonly account?: string
}

/** Before everything that this run has heard: the monotonic clock of an earlier run says nothing now. */
export const EARLIER_RUN: MonoMs = monoMs(Number.NEGATIVE_INFINITY)

/** What the embedded broker sees of a login; never comes from an outside broker. */
export interface SessionEvent {
  readonly kind: 'opened' | 'ping' | 'closed' | 'timedOut'
  readonly account: string
  readonly clientId: string
  /** Sessions the account still holds after this event. */
  readonly sessions: number
  /** Of `opened`: another connection held the client id until this one came, and was thrown out for it. */
  readonly tookOver?: boolean
}

export interface OutgoingMessage {
  readonly topic: string
  readonly payload: string
  readonly qos: 0 | 1
  readonly retain: boolean
  /** Moment after which the message must not reach anybody; absent for messages that do not age. */
  readonly notAfter?: MonoMs
}

/** Where the bus hands over what it hears. All three are called synchronously and must not throw. */
export interface BusInbound {
  message(message: BusMessage): void
  session(event: SessionEvent): void
  /** The broker became reachable (true) or was lost (false). */
  connection(up: boolean): void
}

/** The message was not taken: no connection, past its moment, or refused by the broker. Nothing will be delivered later. */
export class BusError extends Error {
  override readonly name = 'BusError'
}

/** The broker, embedded or outside; one contract, one suite of tests. */
export interface MessageBus {
  /** Starts delivering. Resolves once the embedded broker listens or the first connection attempt is under way. */
  open(inbound: BusInbound): Promise<void>
  connected(): boolean
  /** Resolves when the broker took the message; rejects with {@link BusError} and never queues. */
  publish(message: OutgoingMessage): Promise<void>
  /**
   * Makes this the whole set of subscribed topic filters. Newly added filters get their retained messages replayed.
   * While disconnected the set is remembered and subscribed on connection.
   */
  subscribe(filters: readonly string[]): Promise<void>
  /**
   * Has what the broker retains on topics that are followed already come once more, as retained; what it retains beside may
   * come with it. While disconnected it does nothing: all of it comes with the connection.
   */
  replay(topics: readonly string[]): Promise<void>
  close(): Promise<void>
}

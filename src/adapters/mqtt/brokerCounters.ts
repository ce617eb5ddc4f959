/** What the embedded broker counts, for the page, the metrics and the log. */

/** Events since the broker was opened. */
export interface BrokerEvents {
  /** Sockets closed at once: too many in all or from one address. */
  connectionsRefused: number
  /** CONNECTs answered with a refusal. */
  loginsRefused: number
  /** Sockets closed for announcing a frame above the limit. */
  framesRefused: number
  /** Times a client was read more slowly because it sent too many packets. */
  clientsSlowed: number
  /** Messages outside the account's rights, dropped. */
  publishesRefused: number
  /** Messages above the client's rate, dropped. */
  publishesOverRate: number
  /** Retained messages delivered but not kept, for want of room. */
  retainsRefused: number
  subscriptionsRefused: number
  /** Commands not forwarded because their deadline had passed. */
  expiredDropped: number
  /** Connections cut with an undelivered command in the buffer at its deadline. */
  expiredCut: number
  /** Connections cut because a command may still have been on its way at its deadline, and nothing was heard since. */
  silentCut: number
  /** Messages not forwarded to a client that does not read. */
  slowDropped: number
  /** Messages that found a full queue of a session that is away. */
  queueDropped: number
  /** Connections that ended by a fault: protocol, time-out, reset. */
  clientFaults: number
}

/** Events, and what is held right now. */
export interface BrokerCounters extends Readonly<BrokerEvents> {
  readonly clients: number
  readonly storedSessions: number
  readonly queuedMessages: number
  readonly retainedMessages: number
  readonly retainedBytes: number
}

export const noEvents = (): BrokerEvents => ({
  connectionsRefused: 0,
  loginsRefused: 0,
  framesRefused: 0,
  clientsSlowed: 0,
  publishesRefused: 0,
  publishesOverRate: 0,
  retainsRefused: 0,
  subscriptionsRefused: 0,
  expiredDropped: 0,
  expiredCut: 0,
  silentCut: 0,
  slowDropped: 0,
  queueDropped: 0,
  clientFaults: 0,
})

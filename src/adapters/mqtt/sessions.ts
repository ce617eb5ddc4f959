/** The logins that are connected right now, and what the gateway is told about them. */
import type { Socket } from 'node:net'
import type { Client } from 'aedes'
import type { SessionEvent } from '../../ports/bus.ts'
import type { Budget } from './budgets.ts'

export interface Session {
  /** As the client calls itself; clients of other accounts may call themselves the same. */
  readonly clientId: string
  /** Its account and its client id: what a session is held by. */
  readonly key: string
  readonly account: string
  readonly socket: Socket
  readonly budget: Budget
  /** Filters it holds, stored ones of an earlier connection included. */
  readonly filters: Set<string>
  /** CONNACK was sent: what it subscribes to from now on is its own wish, and no memory of an earlier connection. */
  greeted: boolean
  /** `opened` was told. */
  ready: boolean
  /** Its end was told; it is kept until the socket is closed, because its last will is still to be let through. */
  ended: boolean
  /** It has lost messages for not reading, and is about to be looked at again. */
  slow: boolean
}

export interface Sessions {
  add(client: Client, session: Session): void
  of(client: Client | null): Session | undefined
  /** The newest holder of a key: during a takeover there are two for a moment. */
  byKey(key: string): Session | undefined
  all(): readonly Session[]
  greeted(client: Client): void
  opened(client: Client): void
  ping(client: Client): void
  /** The keep-alive ran out; no `closed` follows. */
  timedOut(client: Client): void
  closed(client: Client): void
  count(): number
}

export function sessions(tell: (event: SessionEvent) => void): Sessions {
  const byClient = new Map<Client, Session>()
  const perAccount = new Map<string, number>()
  /** Sessions that threw another out by its client id and are not told yet. */
  const newcomers = new WeakSet<Session>()

  const event = (kind: SessionEvent['kind'], { account, clientId }: Session, tookOver = false): void =>
    tell({ kind, account, clientId, sessions: perAccount.get(account) ?? 0, ...(tookOver ? { tookOver } : {}) })
  const byKey = (key: string): Session | undefined => [...byClient.values()].findLast(session => session.key === key)
  const change = (account: string, by: 1 | -1): void => {
    const left = (perAccount.get(account) ?? 0) + by
    if (left === 0) perAccount.delete(account)
    else perAccount.set(account, left)
  }
  const end = (session: Session, kind: 'closed' | 'timedOut'): void => {
    if (!session.ready || session.ended) return
    session.ended = true
    change(session.account, -1)
    event(kind, session)
  }
  return {
    add(client, session) {
      // Asked now: by the time the newcomer is ready, the socket of the other may be closed already.
      if (byKey(session.key) !== undefined) newcomers.add(session)
      byClient.set(client, session)
    },
    of: client => (client === null ? undefined : byClient.get(client)),
    byKey,
    all: () => [...byClient.values()],
    greeted(client) {
      const session = byClient.get(client)
      if (session !== undefined) session.greeted = true
    },
    opened(client) {
      const session = byClient.get(client)
      if (session === undefined) return
      session.ready = true
      change(session.account, 1)
      event('opened', session, newcomers.delete(session))
    },
    ping(client) {
      const session = byClient.get(client)
      if (session !== undefined) event('ping', session)
    },
    timedOut(client) {
      const session = byClient.get(client)
      if (session !== undefined) end(session, 'timedOut')
    },
    closed(client) {
      const session = byClient.get(client)
      if (session === undefined) return
      byClient.delete(client)
      end(session, 'closed')
    },
    count: () => byClient.size,
  }
}

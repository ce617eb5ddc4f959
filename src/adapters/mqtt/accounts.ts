/** Logins of the embedded broker and what each may publish and subscribe to. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { filterContains, isFilter, matchesFilter } from '../../kernel/topicFilter.ts'

/** What a login, or a client without one, may do. */
export interface TopicRights {
  /** Filters of the topics it may publish to; `$` topics are refused whatever stands here. */
  readonly publish: readonly string[]
  /** A subscription must lie wholly within one of these filters. */
  readonly subscribe: readonly string[]
}

export interface BrokerAccount extends TopicRights {
  readonly name: string
  /** SHA-256 of the password, hexadecimal. A slow hash would stall reconnect storms; passwords are generated, 128 bit. */
  readonly secretHash: string
}

/** Account under which clients without a login appear; not a name that an account can have. */
export const ANONYMOUS = '$anonymous'

export interface AccountBook {
  /** Account name of a login, or undefined when it is refused. */
  login(username: string | undefined, password: Uint8Array | undefined): string | undefined
  mayPublish(account: string, topic: string): boolean
  maySubscribe(account: string, filter: string): boolean
  /** Replaces all accounts; returns names that vanished, or whose secret or subscriptions are no longer the same. */
  replace(accounts: readonly BrokerAccount[]): readonly string[]
}

/**
 * @param reserved filters of the topics that nobody may publish to, whatever the rights say: they are the gateway's own
 * @throws RangeError when an account or a filter is malformed; the message names the account and the field, never the hash
 */
export function accountBook(
  accounts: readonly BrokerAccount[],
  anonymous: TopicRights | undefined,
  reserved: readonly string[] = [],
): AccountBook {
  const malformed = reserved.find(filter => !isFilter(filter))
  if (malformed !== undefined) throw new RangeError(`reserved: "${malformed}" is not a topic filter`)
  if (anonymous !== undefined) checkRights(ANONYMOUS, anonymous)
  let byName = indexed(accounts)

  const rights = (account: string): TopicRights | undefined => (account === ANONYMOUS ? anonymous : byName.get(account))

  return {
    login(username, password) {
      // Firmware without a configured login sends no name or an empty one.
      if (username === undefined || username === '') return anonymous === undefined ? undefined : ANONYMOUS
      const account = byName.get(username)
      const given = createHash('sha256')
        .update(password ?? '')
        .digest()
      // An unknown name is compared too, with a hash that no password has: both refusals take the same time.
      const same = timingSafeEqual(given, Buffer.from(account?.secretHash ?? '00'.repeat(32), 'hex'))
      return same && account !== undefined && password !== undefined ? account.name : undefined
    },
    mayPublish: (account, topic) =>
      !topic.startsWith('$') &&
      !reserved.some(filter => matchesFilter(filter, topic)) &&
      rights(account)?.publish.some(filter => matchesFilter(filter, topic)) === true,
    maySubscribe: (account, filter) =>
      !filter.startsWith('$') &&
      isFilter(filter) &&
      rights(account)?.subscribe.some(outer => filterContains(outer, filter)) === true,
    replace(next) {
      const before = byName
      byName = indexed(next)
      return [...before.values()].filter(account => !keepsSessions(account, byName.get(account.name))).map(a => a.name)
    },
  }
}

function indexed(accounts: readonly BrokerAccount[]): ReadonlyMap<string, BrokerAccount> {
  const byName = new Map<string, BrokerAccount>()
  for (const account of accounts) {
    if (account.name === '' || account.name.startsWith('$')) throw new RangeError(`account name "${account.name}"`)
    if (byName.has(account.name)) throw new RangeError(`account "${account.name}" is there twice`)
    if (!/^[0-9a-f]{64}$/.test(account.secretHash)) {
      throw new RangeError(`account "${account.name}": secretHash is not a SHA-256 in lower-case hexadecimal`)
    }
    checkRights(account.name, account)
    byName.set(account.name, account)
  }
  return byName
}

function checkRights(name: string, rights: TopicRights): void {
  const wrong = [...rights.publish, ...rights.subscribe].find(filter => !isFilter(filter))
  if (wrong !== undefined) throw new RangeError(`account "${name}": "${wrong}" is not a topic filter`)
}

/** Publish rights are looked up per message; anything else that changed needs a new session. */
const keepsSessions = (before: BrokerAccount, after: BrokerAccount | undefined): boolean =>
  after !== undefined &&
  after.secretHash === before.secretHash &&
  before.subscribe.every(filter => after.subscribe.includes(filter))

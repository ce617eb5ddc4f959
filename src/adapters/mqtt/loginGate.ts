/** Decides on a CONNECT: an ordered list of checks, the first refusal is sent as its return code and logged. */
import type { Socket } from 'node:net'
import type { AedesOptions, Client, ConnectPacket } from 'aedes'
import type { BrokerParts } from './brokerParts.ts'

/** CONNACK return codes (MQTT 3.1.1 section 3.2.2.3). */
const IDENTIFIER_REJECTED = 2
const SERVER_UNAVAILABLE = 3
const BAD_USERNAME_OR_PASSWORD = 4

/** Highest quality of service (MQTT 3.1.1 section 4.3). */
const MAX_QOS = 2

/** What real firmwares use (`DVES_ABC123`, `mqttjs_1a2b`, `shellyplus1pm-a8032abe54dc`), and nothing that a topic or a log could take for syntax. */
const CLIENT_ID = /^[A-Za-z0-9_.:-]{1,64}$/

interface Attempt {
  readonly client: Client
  readonly connect: Pick<ConnectPacket, 'clientId' | 'clean' | 'keepalive'>
  readonly account: string | undefined
}
interface Refusal {
  readonly code: 2 | 3 | 4
  readonly reason: string
}
type Check = (attempt: Attempt, parts: BrokerParts) => Refusal | undefined

const CHECKS: readonly Check[] = [
  ({ connect }) =>
    // MQTT 3.1.1 section 3.1.3.1: aedes itself lets this pass.
    connect.clientId === '' && connect.clean !== true
      ? { code: IDENTIFIER_REJECTED, reason: 'an empty client id needs clean session 1' }
      : undefined,
  ({ connect }) =>
    connect.clientId !== '' && !CLIENT_ID.test(connect.clientId)
      ? { code: IDENTIFIER_REJECTED, reason: 'client id has other characters than A-Z a-z 0-9 _ . : - or more than 64' }
      : undefined,
  // Refused rather than clamped: a client that does not know of the limit stays silent for longer, would be cut again and
  // again while it works, and each cut counts as evidence that its appliance is offline. Mosquitto answers with 2 as well.
  ({ connect }, { limits }) =>
    connect.keepalive === undefined || connect.keepalive === 0 || connect.keepalive > limits.keepaliveLimitSeconds
      ? { code: IDENTIFIER_REJECTED, reason: `keep-alive must be 1 to ${limits.keepaliveLimitSeconds} s` }
      : undefined,
  ({ account }) =>
    account === undefined ? { code: BAD_USERNAME_OR_PASSWORD, reason: 'user name or password is wrong' } : undefined,
  ({ client }, { sessions, limits }) =>
    sessions.count() >= limits.maxClients && sessions.byKey(client.id) === undefined
      ? { code: SERVER_UNAVAILABLE, reason: `more than ${limits.maxClients} clients` }
      : undefined,
]

/** The two hooks of aedes around a CONNECT. */
export function loginGate(parts: BrokerParts): Required<Pick<AedesOptions, 'preConnect' | 'authenticate'>> {
  const connects = new WeakMap<Client, ConnectPacket>()
  return {
    preConnect(client, packet, callback) {
      connects.set(client, packet)
      // MQTT 3.1.1 section 3.1.2.6 forbids 3, which the parser lets pass; there is no return code for it.
      const isValid = Number(packet.will?.qos ?? 0) <= MAX_QOS
      callback(isValid ? null : new Error('the last will has a quality of service that does not exist'), isValid)
    },
    authenticate(client, username, password, done) {
      const connect = connects.get(client)
      if (connect === undefined) return done(null, false)
      const account = parts.book.login(username, password)
      const shownId = client.id
      // From here on aedes knows it by both, so that nobody has anything of an account's but with its password. An id has no
      // slash: two pairs never make one key.
      if (account !== undefined) client.id = `${account}/${shownId}`
      const refusal = firstRefusal({ client, connect, account }, parts)
      if (refusal !== undefined || account === undefined) {
        parts.events.loginsRefused++
        const clientId = connect.clientId.slice(0, 64)
        // By address, not by name: names come from outside and could be new each time.
        const address = socketOf(client).remoteAddress ?? 'unknown'
        const fields = { address, clientId, account: username?.slice(0, 64), reason: refusal?.reason }
        parts.warn('MQTT login refused', `${address} ${refusal?.reason}`, fields)
        const returnCode = refusal?.code ?? BAD_USERNAME_OR_PASSWORD
        return done(Object.assign(new Error(refusal?.reason), { returnCode }), false)
      }
      admit(client, shownId, account, connect.clean === true, parts)
      done(null, true)
    },
  }
}

function firstRefusal(attempt: Attempt, parts: BrokerParts): Refusal | undefined {
  for (const check of CHECKS) {
    const refusal = check(attempt, parts)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function admit(client: Client, clientId: string, account: string, clean: boolean, parts: BrokerParts): void {
  const socket = socketOf(client)
  if (!clean) parts.stored.claim(client.id, account)
  const budget = parts.budgets.lend(account)
  parts.sessions.add(client, {
    key: client.id,
    clientId,
    account,
    socket,
    budget,
    filters: new Set(clean ? [] : parts.stored.get(client.id)?.filters.keys()),
    greeted: false,
    ready: false,
    ended: false,
    slow: false,
  })
  socket.once('close', () => parts.sessions.closed(client))
  socket.once('close', () => parts.budgets.giveBack(account, budget))
}

/** aedes is given the sockets of our own listeners only. */
const socketOf = (client: Client): Socket => client.conn as Socket

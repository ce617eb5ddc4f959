/** The broker of the configuration: embedded, or outside by URL. Behind this line nothing knows which. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { BrokerAccount } from '../adapters/mqtt/accounts.ts'
import { type EmbeddedBroker, openEmbeddedBroker } from '../adapters/mqtt/embedded.ts'
import { openOutsideBroker } from '../adapters/mqtt/outside.ts'
import type { RetainedPersistence } from '../adapters/mqtt/retainedMessages.ts'
import type { AccountConfig, Config } from '../config/config.ts'
import { Secret } from '../kernel/secret.ts'
import type { MessageBus, OutgoingMessage } from '../ports/bus.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

export interface OpenedBus {
  readonly bus: MessageBus
  /** The broker itself where it is ours. */
  readonly embedded: EmbeddedBroker | undefined
}

/** The retained word of whether the gateway is there (`<base>/bridge/state`, DESIGN section 3). */
export const bridgeState = (base: string, payload: 'online' | 'offline'): OutgoingMessage => ({
  topic: `${base}/bridge/state`,
  payload,
  qos: 1,
  retain: true,
})

const hashed = ({ name, password, publish, subscribe }: AccountConfig): BrokerAccount => ({
  name,
  secretHash: createHash('sha256').update(password.reveal()).digest('hex'),
  publish,
  subscribe,
})

export const brokerAccounts = (accounts: readonly AccountConfig[]): readonly BrokerAccount[] => accounts.map(hashed)

/** What only the gateway says: its commands, questions, presence and state. An appliance that could say them could forge them. */
const reservedTopics = (base: string): readonly string[] => [
  `${base}/+/set`,
  `${base}/+/get`,
  `${base}/+/presence`,
  `${base}/bridge/state`,
]

/** Without logins everything is open but the gateway's own words: its commands, questions, presence and state. */
const ANYBODY = { publish: ['#'], subscribe: ['#'] }

const readPem = (file: string): string => readFileSync(file, 'utf8')

/** @param persistence where the embedded broker's retained messages outlive the process */
export function openBus(
  config: Config,
  clock: Clock,
  log: Log,
  persistence: RetainedPersistence | undefined,
): OpenedBus {
  const { mqtt } = config
  if (mqtt.kind === 'embedded') {
    const tls = mqtt.tls && {
      port: mqtt.tls.port,
      cert: readPem(mqtt.tls.certFile),
      key: new Secret(readPem(mqtt.tls.keyFile)),
    }
    const embedded = openEmbeddedBroker({
      host: mqtt.host,
      port: mqtt.port,
      tls,
      accounts: brokerAccounts(mqtt.accounts),
      anonymous: mqtt.anonymous ? ANYBODY : undefined,
      reserved: reservedTopics(mqtt.base),
      limits: mqtt.limits,
      persistence,
      clock,
      log,
    })
    return { bus: embedded, embedded }
  }
  const bus = openOutsideBroker({
    url: mqtt.url,
    // One per host and data folder, stable over restarts: two gateways with one id would throw each other out for ever.
    clientId: mqtt.clientId ?? `clova2mqtt-${fingerprint(`${hostname()}:${config.dataFolder}`)}`,
    username: mqtt.username,
    password: mqtt.password,
    ca: mqtt.caFile === undefined ? undefined : readPem(mqtt.caFile),
    will: bridgeState(mqtt.base, 'offline'),
    birth: bridgeState(mqtt.base, 'online'),
    protocolVersion: mqtt.protocolVersion,
    clock,
    log,
  })
  return { bus, embedded: undefined }
}

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

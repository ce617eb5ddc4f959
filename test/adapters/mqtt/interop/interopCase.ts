/** One case of interoperability: what the specification says, shown at the broker as the gateway opens it. */

import type { QoS } from 'mqtt-packet'
import type { BrokerCounters } from '../../../../src/adapters/mqtt/brokerCounters.ts'
import type { WireClient, WireLogin } from './wireClient.ts'

/** The cases of MQTT 3.1.1 in the Eclipse interoperability suite (`client_test.py`), and what it does not have. */
export const SUITE = [
  'basic',
  'retained messages',
  'will message',
  'zero length client id',
  'offline message queueing',
  'overlapping subscriptions',
  'keep-alive',
  'redelivery on reconnect',
  'subscribe failure',
  'dollar topics',
  'unsubscribe',
] as const
export const BEYOND = 'beyond the suite'

export interface InteropCase {
  readonly suite: (typeof SUITE)[number] | typeof BEYOND
  readonly name: string
  /** Normative statements of MQTT 3.1.1 (OASIS, appendix B). */
  readonly says: readonly string[]
  /** What our broker demands where the specification leaves it open, or demands beyond it. */
  readonly ours?: string
  readonly run: (stage: Stage) => Promise<void>
}

export interface Stage {
  readonly port: number
  readonly counters: () => BrokerCounters
  /** Topics of this case alone. */
  readonly topic: (name: string) => string
  /** A client id of this case alone. */
  readonly id: (name: string) => string
  /** Logs in as `all` (any topic) or `guest` (`guest/#`); what the CONNACK said stands in {@link WireClient.received}. */
  readonly connect: (login?: Partial<WireLogin>, account?: 'all' | 'guest') => Promise<WireClient>
  /** Resolves when everything that the client was to get has come: a message of its own has gone round twice. */
  readonly quiet: (client: WireClient) => Promise<void>
}

/** Messages of {@link Stage.quiet}, which no case speaks of. */
export const QUIET = 'guest/quiet/'

/** What came, as `name=text qos retained`, without the part of the topic that is the case's own. */
export const shown = (client: WireClient): readonly string[] =>
  client
    .messages()
    .filter(({ topic }) => !topic.startsWith(QUIET))
    .map(
      ({ topic, payload, qos, retain }) =>
        `${topic.split('/').slice(2).join('/')}=${payload} ${qos}${retain ? ' retained' : ''}`,
    )

export const willOf = (topic: string, payload: string, qos: QoS = 0, retain = false) => ({
  will: { topic, payload: Buffer.from(payload), qos, retain },
})

/** Return code and session present of the CONNACK. */
export function connackOf({ received }: WireClient): string {
  const [first] = received
  return first?.cmd === 'connack' ? `${first.returnCode}${first.sessionPresent ? ' present' : ''}` : `${first?.cmd}`
}

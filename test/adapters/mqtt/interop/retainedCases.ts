/** Retained messages: kept, replaced, removed, and told apart from live ones. */
import { expect } from 'vitest'
import { type InteropCase, type Stage, shown } from './interopCase.ts'
import type { WireClient } from './wireClient.ts'

export const RETAINED_CASES: readonly InteropCase[] = [
  {
    suite: 'retained messages',
    name: 'of every QoS are sent to a new subscription, marked as retained',
    says: ['MQTT-3.3.1-5', 'MQTT-3.3.1-6', 'MQTT-3.3.1-8'],
    async run(stage) {
      const client = await withRetained(stage)
      await client.subscribe([stage.topic('+'), 2])
      await stage.quiet(client)
      expect([...shown(client)].sort()).toEqual(['0=of 0 0 retained', '1=of 1 1 retained', '2=of 2 2 retained'])
    },
  },
  {
    suite: 'retained messages',
    name: 'are removed by an empty one, which is not kept itself',
    says: ['MQTT-3.3.1-10', 'MQTT-3.3.1-11'],
    async run(stage) {
      const client = await withRetained(stage)
      for (const qos of [0, 1, 2] as const) await client.publish(stage.topic(`${qos}`), '', { qos, retain: true })
      await client.subscribe([stage.topic('+'), 2])
      await stage.quiet(client)
      expect(shown(client)).toEqual([])
    },
  },
  {
    suite: 'retained messages',
    name: 'come without the mark to who has subscribed already; what is not retained replaces none',
    says: ['MQTT-3.3.1-9', 'MQTT-3.3.1-12', 'MQTT-3.3.1-5'],
    async run({ connect, topic, quiet }) {
      const client = await connect()
      await client.subscribe([topic('a'), 1])
      await client.publish(topic('a'), 'first', { qos: 1, retain: true })
      await client.publish(topic('a'), 'second', { qos: 1, retain: true })
      await client.publish(topic('a'), 'passing', { qos: 1 })
      await quiet(client)
      expect(shown(client)).toEqual(['a=first 1', 'a=second 1', 'a=passing 1'])
      const late = await connect()
      await late.subscribe([topic('a'), 1])
      await quiet(late)
      expect(shown(late)).toEqual(['a=second 1 retained'])
    },
  },
  {
    suite: 'retained messages',
    name: 'come again when the same filter is subscribed again, and outlive the session they came from',
    says: ['MQTT-3.8.4-3', 'MQTT-3.1.2-7'],
    async run({ connect, topic, quiet }) {
      const writer = await connect({ clean: true })
      await writer.publish(topic('a'), 'kept', { qos: 1, retain: true })
      await writer.leave()
      const client = await connect()
      for (let count = 0; count < 2; count++) await client.subscribe([topic('a'), 1])
      await quiet(client)
      expect(shown(client)).toEqual(['a=kept 1 retained', 'a=kept 1 retained'])
    },
  },
]

async function withRetained({ connect, topic }: Stage): Promise<WireClient> {
  const client = await connect()
  for (const qos of [0, 1, 2] as const) await client.publish(topic(`${qos}`), `of ${qos}`, { qos, retain: true })
  return client
}

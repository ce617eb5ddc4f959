/** Messages: queued, overlapping, sent again, refused, unsubscribed, in order. */
import { expect } from 'vitest'
import { BEYOND, connackOf, type InteropCase, type Stage, shown } from './interopCase.ts'
import type { WireClient } from './wireClient.ts'

/** A session that subscribed at QoS 2 and left. */
async function away({ connect, topic, id }: Stage): Promise<void> {
  const client = await connect({ clientId: id('away'), clean: false })
  await client.subscribe([topic('#'), 2])
  await client.leave()
}

const returned = ({ connect, id }: Stage, clean = false): Promise<WireClient> =>
  connect({ clientId: id('away'), clean })

const OFFLINE: readonly InteropCase[] = [
  {
    suite: 'offline message queueing',
    name: 'QoS 1 and 2 wait for a session that is kept, which is present when it returns',
    says: ['MQTT-3.1.2-4', 'MQTT-3.1.2-5', 'MQTT-3.2.2-2', 'MQTT-3.2.0-1', 'MQTT-4.5.0-1'],
    ours: 'QoS 0 does not wait, as the specification allows',
    async run(stage) {
      await away(stage)
      const writer = await stage.connect()
      for (const qos of [0, 1, 2] as const) await writer.publish(stage.topic(`${qos}`), `of ${qos}`, { qos })
      await stage.quiet(writer)
      const client = await returned(stage)
      expect(connackOf(client)).toBe('0 present')
      await stage.quiet(client)
      expect(shown(client)).toEqual(['1=of 1 1', '2=of 2 2'])
    },
  },
  {
    suite: 'offline message queueing',
    name: 'what was taken does not come again, and the subscription lives on',
    says: ['MQTT-4.1.0-1', 'MQTT-4.3.2-2'],
    async run(stage) {
      await away(stage)
      const writer = await stage.connect()
      await writer.publish(stage.topic('a'), 'waited', { qos: 1 })
      const first = await returned(stage)
      await stage.quiet(first)
      await first.leave()
      const second = await returned(stage)
      await writer.publish(stage.topic('a'), 'live', { qos: 1 })
      await second.next('publish')
      await stage.quiet(second)
      expect([shown(first), shown(second)]).toEqual([['a=waited 1'], ['a=live 1']])
    },
  },
  {
    suite: 'offline message queueing',
    name: 'a clean session throws away what was kept',
    says: ['MQTT-3.1.2-6', 'MQTT-3.2.2-1', 'MQTT-3.2.2-3'],
    async run(stage) {
      await away(stage)
      const writer = await stage.connect()
      await writer.publish(stage.topic('a'), 'lost', { qos: 1 })
      const clean = await returned(stage, true)
      expect(connackOf(clean)).toBe('0')
      await stage.quiet(clean)
      await clean.leave()
      const again = await returned(stage)
      await stage.quiet(again)
      expect([connackOf(again), shown(clean), shown(again)]).toEqual(['0', [], []])
    },
  },
  {
    suite: 'offline message queueing',
    name: 'more than 50 messages do not wait: the first 50 come in order, the others are counted',
    says: ['MQTT-4.6.0-6'],
    ours: 'a queue has 50 places (`maxQueuedPerSession`); the specification leaves the size of queues open',
    async run(stage) {
      await away(stage)
      const dropped = stage.counters().queueDropped
      const writer = await stage.connect()
      for (let at = 0; at < 60; at++) await writer.publish(stage.topic('a'), `${at}`, { qos: 1 })
      await stage.quiet(writer)
      const client = await returned(stage)
      // What waits is sent one by one, beside what comes new.
      for (let at = 0; at < 50; at++) await client.next('publish')
      await stage.quiet(client)
      expect(shown(client)).toEqual(Array.from({ length: 50 }, (_, at) => `a=${at} 1`))
      expect(stage.counters().queueDropped - dropped).toBe(10)
    },
  },
]

const OVERLAPPING: readonly InteropCase[] = [
  {
    suite: 'overlapping subscriptions',
    name: 'one message comes, at the highest QoS of the filters that match',
    says: ['MQTT-3.3.5-1'],
    async run({ connect, topic, quiet }) {
      const client = await connect()
      await client.subscribe([topic('#'), 2], [topic('+'), 1])
      await client.publish(topic('a'), 'x', { qos: 2 })
      await quiet(client)
      expect(shown(client)).toEqual(['a=x 2'])
    },
  },
  {
    suite: 'overlapping subscriptions',
    name: 'it comes at no more than the QoS that was granted, nor than it was sent at',
    says: ['MQTT-3.8.4-6'],
    async run({ connect, topic, quiet }) {
      const [zero, one] = [await connect(), await connect()]
      await zero.subscribe([topic('a'), 0])
      await one.subscribe([topic('a'), 1])
      for (const qos of [0, 1, 2] as const) await one.publish(topic('a'), `of ${qos}`, { qos })
      await quiet(zero)
      await quiet(one)
      expect([...shown(zero)].sort()).toEqual(['a=of 0 0', 'a=of 1 0', 'a=of 2 0'])
      expect([...shown(one)].sort()).toEqual(['a=of 0 0', 'a=of 1 1', 'a=of 2 1'])
    },
  },
]

const REFUSED: readonly InteropCase[] = [
  {
    suite: 'subscribe failure',
    name: 'what a login may not hear is refused with 0x80 in its place, the rest is granted',
    says: ['MQTT-3.8.4-5', 'MQTT-3.9.3-1', 'MQTT-3.9.3-2'],
    ours: 'a filter must lie wholly within the rights of the login',
    async run({ connect, topic, quiet }) {
      const guest = await connect({}, 'guest')
      const asked = ['guest/#', '#', 'guest/a', '+/a', 'home/#', 'guest/+/b'] as const
      expect(await guest.subscribe(...asked.map(filter => [filter, 1] as const))).toEqual([1, 128, 1, 128, 128, 1])
      const writer = await connect()
      await writer.publish(topic('a'), 'x', { qos: 1 })
      await quiet(guest)
      expect(shown(guest)).toEqual([])
    },
  },
  {
    suite: 'subscribe failure',
    name: 'filters that are none are refused or end the connection',
    says: ['MQTT-4.7.1-2', 'MQTT-4.7.1-3'],
    async run({ connect }) {
      for (const filter of ['a/#/b', 'a#', 'a+', '+a', 'a/+b/c', 'a/b+/c', '#/a']) {
        const client = await connect()
        const granted = await client.subscribe([filter, 0]).catch(() => undefined)
        if (granted === undefined) await client.closed()
        else expect([filter, granted]).toEqual([filter, [128]])
      }
    },
  },
  {
    suite: 'dollar topics',
    name: 'a filter that begins with a wildcard matches no topic that begins with $',
    says: ['MQTT-4.7.2-1'],
    async run({ connect, quiet, id }) {
      const client = await connect()
      expect(await client.subscribe(['#', 2], ['+/#', 2], ['+/+/new/clients', 2])).toEqual([2, 2, 2])
      // A login is what the broker itself tells on $SYS/…/new/clients.
      await (await connect({ clientId: id('newcomer') })).leave()
      await quiet(client)
      expect(client.messages().filter(({ topic }) => topic.startsWith('$'))).toEqual([])
    },
  },
  {
    suite: 'dollar topics',
    name: 'nobody publishes to them or hears them: the message is acknowledged and dropped, the filter refused',
    says: ['MQTT-3.3.5-2'],
    ours: "topics that begin with $ are the broker's own",
    async run({ connect, counters, topic }) {
      const client = await connect()
      expect(await client.subscribe(['$SYS/#', 1], ['$refused', 1], ['$share/g/a', 1])).toEqual([128, 128, 128])
      const before = counters().publishesRefused
      for (const qos of [0, 1, 2] as const) await client.publish(`$${topic('a')}`, 'x', { qos, retain: true })
      await client.ping()
      expect(counters().publishesRefused - before).toBe(3)
    },
  },
]

const UNSUBSCRIBED: readonly InteropCase[] = [
  {
    suite: 'unsubscribe',
    name: 'of three topics one is given up, and two still come',
    says: ['MQTT-3.10.4-1', 'MQTT-3.10.4-2', 'MQTT-3.10.4-4'],
    async run({ connect, topic, quiet }) {
      const [client, writer] = [await connect(), await connect()]
      for (const name of ['a', 'b', 'c']) await client.subscribe([topic(name), 2])
      await client.unsubscribe(topic('a'))
      for (const name of ['a', 'b', 'c']) await writer.publish(topic(name), '', { qos: 1 })
      await quiet(writer)
      await quiet(client)
      expect([...shown(client)].sort()).toEqual(['b= 1', 'c= 1'])
    },
  },
  {
    suite: 'unsubscribe',
    name: 'is answered where nothing was subscribed, for several at once, and compared character by character',
    says: ['MQTT-3.10.4-1', 'MQTT-3.10.4-5', 'MQTT-3.10.4-6'],
    async run({ connect, topic, quiet }) {
      const client = await connect()
      await client.subscribe([topic('+'), 0])
      await client.unsubscribe(topic('a'), topic('#'), topic('other'))
      await client.publish(topic('a'), 'still')
      await client.next('publish')
      await client.unsubscribe(topic('a'), topic('+'))
      await client.publish(topic('a'), 'no')
      await quiet(client)
      expect(shown(client)).toEqual(['a=still 0'])
    },
  },
]

const ORDER: readonly InteropCase[] = [
  {
    suite: BEYOND,
    name: 'messages of one client come in the order in which they were sent',
    says: ['MQTT-4.6.0-5', 'MQTT-4.6.0-6'],
    async run({ connect, topic, quiet }) {
      const [client, writer] = [await connect(), await connect()]
      await client.subscribe([topic('#'), 1])
      await Promise.all(Array.from({ length: 100 }, (_, at) => writer.publish(topic('a'), `${at}`)))
      await quiet(writer)
      await quiet(client)
      expect(shown(client)).toEqual(Array.from({ length: 100 }, (_, at) => `a=${at} 0`))
    },
  },
  {
    suite: BEYOND,
    name: 'the same filter again replaces the one before, and nothing is lost or doubled in between',
    says: ['MQTT-3.8.4-3', 'MQTT-3.8.4-2'],
    async run({ connect, topic, quiet }) {
      const client = await connect()
      for (const qos of [0, 2, 1] as const) {
        expect(await client.subscribe([topic('a'), qos])).toEqual([qos])
        await client.publish(topic('a'), `with ${qos}`, { qos: 2 })
        await quiet(client)
      }
      expect(shown(client)).toEqual(['a=with 0 0', 'a=with 2 2', 'a=with 1 1'])
    },
  },
  {
    suite: BEYOND,
    name: 'topics are any text: no letter is folded, no blank trimmed, no mark skipped',
    says: ['MQTT-1.5.3-3', 'MQTT-4.7.3-4'],
    async run({ connect, topic, quiet }) {
      const names = ['거실/조명', 'リビング', 'a b', ' ', '', 'A', 'a', '\uFEFFa', '💡', 'a/', '/a', 'é', 'e\u0301']
      const client = await connect()
      await client.subscribe(...names.map(name => [topic(name), 0] as const))
      for (const name of names) await client.publish(topic(name), 'x')
      await quiet(client)
      expect([...shown(client)].sort()).toEqual(names.map(name => `${name}=x 0`).sort())
    },
  },
]

export const MESSAGE_CASES: readonly InteropCase[] = [...OFFLINE, ...OVERLAPPING, ...REFUSED, ...UNSUBSCRIBED, ...ORDER]

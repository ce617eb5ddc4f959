/** What is sent again when a client returns before an exchange has ended. */
import { expect } from 'vitest'
import { BEYOND, type InteropCase, type Stage } from './interopCase.ts'
import type { WireClient } from './wireClient.ts'

/** A kept session that subscribed and answers nothing. */
async function mute({ connect, topic, id }: Stage): Promise<WireClient> {
  const client = await connect({ clientId: id('a'), clean: false })
  await client.subscribe([topic('#'), 2])
  client.answers = false
  return client
}

export const REDELIVERY_CASES: readonly InteropCase[] = [
  {
    suite: 'redelivery on reconnect',
    name: 'QoS 1 and 2 that were not answered come again with the same packet id',
    says: ['MQTT-4.4.0-1', 'MQTT-4.3.2-1', 'MQTT-4.3.3-1'],
    async run(stage) {
      const client = await mute(stage)
      const writer = await stage.connect()
      await writer.publish(stage.topic('1'), 'x', { qos: 1 })
      await writer.publish(stage.topic('2'), 'y', { qos: 2 })
      const before = [await client.next('publish'), await client.next('publish')]
      await client.leave()
      const again = await stage.connect({ clientId: stage.id('a'), clean: false })
      const after = [await again.next('publish'), await again.next('publish')]
      expect(after.map(({ messageId, qos }) => [messageId, qos])).toEqual(
        before.map(({ messageId, qos }) => [messageId, qos]),
      )
      await stage.quiet(again)
      await again.leave()
      const third = await stage.connect({ clientId: stage.id('a'), clean: false })
      await stage.quiet(third)
      expect(third.messages().filter(({ topic }) => topic.startsWith(stage.topic('')))).toEqual([])
    },
  },
  {
    suite: 'redelivery on reconnect',
    name: 'they are marked as sent before',
    says: ['MQTT-3.3.1-1'],
    async run(stage) {
      const client = await mute(stage)
      const writer = await stage.connect()
      await writer.publish(stage.topic('1'), 'x', { qos: 1 })
      const first = await client.next('publish')
      await client.drop()
      const again = await stage.connect({ clientId: stage.id('a'), clean: false })
      const second = await again.next('publish')
      expect([first.dup, second.dup]).toEqual([false, true])
    },
  },
  {
    suite: BEYOND,
    name: 'that a client sends again is not told to those who hear it',
    says: ['MQTT-3.3.1-3'],
    async run(stage) {
      const [reader, writer] = [await stage.connect(), await stage.connect()]
      await reader.subscribe([stage.topic('#'), 2])
      for (const qos of [1, 2] as const) {
        const packet = { cmd: 'publish', topic: stage.topic('a'), payload: 'x', qos, retain: false } as const
        writer.send({ ...packet, messageId: 70 + qos, dup: true })
        expect((await reader.next('publish')).dup).toBe(false)
      }
    },
  },
  {
    suite: 'redelivery on reconnect',
    name: 'after PUBREC only the PUBREL comes again, not the message',
    says: ['MQTT-4.4.0-1', 'MQTT-4.3.3-1'],
    async run(stage) {
      const client = await mute(stage)
      const writer = await stage.connect()
      await writer.publish(stage.topic('2'), 'y', { qos: 2 })
      const { messageId = 0 } = await client.next('publish')
      client.send({ cmd: 'pubrec', messageId })
      expect((await client.next('pubrel')).messageId).toBe(messageId)
      await client.drop()
      const again = await stage.connect({ clientId: stage.id('a'), clean: false })
      expect((await again.next('pubrel')).messageId).toBe(messageId)
      await stage.quiet(again)
      expect(again.texts()).not.toContain('y')
    },
  },
  {
    suite: 'redelivery on reconnect',
    name: 'a QoS 2 message that the client sends again is published once, also over a new connection',
    says: ['MQTT-4.3.3-2', 'MQTT-4.4.0-1'],
    async run(stage) {
      const reader = await stage.connect()
      await reader.subscribe([stage.topic('#'), 0])
      const login = { clientId: stage.id('b'), clean: false }
      const packet = { cmd: 'publish', topic: stage.topic('2'), payload: 'once', qos: 2, retain: false } as const
      const first = await stage.connect(login)
      first.answers = false
      first.send({ ...packet, messageId: 77, dup: false })
      await first.next('pubrec')
      first.send({ ...packet, messageId: 77, dup: true })
      await first.next('pubrec')
      await first.drop()
      const second = await stage.connect(login)
      second.send({ ...packet, messageId: 77, dup: true })
      await second.next('pubcomp')
      await stage.quiet(second)
      await stage.quiet(reader)
      expect(reader.texts().filter(text => text === 'once')).toHaveLength(1)
    },
  },
]

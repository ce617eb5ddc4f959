/** What every MessageBus does, whatever broker is behind it; run by the tests of each adapter with a real one. */
import type { IClientOptions, MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { monoPlus } from '../../src/kernel/time.ts'
import { BusError, type MessageBus, type OutgoingMessage } from '../../src/ports/bus.ts'
import { eventually, type Heard, hearing, received } from '../adapters/mqtt/support.ts'
import { type ManualClock, settle } from '../support/manualClock.ts'

export interface BusUnderTest {
  /** Not opened yet. */
  readonly bus: MessageBus
  readonly clock: ManualClock
  /** Another client of the same broker, connected; called after the bus was opened. */
  appliance(options?: Partial<IClientOptions>): Promise<MqttClient>
  stop(): Promise<void>
}

const out = (topic: string, payload: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  topic,
  payload,
  qos: 0,
  retain: false,
  ...more,
})

export function describeMessageBus(name: string, factory: () => Promise<BusUnderTest>, skip = false): void {
  describe.skipIf(skip)(name, () => {
    let under: BusUnderTest
    let bus: MessageBus
    let heard: Heard

    const open = async (): Promise<void> => {
      await bus.open(heard)
      await eventually(() => heard.connections.includes(true), 'connection(true)')
    }
    const appliance = (options?: Partial<IClientOptions>): Promise<MqttClient> => under.appliance(options)
    const texts = (): string[] => heard.messages.map(message => `${message.retained ? 'retained ' : ''}${message.text}`)

    beforeEach(async () => {
      under = await factory()
      bus = under.bus
      heard = hearing()
    })
    afterEach(async () => {
      await bus.close()
      await under.stop()
    })

    test('refuses to publish before it is open', async () => {
      await expect(bus.publish(out('home/x', 'y'))).rejects.toThrow(BusError)
      expect(bus.connected()).toBe(false)
    })

    test('tells once that the broker is reachable', async () => {
      await open()
      expect([bus.connected(), heard.connections]).toEqual([true, [true]])
    })

    test('hands over live messages of the subscribed filters only', async () => {
      await open()
      await bus.subscribe(['home/+/state', 'home/lamp/result'])
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/other', 'no', { qos: 1 })
      await lamp.publishAsync('home/lamp/state', 'on', { qos: 1 })
      await lamp.publishAsync('home/lamp/result', '', { qos: 1 })
      await eventually(() => heard.messages.length >= 2, 'two messages')
      expect(texts()).toEqual(['on', ''])
    })

    // MQTT leaves it to the broker whether overlapping subscriptions bring copies (MQTT 5 section 3.3.4): at least once.
    test('a message that matches two filters comes', async () => {
      await open()
      await bus.subscribe(['home/#', 'home/lamp/state'])
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/state', 'on', { qos: 1 })
      await lamp.publishAsync('home/lamp/end', 'end', { qos: 1 })
      await eventually(() => texts().includes('end'), 'end')
      expect([...new Set(texts())]).toEqual(['on', 'end'])
    })

    test('a live message is not retained, whatever flag its publisher set', async () => {
      await open()
      await bus.subscribe(['home/#'])
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/state', 'on', { qos: 1, retain: true })
      await eventually(() => heard.messages.length > 0, 'the message')
      expect(texts()).toEqual(['on'])
    })

    test('replays stored messages for newly added filters only, marked as retained', async () => {
      await open()
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/config', 'lamp', { qos: 1, retain: true })
      await lamp.publishAsync('home/fan/config', 'fan', { qos: 1, retain: true })
      await bus.subscribe(['home/lamp/config'])
      await eventually(() => heard.messages.length === 1, 'the replay')
      await bus.subscribe(['home/lamp/config', 'home/fan/+'])
      await eventually(() => heard.messages.length === 2, 'the second replay')
      await lamp.publishAsync('home/lamp/config', '', { qos: 1, retain: true })
      await eventually(() => heard.messages.length === 3, 'the removal')
      expect(texts()).toEqual(['retained lamp', 'retained fan', ''])
    })

    test('tells again what is retained on followed topics when it is asked, and brings nothing live twice', async () => {
      await open()
      await bus.replay(['home/lamp/state'])
      await bus.subscribe(['home/+/state', 'home/lamp/config'])
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/state', 'on', { qos: 1, retain: true })
      await lamp.publishAsync('home/lamp/note', 'not followed', { qos: 1, retain: true })
      await eventually(() => heard.messages.length === 1, 'the live message')
      const live = Array.from({ length: 40 }, (_, at) => `live ${at}`)
      const replays = live.map(async (text, at) => {
        await lamp.publishAsync('home/lamp/config', text, { qos: 1 })
        if (at % 4 === 0) await bus.replay(['home/lamp/state', 'home/lamp/note'])
      })
      await Promise.all(replays)
      await lamp.publishAsync('home/lamp/state', 'end', { qos: 1 })
      await eventually(() => texts().includes('end'), 'end')
      expect(
        texts()
          .filter(text => text.startsWith('live'))
          .sort(),
      ).toEqual([...live].sort())
      expect(texts().filter(text => !text.startsWith('live'))).toEqual(['on', ...Array(10).fill('retained on'), 'end'])
    })

    test('remembers filters set before it was open', async () => {
      await bus.subscribe(['home/#'])
      await open()
      const lamp = await appliance()
      await eventually(() => {
        lamp.publish('home/lamp/state', 'on')
        return heard.messages.length > 0
      }, 'a message')
      expect(texts()).toContain('on')
    })

    test('filters left out are unsubscribed', async () => {
      await open()
      await bus.subscribe(['home/#', 'end'])
      await bus.subscribe(['end'])
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/state', 'on', { qos: 1 })
      await lamp.publishAsync('end', 'end', { qos: 1 })
      await eventually(() => heard.messages.length > 0, 'end')
      expect(texts()).toEqual(['end'])
    })

    test('payloads are bytes, not text', async () => {
      await open()
      await bus.subscribe(['home/raw'])
      const lamp = await appliance()
      await lamp.publishAsync('home/raw', Buffer.from([0, 255, 254, 10]), { qos: 1 })
      await eventually(() => heard.messages.length > 0, 'the message')
      expect([...(heard.messages[0]?.payload ?? [])]).toEqual([0, 255, 254, 10])
    })

    test('never hands back what it published itself, live or retained', async () => {
      await open()
      await bus.subscribe(['home/#'])
      await bus.publish(out('home/lamp/set', 'own'))
      await bus.publish(out('home/lamp/presence', 'own retained', { qos: 1, retain: true }))
      await bus.subscribe([])
      await bus.subscribe(['home/#'])
      const lamp = await appliance()
      await lamp.publishAsync('home/lamp/state', 'end', { qos: 1 })
      await eventually(() => texts().includes('end'), 'end')
      expect(texts()).toEqual(['end'])
    })

    test('what it publishes reaches subscribers; retained ones those that come later too', async () => {
      await open()
      const lamp = await appliance()
      const got = received(lamp)
      await lamp.subscribeAsync('home/lamp/#', { qos: 1 })
      await bus.publish(out('home/lamp/set', 'now', { notAfter: monoPlus(under.clock.mono(), 3_500), qos: 1 }))
      await bus.publish(out('home/lamp/presence', 'online', { qos: 1, retain: true }))
      await eventually(() => got.length === 2, 'both messages')
      const late = received(await appliance().then(other => other.subscribe('home/lamp/#')))
      await eventually(() => late.length === 1, 'the retained message')
      expect(late).toEqual(['home/lamp/presence=online'])
    })

    test('refuses wildcards, empty topics, a deadline that has passed, and a retained message with one', async () => {
      await open()
      const past = under.clock.mono()
      await under.clock.advance(1)
      await expect(bus.publish(out('home/+', 'x'))).rejects.toThrow(BusError)
      await expect(bus.publish(out('', 'x'))).rejects.toThrow(BusError)
      await expect(bus.publish(out('home/x', 'x', { notAfter: past }))).rejects.toThrow(BusError)
      const soon = monoPlus(past, 1_000)
      await expect(bus.publish(out('home/x', 'x', { notAfter: soon, retain: true }))).rejects.toThrow(BusError)
    })

    test('a session that is away never gets a command when it returns, but does get what has no deadline', async () => {
      await open()
      const options = { clientId: 'sleeper', clean: false }
      const before = await appliance(options)
      await before.subscribeAsync('home/lamp/#', { qos: 1 })
      await before.endAsync()
      await bus.publish(out('home/lamp/set', 'late', { qos: 1, notAfter: monoPlus(under.clock.mono(), 3_500) }))
      await bus.publish(out('home/lamp/note', 'kept', { qos: 1 }))
      await under.clock.advance(3_501)
      const kept: string[] = []
      const after = await appliance({ ...options, manualConnect: true })
      after.on('message', (_topic, payload) => void kept.push(payload.toString()))
      after.connect()
      await eventually(() => kept.length > 0, 'the kept message')
      const probe = await appliance()
      await probe.publishAsync('home/lamp/end', 'end', { qos: 1 })
      await eventually(() => kept.includes('end'), 'end')
      expect(kept).toEqual(['kept', 'end'])
    })

    test('after close nothing is taken and nothing is told', async () => {
      await open()
      await bus.subscribe(['home/#'])
      await bus.close()
      await bus.close()
      await settle()
      expect([bus.connected(), heard.connections]).toEqual([false, [true, false]])
      await expect(bus.publish(out('home/x', 'y'))).rejects.toThrow(BusError)
    })
  })
}

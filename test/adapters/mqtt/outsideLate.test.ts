import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openOutsideBroker } from '../../../src/adapters/mqtt/outside.ts'
import type { OutsideBrokerOptions } from '../../../src/adapters/mqtt/outsideOptions.ts'
import { monoPlus } from '../../../src/kernel/time.ts'
import { BusError, type MessageBus } from '../../../src/ports/bus.ts'
import { type ManualClock, manualClock, settle } from '../../support/manualClock.ts'
import { hasMosquitto, type Mosquitto, startMosquitto } from './mosquitto.ts'
import { eventually, type Heard, hearing, openSocket, received, rememberingLog } from './support.ts'

describe.skipIf(!hasMosquitto)('an outside broker that comes and goes (needs mosquitto)', () => {
  let mosquitto: Mosquitto
  let bus: MessageBus
  let heard: Heard
  let clock: ManualClock
  let log: ReturnType<typeof rememberingLog>
  const url = (): string => `mqtt://127.0.0.1:${mosquitto.port}`

  const open = async (more: Partial<OutsideBrokerOptions> = {}): Promise<void> => {
    clock = manualClock()
    log = rememberingLog()
    heard = hearing()
    bus = openOutsideBroker({ url: url(), clientId: 'gateway', clock, log, random: () => 0.5, ...more })
    await bus.open(heard)
    await eventually(() => bus.connected(), 'connected')
  }
  /** Attempts are on the manual clock: moves it until one succeeds. */
  const reconnected = async (): Promise<void> => {
    for (let tries = 0; tries < 3_000 && !bus.connected(); tries++) {
      await clock.advance(1_000)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    expect(bus.connected()).toBe(true)
  }
  const publish = (payload: string, more: object = {}): Promise<void> =>
    bus.publish({ topic: 'home/lamp/set', payload, qos: 1, retain: false, ...more })

  beforeEach(async () => {
    mosquitto = await startMosquitto()
  })
  afterEach(async () => {
    await bus.close()
    await mosquitto.stop()
  })

  test.each([4, 5] as const)(
    'MQTT version %d: nothing published before, during or after an outage arrives once the broker is back',
    async protocolVersion => {
      await open({ protocolVersion })
      const sleeper = { clientId: 'sleeper', clean: false, reconnectPeriod: 0 }
      const before = await connectAsync(url(), sleeper)
      await before.subscribeAsync('home/lamp/#', { qos: 1 })
      await before.endAsync()
      await publish('while it sleeps', { notAfter: monoPlus(clock.mono(), 3_500) })
      mosquitto.signal('SIGSTOP')
      const frozen = publish('frozen broker', { notAfter: monoPlus(clock.mono(), 3_500) })
      const unconfirmed = publish('frozen broker, no deadline')
      const refused = expect(unconfirmed).rejects.toThrow(BusError)
      await expect(frozen).resolves.toBeUndefined()
      await mosquitto.kill()
      await refused
      await eventually(() => !bus.connected(), 'lost')
      await expect(publish('while it is away')).rejects.toThrow(BusError)
      await mosquitto.restart()
      await reconnected()
      const texts: string[] = []
      const after = await connectAsync(url(), { ...sleeper, clean: false })
      after.on('message', (_topic, payload) => void texts.push(payload.toString()))
      const probe = await connectAsync(url(), { reconnectPeriod: 0 })
      const late = received(probe)
      await probe.subscribeAsync('home/lamp/#', { qos: 1 })
      await publish('end')
      await eventually(() => late.length > 0 && texts.includes('end'), 'end')
      expect(late).toEqual(['home/lamp/set=end'])
      expect(texts).toEqual(['end'])
      expect(heard.connections).toEqual([true, false, true])
      await Promise.all([after.endAsync(true), probe.endAsync(true)])
    },
  )

  test('a command still in our own buffer at its deadline is not sent when the broker thaws', async () => {
    await open()
    const side = openSocket('remotePort', mosquitto.port)
    const lamp = await connectAsync(url(), { reconnectPeriod: 0 })
    const got = received(lamp)
    await lamp.subscribeAsync('home/#')
    mosquitto.signal('SIGSTOP')
    const noise = { topic: 'noise', payload: 'n'.repeat(60_000), qos: 0 as const, retain: false }
    for (let count = 0; side.writableLength === 0 && count < 1_000; count++) {
      await bus.publish(noise)
      await settle()
    }
    expect(side.writableLength).toBeGreaterThan(0)
    await publish('THE COMMAND', { notAfter: monoPlus(clock.mono(), 3_500) })
    await settle()
    await clock.advance(3_501)
    expect(log.lines.map(({ message }) => message)).toContain(
      'connection cut: a command was still unsent at its deadline',
    )
    expect(side.destroyed).toBe(true)
    mosquitto.signal('SIGCONT')
    await reconnected()
    await publish('end')
    await eventually(() => got.includes('home/lamp/set=end'), 'end')
    expect(got.filter(text => text.startsWith('home/lamp'))).toEqual(['home/lamp/set=end'])
    await lamp.endAsync(true)
  })

  test('a broker that says nothing from a command to its deadline is left, so that nothing can be sent to it again', async () => {
    await open()
    const side = openSocket('remotePort', mosquitto.port)
    mosquitto.signal('SIGSTOP')
    await publish('THE COMMAND', { notAfter: monoPlus(clock.mono(), 3_500) })
    await settle()
    expect(side.writableLength).toBe(0)
    await clock.advance(3_499)
    expect(side.destroyed).toBe(false)
    await clock.advance(1)
    expect(side.destroyed).toBe(true)
    expect(log.lines.map(({ message }) => message)).toContain(
      'connection cut: the broker did not answer the ping behind a command by its deadline',
    )
    mosquitto.signal('SIGCONT')
    await reconnected()
  })

  test.each([4, 5] as const)(
    'MQTT version %d: a healthy broker with nothing to say keeps its connection: it answers the ping behind the command',
    async protocolVersion => {
      await open({ protocolVersion })
      const side = openSocket('remotePort', mosquitto.port)
      const before = side.bytesRead
      await publish('on', { notAfter: monoPlus(clock.mono(), 3_500) })
      await eventually(() => side.bytesRead === before + 2, 'the PINGRESP')
      await settle()
      await clock.advance(3_501)
      expect([side.destroyed, bus.connected()]).toEqual([false, true])
    },
  )

  test('what a broker that does not read leaves unsent is bounded: then messages are refused', async () => {
    await open()
    const side = openSocket('remotePort', mosquitto.port)
    mosquitto.signal('SIGSTOP')
    const noise = { topic: 'noise', payload: 'n'.repeat(60_000), qos: 0 as const, retain: false }
    let failure: unknown
    for (let count = 0; failure === undefined && count < 1_000; count++) {
      await bus.publish(noise).catch(error => {
        failure = error
      })
      await settle()
    }
    expect(failure).toBeInstanceOf(BusError)
    expect(side.writableLength).toBeLessThan(262_144 + 60_100)
    mosquitto.signal('SIGCONT')
    await eventually(() => side.writableLength === 0, 'drained')
    await bus.publish(noise)
  })

  test('subscriptions, birth and retained messages come back with the connection', async () => {
    const birth = { topic: 'clova2mqtt/bridge/state', payload: 'online', retain: true }
    await open({ birth, will: { ...birth, payload: 'offline' } })
    await bus.subscribe(['home/+/state'])
    await mosquitto.kill()
    await eventually(() => heard.connections.length === 2, 'lost')
    await bus.subscribe(['home/+/state', 'home/+/config'])
    await mosquitto.restart()
    const lamp = await connectAsync(url(), { reconnectPeriod: 0 })
    await lamp.publishAsync('home/lamp/config', 'kept', { qos: 1, retain: true })
    await reconnected()
    const got = received(lamp)
    await lamp.subscribeAsync('clova2mqtt/#')
    await eventually(() => heard.messages.length === 1, 'the replay')
    await lamp.publishAsync('home/lamp/state', 'on', { qos: 1 })
    await eventually(() => heard.messages.length === 2, 'a live message')
    expect(heard.messages.map(({ text, retained }) => [text, retained])).toEqual([
      ['kept', true],
      ['on', false],
    ])
    await eventually(() => got.includes('clova2mqtt/bridge/state=online'), 'the birth')
    await bus.close()
    await eventually(() => got.includes('clova2mqtt/bridge/state=offline'), 'the good-bye')
    await lamp.endAsync(true)
  })

  test('the will speaks when the gateway is cut off', async () => {
    await open({ will: { topic: 'clova2mqtt/bridge/state', payload: 'offline', retain: true } })
    const lamp = await connectAsync(url(), { reconnectPeriod: 0 })
    const got = received(lamp)
    await lamp.subscribeAsync('clova2mqtt/#')
    // Another client with the same id throws the gateway out: to the broker a connection that broke.
    const thief = await connectAsync(url(), { reconnectPeriod: 0, clientId: 'gateway' })
    await eventually(() => got.includes('clova2mqtt/bridge/state=offline'), 'the will')
    await Promise.all([lamp.endAsync(true), thief.endAsync(true)])
  })
})

import { createServer } from 'node:net'
import { connectAsync } from 'mqtt'
import { describe, expect, test } from 'vitest'
import { backoff } from '../../../src/adapters/mqtt/backoff.ts'
import { openOutsideBroker } from '../../../src/adapters/mqtt/outside.ts'
import { ownEcho } from '../../../src/adapters/mqtt/ownEcho.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { BusError } from '../../../src/ports/bus.ts'
import { manualClock } from '../../support/manualClock.ts'
import { eventually, hearing, rememberingLog, startBroker } from './support.ts'

const options = (url: string) => ({ url, clientId: 'gateway', clock: manualClock(), log: rememberingLog() })

describe('openOutsideBroker', () => {
  test.each(['http://host', 'host:1883', 'mqtt://', 'mqtt://user:pass@host', ''])('refuses the URL "%s"', url =>
    expect(() => openOutsideBroker(options(url))).toThrow(BusError),
  )

  test('falls back to MQTT 3.1.1 when the broker refuses MQTT 5, with login, echo kept out, and sizes bounded', async () => {
    const under = await startBroker({ limits: { maxFrameBytes: 400_000, maxUnsentBytesPerClient: 400_000 } })
    const heard = hearing()
    const settings = options(`mqtt://127.0.0.1:${under.broker.port()}`)
    const bus = openOutsideBroker({
      ...settings,
      username: 'all',
      password: new Secret('secret of all'),
      maxPayloadBytes: 262_144,
    })
    await bus.subscribe(['home/#'])
    await bus.open(heard)
    for (let tries = 0; tries < 6_000 && !bus.connected(); tries++) {
      await settings.clock.advance(1_000)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    expect(settings.log.lines.at(-1)?.fields).toMatchObject({ protocolVersion: 4 })
    const lamp = await under.client('lamp')
    await bus.publish({ topic: 'home/lamp/set', payload: 'own', qos: 0, retain: false })
    await lamp.publishAsync('home/lamp/state', 'x'.repeat(262_145), { qos: 1 })
    await lamp.publishAsync('home/lamp/set', 'own', { qos: 1 })
    await lamp.publishAsync('home/lamp/state', 'x'.repeat(262_144), { qos: 1 })
    await eventually(() => heard.messages.length === 2, 'two messages')
    expect(heard.messages.map(({ payload }) => payload.length)).toEqual([3, 262_144])
    expect(settings.log.lines.at(-1)).toMatchObject({
      message: 'MQTT message dropped: too large',
      fields: { bytes: 262_145 },
    })
    await bus.close()
    await under.stop()
  })

  test('a filter the broker refuses is named', async () => {
    const under = await startBroker()
    const settings = options(`mqtt://127.0.0.1:${under.broker.port()}`)
    const bus = openOutsideBroker({
      ...settings,
      protocolVersion: 4,
      username: 'lamp',
      password: new Secret('secret of lamp'),
    })
    await bus.open(hearing())
    await eventually(() => bus.connected(), 'connected')
    await expect(bus.subscribe(['home/lamp/#', 'home/door/#'])).rejects.toThrow('home/door/#')
    await bus.close()
    await under.stop()
  })

  test('a refusal in one packet of filters does not keep the others from being subscribed; few of many are named', async () => {
    const under = await startBroker({ limits: { maxSubscriptionsPerClient: 1_000 } })
    const settings = options(`mqtt://127.0.0.1:${under.broker.port()}`)
    const password = new Secret('secret of lamp')
    const bus = openOutsideBroker({ ...settings, protocolVersion: 4, username: 'lamp', password })
    const heard = hearing()
    await bus.open(heard)
    await eventually(() => bus.connected(), 'connected')
    const doors = Array.from({ length: 60 }, (_, at) => `home/door/${at}`)
    const failure = await bus.subscribe([...doors, 'home/lamp/state']).catch(error => error)
    expect(failure).toBeInstanceOf(BusError)
    expect(String(failure)).toContain('home/door/0, home/door/1,')
    expect(String(failure)).toMatch(/home\/door\/9 and 50 more$/)
    await (await under.client('lamp')).publishAsync('home/lamp/state', 'on', { qos: 1 })
    await eventually(() => heard.messages.length === 1, 'the filter of the last packet works')
    await bus.close()
    await under.stop()
  })

  test('a broker that accepts and says nothing, or is not there, does not hold up open or close', async () => {
    const mute = createServer(socket => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1')
    await new Promise(resolve => mute.once('listening', resolve))
    const address = mute.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    for (const url of [`mqtt://127.0.0.1:${port}`, 'mqtt://127.0.0.1:1']) {
      const bus = openOutsideBroker(options(url))
      await bus.open(hearing())
      expect(bus.connected()).toBe(false)
      await expect(bus.publish({ topic: 'x', payload: '', qos: 0, retain: false })).rejects.toThrow('no connection')
      await bus.close()
    }
    mute.close()
  })

  test('closing while an attempt waits leaves no timer behind', async () => {
    const settings = options('mqtt://127.0.0.1:1')
    const bus = openOutsideBroker(settings)
    await bus.open(hearing())
    await eventually(() => settings.clock.pendingTimers() === 1, 'the next attempt is set')
    expect(settings.log.lines[0]).toMatchObject({
      message: 'MQTT broker not reached',
      fields: { broker: '127.0.0.1:1' },
    })
    await bus.close()
    expect(settings.clock.pendingTimers()).toBe(0)
    await expect(connectAsync('mqtt://127.0.0.1:1', { reconnectPeriod: 0 })).rejects.toThrow()
  })
})

describe('backoff', () => {
  test('doubles from half a second to half a minute, spread over the upper half of the step', () => {
    const longest = backoff(() => 0.999_999)
    expect(Array.from({ length: 8 }, longest.next)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    const shortest = backoff(() => 0)
    expect([shortest.next(), shortest.next()]).toEqual([250, 500])
    shortest.reset()
    expect(shortest.next()).toBe(250)
  })
})

describe('ownEcho', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text)
  test('takes a live echo for ours once per message sent, and only for a while', async () => {
    const clock = manualClock()
    const echo = ownEcho(clock)
    echo.sent('t', bytes('a'), false, true)
    echo.sent('t', bytes('a'), false, true)
    expect(Array.from({ length: 3 }, () => echo.isOwn('t', bytes('a'), false))).toEqual([true, true, false])
    echo.sent('t', bytes('a'), false, true)
    expect([echo.isOwn('t', bytes('b'), false), echo.isOwn('u', bytes('a'), false)]).toEqual([false, false])
    await clock.advance(10_001)
    expect(echo.isOwn('t', bytes('a'), false)).toBe(false)
  })
  test('knows what it retained until somebody else retains something there, and forgets the oldest of very many', () => {
    const echo = ownEcho(manualClock())
    echo.sent('t', bytes('a'), true, false)
    expect([echo.isOwn('t', bytes('a'), true), echo.isOwn('t', bytes('b'), true)]).toEqual([true, false])
    for (let at = 0; at < 2_000; at++) echo.sent(`t${at}`, bytes('a'), true, false)
    expect(echo.isOwn('t', bytes('a'), true)).toBe(false)
  })
})

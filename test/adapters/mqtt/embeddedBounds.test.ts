import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ListenError } from '../../../src/adapters/mqtt/listeners.ts'
import { account, eventually, received, rememberingLog, startBroker, type TestBroker } from './support.ts'

let under: TestBroker
afterEach(() => under.stop())

const closed = (socket: Socket): (() => boolean) => {
  let ended = false
  socket.resume().once('close', () => {
    ended = true
  })
  return () => ended
}

/** CONNECT of MQTT 3.1.1 with an id of one letter, by hand. */
const CONNECT = Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61])

describe('frames', () => {
  test.each([
    ['256 MB announced before login', [0x30, 0xff, 0xff, 0xff, 0x7f], 16_386],
    ['2 KiB and one byte before login', [0x10, 0xfe, 0x0f], 2_049],
    ['a length of five bytes', [0x10, 0x80, 0x80, 0x80, 0x80, 0x01], 5],
  ])('%s: the socket is closed at once', async (_name, bytes, announced) => {
    under = await startBroker()
    const socket = await under.socket()
    const isClosed = closed(socket)
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]))
      await new Promise(resolve => setImmediate(resolve))
    }
    await eventually(isClosed, 'closed')
    expect(under.broker.counters().framesRefused).toBe(1)
    expect(under.log.lines[0]?.fields).toMatchObject({ address: '127.0.0.1', atLeastBytes: announced })
  })

  test('after login 1 MiB passes and one byte more does not', async () => {
    under = await startBroker()
    await under.broker.subscribe(['#'])
    const all = await under.client('all')
    const header = 1 + 3 + 2 + 'home/x'.length
    await all.publishAsync('home/x', Buffer.alloc(1_048_576 - header), { qos: 0 })
    await eventually(() => under.heard.messages.length === 1, 'the largest frame')
    all.publish('home/x', Buffer.alloc(1_048_577 - header))
    await eventually(() => !all.connected, 'closed')
    expect(under.broker.counters().framesRefused).toBe(1)
  })

  test('of frames above the ordinary only so many are on their way at once, and others pass meanwhile', async () => {
    under = await startBroker()
    await under.broker.subscribe(['#'])
    // The beginning of a PUBLISH of 1,000,000 bytes.
    const half = Buffer.from([0x30, 0xc0, 0x84, 0x3d, 0])
    const halves = [await under.client('all')]
    while (halves.length < 9) halves.push(await under.client('all'))
    for (const { stream } of halves) stream.write(half)
    await eventually(() => under.broker.counters().framesRefused === 1, 'one of nine is refused')
    const all = await under.client('all')
    await all.publishAsync('home/x', Buffer.alloc(200_000), { qos: 0 })
    await eventually(() => under.heard.messages.length === 1, 'an ordinary frame')
    // Who leaves, leaves room; so does who has sent all.
    for (const { stream } of halves) stream.destroy()
    await eventually(() => under.broker.counters().clients === 1, 'they have left')
    for (let at = 0; at < 3; at++) await all.publishAsync('home/y', Buffer.alloc(1_000_000), { qos: 1 })
    await eventually(() => under.heard.messages.length === 4, 'three large frames, one after the other')
    expect(under.broker.counters().framesRefused).toBe(1)
  })

  test('every byte of many frames in odd pieces arrives', async () => {
    under = await startBroker({ anonymous: { publish: ['#'], subscribe: [] } })
    await under.broker.subscribe(['#'])
    const socket = await under.socket()
    const frames = [CONNECT]
    for (let at = 0; at < 300; at++) {
      const rest = Buffer.concat([Buffer.from([0, 1, 0x74]), Buffer.alloc((at * 7) % 400, at)])
      const length = rest.length < 128 ? [rest.length] : [(rest.length % 128) | 0x80, rest.length >> 7]
      frames.push(Buffer.concat([Buffer.from([0x30, ...length]), rest]))
    }
    const bytes = Buffer.concat(frames)
    socket.write(bytes.subarray(0, 15))
    await new Promise(resolve => socket.once('data', resolve))
    for (let at = 15, step = 1; at < bytes.length; at += step, step = (step * 5 + 3) % 997) {
      socket.write(bytes.subarray(at, at + step))
      if (at % 3 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await eventually(() => under.heard.messages.length === 300, '300 messages')
    expect(under.heard.messages.map(({ payload }) => payload.length)).toEqual(
      frames.slice(1).map((_f, at) => (at * 7) % 400),
    )
  })

  test('bytes that are not MQTT, packets before CONNECT and topics too deep close only their own socket', async () => {
    under = await startBroker()
    const good = await under.client('all')
    const socket = await under.socket()
    const isClosed = closed(socket)
    socket.write('GET / HTTP/1.1\r\n\r\n')
    const early = await under.socket()
    const earlyClosed = closed(early)
    early.write(Buffer.from([0xc0, 0]))
    const deep = await under.client('all')
    deep.publish(Array(33).fill('x').join('/'), 'y')
    await eventually(() => isClosed() && earlyClosed() && !deep.connected, 'all three closed')
    expect(good.connected).toBe(true)
  })

  test('a socket that sends nothing is closed after the connect time-out', async () => {
    under = await startBroker({ limits: { connectTimeoutMs: 50 } })
    await eventually(closed(await under.socket()), 'closed')
    expect(under.broker.counters().clientFaults).toBe(1)
  })
})

describe('connections', () => {
  test('more clients than allowed get return code 3, and a place again when one leaves', async () => {
    under = await startBroker({ limits: { maxClients: 2 } })
    const first = await under.client('all', { clientId: 'first' })
    await under.client('lamp')
    await expect(under.client('all')).rejects.toMatchObject({ code: 3 })
    await under.client('all', { clientId: 'first' })
    await eventually(
      () => !first.connected && under.broker.counters().clients === 2,
      'the same id again takes its own place',
    )
  })

  test('more sockets than allowed from one address are closed unheard', async () => {
    under = await startBroker({ limits: { maxClientsPerAddress: 2 } })
    const [first, , third] = [await under.socket(), await under.socket(), await under.socket()]
    await eventually(closed(third), 'the third is closed')
    first.destroy()
    await eventually(() => under.log.lines.length === 1, 'one line')
    await expect(under.client('all', { reconnectPeriod: 20 })).resolves.toMatchObject({ connected: true })
    expect(under.broker.counters().connectionsRefused).toBeGreaterThan(0)
  })

  test('a port in use is named, with what to do', async () => {
    under = await startBroker()
    const other = startBroker({ port: under.broker.port() ?? 0, log: rememberingLog() })
    await expect(other).rejects.toThrow(ListenError)
    await expect(other).rejects.toThrow(`127.0.0.1:${under.broker.port()} (EADDRINUSE): another program listens there`)
  })
})

describe('what clients may leave behind', () => {
  test('retained messages beyond the bounds are delivered but not kept; an update that does not fit removes the old', async () => {
    const limits = {
      maxRetained: 3,
      maxRetainedPerAccount: 2,
      maxRetainedBytes: 1_000,
      maxRetainedBytesPerAccount: 500,
    }
    under = await startBroker({ limits, accounts: [account('a', ['#']), account('b', ['#']), account('c', ['#'])] })
    await under.broker.subscribe(['#'])
    const [a, b, c] = [await under.client('a'), await under.client('b'), await under.client('c')]
    const keep = (client: typeof a, topic: string, size = 10) =>
      client.publishAsync(topic, 'x'.repeat(size), { qos: 1, retain: true })
    for (const topic of ['a/1', 'a/2', 'a/3']) await keep(a, topic)
    await keep(b, 'b/1')
    await keep(c, 'c/1')
    await eventually(() => under.heard.messages.length === 5, 'all were delivered')
    expect(under.broker.counters()).toMatchObject({ retainsRefused: 2, retainedMessages: 3, retainedBytes: 39 })
    await keep(a, 'a/1', 498)
    await eventually(() => under.heard.messages.length === 6, 'the update')
    expect(under.broker.counters()).toMatchObject({ retainsRefused: 3, retainedMessages: 2 })
    await a.publishAsync('a/2', '', { qos: 1, retain: true })
    await eventually(() => under.broker.counters().retainedMessages === 1, 'removed')
    await under.broker.publish({ topic: 'own', payload: 'y'.repeat(2_000), qos: 1, retain: true })
    expect(under.broker.counters().retainedMessages).toBe(2)
  })

  test('subscriptions per client are bounded, unsubscribing makes room', async () => {
    under = await startBroker({ limits: { maxSubscriptionsPerClient: 2 } })
    const all = await under.client('all')
    await all.subscribeAsync(['a', 'b'])
    await all.subscribeAsync('a')
    await expect(all.subscribeAsync('c')).rejects.toThrow()
    await all.unsubscribeAsync('a')
    await expect(all.subscribeAsync('c')).resolves.toHaveLength(1)
  })

  test('queues and sessions of clients that are away are bounded', async () => {
    under = await startBroker({ limits: { maxStoredSessions: 2, maxQueuedPerSession: 3 } })
    for (const clientId of ['one', 'two', 'three']) {
      const client = await under.client('all', { clientId, clean: false })
      await client.subscribeAsync('x', { qos: 1 })
      await client.endAsync()
      await eventually(() => under.broker.counters().clients === 0, 'away')
    }
    const all = await under.client('all')
    for (let at = 0; at < 5; at++) await all.publishAsync('x', `${at}`, { qos: 1 })
    expect(under.broker.counters()).toMatchObject({ storedSessions: 2, queuedMessages: 6, queueDropped: 4 })
    const two = await under.client('all', { clientId: 'two', clean: false, manualConnect: false })
    await eventually(() => under.broker.counters().queuedMessages === 3, 'the queue was delivered and acknowledged')
    await two.endAsync()
  })

  test('a client above its rate loses messages, not its connection', async () => {
    under = await startBroker({ limits: { messagesPerSecond: 10, messageBurst: 20 } })
    await under.broker.subscribe(['#'])
    const all = await under.client('all')
    for (let at = 0; at < 30; at++) all.publish('x', `${at}`)
    await all.publishAsync('x', 'last', { qos: 1 })
    expect(under.heard.messages).toHaveLength(20)
    await under.clock.advance(1_000)
    for (let at = 0; at < 30; at++) await all.publishAsync('x', `${at}`, { qos: 1 })
    expect(under.heard.messages).toHaveLength(30)
    expect(under.broker.counters().publishesOverRate).toBe(31)
  })

  test('half-done QoS 2 messages are bounded', async () => {
    under = await startBroker({ anonymous: { publish: ['#'], subscribe: [] }, limits: { maxInflight: 5 } })
    const socket = await under.socket()
    const isClosed = closed(socket)
    socket.write(CONNECT)
    for (let id = 1; id <= 6; id++) socket.write(Buffer.from([0x34, 5, 0, 1, 0x74, 0, id]))
    await eventually(isClosed, 'closed at the sixth')
  })
})

test('messages that overlap two filters of the gateway come once, and with what the appliance subscribed', async () => {
  under = await startBroker()
  await under.broker.subscribe(['home/#', 'home/+/state', 'home/lamp/state'])
  const lamp = await under.client('lamp')
  const got = received(lamp)
  await lamp.subscribeAsync('home/lamp/#')
  await lamp.publishAsync('home/lamp/state', 'on', { qos: 2 })
  await eventually(() => got.length === 1, 'the message')
  expect(under.heard.messages).toHaveLength(1)
})

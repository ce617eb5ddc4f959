/** More than a client may ask for: packets of any kind, retained messages over and over, a new connection for a new budget. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connectPacket, PING, packet, subscribePacket } from '../../badInput/mqttBytes.ts'
import { eventually, received, startBroker, type TestBroker } from './support.ts'

let under: TestBroker
afterEach(() => under.stop())

const everything = { anonymous: { publish: ['#'], subscribe: ['#'] } }

/** A client by hand that counts the answers to its pings. */
async function pinging(): Promise<{ socket: Socket; answers: () => number; isClosed: () => boolean }> {
  const socket = await under.socket()
  let bytes = 0
  let isClosed = false
  socket.write(connectPacket({ clientId: 'pinging' }))
  await once(socket, 'data')
  socket.on('data', chunk => {
    bytes += chunk.length
  })
  socket.once('close', () => {
    isClosed = true
  })
  return { socket, answers: () => bytes / 2, isClosed: () => isClosed }
}

const pings = (count: number): Uint8Array => Buffer.concat(Array.from({ length: count }, () => PING))

test('packets above the pace wait, none is lost, and nobody else waits', async () => {
  under = await startBroker({ ...everything, limits: { packetsPerSecond: 100, packetBurst: 50 } })
  const { socket, answers } = await pinging()
  socket.write(pings(200))
  // The first of its packets was the CONNECT.
  await eventually(() => answers() === 49, 'the burst')
  const other = await under.client('all')
  const got = received(other)
  await other.subscribeAsync('x')
  await other.publishAsync('x', 'y', { qos: 1 })
  await eventually(() => got.length === 1, 'the message of another')
  expect([answers(), under.broker.counters().clientsSlowed]).toEqual([49, 1])
  await under.clock.advance(100)
  await eventually(() => answers() === 59, 'ten more')
  await under.clock.advance(2_000)
  await eventually(() => answers() === 200, 'all of them')
  expect(under.log.lines.map(({ message }) => message)).toEqual([
    'MQTT client sends too many packets, it is read slowly',
  ])
})

test('a packet that is cut by the pace arrives whole', async () => {
  under = await startBroker({ ...everything, limits: { packetsPerSecond: 100, packetBurst: 10 } })
  await under.broker.subscribe(['#'])
  const { socket } = await pinging()
  const sent = Array.from({ length: 60 }, (_, at) => Buffer.alloc(at * 11, at))
  const bytes = Buffer.concat(sent.map(payload => packet(0x30, [0, 1, 0x74], payload)))
  for (let at = 0; at < bytes.length; at += 997) {
    socket.write(bytes.subarray(at, at + 997))
    await new Promise(resolve => setImmediate(resolve))
  }
  // The socket delivers in real time, the pace is that of the manual clock.
  for (const end = Date.now() + 20_000; under.heard.messages.length < 60 && Date.now() < end; ) {
    await under.clock.advance(100)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(under.heard.messages.map(({ payload }) => Buffer.from(payload))).toEqual(sent)
})

test('who is slowed and leaves is gone at once', async () => {
  under = await startBroker({ ...everything, limits: { packetsPerSecond: 1, packetBurst: 5 } })
  const { socket, isClosed } = await pinging()
  socket.write(pings(5_000))
  await eventually(() => under.broker.counters().clientsSlowed === 1, 'slowed')
  socket.end()
  await eventually(() => isClosed() && under.broker.counters().clients === 0, 'gone')
})

test('the same wildcard again and again is refused when its retained messages were sent too often', async () => {
  under = await startBroker({ limits: { replayBurst: 850, messagesPerSecond: 100 } })
  const all = await under.client('all')
  for (let at = 0; at < 10; at++) await all.publishAsync(`kept/${at}`, 'x', { qos: 1, retain: true })
  const got = received(all)
  // A look at all of them costs 400, each one of them 1.
  for (let count = 0; count < 2; count++) await all.subscribeAsync('kept/#')
  await expect(all.subscribeAsync('kept/#')).rejects.toThrow()
  expect(under.log.lines.at(-1)?.fields).toMatchObject({ reason: 'subscribes too often' })
  await eventually(() => got.length === 20, 'twice all of them')
  await under.clock.advance(5_000)
  await all.subscribeAsync('kept/#')
  await eventually(() => got.length === 30, 'once more')
})

test('nor is it free in the moment after the CONNACK, before the session is known to all', async () => {
  under = await startBroker({ ...everything, limits: { replayBurst: 850, messagesPerSecond: 100 } })
  const all = await under.client('all')
  for (let at = 0; at < 10; at++) await all.publishAsync(`kept/${at}`, 'x', { qos: 1, retain: true })
  const socket = await under.socket()
  socket.once('data', () => void socket.write(Buffer.concat(asked)))
  const asked = Array.from({ length: 2_000 }, () => subscribePacket('kept/#'))
  socket.write(connectPacket({ clientId: 'hasty' }))
  await eventually(() => under.broker.counters().subscriptionsRefused === asked.length - 2, 'all but two are refused')
})

test('a session that is resumed has its filters whatever it has used up', async () => {
  under = await startBroker({ limits: { replayBurst: 450 } })
  const login = { clientId: 'kept', clean: false }
  const first = await under.client('all', login)
  await first.subscribeAsync('a/#', { qos: 1 })
  await first.endAsync()
  const second = await under.client('all', login)
  const got = received(second)
  await second.publishAsync('a/b', 'x', { qos: 1 })
  await eventually(() => got.length === 1, 'the message')
  expect(under.broker.counters().subscriptionsRefused).toBe(0)
})

test('who leaves and comes back has no more than before, under whatever id; another account has its own', async () => {
  under = await startBroker({ limits: { messagesPerSecond: 10, messageBurst: 20 } })
  await under.broker.subscribe(['#'])
  for (const clientId of ['one', 'two', 'three']) {
    const client = await under.client('all', { clientId })
    for (let at = 0; at < 15; at++) await client.publishAsync('x', `${at}`, { qos: 1 })
    await client.endAsync()
    await eventually(() => under.broker.counters().clients === 0, 'it has left')
  }
  expect(under.heard.messages).toHaveLength(20)
  const lamp = await under.client('lamp')
  await lamp.publishAsync('home/lamp/state', 'on', { qos: 1 })
  await under.clock.advance(1_000)
  const again = await under.client('all')
  for (let at = 0; at < 15; at++) await again.publishAsync('x', `${at}`, { qos: 1 })
  expect(under.heard.messages).toHaveLength(20 + 1 + 10)
})

test('more sockets than allowed in all are closed unheard, also when none of them has logged in', async () => {
  under = await startBroker({ limits: { maxClients: 2, maxClientsPerAddress: 100 } })
  for (let at = 0; at < 3; at++) await under.socket()
  const fourth = await under.socket()
  await once(fourth.resume(), 'close')
  expect(under.broker.counters().connectionsRefused).toBe(1)
  expect(under.log.lines[0]?.fields).toMatchObject({ inAll: 3 })
})

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { kernelQueues, mayStillArrive, unacknowledgedBytes } from '../../../src/adapters/mqtt/kernelQueue.ts'
import { monoPlus } from '../../../src/kernel/time.ts'
import { manualClock, settle } from '../../support/manualClock.ts'
import { eventually, openSocket, received, startBroker, type TestBroker } from './support.ts'

const TOPIC = 'home/lamp/set'

const hasUnacknowledged = (side: Parameters<typeof unacknowledgedBytes>[0]): boolean | undefined => {
  const owed = unacknowledgedBytes(side)
  return owed === undefined ? undefined : owed > 0
}

/** Linux acknowledges after 200 ms at the latest (TCP_DELACK_MAX), unless the reader takes nothing more or the machine is busy. */
async function isHeldBack(side: Socket): Promise<boolean> {
  for (const end = Date.now() + 1_000; hasUnacknowledged(side) === true; ) {
    if (Date.now() > end) return true
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  return false
}

describe.skipIf(process.platform !== 'linux')('silence from a command to its deadline (needs /proc of Linux)', () => {
  let under: TestBroker
  beforeEach(async () => {
    under = await startBroker({ unacknowledged: unacknowledgedBytes, anonymous: { publish: ['#'], subscribe: ['#'] } })
  })
  afterEach(() => under.stop())

  const command = async (): Promise<void> => {
    const notAfter = monoPlus(under.clock.mono(), 3_500)
    await under.broker.publish({ topic: TOPIC, payload: 'THE COMMAND', qos: 0, retain: false, notAfter })
    await settle()
  }
  const cuts = (): readonly number[] => [under.broker.counters().silentCut, under.broker.counters().expiredCut]

  const listening = async (filter: string): Promise<{ client: MqttClient; got: string[] }> => {
    const client = await under.client('all')
    const got = received(client)
    await client.subscribeAsync(filter)
    return { client, got }
  }

  /** A client by hand that stands still, and messages to it until the kernel cannot get rid of the last ones. */
  const stuck = async (filter: string): Promise<{ socket: Socket; side: Socket }> => {
    const socket = await under.socket()
    socket.write(Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61]))
    await once(socket, 'data')
    for (const [at, topic] of [filter, 'noise'].entries()) {
      const bytes = Buffer.from(topic)
      socket.write(Buffer.from([0x82, bytes.length + 5, 0, at + 1, 0, bytes.length, ...bytes, 0]))
      await once(socket, 'data')
    }
    socket.pause()
    const side = openSocket('localPort', under.broker.port())
    for (let count = 0; !(await isHeldBack(side)) && count < 2_000; count++) {
      await under.broker.publish({ topic: 'noise', payload: 'n'.repeat(32_768), qos: 0, retain: false })
      await settle()
    }
    return { socket, side }
  }

  test.each([TOPIC, 'home/lamp/#', 'home/#'])(
    'a command that left but was not acknowledged is cut off at its deadline and not before: subscribed by %s',
    async filter => {
      const { side } = await stuck(filter)
      await command()
      expect([side.writableLength, hasUnacknowledged(side)]).toEqual([0, true])
      await under.clock.advance(3_499)
      expect(side.destroyed).toBe(false)
      await under.clock.advance(1)
      expect([side.destroyed, ...cuts()]).toEqual([true, 1, 0])
      expect(under.log.lines.at(-1)?.fields).toMatchObject({ clientId: 'a', reason: 'silent' })
    },
  )

  test('who said something since is cut all the same: it may have said it before it got the command', async () => {
    const { socket, side } = await stuck(TOPIC)
    await command()
    socket.write(Buffer.from([0xc0, 0]))
    await eventually(() => under.heard.sessions.some(({ kind }) => kind === 'ping'), 'the ping')
    await under.clock.advance(3_501)
    expect([side.destroyed, ...cuts()]).toEqual([true, 1, 0])
  })

  test.each([
    { before: 'a command under way', act: () => command(), left: undefined },
    { before: 'none', act: async () => undefined, left: true },
  ])('when a connection ends before the deadline with $before, the kernel still sends: $left', async one => {
    const { side } = await stuck(TOPIC)
    const { localPort = 0, remotePort = 0 } = side
    await one.act()
    await under.broker.close()
    expect([side.destroyed, hasUnacknowledged({ localPort, remotePort })]).toEqual([true, one.left])
  })

  test('what ends after the deadline of a command that arrived ends in the ordinary way', async () => {
    const { got } = await listening(TOPIC)
    const side = openSocket('localPort', under.broker.port())
    await command()
    await eventually(() => got.length === 1, 'the command')
    await eventually(() => hasUnacknowledged(side) === false, 'the acknowledgement')
    expect(Object.hasOwn(side, 'destroy')).toBe(true)
    await under.clock.advance(3_501)
    expect(Object.hasOwn(side, 'destroy')).toBe(false)
  })

  test.each([TOPIC, '#', 'home/#', 'home/+/set'])(
    'a healthy client that took the command and says nothing stays: subscribed by %s',
    async filter => {
      const { client, got } = await listening(filter)
      const side = openSocket('localPort', under.broker.port())
      for (const count of [1, 2]) {
        await command()
        await eventually(() => got.length === count, 'the command')
        await eventually(() => hasUnacknowledged(side) === false, 'the acknowledgement')
        await under.clock.advance(3_501)
      }
      await settle()
      expect([client.connected, ...cuts()]).toEqual([true, 0, 0])
    },
  )
})

describe('whether a command may still arrive', () => {
  const socket = connect({ port: 1, host: '127.0.0.1' }).on('error', () => undefined)
  // Of 100 bytes that were written the command ends at the 80th.
  const counts = { bytesRead: { value: 7 }, bytesWritten: { value: 100 }, writableLength: { value: 0 } }
  const client: Socket = Object.create(socket, counts)
  test.each([
    { filter: 'a', owed: undefined, read: 7, expected: true },
    { filter: 'a', owed: undefined, read: 6, expected: false },
    { filter: '#', owed: undefined, read: 7, expected: false },
    { filter: 'a', owed: 0, read: 7, expected: false },
    { filter: '#', owed: 20, read: 7, expected: false },
    { filter: '#', owed: 21, read: 7, expected: true },
    { filter: 'a', owed: 21, read: 6, expected: true },
  ])(
    'subscribed by $filter, $owed bytes owed, $read read at the hand-over: $expected',
    ({ filter, owed, read, expected }) =>
      expect(
        mayStillArrive(
          { session: { socket: client, filters: new Set([filter]) }, topic: 'a', bytesRead: read },
          { end: 80, sentAt: undefined },
          () => owed,
        ),
      ).toBe(expected),
  )
  test('a connection that is not in the tables is not known', () => expect(hasUnacknowledged(socket)).toBeUndefined())
})

describe.skipIf(process.platform !== 'linux')('unacknowledgedBytes (needs /proc of Linux)', () => {
  test.each(['127.0.0.1', '::1'])(
    'is more than nothing while the peer at %s does not take what was sent',
    async host => {
      const accepted: Socket[] = []
      const server = createServer(socket => void accepted.push(socket.pause().on('error', () => undefined)))
      server.listen(0, host)
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const client = connect(port, host)
      await eventually(() => accepted.length === 1 && client.remotePort === port, 'connected')
      expect(hasUnacknowledged(client)).toBe(false)
      const clock = manualClock()
      const queues = kernelQueues(clock)
      const before = clock.mono()
      await clock.advance(10)
      expect(queues(client, before)).toBe(0)
      while (client.write(Buffer.alloc(1_000_000))) await settle()
      await eventually(() => hasUnacknowledged(client) === true, 'bytes are held back')
      // What was read then proves what had been sent before, and nothing about what was sent since.
      expect([queues(client, before), queues(client, clock.mono()), queues(client)]).toEqual([
        0,
        expect.toSatisfy((owed: number) => owed > 0),
        expect.toSatisfy((owed: number) => owed > 0),
      ])
      for (const socket of accepted) socket.resume()
      await eventually(() => hasUnacknowledged(client) === false, 'all taken')
      client.destroy()
      server.close()
    },
  )
})

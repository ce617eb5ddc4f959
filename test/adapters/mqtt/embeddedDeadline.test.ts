import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { monoPlus } from '../../../src/kernel/time.ts'
import type { OutgoingMessage } from '../../../src/ports/bus.ts'
import { settle } from '../../support/manualClock.ts'
import { eventually, openSocket, received, startBroker, type TestBroker } from './support.ts'

let under: TestBroker
afterEach(() => under.stop())

const command = (payload: string, notAfterMs = 3_500): OutgoingMessage => ({
  topic: 'home/lamp/set',
  payload,
  qos: 1,
  retain: false,
  notAfter: monoPlus(under.clock.mono(), notAfterMs),
})

/** An appliance written by hand: logs in, subscribes to everything, and then reads only when it is told to. */
async function handMade(): Promise<{ socket: Socket; bytes: () => Buffer }> {
  const socket = await under.socket()
  const chunks: Buffer[] = []
  socket.on('data', chunk => void chunks.push(chunk))
  socket.write(Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61]))
  await once(socket, 'data')
  socket.write(Buffer.from([0x82, 6, 0, 1, 0, 1, 0x23, 0]))
  await once(socket, 'data')
  return { socket, bytes: () => Buffer.concat(chunks) }
}

const everything = { anonymous: { publish: ['#'], subscribe: ['#'] } }

/** Sends 32 KiB messages to a reader that stands still until the broker holds bytes it cannot get rid of. */
async function fill(unsentBytes: () => number): Promise<void> {
  for (let count = 0; unsentBytes() === 0 && count < 1_000; count++) {
    await under.broker.publish({ topic: 'home/noise', payload: 'n'.repeat(32_768), qos: 0, retain: false })
    await settle()
  }
  expect(unsentBytes()).toBeGreaterThan(0)
}

describe('a command is never late', () => {
  test('in time it reaches who is connected, at QoS 0', async () => {
    under = await startBroker()
    const lamp = await under.client('lamp')
    const qos: number[] = []
    const got = received(lamp)
    lamp.on('message', (_topic, _payload, packet) => void qos.push(packet.qos))
    await lamp.subscribeAsync('home/lamp/#', { qos: 1 })
    await under.broker.publish(command('on', 0))
    await eventually(() => got.length === 1, 'the command')
    expect([got, qos]).toEqual([['home/lamp/set=on'], [0]])
  })

  test('past its deadline it is dropped when it is forwarded, and counted', async () => {
    under = await startBroker()
    const lamp = await under.client('lamp')
    const got = received(lamp)
    await lamp.subscribeAsync('home/lamp/#')
    const late = command('late', 10)
    // The check at the door is passed, then time jumps before aedes forwards: as a process that was stopped sees it.
    const door = under.clock.mono()
    let calls = 0
    const mono = under.clock.mono
    Object.assign(under.clock, { mono: () => (calls++ === 0 ? door : monoPlus(door, 11)) })
    await under.broker.publish(late)
    Object.assign(under.clock, { mono })
    await under.broker.publish(command('next'))
    await eventually(() => got.length > 0, 'the next command')
    expect(got).toEqual(['home/lamp/set=next'])
    expect(under.broker.counters().expiredDropped).toBe(1)
  })

  test('a connection that still holds it unsent at the deadline is cut, and it never arrives', async () => {
    under = await startBroker({ ...everything, limits: { maxUnsentBytesPerClient: 50_000_000 } })
    const { socket, bytes } = await handMade()
    const side = openSocket('localPort', under.broker.port())
    socket.pause()
    await fill(() => side.writableLength)
    await under.broker.publish(command('THE COMMAND'))
    await settle()
    await under.clock.advance(3_499)
    expect(side.destroyed).toBe(false)
    await under.clock.advance(1)
    expect([side.destroyed, under.broker.counters().expiredCut]).toEqual([true, 1])
    // The reset may be read as an error first; what counts is that it ends.
    socket.on('error', () => undefined)
    const gone = new Promise(resolve => socket.once('close', resolve))
    socket.resume()
    await gone
    expect(bytes().length).toBeGreaterThan(32_768)
    expect(bytes().includes('THE COMMAND')).toBe(false)
  })

  test('a slow reader that catches up before the deadline keeps its connection and gets it', async () => {
    under = await startBroker({ ...everything, limits: { maxUnsentBytesPerClient: 50_000_000 } })
    const { socket, bytes } = await handMade()
    const side = openSocket('localPort', under.broker.port())
    socket.pause()
    await fill(() => side.writableLength)
    await under.broker.publish(command('THE COMMAND'))
    await settle()
    socket.resume()
    await eventually(() => bytes().includes('THE COMMAND'), 'the command')
    await eventually(() => side.writableLength === 0, 'all sent')
    await under.clock.advance(3_501)
    expect([side.destroyed, under.broker.counters().expiredCut]).toEqual([false, 0])
  })

  test('a reader that stands still does not hold up others, loses messages, and is closed after the drain time-out', async () => {
    under = await startBroker(everything)
    const { socket } = await handMade()
    const side = openSocket('localPort', under.broker.port())
    socket.pause()
    const quick = await under.client('all')
    const got = received(quick)
    await quick.subscribeAsync('home/#')
    for (let count = 0; under.broker.counters().slowDropped === 0 && count < 1_000; count++) {
      await quick.publishAsync('home/noise', Buffer.alloc(32_768))
      await settle()
    }
    expect(under.broker.counters().slowDropped).toBeGreaterThan(0)
    expect(side.writableLength).toBeLessThan(2 * 1_048_576)
    const before = got.length
    const begun = Date.now()
    for (let count = 0; count < 20; count++) await quick.publishAsync('home/lamp/state', `${count}`, { qos: 1 })
    await eventually(() => got.length >= before + 20, 'twenty more messages')
    expect(Date.now() - begun).toBeLessThan(10_000)
    await under.broker.publish(command('on'))
    await under.clock.advance(5_000)
    expect(side.destroyed).toBe(true)
  })
})

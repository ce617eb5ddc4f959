import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import type { RetainedMessage } from '../../../src/adapters/mqtt/retainedMessages.ts'
import { account, eventually, startBroker, type TestBroker } from './support.ts'

let under: TestBroker
afterEach(() => under.stop())

const events = () =>
  under.heard.sessions.map(event => `${event.kind} ${event.account} ${event.clientId} ${event.sessions}`)

const takenOver = () =>
  under.heard.sessions.filter(event => event.kind === 'opened').map(event => event.tookOver === true)

describe('what the gateway is told of sessions', () => {
  test('opened, ping and closed, with the number of sessions the account still holds', async () => {
    under = await startBroker()
    const one = await under.client('lamp', { clientId: 'one' })
    await under.client('lamp', { clientId: 'two' })
    one.sendPing()
    await eventually(() => events().length === 3, 'the ping')
    await one.endAsync()
    await eventually(() => events().length === 4, 'closed')
    expect(events()).toEqual(['opened lamp one 1', 'opened lamp two 2', 'ping lamp one 2', 'closed lamp one 1'])
  })

  test('a keep-alive that ran out is told once, and not as closed too', async () => {
    under = await startBroker({ anonymous: { publish: [], subscribe: [] } })
    const socket = await under.socket()
    socket.write(Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 1, 0, 1, 0x61]))
    await once(socket.resume(), 'close')
    await under.stop()
    expect(events()).toEqual(['opened $anonymous a 1', 'timedOut $anonymous a 0'])
  })

  test('a takeover by the same account ends with one session', async () => {
    under = await startBroker()
    const old = await under.client('lamp', { clientId: 'one' })
    await under.client('lamp', { clientId: 'one' })
    await eventually(() => !old.connected && events().length === 3, 'the old one is closed')
    expect(under.heard.sessions.at(-1)?.sessions).toBe(1)
    expect(under.broker.counters().clients).toBe(1)
    expect(takenOver()).toEqual([false, true])
  })

  test('a client that returns after it has left takes nothing over, nor does another id of the account', async () => {
    under = await startBroker()
    const first = await under.client('lamp', { clientId: 'one' })
    await first.endAsync()
    await eventually(() => events().length === 2, 'closed')
    await under.client('lamp', { clientId: 'one' })
    await under.client('lamp', { clientId: 'two' })
    await eventually(() => events().length === 4, 'both opened')
    expect(takenOver()).toEqual([false, false, false])
  })

  test('two clients of one id are told to throw each other out, each time they do', async () => {
    under = await startBroker()
    await under.client('lamp', { clientId: 'one', reconnectPeriod: 20 })
    await under.client('lamp', { clientId: 'one', reconnectPeriod: 20 })
    await eventually(() => takenOver().filter(one => one).length >= 3, 'three take-overs')
    expect(takenOver()[0]).toBe(false)
  })

  test('a refused login is no session', async () => {
    under = await startBroker()
    await expect(under.client('nobody')).rejects.toThrow()
    expect([events(), under.broker.counters().clients]).toEqual([[], 0])
  })
})

describe('close', () => {
  test('throws everybody out at once, without wills, and leaves the retained state alone', async () => {
    const store = new Map<string, RetainedMessage>()
    const persistence = {
      load: () => [...store.values()],
      put: (message: RetainedMessage) => void store.set(message.topic, message),
      remove: (topic: string) => void store.delete(topic),
    }
    under = await startBroker({ persistence })
    await under.broker.subscribe(['#'])
    const will = { topic: 'home/lamp/availability', payload: Buffer.from('offline'), qos: 1 as const, retain: true }
    const lamp = await under.client('lamp', { will })
    await lamp.publishAsync('home/lamp/availability', 'online', { qos: 1, retain: true })
    await under.socket()
    const begun = Date.now()
    await under.broker.close()
    expect(Date.now() - begun).toBeLessThan(10_000)
    await eventually(() => !lamp.connected, 'thrown out')
    expect(under.heard.messages.map(({ text }) => text)).toEqual(['online'])
    expect(under.heard.sessions.map(({ kind }) => kind)).toEqual(['opened'])
    expect([...store.values()].map(({ topic, account: name }) => [topic, name])).toEqual([
      ['home/lamp/availability', 'lamp'],
    ])
    const again = await startBroker({ persistence })
    await again.broker.subscribe(['home/#'])
    await eventually(() => again.heard.messages.length === 1, 'the replay after a restart')
    expect(again.heard.messages[0]).toMatchObject({ text: 'online', retained: true, account: 'lamp' })
    await again.stop()
  })

  test('a store that fails is reported, and memory goes on', async () => {
    const fail = (): never => {
      throw new Error('disk full')
    }
    under = await startBroker({ persistence: { load: () => [], put: fail, remove: fail } })
    const lamp = await under.client('lamp')
    await lamp.publishAsync('home/lamp/config', 'x', { qos: 1, retain: true })
    await lamp.publishAsync('home/lamp/config', 'y', { qos: 1, retain: true })
    expect(under.broker.counters().retainedMessages).toBe(1)
    expect(under.log.lines.map(({ fields }) => fields?.['reason'])).toEqual(['Error: disk full'])
  })
})

test('many appliances at once: every message and every session is counted', async () => {
  const accounts = Array.from({ length: 60 }, (_none, at) => account(`a${at}`, [`home/${at}/#`]))
  under = await startBroker({ accounts })
  await under.broker.subscribe(['home/#'])
  const clients = await Promise.all(accounts.map(({ name }) => under.client(name)))
  await Promise.all(clients.map((client, at) => client.publishAsync(`home/${at}/state`, `${at}`, { qos: 1 })))
  await eventually(() => under.heard.messages.length === 60, '60 messages')
  expect(under.heard.messages.every(({ account: name, text }) => name === `a${text}`)).toBe(true)
  expect(under.broker.counters()).toMatchObject({ clients: 60, publishesRefused: 0 })
})

import { afterEach, expect, test } from 'vitest'
import { accountBook } from '../../../src/adapters/mqtt/accounts.ts'
import { account, eventually, received, startBroker, type TestBroker } from './support.ts'

const reserved = ['c2m/+/set', 'c2m/+/get', 'c2m/+/presence', 'c2m/bridge/#']
const everything = { publish: ['#'], subscribe: ['#'] }
const TOPICS = ['c2m/lamp/set', 'c2m/lamp/get', 'c2m/lamp/presence', 'c2m/bridge/state', 'c2m/bridge']

let under: TestBroker
afterEach(() => under.stop())

test.each([undefined, 'all'])('nobody but the gateway publishes to reserved topics: login %s', async name => {
  under = await startBroker({ anonymous: everything, reserved })
  await under.broker.subscribe(['#'])
  const reader = await under.client('all')
  const got = received(reader)
  await reader.subscribeAsync('c2m/#')
  const forger = await under.client(name)
  for (const topic of TOPICS) {
    for (const qos of [0, 1, 2] as const) await forger.publishAsync(topic, 'forged', { qos, retain: true })
  }
  await forger.publishAsync('c2m/lamp/state', 'on', { qos: 1 })
  await under.broker.publish({ topic: 'c2m/lamp/set', payload: 'genuine', qos: 0, retain: false })
  await eventually(() => got.length === 2, 'what is allowed')
  expect(got).toEqual(['c2m/lamp/state=on', 'c2m/lamp/set=genuine'])
  expect(under.heard.messages.map(({ topic }) => topic)).toEqual(['c2m/lamp/state'])
  expect(under.broker.counters()).toMatchObject({ publishesRefused: 3 * TOPICS.length, retainedMessages: 0 })
  expect(forger.connected).toBe(true)
})

test('nor does a last will', async () => {
  under = await startBroker({ anonymous: everything, reserved })
  const reader = await under.client('all')
  const got = received(reader)
  await reader.subscribeAsync('c2m/#')
  const will = (topic: string) => ({ will: { topic, payload: Buffer.from('will'), qos: 1 as const, retain: true } })
  const clients = [
    await under.client(undefined, will('c2m/lamp/set')),
    await under.client('all', will('c2m/lamp/state')),
  ]
  for (const client of clients) client.stream.destroy()
  await eventually(() => got.length > 0 && under.broker.counters().publishesRefused === 1, 'both wills')
  expect(got).toEqual(['c2m/lamp/state=will'])
  expect(under.broker.counters().retainedMessages).toBe(1)
})

test('a malformed reserved filter is refused', async () => {
  under = await startBroker()
  expect(() => accountBook([account('a', [])], undefined, ['c2m/#/set'])).toThrow('reserved: "c2m/#/set"')
})

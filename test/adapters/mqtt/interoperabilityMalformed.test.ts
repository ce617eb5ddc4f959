/** Packets that MQTT 3.1.1 forbids, at the broker as the gateway opens it: their own connection ends, no other does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRealGateway, type RealGateway } from '../../support/realGateway.ts'
import { MALFORMED_PACKETS, type MalformedPacket } from './interop/malformedPackets.ts'
import { logIn, openWire, type WireClient } from './interop/wireClient.ts'

const PASSWORD = 'password-of-everybody'
const LOGIN = { username: 'all', password: Buffer.from(PASSWORD) }

/** That it is there, in its own words and in those that publishers of discovery listen for. */
const SAID_BY_THE_GATEWAY = ['clova2mqtt/bridge/state', 'homeassistant/status']

let real: RealGateway
let bystander: WireClient
const ran = new Set<string>()

beforeAll(async () => {
  real = await openRealGateway(
    `mqtt: { accounts: { all: { password: ${PASSWORD}, publish: ['#'], subscribe: ['#'] } } }\n`,
  )
  bystander = (await logIn({ port: real.mqttPort, ...LOGIN, clientId: 'bystander' })).client
  await bystander.subscribe(['#', 1])
})
afterAll(() => real?.close())

/** Who was there before is there still, and is served. */
async function othersAreUntouched(): Promise<void> {
  await bystander.publish('bystander', 'still here', { qos: 2 })
  while ((await bystander.next('publish')).topic !== 'bystander');
  const { client, connack } = await logIn({ port: real.mqttPort, ...LOGIN, clientId: 'newcomer' })
  expect(connack.returnCode).toBe(0)
  await client.leave()
}

/** Writes it in one piece, or byte by byte: a packet is the same wherever the network cuts it. */
async function send(one: MalformedPacket, client: WireClient, byteByByte: boolean): Promise<void> {
  for (const bytes of byteByByte ? Array.from(one.bytes, byte => Buffer.from([byte])) : [one.bytes]) {
    client.raw(bytes)
    if (byteByByte) await new Promise(resolve => setImmediate(resolve))
  }
}

describe.each([false, true])('byte by byte: %s', byteByByte => {
  test.each(MALFORMED_PACKETS)('$name [$says]', async one => {
    ran.add(`${one.name} ${byteByByte}`)
    const client =
      one.first === true
        ? await openWire(real.mqttPort)
        : (await logIn({ port: real.mqttPort, ...LOGIN, clientId: 'malformed' })).client
    const before = client.received.length
    await send(one, client, byteByByte)
    await client.closed()
    const told = client.received.slice(before)
    expect(told).toMatchObject(one.code === undefined ? [] : [{ cmd: 'connack', returnCode: one.code }])
    expect(told).toHaveLength(one.code === undefined ? 0 : 1)
    await othersAreUntouched()
  })
})

test('every packet was sent both ways, and none has reached anybody', () => {
  expect([MALFORMED_PACKETS.length, ran.size]).toEqual([92, 2 * 92])
  expect(MALFORMED_PACKETS.filter(({ says }) => !/^MQTT-\d[.-]\d+\.\d+-\d+$/.test(says))).toEqual([])
  const heard = bystander.messages().map(({ topic }) => topic)
  expect(heard.filter(topic => topic !== 'bystander' && !SAID_BY_THE_GATEWAY.includes(topic))).toEqual([])
  expect(real.counters().clients).toBe(1)
})

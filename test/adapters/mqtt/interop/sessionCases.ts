/** Sessions: logging in and out, the empty client id, wills, the keep-alive, and who has whose id. */
import { expect } from 'vitest'
import { connectPacket } from '../../../badInput/mqttBytes.ts'
import { BEYOND, connackOf, type InteropCase, shown, willOf } from './interopCase.ts'
import { logIn, openWire } from './wireClient.ts'

const BASIC: readonly InteropCase[] = [
  {
    suite: 'basic',
    name: 'logs in, says good-bye and logs in again; no session is present',
    says: ['MQTT-3.1.4-4', 'MQTT-3.2.0-1', 'MQTT-3.2.2-1'],
    async run({ connect, id }) {
      for (let count = 0; count < 2; count++) {
        const client = await connect({ clientId: id('a') })
        expect(connackOf(client)).toBe('0')
        await client.leave()
      }
    },
  },
  {
    suite: 'basic',
    name: 'gets its own messages of QoS 0, 1 and 2, each once, each as it was sent',
    says: ['MQTT-4.3.1-1', 'MQTT-4.3.2-2', 'MQTT-4.3.3-2'],
    async run({ connect, topic, quiet }) {
      const client = await connect()
      expect(await client.subscribe([topic('a'), 2])).toEqual([2])
      for (const qos of [0, 1, 2] as const) await client.publish(topic('a'), `of ${qos}`, { qos })
      await quiet(client)
      expect([...shown(client)].sort()).toEqual(['a=of 0 0', 'a=of 1 1', 'a=of 2 2'])
    },
  },
  {
    suite: 'basic',
    name: 'a second CONNECT ends the connection',
    says: ['MQTT-3.1.0-2'],
    async run({ connect, id }) {
      const client = await connect()
      client.send({ cmd: 'connect', clientId: id('again'), protocolId: 'MQTT', protocolVersion: 4, keepalive: 60 })
      await client.closed()
      expect(client.received.filter(({ cmd }) => cmd === 'connack')).toHaveLength(1)
    },
  },
  {
    suite: 'basic',
    name: 'another protocol name ends the connection, without an answer',
    says: ['MQTT-3.1.2-1'],
    async run({ port }) {
      const client = await openWire(port)
      client.raw(Buffer.from([0x10, 14, 0, 2, 0x68, 0x6a, 4, 2, 0, 60, 0, 4, 0x6e, 0x61, 0x6d, 0x65]))
      await client.closed()
      expect(client.received).toEqual([])
    },
  },
]

const EMPTY_ID: readonly InteropCase[] = [
  {
    suite: 'zero length client id',
    name: 'an empty client id that wants its session kept is refused with 2',
    says: ['MQTT-3.1.3-8', 'MQTT-3.2.2-4', 'MQTT-3.2.2-5'],
    ours: 'the one case of the suite that a bare aedes fails',
    async run({ port }) {
      // By hand: the library refuses to say this.
      const client = await openWire(port)
      client.raw(connectPacket({ clientId: '', clean: false, username: 'all', password: 'password-of-everybody' }))
      await client.closed()
      expect([connackOf(client), client.received.length]).toEqual(['2', 1])
    },
  },
  {
    suite: 'zero length client id',
    name: 'an empty client id with a clean session is given one of its own',
    says: ['MQTT-3.1.3-6', 'MQTT-3.1.3-7'],
    async run({ connect }) {
      const [one, other] = [await connect({ clientId: '', clean: true }), await connect({ clientId: '', clean: true })]
      expect([connackOf(one), connackOf(other)]).toEqual(['0', '0'])
      await one.ping()
      await other.ping()
    },
  },
]

const WILLS: readonly InteropCase[] = [
  {
    suite: 'will message',
    name: 'is published when the connection breaks, at its own QoS, not retained',
    says: ['MQTT-3.1.2-8', 'MQTT-3.1.2-10', 'MQTT-3.1.2-16'],
    async run({ connect, topic, quiet }) {
      const reader = await connect()
      await reader.subscribe([topic('will'), 2])
      for (const qos of [0, 1, 2] as const) {
        const client = await connect({ keepalive: 2, ...willOf(topic('will'), `of ${qos}`, qos) })
        await client.drop()
        await reader.next('publish')
      }
      await quiet(reader)
      expect(shown(reader)).toEqual(['will=of 0 0', 'will=of 1 1', 'will=of 2 2'])
      const late = await connect()
      await late.subscribe([topic('will'), 2])
      await quiet(late)
      expect(shown(late)).toEqual([])
    },
  },
  {
    suite: 'will message',
    name: 'is thrown away when the client says good-bye',
    says: ['MQTT-3.14.4-3', 'MQTT-3.1.2-12'],
    async run({ connect, topic, quiet }) {
      const reader = await connect()
      await reader.subscribe([topic('will'), 2])
      const client = await connect(willOf(topic('will'), 'no', 1))
      await client.leave()
      const without = await connect()
      await without.drop()
      await quiet(reader)
      expect(shown(reader)).toEqual([])
    },
  },
  {
    suite: 'will message',
    name: 'that is to be retained is kept for who comes later',
    says: ['MQTT-3.1.2-17'],
    async run({ connect, topic }) {
      const reader = await connect()
      await reader.subscribe([topic('will'), 1])
      const client = await connect(willOf(topic('will'), 'gone', 1, true))
      await client.drop()
      await reader.next('publish')
      const late = await connect()
      await late.subscribe([topic('will'), 1])
      await late.next('publish')
      expect([shown(reader), shown(late)]).toEqual([['will=gone 1'], ['will=gone 1 retained']])
    },
  },
  {
    suite: 'will message',
    name: 'is published for who breaks the protocol, too',
    says: ['MQTT-3.1.2-8', 'MQTT-4.8.0-1'],
    async run({ connect, topic }) {
      const reader = await connect()
      await reader.subscribe([topic('will'), 0])
      const client = await connect(willOf(topic('will'), 'faulty'))
      client.raw(Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1]))
      await client.closed()
      await reader.next('publish')
      expect(shown(reader)).toEqual(['will=faulty 0'])
    },
  },
]

const KEEP_ALIVE: readonly InteropCase[] = [
  {
    suite: 'keep-alive',
    name: 'who says nothing for one and a half times of it is disconnected, and its will published',
    says: ['MQTT-3.1.2-24'],
    async run({ connect, topic }) {
      const reader = await connect()
      await reader.subscribe([topic('will'), 2])
      const client = await connect({ keepalive: 1, ...willOf(topic('will'), 'keep-alive is over') })
      await reader.next('publish')
      expect(shown(reader)).toEqual(['will=keep-alive is over 0'])
      await client.closed()
    },
  },
  {
    suite: 'keep-alive',
    name: 'a ping is answered, and who pings stays',
    says: ['MQTT-3.12.4-1'],
    async run({ connect }) {
      const [pinging, silent] = [await connect({ keepalive: 2 }), await connect({ keepalive: 1 })]
      // The silent one's end says that more than the time of the other has passed.
      for (const again = await pings(pinging); !silent.isClosed(); ) await again()
      const rest = await connect({ keepalive: 2 })
      for (const again = await pings(pinging); !rest.isClosed(); ) await again()
      expect(pinging.isClosed()).toBe(false)
    },
  },
  {
    suite: 'keep-alive',
    name: 'none at all is refused with 2',
    says: ['MQTT-3.2.2-5'],
    ours: 'the suite connects with 0; here a session without a keep-alive, or with one above 300 s, is refused: a dead appliance would never be noticed',
    async run({ connect }) {
      for (const keepalive of [0, 301]) {
        const client = await connect({ keepalive })
        expect(connackOf(client)).toBe('2')
        await client.closed()
      }
    },
  },
]

const pings = async (client: { ping(): Promise<void> }): Promise<() => Promise<void>> => {
  await client.ping()
  return async () => {
    await new Promise(resolve => setTimeout(resolve, 100))
    await client.ping()
  }
}

const IDS: readonly InteropCase[] = [
  {
    suite: BEYOND,
    name: 'the same client id again throws out who has it',
    says: ['MQTT-3.1.4-2'],
    async run({ connect, id }) {
      const old = await connect({ clientId: id('a') })
      const next = await connect({ clientId: id('a') })
      await old.closed()
      await next.ping()
    },
  },
  {
    suite: BEYOND,
    name: 'the same client id of another login is another client, connected or stored',
    says: ['MQTT-3.1.3-9'],
    ours: 'a client id is one of its login: no login throws out another, or keeps it out',
    async run({ connect, id }) {
      const holder = await connect({ clientId: id('a'), clean: false })
      const other = await connect({ clientId: id('a') }, 'guest')
      expect(connackOf(other)).toBe('0')
      await holder.ping()
      await holder.leave()
      await other.ping()
      expect(connackOf(await connect({ clientId: id('a'), clean: false }))).toBe('0')
      await other.ping()
    },
  },
  {
    suite: BEYOND,
    name: 'ids of 1 to 23 letters and digits are taken',
    says: ['MQTT-3.1.3-5'],
    async run({ connect }) {
      for (const clientId of ['x', '0', 'abcdefghijklmnopqrstuvw', 'ABCXYZ0123456789xyzabcd']) {
        const client = await connect({ clientId })
        expect(connackOf(client)).toBe('0')
        await client.leave()
      }
    },
  },
  {
    suite: BEYOND,
    name: 'no login, a wrong password: 4, and nothing after the CONNECT is listened to',
    says: ['MQTT-3.1.4-5', 'MQTT-3.2.2-4', 'MQTT-3.2.2-5'],
    ours: 'a login is needed unless the configuration says otherwise',
    async run({ port, connect, topic, quiet }) {
      const reader = await connect()
      await reader.subscribe([topic('a'), 0])
      for (const login of [{}, { username: 'all', password: Buffer.from('wrong') }]) {
        const { client, connack } = await logIn({ port, ...login })
        expect(connack).toMatchObject({ returnCode: 4, sessionPresent: false })
        client.send({ cmd: 'publish', topic: topic('a'), payload: 'x', qos: 0, retain: false, dup: false })
        await client.closed()
      }
      await quiet(reader)
      expect(shown(reader)).toEqual([])
    },
  },
]

export const SESSION_CASES: readonly InteropCase[] = [...BASIC, ...EMPTY_ID, ...WILLS, ...KEEP_ALIVE, ...IDS]

/** Logins, rights and packets that the embedded broker must refuse. */
import { until } from '../support/until.ts'
import type { BadCase, Bench } from './badCase.ts'
import { PASSWORDS, PRIVATE } from './home.ts'
import { type Connect, connectPacket, packet, publishPacket, subscribePacket } from './mqttBytes.ts'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `mqtt-${id}`,
  surface: 'mqtt',
  sent,
  answer,
  run,
})

const GUEST = { username: 'visitor', password: PASSWORDS.visitor }

const login = (id: string, sent: string, answer: string, options: Connect) =>
  row(id, sent, answer, ({ mqtt }) => mqtt.raw(connectPacket(options)))

/** Bytes before any login. */
const first = (id: string, sent: string, answer: string, bytes: Uint8Array) =>
  row(id, `first: ${sent}`, answer, ({ mqtt }) => mqtt.raw(bytes))

/** Bytes after a good login. */
const later = (id: string, sent: string, answer: string, bytes: Uint8Array) =>
  row(id, `after a good login: ${sent}`, answer, ({ mqtt }) => mqtt.raw(bytes, { login: true }))

const LOGINS: readonly BadCase[] = [
  login('login-none', 'no login', 'refused 4', {}),
  login('login-empty', 'an empty name', 'refused 4', { username: '', password: '' }),
  login('login-unknown', 'an unknown name', 'refused 4', { username: 'nobody', password: PRIVATE }),
  login('login-password', 'a wrong password', 'refused 4', { username: 'lamp', password: PRIVATE }),
  login('login-no-password', 'no password', 'refused 4', { username: 'lamp' }),
  login('login-empty-password', 'an empty password', 'refused 4', { username: 'lamp', password: '' }),
  login('login-other-password', "another account's password", 'refused 4', {
    username: 'lamp',
    password: PASSWORDS.desk,
  }),
  login('login-internal', 'the internal name of clients without a login', 'refused 4', {
    username: '$anonymous',
    password: '',
  }),
  login('login-proto', '`__proto__` for a name', 'refused 4', { username: '__proto__', password: PRIVATE }),
  // A session of its own: the invariants of every row show that the lamp keeps its.
  login('login-foreign-id', "another account's client id", 'accepted', { ...GUEST, clientId: 'fake-lamp' }),
  login('login-id-wildcard', 'a client id with a wildcard', 'refused 2', { ...GUEST, clientId: 'a/#' }),
  login('login-id-line', 'a client id with a line break', 'refused 2', { ...GUEST, clientId: 'a\nb' }),
  login('login-id-long', 'a client id of 65 characters', 'refused 2', { ...GUEST, clientId: 'x'.repeat(65) }),
  login('login-id-empty', 'an empty client id that wants a session kept', 'refused 2', {
    ...GUEST,
    clientId: '',
    clean: false,
  }),
  login('login-keepalive-zero', 'keep-alive 0', 'refused 2', { ...GUEST, keepAlive: 0 }),
  login('login-keepalive-long', 'keep-alive of 18 hours', 'refused 2', { ...GUEST, keepAlive: 65_535 }),
  login('login-mqtt5', 'MQTT 5', 'refused 1', { ...GUEST, level: 5, properties: [0] }),
  login('login-level', 'protocol level 99', 'refused 1', { ...GUEST, level: 99 }),
  login('login-protocol', 'protocol name MQTX', 'closed', { ...GUEST, protocol: 'MQTX' }),
  login('login-flags', 'a reserved flag', 'closed', { ...GUEST, flags: 0xc3 }),
  login('login-will-qos', 'a last will of QoS 3', 'closed', {
    ...GUEST,
    flags: 0xde,
    will: { topic: 'visitor/w', payload: 'x' },
  }),
  row(
    'login-will-foreign',
    "a last will on another's topic, then no good-bye",
    'accepted; dropped',
    async ({ mqtt }) => {
      const will = { topic: 'clova2mqtt/desk/availability', payload: 'offline', retain: true }
      const before = mqtt.counters()['publishesRefused'] ?? 0
      const outcome = await mqtt.raw(connectPacket({ ...GUEST, clientId: 'will', will }))
      await until(() => (mqtt.counters()['publishesRefused'] ?? 0) > before, 'the will is dropped')
      return `${outcome}; dropped`
    },
  ),
  row('login-storm', '300 wrong logins at once', 'refused 4 or closed, each', async ({ mqtt }) => {
    const bytes = connectPacket({ username: 'lamp', password: PRIVATE })
    const all = await Promise.all(Array.from({ length: 300 }, () => mqtt.raw(bytes)))
    const odd = all.filter(one => one !== 'refused 4' && one !== 'closed')
    return odd.length === 0 ? 'refused 4 or closed, each' : odd.join()
  }),
]

const FRAMES: readonly BadCase[] = [
  first('first-http', 'an HTTP request', 'closed', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')),
  first('first-tls', 'the beginning of a TLS handshake', 'closed', Buffer.from('16030100c8010000c40303', 'hex')),
  first('first-zeros', 'zeros', 'closed', Buffer.alloc(64)),
  first('first-publish', 'a PUBLISH', 'closed', publishPacket('clova2mqtt/desk/state', '{"brightness":1}')),
  first('first-subscribe', 'a SUBSCRIBE', 'closed', subscribePacket('#')),
  first(
    'first-large',
    'a CONNECT of 2,049 bytes',
    'closed',
    connectPacket({ ...GUEST, will: { topic: 'visitor/w', payload: 'x'.repeat(2049) } }),
  ),
  first(
    'first-announced-large',
    'the announcement of a frame of 256 MiB',
    'closed',
    Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]),
  ),
  first('first-length', 'a length of five bytes', 'closed', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f])),
  first('first-empty-connect', 'a CONNECT with nothing in it', 'closed', packet(0x10)),
  first(
    'first-cut-connect',
    'a CONNECT whose texts are longer than it',
    'closed',
    packet(0x10, Buffer.from('00044d5154540402003c00ff61', 'hex')),
  ),
  later('connect-twice', 'a second CONNECT', 'closed', connectPacket(GUEST)),
  later('frame-large', 'a frame of 1 MiB and more', 'closed', publishPacket('visitor/a', Buffer.alloc(1_048_577))),
  later(
    'frame-announced-large',
    'the announcement of a frame of 256 MiB',
    'closed',
    Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]),
  ),
  later('packet-reserved', 'a packet of type 0', 'closed', Buffer.from([0x00, 0])),
  later('packet-auth', 'a packet of MQTT 5 (AUTH)', 'closed', Buffer.from([0xf0, 0])),
  later('packet-server', 'a packet that only a broker sends (CONNACK)', 'closed', Buffer.from([0x20, 2, 0, 0])),
  later('publish-qos3', 'a PUBLISH of QoS 3', 'closed', publishPacket('visitor/a', 'x', 6)),
  later('publish-empty-topic', 'a PUBLISH to an empty topic', 'closed', publishPacket('', 'x')),
  later('publish-wildcard', 'a PUBLISH to `visitor/#`', 'closed', publishPacket('visitor/#', 'x')),
  later('publish-nul', 'a PUBLISH to a topic with NUL', 'closed', publishPacket('visitor/\0', 'x')),
  later(
    'publish-not-utf8',
    'a PUBLISH to a topic that is not UTF-8',
    'closed',
    publishPacket(Buffer.from('766973ff2f61', 'hex'), 'x'),
  ),
  later(
    'publish-levels',
    'a PUBLISH to a topic of 40 levels',
    'closed',
    publishPacket(`visitor${'/a'.repeat(39)}`, 'x'),
  ),
  later('publish-cut', 'a PUBLISH whose topic is longer than it', 'closed', packet(0x30, [0, 200, 97])),
  later('subscribe-qos3', 'a SUBSCRIBE of QoS 3', 'closed', subscribePacket('visitor/a', 3)),
  later('subscribe-none', 'a SUBSCRIBE to nothing', 'closed', packet(0x82, [0, 9])),
  later('subscribe-flags', 'a SUBSCRIBE with wrong flags', 'closed', subscribePacket('visitor/a', 0, 0x80)),
  later('ack-unknown', 'an acknowledgement of nothing', 'the connection goes on', packet(0x40, [0, 77])),
]

const publish = (id: string, account: string, topic: string, sent: string) =>
  row(`publish-${id}`, `published: ${sent}`, 'dropped', ({ mqtt }) =>
    mqtt.publish(account, topic, '{"brightness":1,"power":"off"}'),
  )

const subscribe = (id: string, account: string, filter: string) =>
  row(`subscribe-${id}`, `a subscription to \`${filter}\``, 'refused', ({ mqtt }) => mqtt.subscribe(account, filter))

const RIGHTS: readonly BadCase[] = [
  publish('foreign-state', 'visitor', 'clova2mqtt/desk/state', "another appliance's state"),
  publish('foreign-result', 'desk', 'clova2mqtt/lamp/result', "another appliance's result"),
  publish('foreign-availability', 'desk', 'clova2mqtt/lamp/availability', "another appliance's availability"),
  publish('command', 'desk', 'clova2mqtt/lamp/set', 'a command to another appliance'),
  publish('own-command', 'desk', 'clova2mqtt/desk/set', 'a command to itself, as the gateway would'),
  publish('gateway-state', 'desk', 'clova2mqtt/bridge/state', "the gateway's own state"),
  publish('presence', 'desk', 'clova2mqtt/desk/presence', 'its own presence'),
  publish('sys', 'desk', '$SYS/broker/uptime', '`$SYS`'),
  publish('dollar', 'visitor', '$refused', 'the topic where refused messages go'),
  subscribe('all', 'visitor', '#'),
  subscribe('all-levels', 'visitor', '+/+/+'),
  subscribe('commands', 'desk', 'clova2mqtt/+/set'),
  subscribe('foreign', 'desk', 'clova2mqtt/lamp/set'),
  subscribe('above', 'visitor', '+/#'),
  subscribe('sys', 'visitor', '$SYS/#'),
  subscribe('shared', 'visitor', '$share/group/visitor/#'),
]

const grown = async ({ mqtt }: Bench, name: string, act: () => Promise<void>): Promise<number> => {
  const before = mqtt.counters()[name] ?? 0
  await act()
  return (mqtt.counters()[name] ?? 0) - before
}

const FLOODS: readonly BadCase[] = [
  row(
    'flood',
    '6,000 messages at once from one client: what is over its rate is dropped',
    'dropped: some; passed: some',
    async bench => {
      const count = 6_000
      const dropped = await grown(bench, 'publishesOverRate', () =>
        bench.mqtt.flood('desk', count, at => ({
          topic: 'clova2mqtt/desk/state',
          payload: `{"brightness":${at % 100}}`,
        })),
      )
      return `dropped: ${dropped > 0 ? 'some' : 'none'}; passed: ${dropped < count ? 'some' : 'none'}`
    },
  ),
  row(
    'flood-retained',
    '1,900 retained messages of 8 kB: what is over the bytes of an account is not kept',
    'not kept: some; at most 8 MiB',
    async bench => {
      const large = 'x'.repeat(8_000)
      const refused = await grown(bench, 'retainsRefused', () =>
        bench.mqtt.flood('visitor', 1_900, at => ({ topic: `visitor/${at}`, payload: large }), true),
      )
      const bytes = bench.mqtt.counters()['retainedBytes'] ?? 0
      return `not kept: ${refused > 0 ? 'some' : 'none'}; at most ${bytes <= 8_388_608 ? '8 MiB' : `${bytes} bytes`}`
    },
  ),
]

export const MQTT_LOGIN_CASES: readonly BadCase[] = [...LOGINS, ...FRAMES, ...RIGHTS, ...FLOODS]

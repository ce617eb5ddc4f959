/** What appliances say that cannot be so: states, results, heartbeats and availability. */
import type { BadCase } from './badCase.ts'
import { PRIVATE } from './home.ts'

const NOTHING = 'nothing changes'

const row = (id: string, sent: string, answer: string, run: BadCase['run']): BadCase => ({
  id: `mqtt-${id}`,
  surface: 'mqtt',
  sent,
  answer,
  anyBroker: true,
  run,
})

type Payload = string | Uint8Array

const state = (id: string, sent: string, answer: string, payload: Payload, retain = false) =>
  row(`state-${id}`, `state: ${sent}`, answer, ({ mqtt }) => mqtt.said('state', payload, { retain }))

/** The desk lamp is on at 40 before each. */
const now = (brightness: number, rest = 'online'): string => `brightness ${brightness}, power "on", ${rest}`

const STATES: readonly BadCase[] = [
  state('empty', 'nothing', NOTHING, ''),
  state('not-json', 'a word', NOTHING, PRIVATE),
  state('half', 'half a JSON object', NOTHING, '{"brightness":9'),
  state('null', '`null`', NOTHING, 'null'),
  state('array', 'a list', NOTHING, '[{"brightness":9}]'),
  state('number', 'a number', NOTHING, '9'),
  state(
    'not-utf8',
    'bytes that are not UTF-8',
    NOTHING,
    Buffer.from('7b226272696768746e657373223a392c2261223a22ff227d', 'hex'),
  ),
  state('binary', 'random bytes', NOTHING, Buffer.from('00ff17fe03eeaa55cc', 'hex')),
  state('deep', '13 levels', NOTHING, `{"brightness":9,"a":${'['.repeat(12)}${']'.repeat(12)}}`),
  state('very-deep', '30,000 levels', NOTHING, `{"brightness":9,"a":${'['.repeat(30_000)}`),
  state('large', '64 KiB and more', NOTHING, JSON.stringify({ brightness: 9, note: 'x'.repeat(65_536) })),
  state('unknown', 'properties that do not exist', NOTHING, `{"colour":"red","note":"${PRIVATE}"}`),
  state('not-its-own', 'a property that is real but not its own', NOTHING, '{"humidity":55}'),
  state(
    'proto',
    '`__proto__` and `constructor`',
    NOTHING,
    '{"__proto__":{"brightness":9},"constructor":{"brightness":9}}',
  ),
  state('text-number', 'brightness as a word', NOTHING, '{"brightness":"bright"}'),
  state('object-number', 'brightness as an object', NOTHING, '{"brightness":{"value":9}}'),
  state('list-number', 'brightness as a list', NOTHING, '{"brightness":[9]}'),
  state('below', 'brightness -1', NOTHING, '{"brightness":-1}'),
  state('above', 'brightness 101', NOTHING, '{"brightness":101}'),
  state('infinite', 'brightness 1e999', NOTHING, '{"brightness":1e999}'),
  state('power-word', 'power `maybe`', NOTHING, '{"power":"maybe"}'),
  state('power-object', 'power as an object', NOTHING, '{"power":{"toString":"on"}}'),
  state('one-wrong', 'one value that is right and one that is not', now(9), '{"brightness":9,"power":7}'),
  state('unknown-value', '`null`: it does not know any more', 'power "on", online', '{"brightness":null}'),
  state('duplicate', 'one property twice: the last counts', now(8), '{"brightness":7,"brightness":8}'),
  state(
    'at-future',
    'a time in the year 2099: our own is taken',
    now(9),
    '{"brightness":9,"at":"2099-01-01T00:00:00Z"}',
  ),
  state('at-past', 'a time in 1970: our own is taken', now(9), '{"brightness":9,"at":"1970-01-01T00:00:00Z"}'),
  state('at-garbage', 'a time that is none', now(9), `{"brightness":9,"at":"${PRIVATE}"}`),
  state('at-date', '30 February', now(9), '{"brightness":9,"at":"2026-02-30T00:00:00Z"}'),
  state('at-huge', 'a time of 1e300', now(9), '{"brightness":9,"at":1e300}'),
  state('retained', 'a word, retained', NOTHING, PRIVATE, true),
  state('at-object', 'an object for a time', now(9), '{"brightness":9,"at":{"toString":1}}'),
]

const heartbeat = (id: string, sent: string, answer: string, payload: Payload) =>
  row(`heartbeat-${id}`, `heartbeat: ${sent}`, answer, ({ mqtt }) => mqtt.said('heartbeat', payload))

const availability = (id: string, sent: string, answer: string, payload: Payload) =>
  row(`availability-${id}`, `availability: ${sent}`, answer, ({ mqtt }) => mqtt.said('availability', payload))

const LIFE: readonly BadCase[] = [
  heartbeat('zero', 'an interval of 0', NOTHING, '{"interval":0}'),
  heartbeat('negative', 'an interval of -5', NOTHING, '{"interval":-5}'),
  heartbeat('huge', 'an interval of 1e12 seconds', NOTHING, '{"interval":1e12}'),
  heartbeat('infinite', 'an interval of 1e999 seconds', NOTHING, '{"interval":1e999}'),
  heartbeat('text', 'an interval of `"often"`', NOTHING, '{"interval":"often"}'),
  heartbeat('garbage', 'random bytes', NOTHING, Buffer.from('00ff17fe03eeaa55cc', 'hex')),
  heartbeat('large', '200 kB', NOTHING, 'x'.repeat(200_000)),
  availability('garbage', 'a word that is none', NOTHING, PRIVATE),
  availability('upper', '`OFFLINE`, which is not the word', NOTHING, 'OFFLINE'),
  availability('json', 'JSON', NOTHING, '{"state":"offline"}'),
  availability('binary', 'random bytes', NOTHING, Buffer.from('00ff17fe03eeaa55cc', 'hex')),
  availability('large', '200 kB', NOTHING, 'offline'.repeat(30_000)),
  row(
    'unknown-appliance',
    'the state of an appliance that is not there',
    'taken; nothing changes',
    async ({ mqtt }) => {
      const taken = await mqtt.publish('newcomer', 'clova2mqtt/nobody/state', '{"power":"on"}')
      return `${taken}; ${await mqtt.said('heartbeat', '')}`
    },
  ),
]

const plug = (id: string, sent: string, answer: string, topic: string, payload: Payload) =>
  row(`plug-${id}`, `bound topic \`${topic}\`: ${sent}`, answer, ({ mqtt }) => mqtt.plugSaid(topic, payload))

const PLUG: readonly BadCase[] = [
  plug('not-json', 'text where JSON is bound', NOTHING, 'plug/state', 'ON'),
  plug('no-pointer', 'JSON without the value', NOTHING, 'plug/state', '{"Power":"OFF"}'),
  plug('word', 'a word that is none', NOTHING, 'plug/state', '{"POWER":"MAYBE"}'),
  plug('object', 'an object for the word', NOTHING, 'plug/state', '{"POWER":{"toString":1,"valueOf":1}}'),
  plug('pointer-into-text', 'a text where an object is walked through', NOTHING, 'plug/state', '"POWER"'),
  plug('number', 'a number beyond the range', NOTHING, 'plug/level', '4000'),
  plug('hex', 'a number of another base', NOTHING, 'plug/level', '0x10'),
  plug('digits', 'a number of 60,000 digits', NOTHING, 'plug/level', '9'.repeat(60_000)),
  plug('blanks', 'blanks', NOTHING, 'plug/level', ' '.repeat(60_000)),
  plug('echo', 'a command, as if somebody else gave it', NOTHING, 'plug/cmnd', 'OFF'),
  plug('status-garbage', 'a word that is none', NOTHING, 'plug/status', '{"state":"asleep"}'),
  plug(
    'status-object',
    'an object that cannot become text',
    NOTHING,
    'plug/status',
    '{"state":{"toString":1,"valueOf":1}}',
  ),
  plug('status-list', 'the word in a list', NOTHING, 'plug/status', '{"state":["offline"]}'),
  plug('status-null', '`null`', NOTHING, 'plug/status', '{"state":null}'),
]

const FAILED = '200 ActionFailedError'
const CONFIRMED = '200 SetBrightnessConfirmation'
const INTERNAL = '200 DriverInternalError'

/** The desk lamp is told to go to 60, and answers this. */
const result = (id: string, sent: string, answer: string, make: (id: string) => unknown) =>
  row(`result-${id}`, `a command answered by ${sent}`, answer, ({ mqtt }) =>
    mqtt.commanded(correlation => {
      const said = make(correlation)
      return [['result', typeof said === 'string' || said instanceof Uint8Array ? said : JSON.stringify(said)]]
    }),
  )

const RESULTS: readonly BadCase[] = [
  result('unknown-id', 'a result of another command', FAILED, () => ({ id: 'another', ok: true, brightness: 60 })),
  result('no-id', 'a success without an id', FAILED, () => ({ ok: true, brightness: 60 })),
  result('id-type', 'a result whose id is a list', FAILED, id => ({ id: [id], ok: true, brightness: 60 })),
  result('id-long', 'a result whose id is longer than ours can be', FAILED, id => ({
    id: id + 'x'.repeat(64),
    ok: true,
  })),
  result('not-json', 'a word', FAILED, () => PRIVATE),
  result('empty', 'nothing', FAILED, () => ''),
  result('binary', 'random bytes', FAILED, () => Buffer.from('00ff17fe03eeaa55cc', 'hex')),
  result('other-value', 'its own id and another value', CONFIRMED, id => ({ id, ok: true, brightness: 59 })),
  result('impossible-value', 'its own id and an impossible value', CONFIRMED, id => ({
    id,
    ok: true,
    brightness: 900,
  })),
  result('ok-false', '`ok: false` without a reason', INTERNAL, id => ({ id, ok: false })),
  result('code-unknown', 'an error code that does not exist', INTERNAL, id => ({
    id,
    error: { code: '9999', message: 'x' },
  })),
  result('code-garbage', 'an error code of 1,000 characters', INTERNAL, id => ({
    id,
    error: { code: 'x'.repeat(1000) },
  })),
  result('code-object', 'an object for an error code', INTERNAL, id => ({
    id,
    error: { code: { a: 1 }, message: [1] },
  })),
  result('error-true', '`error: true`', INTERNAL, id => ({ id, error: true })),
  result('error-proto', '`__proto__` for an error', FAILED, () => '{"__proto__":{"error":{"code":"2304"}}}'),
  result('message-long', 'an error message of 60 kB', '200 ConditionsNotMetError', id => ({
    id,
    error: { code: '2302', message: `Command not supported in ${'x'.repeat(60_000)}` },
  })),
  result('message-larger', 'a result of 200 kB', FAILED, id => ({
    id,
    error: { code: '2302', message: 'x'.repeat(200_000) },
  })),
  row('result-twice', 'a command answered twice, first by success', CONFIRMED, ({ mqtt }) =>
    mqtt.commanded(id => [
      ['result', JSON.stringify({ id, ok: true, brightness: 60 })],
      ['result', JSON.stringify({ id, error: { code: '2304' } })],
    ]),
  ),
  row('result-contradiction', 'a command answered by a state that says otherwise', FAILED, ({ mqtt }) =>
    mqtt.commanded(() => [['state', '{"brightness":3}']]),
  ),
  row('result-flood', 'a command answered by 300 results of others', FAILED, ({ mqtt }) =>
    mqtt.commanded(() => Array.from({ length: 300 }, (_, at) => ['result', `{"id":"other-${at}","ok":true}`] as const)),
  ),
  row('result-retained', 'a retained result with values', NOTHING, ({ mqtt }) =>
    mqtt.said('result', '{"id":"old","ok":true,"note":1}', { retain: true }),
  ),
  row('result-unasked', 'a result that nobody asked for', NOTHING, ({ mqtt }) =>
    mqtt.said('result', '{"id":"none","ok":true}'),
  ),
]

export const MQTT_SAID_CASES: readonly BadCase[] = [...STATES, ...LIFE, ...PLUG, ...RESULTS]

/** What conventions do not take in: past which bound, or what is not read; told once, by few names, and taken back. */
import { describe, expect, test } from 'vitest'
import { createMissed } from '../../src/conventions/common/missed.ts'
import type { Assembler } from '../../src/conventions/convention.ts'
import { homieConvention } from '../../src/conventions/homie/convention.ts'
import { type Note, note } from '../../src/conventions/note.ts'
import { noteText } from '../../src/conventions/noteText.ts'
import { shellyConvention } from '../../src/conventions/shelly/convention.ts'
import { tasmotaConvention } from '../../src/conventions/tasmota/convention.ts'
import { zigbee2mqttConvention } from '../../src/conventions/zigbee2mqtt/convention.ts'
import type { Json } from '../../src/kernel/json.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { matchesFilter } from '../../src/kernel/topicFilter.ts'
import { attributesOf, SWITCH } from './support/homieRows.ts'
import { entitiesOf, TOOLS } from './support/madeOf.ts'
import { config } from './support/tasmotaConfig.ts'

const bytes = (payload: Json): Uint8Array =>
  Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))

/** What stands after each message, by key. */
function listener(assembler: Assembler) {
  const standing = new Map<string, Note>()
  let told = 0
  return {
    standing,
    told: () => told,
    hear(topic: string, payload: Json) {
      const heard = assembler.hear(topic, bytes(payload), monoMs(0))
      for (const { key, why } of heard?.notTaken ?? []) {
        told++
        if (why === undefined) standing.delete(key)
        else standing.set(key, why)
      }
      return heard
    },
  }
}

test('the first few are told by name, each once, until they pass', () => {
  const missed = createMissed()
  const take = () => missed.withMessage({ documents: [] }).notTaken?.map(({ key, why }) => [key, why?.code])
  for (let at = 0; at < 10_000; at++) missed.miss(`x${at}`, note('house-full', `x${at}`))
  expect(take()).toHaveLength(20)
  missed.miss('x0', note('house-full', 'x0'))
  missed.pass('x9999')
  missed.miss('x'.repeat(257), note('house-full', 'x'))
  expect(take()).toBeUndefined()
  missed.pass('x0')
  missed.miss('late', note('house-full', 'late'))
  expect(take()).toEqual([
    ['x0', undefined],
    ['late', 'house-full'],
  ])
  expect(
    (['ko', 'ja', 'en'] as const).map(language => noteText(note('bound-reached', 'x', '7 devices'), language)),
  ).toEqual([
    '자리가 없음: x (한도: 7 devices)',
    '空きがない: x（上限: 7 devices）',
    'no room for x (the bound is 7 devices)',
  ])
})

test('of Tasmota the device after the thousandth, until it is taken or withdrawn', () => {
  const { hear, standing, told } = listener(tasmotaConvention.openAssembler())
  const topic = (at: number): string => `tasmota/discovery/${at}/config`
  for (let at = 0; at < 1_000; at++) hear(topic(at), config())
  expect(told()).toBe(0)
  hear('tasmota/discovery/1000/sensors', { sn: {} })
  for (let at = 1_000; at < 1_100; at++) hear(topic(at), config())
  expect([...standing.keys()]).toEqual(Array.from({ length: 20 }, (_, at) => topic(1_000 + at)))
  expect(standing.get(topic(1_000))).toEqual({ code: 'bound-reached', of: topic(1_000), detail: '1000 devices' })
  hear(topic(1_001), '')
  hear(topic(3), '')
  hear(topic(1_000), config())
  expect([...standing.keys()].slice(0, 2)).toEqual([topic(1_002), topic(1_003)])
})

describe('of Homie', () => {
  const many = (device: string, count: number): readonly (readonly [string, string])[] =>
    Array.from({ length: count }, (_, at) => [`homie/${device}/n${at}/$name`, 'x'] as const)

  test('attributes past the bound of a device and of all', () => {
    const { hear, standing } = listener(homieConvention.openAssembler())
    for (const [topic, value] of many('big', 2_100)) hear(topic, value)
    expect([...standing]).toEqual([
      ['homie/big', { code: 'bound-reached', of: 'homie/big/n2048/$name', detail: '2048 attributes of one device' }],
    ])
    for (let at = 0; at < 7; at++) for (const [topic, value] of many(`d${at}`, 2_048)) hear(topic, value)
    hear('homie/lamp/$homie', '4.0')
    expect(standing.get('homie/lamp')?.detail).toBe('16384 attributes of all devices')
    // Known ones may change all the same.
    hear('homie/big/n0/$name', 'y')
    expect(standing.size).toBe(2)
    for (const [topic] of many('d0', 2_048)) hear(topic, '')
    hear('homie/lamp/$homie', '4.0')
    expect([...standing.keys()]).toEqual(['homie/big'])
    hear('homie/big/$homie', '')
    expect([...standing.keys()]).toEqual([])
  })

  test('texts past the bound of one and of all', () => {
    const { hear, standing } = listener(homieConvention.openAssembler())
    hear('homie/a/$name', 'x'.repeat(8_193))
    expect([...standing.values()]).toEqual([{ code: 'document-too-large', of: 'homie/a/$name', detail: '8193' }])
    hear('homie/a/$name', 'short')
    expect(standing.size).toBe(0)
    for (let at = 0; at < 128; at++) hear(`homie/b/n${at}/$name`, 'x'.repeat(8_192))
    expect([...standing.values()].map(one => one.detail)).toEqual(['1048576 characters of all devices'])
  })

  test('nodes and properties past their bound, of both editions, and arrays of edition 3', () => {
    const unread = (key: string, document: Json): readonly Note[] =>
      entitiesOf(homieConvention, key, document)
        .filter(one => one.kind === 'other' && one.notes.length > 0)
        .flatMap(one => one.notes)
    const key = 'homie/5/x/$description'
    const on = { on: { datatype: 'boolean', settable: true } }
    const nodes = (count: number): Json =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, { properties: on }]))
    expect(unread(key, { homie: '5.0', nodes: nodes(64) })).toEqual([])
    expect(unread(key, { homie: '5.0', nodes: nodes(65) })).toEqual([
      { code: 'bound-reached', of: `all of ${key}`, detail: '64 nodes' },
    ])
    const properties = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, SWITCH] as const))
    for (const count of [256, 257]) {
      const assembler = homieConvention.openAssembler()
      let text = '{}'
      for (const [topic, value] of attributesOf('homie/x', 'X', { n: { properties: properties(count) } })) {
        for (const { payload } of assembler.hear(topic, bytes(value), monoMs(0))?.documents ?? []) {
          text = Buffer.from(payload).toString()
        }
      }
      const details = unread('homie/x/$homie', JSON.parse(text) as Json).map(one => one.detail)
      expect(details).toEqual(count === 256 ? [] : ['256 properties'])
    }
  })

  test('arrays of edition 3, by name', () => {
    const assembler = homieConvention.openAssembler()
    const rows = attributesOf('homie/x', 'X', { relay: { properties: { on: SWITCH } } }, '3.0.1')
    let text = ''
    for (const [topic, value] of rows) {
      const said = topic.endsWith('$nodes') ? 'relay, lights[],a b[],[]' : value
      for (const { payload } of assembler.hear(topic, bytes(said), monoMs(0))?.documents ?? []) {
        text = Buffer.from(payload).toString()
      }
    }
    const [relay, lights, ...others] = entitiesOf(homieConvention, 'homie/x/$homie', JSON.parse(text) as Json)
    expect([relay?.kind, others]).toEqual(['switch', []])
    expect(lights?.notes).toEqual([
      { code: 'not-read', of: 'homie/x/$homie#lights[]', detail: 'an array of nodes of Homie 3' },
    ])
  })

  test('devices below a base of two levels', () => {
    const { hear, standing } = listener(homieConvention.openAssembler())
    const topics = ['home/homie/lamp/$homie', 'home/homie/5/lamp/$description']
    for (const topic of topics) {
      expect(homieConvention.filters.some(filter => matchesFilter(filter, topic))).toBe(true)
      expect(hear(topic, '5.0')?.documents).toEqual([])
    }
    expect([...standing.values()].map(one => [one.code, one.of])).toEqual(topics.map(topic => ['not-read', topic]))
    for (const topic of topics) hear(topic, '')
    expect(standing.size).toBe(0)
  })
})

describe('of Shelly', () => {
  const convention = shellyConvention('clova2mqtt')

  test('the first generation, by its announcement or its id', () => {
    const { hear, standing } = listener(convention.openAssembler())
    hear('shellies/shelly1-B929CC/announce', { id: 'shelly1-B929CC', model: 'SHSW-1', mac: 'B4E62DB929CC' })
    hear('shellies/shelly1-B929CC/online', 'true')
    hear('shellies/shellyplug-s-04E9A1/online', 'true')
    hear('shellies/shellyix3-98CDAC24E9B1/online', 'true')
    // Of the second generation, with a prefix below the same word.
    hear('shellies/shellyplus1-a8032ab12345/online', 'true')
    hear('shellies/kitchen/online', 'true')
    hear('shellies/shellyplus1-a8032ab12345/announce', { id: 'shellyplus1-a8032ab12345', gen: 2 })
    expect([...standing.keys()]).toEqual(
      ['shelly1-B929CC', 'shellyplug-s-04E9A1', 'shellyix3-98CDAC24E9B1'].map(id => `shellies/${id}`),
    )
    expect([...new Set([...standing.values()].map(one => one.code))]).toEqual(['not-read'])
  })

  test('the 65th that answers no calls', () => {
    const { hear, standing } = listener(convention.openAssembler())
    for (let at = 0; at < 65; at++) {
      hear(`p${at}/events/rpc`, {
        src: `shelly-${at}`,
        method: 'NotifyStatus',
        params: { 'switch:0': { output: true } },
      })
    }
    expect([...standing]).toEqual([['p64', { code: 'bound-reached', of: 'p64', detail: '64 that answer no calls' }]])
  })

  test('components that are not read, by name, and never in the place of those that are', () => {
    const unread = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`bthomesensor:${200 + at}`, { tells: [] }]),
    )
    const document = {
      ...{ prefix: 'p', id: 'shelly1-aabbccddee01', rpc: true },
      components: {
        ...unread,
        'boolean:200': { name: '외출 모드', tells: [] },
        'switch:0': { tells: ['output'] },
        'input:0': { tells: [] },
      },
    }
    const read = convention.read('shelly:x', document, TOOLS)
    const entities = read.kind === 'entities' ? read.entities : []
    expect(entities.map(one => one.kind)).toEqual(['switch', ...Array.from({ length: 16 }, () => 'other')])
    const [named] = entitiesOf(convention, 'shelly:x', {
      ...document,
      components: { 'boolean:200': document.components['boolean:200'] },
    })
    expect(named?.notes).toEqual([{ code: 'not-read', of: 'shelly:x#boolean:200', detail: '외출 모드' }])
  })
})

test('of Zigbee2MQTT states that are attributes only, and nothing else of its configuration', () => {
  const convention = zigbee2mqttConvention('zigbee2mqtt')
  const { hear, standing } = listener(convention.openAssembler())
  const topic = 'zigbee2mqtt/bridge/info'
  const schema = { output: { type: 'string', enum: ['attribute_and_json', 'attribute', 'json'] } }
  const told = (output: string) => {
    hear(topic, { config: { advanced: { output } }, config_schema: schema })
    return [...standing.values()]
  }
  const why = { code: 'not-read', of: 'states of zigbee2mqtt', detail: 'advanced.output: attribute' }
  expect(['json', 'attribute', 'attribute_and_json', 'attribute'].map(told)).toEqual([[], [why], [], [why]])
  expect(hear(topic, '')).toMatchObject({ documents: [], isState: true })
  expect(standing.size).toBe(0)
  expect(convention.filters).toContain(topic)
})

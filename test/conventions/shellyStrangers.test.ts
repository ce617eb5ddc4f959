/** What strangers can make of Shellys' words: nothing is asked without end, believed without having been asked, or thrown. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Heard, ReadingTools } from '../../src/conventions/convention.ts'
import type { DescribedEntity } from '../../src/conventions/entity.ts'
import { shellyConvention } from '../../src/conventions/shelly/convention.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { templateCache } from '../../src/template/templateCache.ts'

const convention = shellyConvention('clova2mqtt')
const TOOLS: ReadingTools = {
  compile: templateCache(),
  mayPublish: topic => !topic.startsWith('clova2mqtt/') && !topic.endsWith('/config'),
  language: 'ko',
}
const ANSWERS = 'clova2mqtt/shelly/rpc'
const bytes = (said: Json | string): Uint8Array => Buffer.from(typeof said === 'string' ? said : JSON.stringify(said))

/** An assembler with a clock, and Shellys that answer what they are asked. */
function bench() {
  const assembler = convention.openAssembler()
  let now = 1_000_000
  const asked: { topic: string; call: { id: number; method: string } }[] = []
  const documents = new Map<string, JsonObject>()
  const withdrawn: string[] = []
  const urged: string[] = []
  const take = (heard: Heard | undefined): Heard | undefined => {
    for (const { topic, payload } of heard?.questions ?? []) {
      if (payload === 'status_update') urged.push(topic)
      else asked.push({ topic, call: JSON.parse(payload) as { id: number; method: string } })
    }
    for (const { key, payload } of heard?.documents ?? []) {
      if (payload.length === 0) withdrawn.push(key)
      else documents.set(key, JSON.parse(Buffer.from(payload).toString()) as JsonObject)
    }
    return heard
  }
  const hear = (topic: string, payload: Json | string): Heard | undefined =>
    take(assembler.hear(topic, bytes(payload), monoMs(now)))
  const results = (id: string): Readonly<Record<string, JsonObject>> => ({
    'Shelly.GetDeviceInfo': { id, mac: id.slice(-12), gen: 3 },
    'Shelly.GetConfig': { 'switch:0': { name: 'A' } },
    'Shelly.GetStatus': { 'switch:0': { output: true } },
  })
  return {
    hear,
    asked,
    documents,
    withdrawn,
    urged,
    pass: (ms: number) => {
      now += ms
    },
    /** Answers all that has been asked of a prefix, until nothing more is. */
    answer(prefix: string, id: string): void {
      for (let at = asked.findIndex(one => one.topic === `${prefix}/rpc`); at >= 0; ) {
        const [{ call } = { call: { id: 0, method: '' } }] = asked.splice(at, 1)
        hear(ANSWERS, { id: call.id, src: id, dst: 'clova2mqtt/shelly', result: results(id)[call.method] ?? null })
        at = asked.findIndex(one => one.topic === `${prefix}/rpc`)
      }
    },
  }
}

const ID = 'shellyplus1-aabbccddeeff'
const KEY = `shelly:${ID}`

describe('questions', () => {
  test('go only where a stranger may make us publish, and only to what speaks like a Shelly', () => {
    const { hear, asked } = bench()
    const topics = [
      ...[
        '$SYS/online',
        'a+/online',
        '#/online',
        'clova2mqtt/online',
        'clova2mqtt/lamp/online',
        'a/b/c/d/online',
        '/online',
      ],
      ...[`${'x'.repeat(129)}/online`, 'shellies/$SYS/announce', 'online', 'events/rpc', 'x\u0000/online'],
    ]
    for (const topic of topics) hear(topic, topic.endsWith('announce') ? { id: '$SYS', gen: 2 } : 'true')
    for (const said of ['TRUE', 'online', '1', '', 'true '.repeat(9)]) hear('lamp/online', said)
    hear('old/events/rpc', { src: 'x', method: 'NotifyEvent', params: {} })
    hear('shellies/shelly1-AABBCC/announce', { id: 'shelly1-AABBCC', mac: 'AABBCCAABBCC', model: 'SHSW-1' })
    hear('lamp/status/switch:0', 'on')
    hear('lamp/status/wifi', { ssid: 'home' })
    expect(asked).toEqual([])
    hear('shellies/shellyplus1-1/announce', { id: 'shellyplus1-1', gen: 2 })
    expect(asked.at(-1)?.topic).toBe('shellyplus1-1/rpc')
  })

  test('are few, however many prefixes there are, and the real one is found behind them', () => {
    const { hear, asked, pass, answer, documents } = bench()
    for (let at = 0; at < 10_000; at++) hear(`storm-${at}/online`, 'true')
    expect(asked).toHaveLength(120)
    for (let at = 0; at < 10_000; at++) {
      if (at % 1_000 === 0) pass(100)
      hear(`storm-${at}/events/rpc`, {
        src: `x-${at}`,
        method: 'NotifyStatus',
        params: { 'switch:0': { output: true } },
      })
    }
    expect(asked.length).toBeLessThan(120 + 10)
    expect(documents.size).toBeLessThanOrEqual(64)
    hear(`${ID}/online`, 'true')
    for (let second = 0; second < 60; second++) {
      pass(1_000)
      hear('any/topic', 'any')
      answer(ID, ID)
    }
    expect(documents.get(KEY)).toMatchObject({ prefix: ID, rpc: true })
  })

  test('are put again after pauses that grow, to somebody who never answers', () => {
    const { hear, asked, urged, pass } = bench()
    for (let minute = 0; minute < 60 * 24; minute++) {
      hear('mute/events/rpc', { src: ID, method: 'NotifyStatus', params: { 'switch:0': { apower: minute } } })
      pass(60_000)
    }
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.length).toBeLessThan(5)
    // Calls may be switched off: its status is asked for in another way, which a lamp of somebody else might obey.
    expect(urged).toEqual(Array.from({ length: asked.length - 1 }, () => 'mute/command'))
    const others = bench()
    for (let hour = 0; hour < 48; hour++) {
      others.hear('lamp/online', 'true')
      others.pass(3_600_000)
    }
    expect([others.asked.length > 1, others.urged]).toEqual([true, []])
  })
})

describe('answers', () => {
  test('that nobody asked for, that come late or twice, or are about somebody else, say nothing', () => {
    const { hear, asked, documents, pass } = bench()
    const result = { id: ID, mac: 'AABBCCDDEEFF', gen: 2 }
    for (let id = 0; id < 100; id++) expect(hear(ANSWERS, { id, src: ID, result })?.documents).toEqual([])
    for (const id of ['a', null, {}, [], 1.5, -1]) expect(hear(ANSWERS, { id, src: ID, result })?.documents).toEqual([])
    hear(`${ID}/online`, 'true')
    const [first] = asked
    pass(11_000)
    hear(ANSWERS, { id: first?.call.id ?? 0, src: ID, result })
    expect(asked).toHaveLength(1)
    pass(60_000)
    hear(`${ID}/online`, 'true')
    hear(ANSWERS, { id: asked[1]?.call.id ?? 0, src: ID, result })
    hear(ANSWERS, { id: asked[1]?.call.id ?? 0, src: ID, result: { ...result, id: 'other-1' } })
    expect(asked.map(one => one.call.method)).toEqual([
      ...['Shelly.GetDeviceInfo', 'Shelly.GetDeviceInfo', 'Shelly.GetConfig'],
    ])
    expect(documents.size).toBe(0)
  })

  test('with ten thousand components are a bounded document, and too large ones are none', () => {
    const { hear, asked, documents } = bench()
    hear(`${ID}/online`, 'true')
    const reply = (result: JsonObject) => hear(ANSWERS, { id: asked.at(-1)?.call.id ?? 0, src: ID, result })
    const many = (count: number): JsonObject =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`switch:${at}`, { output: true, name: 'n'.repeat(64) }]),
      )
    reply({ id: ID, gen: 2, name: 'x'.repeat(10_000) })
    reply(many(300))
    reply(many(300))
    const document = documents.get(KEY)
    expect(Object.keys(document?.['components'] as JsonObject)).toHaveLength(64)
    expect(JSON.stringify(document).length).toBeLessThan(16_384)
    expect(document?.['name']).toBeUndefined()
    expect(hear(ANSWERS, { id: 1, src: ID, result: many(10_000) })).toEqual({ documents: [] })
  })

  test('of a second one with the same id are not believed while the first answers, and are when it has left', () => {
    const { hear, answer, documents, pass } = bench()
    hear(`${ID}/online`, 'true')
    answer(ID, ID)
    hear('thief/online', 'true')
    answer('thief', ID)
    expect(documents.get(KEY)?.['prefix']).toBe(ID)
    // Long silent, the first one is asked, and answers.
    pass(3_600_000)
    hear('thief/online', 'true')
    answer('thief', ID)
    answer(ID, ID)
    pass(660_000)
    hear('thief/online', 'true')
    answer('thief', ID)
    expect(documents.get(KEY)?.['prefix']).toBe(ID)
    // Now it does not answer any more: it was renamed.
    pass(100 * 3_600_000)
    for (let turn = 0; turn < 3; turn++) {
      hear('thief/online', 'true')
      answer('thief', ID)
      pass(25 * 3_600_000)
    }
    expect(documents.get(KEY)?.['prefix']).toBe('thief')
  })

  test('of another one with the same prefix take the place of the first', () => {
    const { hear, answer, documents, withdrawn, pass } = bench()
    hear('pump/online', 'true')
    answer('pump', ID)
    pass(3_600_000)
    hear('pump/online', 'true')
    answer('pump', 'shellyplus1-aabbccddee00')
    expect(withdrawn).toEqual([KEY])
    expect(documents.get('shelly:shellyplus1-aabbccddee00')).toMatchObject({ prefix: 'pump' })
  })

  test('count for more than somebody who only sends', () => {
    const { hear, answer, documents } = bench()
    hear('liar/events/rpc', { src: ID, method: 'NotifyFullStatus', params: { 'switch:0': { output: true } } })
    expect(documents.get(KEY)).toMatchObject({ prefix: 'liar', rpc: false })
    hear(`${ID}/online`, 'true')
    answer(ID, ID)
    expect(documents.get(KEY)).toMatchObject({ prefix: ID, rpc: true })
    hear('liar/events/rpc', { src: ID, method: 'NotifyFullStatus', params: { 'light:0': { output: true } } })
    expect(documents.get(KEY)).toMatchObject({ prefix: ID, rpc: true })
  })
})

describe('documents', () => {
  const read = (document: Json, tools = TOOLS) => convention.read(KEY, document, tools)
  const whole = { prefix: 'p', id: ID, rpc: true, components: { 'switch:0': { tells: ['output'] } } }

  test('that are none, or whose prefix cannot be followed, are refused', () => {
    for (const bad of [
      null,
      [],
      {},
      { ...whole, id: 'a b' },
      { ...whole, prefix: 'a/#' },
      { ...whole, prefix: '$SYS/x' },
    ]) {
      expect(read(bad).kind).toBe('bad')
    }
    expect(read(whole)).toMatchObject({
      kind: 'entities',
      entities: [{ kind: 'switch', identity: 'shelly\naabbccddeeff\nswitch:0' }],
    })
  })

  test('never make us publish where nobody may', () => {
    const described = read({ ...whole, prefix: 'clova2mqtt/lamp' })
    const [entity] = described.kind === 'entities' ? described.entities : []
    expect(entity?.properties.get('power')?.command).toBeUndefined()
    expect(entity?.notes.map(one => one.code)).toEqual(['topic-refused'])
  })

  test('and messages of any kind are read without throwing', () => {
    const anything = fc.jsonValue() as fc.Arbitrary<Json>
    const key = fc.oneof(
      fc.constantFrom('switch:0', 'cover:0', 'rgbcct:1', 'em:0', 'smoke:0', 'devicepower:0', 'boolean:200'),
      fc.string(),
    )
    const part = fc.dictionary(fc.constantFrom('name', 'tells', 'kelvin', 'output', 'rgb', 'transition'), anything)
    const document = fc.record({
      prefix: fc.oneof(fc.constantFrom('p', 'a/b'), fc.string()),
      id: fc.oneof(fc.constant(ID), fc.string()),
      rpc: fc.boolean(),
      components: fc.oneof(fc.dictionary(key, fc.oneof(part, anything)), anything),
    })
    let entities = 0
    fc.assert(
      fc.property(fc.oneof(document, anything), anything, (said, status) => {
        const described = read(said as Json)
        if (described.kind !== 'entities') return
        entities += described.entities.length
        for (const entity of described.entities) tryOut(entity, status)
      }),
      { numRuns: 1_000 },
    )
    expect(entities).toBeGreaterThan(100)
    const { hear } = bench()
    const topic = fc.oneof(
      fc.constantFrom(ANSWERS, 'p/online', 'p/events/rpc', 'p/status/switch:0', 'shellies/p/announce'),
      fc.string(),
    )
    fc.assert(
      fc.property(topic, fc.oneof(anything, document as fc.Arbitrary<Json>), (at, said) => void hear(at, said)),
      { numRuns: 1_000 },
    )
  })
})

/** Reads and tells everything of an entity that can be read and told. */
function tryOut({ properties }: DescribedEntity, said: Json): void {
  const payload = { text: () => JSON.stringify(said), textIn: () => undefined, json: () => said }
  for (const { states, command } of properties.values()) {
    for (const state of states) state.read.via?.(payload)
    if (typeof command === 'object' && 'compose' in command) command.compose(said, () => undefined)
  }
}

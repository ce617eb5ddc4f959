/** Tasmota discovery from anybody: parts in any order, nonsense, and what must never be published to. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Assembler } from '../../src/conventions/convention.ts'
import { tasmotaConvention } from '../../src/conventions/tasmota/convention.ts'
import { payloadOf } from '../../src/home/codec.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { appliancesOf, entitiesOf, exercised, TOOLS } from './support/madeOf.ts'
import { config, KEY, places } from './support/tasmotaConfig.ts'

const NOW = monoMs(0)

const bytes = (payload: Json | string): Uint8Array =>
  new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload))

/** The documents a message brings, as text. */
const hear = (assembler: Assembler, topic: string, payload: Json | string): readonly string[] | undefined =>
  assembler.hear(topic, bytes(payload), NOW)?.documents.map(one => new TextDecoder().decode(one.payload))

const read = (document: Json, mayPublish = TOOLS.mayPublish) =>
  tasmotaConvention.read(KEY, document, { ...TOOLS, mayPublish })

const SAMPLE = {
  sn: { Time: '2024-02-02T11:00:00', AM2301: { Temperature: 21.5, Humidity: 40 }, TempUnit: 'F' },
  ver: 1,
}

describe('a document', () => {
  test('is put together of both topics, in either order, and goes with its config', () => {
    const assembler = tasmotaConvention.openAssembler()
    expect(hear(assembler, `${KEY}/sensors`, SAMPLE)).toEqual([])
    const [whole = ''] = hear(assembler, `${KEY}/config`, config()) ?? []
    expect(JSON.parse(whole)).toMatchObject({
      config: { t: 'board' },
      sensors: { AM2301: { Temperature: 0, Humidity: 0 }, TempUnit: 'F' },
    })
    expect(hear(assembler, `${KEY}/sensors`, '')?.map(text => Object.keys(JSON.parse(text) as object))).toEqual([
      ['config'],
    ])
    expect(hear(assembler, `${KEY}/sensors`, SAMPLE)).toEqual([whole])
    expect(hear(assembler, `${KEY}/config`, '')).toEqual([''])
    expect(hear(assembler, `${KEY}/config`, config())).toEqual([whole])
  })

  test('does not change with what is measured, nor with an address', () => {
    const assembler = tasmotaConvention.openAssembler()
    hear(assembler, `${KEY}/config`, config())
    const first = hear(assembler, `${KEY}/sensors`, SAMPLE)
    const later = { sn: { Time: '2025', AM2301: { Temperature: -3, Humidity: 99 }, TempUnit: 'F' }, ver: 1 }
    expect(hear(assembler, `${KEY}/sensors`, later)).toEqual(first)
    expect(hear(assembler, `${KEY}/config`, config({ ip: '192.0.2.99' }))).toEqual(first)
  })

  test('is of this convention by its topics, and nobody may make us publish there', () => {
    const assembler = tasmotaConvention.openAssembler()
    const others = ['tasmota/discovery/x/y/config', 'tasmota/discovery//config', `${KEY}/state`, 'tele/board/STATE']
    expect(others.map(topic => hear(assembler, topic, config()))).toEqual(others.map(() => undefined))
    expect([tasmotaConvention.owns(KEY), tasmotaConvention.owns('homeassistant/light/x/config')]).toEqual([true, false])
    expect(['tasmota/discovery/A/config', 'cmnd/x/POWER'].map(tasmotaConvention.reserves)).toEqual([true, false])
  })
})

describe('strangers', () => {
  test('cannot make the gateway listen to everything or to the broker', () => {
    const bad = [
      { t: '#' },
      { t: '+' },
      { t: 'x/#' },
      { ft: '$SYS/%topic%/' },
      { ft: '%topic%/%prefix%/', t: '$SYS' },
      { ft: '+/%prefix%/%topic%/' },
      { tp: ['cmnd', '#', 'tele'] },
      { t: 'x\u0000y' },
      { t: '', ft: 'x/' },
      { t: ['board'] },
      { t: 'x'.repeat(200) },
      { ft: '%prefix%%prefix%%prefix%/%topic%/', tp: ['a'.repeat(120), 'b', 'c'] },
      { ft: '/', t: 'x' },
    ]
    const results = bad.map(one => read({ config: config({ rl: places(8, 1), ...one }) }).kind)
    expect(results).toEqual(bad.map(() => 'bad'))
  })

  test('cannot make it publish where it must not: the output is left out, with the reason', () => {
    const own = read({ config: config({ rl: places(8, 1, 2), lt_st: 5 }) }, topic => !topic.startsWith('cmnd/'))
    const entities = own.kind === 'entities' ? own.entities : []
    expect(entities.map(one => one.properties.size)).toEqual([0, 0])
    expect(entities[0]?.notes[0]).toEqual({ code: 'topic-refused', of: 'POWER1', detail: 'cmnd/board/POWER1' })
    expect(appliancesOf(entities)).toEqual([])
    const sensors = read({ config: config(), sensors: { A: { Temperature: 0 } } }, () => false)
    expect(sensors.kind === 'entities' && sensors.entities[0]?.properties.get('currentTemperature')?.question).toBe(
      undefined,
    )
  })

  test('may say nonsense: it is refused on record, or left out', () => {
    const assembler = tasmotaConvention.openAssembler()
    const nonsense = ['{', '[]', 'null', '"x"', '7', `{"t":${'['.repeat(20)}${']'.repeat(20)}}`, ' '.repeat(40_000)]
    for (const payload of nonsense) {
      // Passed on whole: whoever reads it says what is wrong with it.
      expect(hear(assembler, `${KEY}/config`, payload)).toEqual([payload])
      expect(hear(assembler, `${KEY}/sensors`, payload)).toEqual([])
    }
    expect(read({}).kind).toBe('bad')
    expect(read({ config: { t: 'x' } })).toEqual({ kind: 'entities', entities: [] })
    expect(read([]).kind).toBe('bad')
  })

  test('may say more than is kept: the refusal names the bound', () => {
    const assembler = tasmotaConvention.openAssembler()
    const sized = (characters: number): Json => {
      const bare = JSON.stringify({ t: 'x', fn: [''] }).length
      return { t: 'x', fn: ['y'.repeat(characters - bare)] }
    }
    const [fits = ''] = hear(assembler, `${KEY}/config`, sized(4_096)) ?? []
    expect(read(JSON.parse(fits) as Json).kind).toBe('entities')
    const [large = ''] = hear(assembler, `${KEY}/config`, sized(4_097)) ?? []
    expect(read(JSON.parse(large) as Json)).toEqual({
      kind: 'bad',
      reason: {
        ko: 'config가 4096자 또는 8단계를 넘음',
        ja: 'config が 4096 文字または 8 階層を超える',
        en: 'a config of more than 4096 characters or 8 levels',
      },
    })
    expect(read({})).toMatchObject({ reason: { en: 'no config with a topic' } })
  })

  test('find nothing by inherited names', () => {
    const text = `{"config":{"__proto__":{"t":"x"},"rl":[1]}}`
    expect(read(JSON.parse(text) as Json).kind).toBe('bad')
    const assembler = tasmotaConvention.openAssembler()
    hear(assembler, `${KEY}/config`, config())
    const sample = '{"sn":{"__proto__":{"Temperature":1},"constructor":{"Temperature":1},"A":{"toString":1}}}'
    const [document = ''] = hear(assembler, `${KEY}/sensors`, sample) ?? []
    expect(document.slice(document.indexOf('"sensors"'))).toBe(
      '"sensors":{"__proto__":{"Temperature":0},"constructor":{"Temperature":0}}}',
    )
    const entities = entitiesOf(tasmotaConvention, KEY, JSON.parse(document) as Json)
    expect(entities.map(one => one.name)).toEqual(['__proto__ Temperature', 'constructor Temperature'])
    const via = entities[0]?.properties.get('currentTemperature')?.states[0]?.read.via
    expect(via?.(payloadOf(bytes('{"AM2301":{"Temperature":1}}')))).toBeUndefined()
  })

  test('announce no more than there may be, each within its bounds', () => {
    const assembler = tasmotaConvention.openAssembler()
    for (let at = 0; at < 1_000; at++) hear(assembler, `tasmota/discovery/${at}/config`, config())
    expect(hear(assembler, 'tasmota/discovery/one-more/config', config())).toEqual([])
    hear(assembler, 'tasmota/discovery/7/config', '')
    expect(hear(assembler, 'tasmota/discovery/one-more/config', config())).toHaveLength(1)
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`S${at}`, { Temperature: 1 }]))
    expect(hear(assembler, 'tasmota/discovery/8/sensors', { sn: many })?.[0]).not.toContain('sensors')
    const some = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`S${at}`, { Temperature: 1 }]))
    const [document = '{}'] = hear(assembler, 'tasmota/discovery/8/sensors', { sn: some }) ?? []
    expect(entitiesOf(tasmotaConvention, KEY, JSON.parse(document) as Json)).toHaveLength(32)
    const relays = read({ config: config({ rl: places(10_000, ...Array.from({ length: 10_000 }, () => 1)) }) })
    expect(relays.kind === 'entities' && relays.entities).toHaveLength(32)
  })
})

describe('whatever is said', () => {
  const anyConfig = fc.record(
    Object.fromEntries(
      Object.entries(config({ swc: [1, 2], swn: ['현관문', '모션'] }, { '114': 1 })).map(([key, usual]) => [
        key,
        fc.oneof(fc.constant(usual), fc.jsonValue(), fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 40 })),
      ]),
    ),
    { requiredKeys: [] },
  )
  const anySensors = fc.dictionary(
    fc.constantFrom('ENERGY', 'AM2301', 'ESP32', 'ANALOG', 'TempUnit', '__proto__', 'x'),
    fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('Power', 'Total', 'Temperature', 'PM10'), fc.jsonValue())),
  )

  test('reading ends and does not throw, nor does hearing what is made of it', () => {
    let made = 0
    fc.assert(
      fc.property(anyConfig, anySensors, fc.jsonValue(), (said, sensors, message) => {
        const document = JSON.parse(JSON.stringify({ config: said, sensors })) as JsonObject
        const announced = read(document)
        if (announced.kind !== 'entities') return
        made += exercised(announced.entities, message as Json)
        appliancesOf(announced.entities)
      }),
      { numRuns: 500 },
    )
    expect(made).toBeGreaterThan(100)
  })

  test('any JSON and any bytes are taken', () => {
    fc.assert(
      fc.property(fc.jsonValue(), document => {
        expect(['entities', 'bad']).toContain(read(document as Json).kind)
      }),
      { numRuns: 300 },
    )
    const assembler = tasmotaConvention.openAssembler()
    fc.assert(
      fc.property(fc.constantFrom('config', 'sensors'), fc.uint8Array({ maxLength: 200 }), (part, payload) => {
        expect(assembler.hear(`${KEY}/${part}`, payload, NOW)).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })

  test('ids are the same under every name and topic', () => {
    const word = fc.stringMatching(/^[a-z0-9가-힣]{1,12}$/)
    const idsOf = (own: JsonObject): readonly string[] =>
      appliancesOf(entitiesOf(tasmotaConvention, KEY, { config: config({ rl: places(8, 1, 1), ...own }) }))
        .map(one => one.id)
        .sort()
    const usual = idsOf({})
    fc.assert(
      fc.property(word, word, word, word, (dn, fn, t, hn) => {
        expect(idsOf({ dn, fn: [fn, null], t, hn, md: t })).toEqual(usual)
      }),
      { numRuns: 100 },
    )
    expect(usual).toHaveLength(2)
  })
})

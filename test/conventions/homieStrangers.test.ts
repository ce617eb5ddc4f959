/** Homie from anybody: nonsense, too much of it, and what must never be published to. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { homieConvention } from '../../src/conventions/homie/convention.ts'
import { type Json, parseJson } from '../../src/kernel/json.ts'
import { appliances, attributesOf, collected, hear, LAMP, NOW, SWITCH } from './support/homieRows.ts'
import { appliancesOf, entitiesOf, exercised, TOOLS } from './support/madeOf.ts'

describe('strangers', () => {
  test('find nothing by inherited names', () => {
    const rows = attributesOf('homie/x', 'x', {
      __proto__x: { properties: { constructor: SWITCH, toString: SWITCH } },
      constructor: { properties: { on: SWITCH } },
    })
    const made = appliances(collected(rows).documents)
    expect(made).toHaveLength(1)
    const text = '{"homie":"5.0","nodes":{"__proto__":{"properties":{"on":{"datatype":"boolean","settable":true}}}}}'
    const [entity] = entitiesOf(homieConvention, 'homie/5/x/$description', JSON.parse(text) as Json)
    expect(entity?.properties.get('power')?.states[0]?.topic).toBe('homie/5/x/__proto__/on')
  })

  test('cannot make the gateway publish where it must not, nor to an attribute', () => {
    const document = { homie: '5.0', nodes: { n: { properties: { on: { datatype: 'boolean', settable: true } } } } }
    const read = homieConvention.read('ours/5/x/$description', document, {
      ...TOOLS,
      mayPublish: topic => !topic.startsWith('ours/'),
    })
    const [entity] = read.kind === 'entities' ? read.entities : []
    expect(entity?.properties.get('power')?.command).toBeUndefined()
    expect(entity?.notes).toEqual([{ code: 'topic-refused', of: 'n', detail: 'ours/5/x/n/on/set' }])
    expect(['homie/5/x/$description', 'a/b/$homie', 'a/b/c/set'].map(homieConvention.reserves)).toEqual([
      ...[true, true, false],
    ])
    expect(['homie/x/$homie', 'homie/5/x/$description', '$SYS/x/$homie', 'a/$homie'].map(homieConvention.owns)).toEqual(
      [...[true, true, false, false]],
    )
  })

  test('announce no more than there may be', () => {
    const assembler = homieConvention.openAssembler()
    const many = Array.from({ length: 5_000 }, (_, at) => [`homie/big/n${at}/$name`, 'x'] as const)
    collected(
      [...many, ['homie/big/$homie', '4.0'], ['homie/big/$nodes', many.map((_, at) => `n${at}`).join(',')]],
      assembler,
    )
    // It is full: what came last is not taken, and nothing of it is told.
    expect(hear(assembler, 'homie/big/$name', 'big')).toEqual([])
    for (let device = 0; device < 10; device++) {
      for (let at = 0; at < 2_000; at++) hear(assembler, `homie/d${device}/n${at}/$name`, 'x')
    }
    expect(collected(LAMP, assembler).count).toBe(0)
    for (let device = 0; device < 10; device++) {
      for (let at = 0; at < 2_000; at++) hear(assembler, `homie/d${device}/n${at}/$name`, '')
    }
    expect(collected(LAMP, assembler).documents.size).toBe(1)
  })

  test('say too much at once: long texts are not taken, many properties are cut', () => {
    const assembler = homieConvention.openAssembler()
    expect(
      collected([...LAMP, ['homie/lamp-1/$name', 'x'.repeat(9_000)]], assembler).documents.get('homie/lamp-1/$homie'),
    ).not.toContain('xx')
    const properties = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`relay-${at}`, { datatype: 'boolean', settable: true }]),
    )
    const read = homieConvention.read(
      'homie/5/x/$description',
      { homie: '5.0', nodes: { a: { properties }, b: { properties } } },
      TOOLS,
    )
    const entities = read.kind === 'entities' ? read.entities : []
    expect(entities.filter(one => one.properties.size > 0)).toHaveLength(256)
    const deep = parseJson(new TextEncoder().encode('{"homie":'.repeat(20)), { maxBytes: 1e6, maxDepth: 16 })
    expect(deep.ok).toBe(false)
  })

  test('of edition 5 say what they like: their bytes are passed on to be refused on record', () => {
    const assembler = homieConvention.openAssembler()
    expect(hear(assembler, 'homie/5/x/$description', '{')).toEqual([['homie/5/x/$description', '{']])
    expect(hear(assembler, 'homie/5/x/$description', '')).toEqual([['homie/5/x/$description', '']])
    expect(
      [{}, [], 'x', { homie: 5 }].map(document => homieConvention.read('homie/5/x/$description', document, TOOLS).kind),
    ).toEqual(['bad', 'bad', 'bad', 'bad'])
  })
})

describe('whatever is said', () => {
  const id = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'on',
        'dim',
        'color',
        'setpoint',
        'mode',
        'speed',
        'position',
        'lock',
        'ct',
        'temperature',
        'motion',
      ),
    },
    fc.string({ maxLength: 6 }),
  )
  const property = fc.record(
    {
      name: fc.oneof(fc.string(), fc.jsonValue()),
      datatype: fc.constantFrom('boolean', 'integer', 'float', 'enum', 'color', 'percent', 'string', 7),
      settable: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean(), fc.jsonValue()),
      format: fc.oneof(
        fc.constantFrom(
          '0:100',
          '0:0',
          '9:1',
          ':',
          '-5:5:0',
          '1e9:2',
          'rgb,hsv',
          'xyz',
          'off,on',
          'open,close',
          ',',
          'low,off',
        ),
        fc.string(),
        fc.jsonValue(),
      ),
      unit: fc.constantFrom('%', '°C', '°F', 'W', 'kWh', 'mired', 'K', 3),
    },
    { requiredKeys: [] },
  )
  const node = fc.record({
    name: fc.jsonValue(),
    type: fc.jsonValue(),
    properties: fc.dictionary(id, property, { minKeys: 1, maxKeys: 8 }),
  })

  test('reading a description ends and does not throw, nor does hearing and telling what is made of it', () => {
    let made = 0
    fc.assert(
      fc.property(fc.dictionary(id, node, { maxKeys: 4 }), fc.jsonValue(), fc.jsonValue(), (nodes, message, own) => {
        const document = JSON.parse(JSON.stringify({ homie: '5.0', nodes, root: own, name: own })) as Json
        const read = homieConvention.read('homie/5/x/$description', document, TOOLS)
        if (read.kind !== 'entities') throw new Error('refused')
        made += exercised(read.entities, message as Json)
        for (const value of [0, 50, 'on', { hue: 1, saturation: 1 }]) exercised(read.entities, value)
        appliancesOf(read.entities)
      }),
      { numRuns: 500 },
    )
    expect(made).toBeGreaterThan(300)
  })

  test('any JSON is read or refused, and any message is heard', () => {
    const topic = fc.array(fc.oneof(id, fc.constantFrom('$homie', '$nodes', '$properties', '$datatype', '5')), {
      minLength: 1,
      maxLength: 6,
    })
    const assembler = homieConvention.openAssembler()
    fc.assert(
      fc.property(fc.jsonValue(), topic, fc.uint8Array({ maxLength: 60 }), (document, levels, payload) => {
        expect(['entities', 'bad']).toContain(
          homieConvention.read('homie/5/x/$description', document as Json, TOOLS).kind,
        )
        assembler.hear(levels.join('/'), payload, NOW)
      }),
      { numRuns: 1_000 },
    )
  })
})

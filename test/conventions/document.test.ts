/** Documents of discovery as Home Assistant reads them: keys, `~`, device documents, what moves and what is nonsense. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DescribedEntity } from '../../src/conventions/entity.ts'
import { discoveryFilters, readDiscoveryTopic } from '../../src/conventions/hass/discoveryTopic.ts'
import { readDocument } from '../../src/conventions/hass/document.ts'
import { readAnnouncement } from '../../src/conventions/hass/readAnnouncement.ts'
import { payloadOf, readValue } from '../../src/home/codec.ts'
import type { Json } from '../../src/kernel/json.ts'
import { templateCache } from '../../src/template/templateCache.ts'

const tools = {
  compile: templateCache(),
  mayPublish: (topic: string) => !topic.startsWith('ours/'),
  language: 'ko' as const,
}
const single = { component: 'switch', node: undefined, object: 'one' }
const device = { component: 'device', node: undefined, object: 'one' }

const keysOf = (payload: Json) => {
  const result = readDocument(single, payload)
  return result.kind === 'entities' ? result.entities[0]?.keys : result
}

const described = (component: string, payload: Json): DescribedEntity => {
  const read = readAnnouncement(`p/${component}/one/config`, { ...single, component }, payload, tools)
  const [entity] = read.kind === 'entities' ? read.entities : []
  if (entity === undefined) throw new Error(`nothing is described: ${JSON.stringify(read)}`)
  return entity
}

describe('topics', () => {
  const rows: readonly (readonly [string, unknown])[] = [
    ['ha/light/one/config', { component: 'light', node: undefined, object: 'one' }],
    ['ha/light/node/one/config', { component: 'light', node: 'node', object: 'one' }],
    ['ha/light/one/state', undefined],
    ['ha/light/config', undefined],
    ['ha/light/a/b/c/config', undefined],
    ['ha/light/조명/config', undefined],
    ['ha/Light/one/config', undefined],
    ['other/light/one/config', undefined],
  ]
  test.each(rows)('%s', (topic, parts) => expect(readDiscoveryTopic('ha', topic)).toEqual(parts))
  test('a prefix may have levels, and only discovery is followed', () => {
    expect(readDiscoveryTopic('a/b', 'a/b/fan/x/config')).toMatchObject({ component: 'fan' })
    expect(discoveryFilters('ha')).toEqual(['ha/+/+/config', 'ha/+/+/+/config'])
  })
})

describe('keys', () => {
  test('short and long ones mix, unknown ones pass, spaces at the end are dropped', () => {
    expect(keysOf({ stat_t: 'a', command_topic: 'b', 'uniq_id ': 'c', brand_new: 1 })).toMatchObject({
      ...{ state_topic: 'a', command_topic: 'b', unique_id: 'c', brand_new: 1 },
    })
  })

  test('~ is filled in at either end of topics, in availability too, and nowhere else', () => {
    const keys = keysOf({
      '~': 'base/x',
      stat_t: '~/state',
      cmd_t: 'set/~',
      avty: [{ t: '~/lwt' }],
      pl_on: '~',
      val_tpl: '~',
      avty_t: '~',
    })
    expect(keys).toMatchObject({
      ...{ state_topic: 'base/x/state', command_topic: 'set/base/x', payload_on: '~', value_template: '~' },
      ...{ availability_topic: 'base/x', availability: [{ topic: 'base/x/lwt' }] },
    })
  })

  test('availability may be one entry instead of a list', () => {
    expect(keysOf({ '~': 'base', avty: { t: '~/lwt', pl_avail: 'up' } })).toMatchObject({
      availability: { topic: 'base/lwt', payload_available: 'up' },
    })
  })

  test('one that moves to another topic stays as it is', () => {
    expect(readDocument(single, { migr_discvry: true })).toEqual({ kind: 'moves' })
  })
})

describe('device documents', () => {
  test('split into components that inherit what Home Assistant lets them, and a bare platform is a removal', () => {
    const result = readDocument(device, {
      dev: { ids: 'd' },
      o: { name: 'o' },
      stat_t: 'root',
      avty_t: 'lwt',
      icon: 'not inherited',
      cmps: {
        a: { p: 'sensor', uniq_id: 'a' },
        b: { p: 'sensor', uniq_id: 'b', stat_t: 'own', avty: [{ t: 'own/lwt' }] },
        gone: { p: 'sensor' },
      },
    })
    const entities = result.kind === 'entities' ? result.entities : []
    expect(entities.map(one => one.part)).toEqual(['a', 'b'])
    expect(entities[0]?.keys).toMatchObject({ state_topic: 'root', availability_topic: 'lwt' })
    expect(entities[0]?.keys['icon']).toBeUndefined()
    expect(entities[1]?.keys).toMatchObject({ state_topic: 'own', availability: [{ topic: 'own/lwt' }] })
    expect(entities[1]?.keys['availability_topic']).toBeUndefined()
  })

  test('have components, and not too many', () => {
    expect(readDocument(device, { dev: {} })).toMatchObject({ kind: 'bad' })
    const cmps = Object.fromEntries(Array.from({ length: 129 }, (_, at) => [`c${at}`, { p: 'sensor', uniq_id: 'x' }]))
    expect(readDocument(device, { cmps })).toMatchObject({ kind: 'bad' })
  })
})

describe('what strangers may choose', () => {
  const refused = ['home/+/set', 'home/#', '$SYS/x', 'ours/lamp/set', '', 'x'.repeat(1_025)]
  test.each(refused)('no command goes to %s', topic => {
    const { properties, notes } = described('switch', { command_topic: topic, state_topic: 's' })
    expect(properties.get('power')?.command).toBeUndefined()
    expect(notes.map(one => one.code)).toEqual(topic === '' ? [] : ['topic-refused'])
  })
  test.each(['#', '+/#', '+', '$SYS/#', '/'])('nobody makes us listen to %s', topic => {
    expect(described('switch', { command_topic: 'c', state_topic: topic }).properties.get('power')?.states).toEqual([])
  })
  test('a template that does not compile costs one property, with the reason', () => {
    const { properties, notes } = described('light', {
      ...{ command_topic: 'c', brightness_command_topic: 'b', brightness_command_template: '{{ nonsense(' },
    })
    expect([...properties.keys()]).toEqual(['power'])
    expect(notes.map(one => one.code)).toEqual(['template-bad'])
  })

  test('what is wrong with an availability is told, too, and each reason once', () => {
    const document = {
      ...{ command_topic: 'c', brightness_command_topic: 'ours/b', hs_command_topic: 'h' },
      availability: [{ topic: 'a', value_template: '{{ nonsense(' }],
    }
    const { availability, notes } = described('light', document)
    expect(availability).toEqual([])
    expect(notes.map(one => `${one.code} ${String(one.detail).split(':')[0]}`)).toEqual([
      'topic-refused brightness_command_topic',
      'template-bad value_template',
    ])
  })

  test('whatever a document says, reading it ends and does not throw', () => {
    const keys = fc.constantFrom(
      'stat_t',
      'cmd_t',
      'name',
      'dev',
      'cmps',
      'avty',
      '~',
      'schema',
      'modes',
      'val_tpl',
      'constructor',
      '__proto__',
    )
    const document = fc.dictionary(keys, fc.jsonValue() as fc.Arbitrary<Json>, { maxKeys: 8 })
    const components = ['light', 'switch', 'cover', 'climate', 'fan', 'sensor', 'vacuum', 'lock', 'valve', 'device']
    let read = 0
    fc.assert(
      fc.property(document, fc.constantFrom(...components), (payload, component) => {
        const result = readAnnouncement('p/x/one/config', { ...single, component }, payload as Json, tools)
        expect(['entities', 'bad', 'moves']).toContain(result.kind)
        read++
      }),
      { numRuns: 2_000 },
    )
    expect(read).toBe(2_000)
  })
})

describe('values', () => {
  const power = (document: object, payload: string): unknown => {
    const [state] =
      described('switch', { command_topic: 'c', state_topic: 's', ...document }).properties.get('power')?.states ?? []
    return state && readValue('power', state.read, payloadOf(new TextEncoder().encode(payload)))
  }
  const rows: readonly (readonly [string, object, string, unknown])[] = [
    ['the defaults', {}, 'ON', 'on'],
    ['another word', {}, 'on', undefined],
    ['true of a document is True', { pl_on: true, val_tpl: '{{ value_json.x }}' }, '{"x":true}', 'on'],
    ['inverted', { pl_on: false, pl_off: true, val_tpl: '{{ value_json.contact }}' }, '{"contact":false}', 'on'],
    ['numbers', { pl_on: 8, pl_off: 0, val_tpl: '{{ value_json.value }}' }, '{"value":8}', 'on'],
    ['state_on before payload_on', { pl_on: 'long', stat_on: 'yes' }, 'yes', 'on'],
    ['None is unknown', { val_tpl: '{{ value_json.x }}' }, '{"x":null}', null],
    ['a missing member says nothing', { val_tpl: '{{ value_json.x }}' }, '{"y":1}', undefined],
    ['a failing template says nothing', { val_tpl: '{{ value_json.x.y }}' }, '{}', undefined],
  ]
  test.each(rows)('%s', (_name, document, payload, value) => expect(power(document, payload)).toBe(value))
})

/** The `encoding` of a document: what is read in it, what is sent, and what is refused. */
import { describe, expect, test } from 'vitest'
import type { DescribedEntity } from '../../src/conventions/entity.ts'
import { readAnnouncement } from '../../src/conventions/hass/readAnnouncement.ts'
import { payloadOf, readValue } from '../../src/home/codec.ts'
import type { Json } from '../../src/kernel/json.ts'
import { templateCache } from '../../src/template/templateCache.ts'

const tools = { compile: templateCache(), mayPublish: () => true, language: 'ko' as const }

function described(document: Json, component = 'switch'): DescribedEntity {
  const parts = { component, node: undefined, object: 'one' }
  const read = readAnnouncement(`p/${component}/one/config`, parts, document, tools)
  const [one] = read.kind === 'entities' ? read.entities : []
  if (one === undefined) throw new Error('nothing was described')
  return one
}

const SWITCH = {
  ...{
    name: 'Pump',
    command_topic: 'c',
    state_topic: 's',
    payload_on: 'ON',
    payload_off: '끄기',
    state_on: '켜짐',
    state_off: '꺼짐',
  },
}
const heard = (entity: DescribedEntity, bytes: readonly number[]): unknown => {
  const state = entity.properties.get('power')?.states[0]
  return state === undefined ? 'no state' : readValue('power', state.read, payloadOf(Uint8Array.from(bytes)))
}
const sent = (entity: DescribedEntity, value: string): readonly string[] => {
  const command = entity.properties.get('power')?.command
  if (typeof command !== 'object' || !('compose' in command)) throw new Error('it cannot be told')
  return command.compose(value, () => undefined).map(({ payload }) => payload)
}
/** `켜짐` in the encoding of Korean Windows, which is not UTF-8. */
const KOREAN = [0xc4, 0xd1, 0xc1, 0xfc]

describe('an encoding', () => {
  test.each(['euc_kr', 'CP949', 'euc-kr'])('that is known is read: %s', encoding => {
    const entity = described({ ...SWITCH, encoding })
    expect(heard(entity, KOREAN)).toBe('on')
    expect(entity.notes).toEqual([])
    // We send UTF-8: what is the same in both goes out, the rest would be other letters.
    expect([sent(entity, 'on'), sent(entity, 'off')]).toEqual([['ON'], []])
  })

  test('of a template, and of texts of one byte for each letter', () => {
    const words = { payload_on: 'é', state_on: 'é', state_off: 'x' }
    const template = '{% if value == "é" %}é{% else %}x{% endif %}'
    const entity = described({ ...SWITCH, ...words, encoding: 'latin-1', value_template: template })
    expect([heard(entity, [0xe9]), heard(entity, [0xc3, 0xa9])]).toEqual(['on', 'off'])
  })

  test.each([undefined, null, 'utf-8', 'UTF_8', 'ascii'])('of everybody: %s', encoding => {
    const entity = described({ ...SWITCH, ...(encoding === undefined ? {} : { encoding }) })
    expect([heard(entity, [...Buffer.from('켜짐')]), heard(entity, KOREAN)]).toEqual(['on', undefined])
    expect(sent(entity, 'off')).toEqual(['끄기'])
  })

  test.each([
    ['""', ''],
    ['"utf-16"', 'utf-16'],
    ['7', 7],
    ['["a"]', ['a']],
  ] as const)('of bytes, or of nobody, costs the topics and is noted once: %s', (shown, encoding) => {
    const entity = described({ ...SWITCH, encoding: encoding as Json })
    const power = entity.properties.get('power')
    expect([power?.states, power?.command]).toEqual([[], undefined])
    expect(entity.notes.filter(one => one.code === 'encoding-refused')).toEqual([
      { code: 'encoding-refused', of: 'one', detail: shown },
    ])
  })

  test('of the whole device is that of its components', () => {
    const parts = { component: 'device', node: undefined, object: 'one' }
    const document = {
      ...{ device: { identifiers: ['x'] }, origin: { name: 'o' }, encoding: 'cp949' },
      components: { a: { platform: 'switch', unique_id: 'a', ...SWITCH } },
    }
    const read = readAnnouncement('p/device/one/config', parts, document, tools)
    const [one] = read.kind === 'entities' ? read.entities : []
    expect(one && heard(one, KOREAN)).toBe('on')
  })
})

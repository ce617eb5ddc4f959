/** What a good file becomes: native appliances, words in order, rounding, accounts with their topics, and warnings. */
import { describe, expect, test } from 'vitest'
import type { AccountConfig, Config } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/loadConfig.ts'
import { type Appliance, type PropertyBinding, topicCommand } from '../../src/home/appliance.ts'
import { writeValue } from '../../src/home/codec.ts'
import { offeredInterfaces } from '../../src/home/offer.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'

function good(text: string): { config: Config; warnings: readonly string[] } {
  const result = parseConfig(text, 'home.yaml', {})
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result
}

const first = (text: string): Appliance => good(text).config.appliances[0] as Appliance

const property = (name: PropertyName, rest: string, type = 'LIGHT', more = ''): PropertyBinding =>
  first(`appliances: { a: { type: ${type}, name: A, ${more} properties: { ${name}: ${rest} } } }`).properties.get(
    name,
  ) as PropertyBinding

const sent = (binding: PropertyBinding, value: string | number): string => {
  const command = topicCommand(binding)
  return command === undefined ? 'native' : writeValue(binding.name, command.write, value)
}

test('what lets people in or cooks is switched as far as the file allows', () => {
  const turns = (more: string): string =>
    offeredInterfaces(
      first(`appliances: { a: { type: SWITCH, name: A, native: true, properties: { power: }, ${more} } }`),
      'KR',
    )
      .map(one => one.action)
      .filter(action => action.startsWith('Turn'))
      .join(' ')
  expect([turns(''), turns('cooks: true'), turns('entrance: true')]).toEqual(['TurnOff TurnOn', 'TurnOff', ''])
  expect(turns('cooks: true, allow: [heat]')).toBe('TurnOff TurnOn')
  expect(turns('entrance: true, allow: [open]')).toBe('TurnOff TurnOn')
})

describe('native appliances', () => {
  test('what can be changed gets a command, sensors and read-only properties get none', () => {
    const { properties, native, policy, cadence } = first(
      'appliances: { a: { type: AIRPURIFIER, name: A, native: true, interval: 30s, properties: { power: , humidity: , fanSpeed: { readonly: true } } } }',
    )
    const shape = [...properties.values()].map(one => [one.name, one.command, one.question, one.states.length])
    expect(shape).toEqual([
      ['power', 'native', 'native', 0],
      ['humidity', undefined, 'native', 0],
      ['fanSpeed', undefined, 'native', 0],
    ])
    expect({ native, policy, cadence }).toEqual({
      native: true,
      policy: 'strict',
      cadence: { intervalMs: 30_000, misses: 3, silentOk: false },
    })
  })
})

describe('words', () => {
  const both = 'state: { topic: s }, command: { topic: c }'

  test('the first of several words is sent, numbers as words keep the order of the file and their kind', () => {
    const power = property('power', `{ ${both}, map: { 2: on, 1: on, 0: off } }`)
    expect([sent(power, 'on'), sent(power, 'off')]).toEqual(['2', '0'])
    const json = (map: string): string =>
      sent(property('power', `{ state: { topic: s }, command: { topic: c, pointer: /p }, map: ${map} }`), 'on')
    expect(json('{ true: on, false: off }')).toBe('{"p":true}')
    expect(json('{ 1: on, 0: off }')).toBe('{"p":1}')
    expect(json('{ "1": on, "0": off }')).toBe('{"p":"1"}')
    expect(json('{ 01: on, 00: off }')).toBe('{"p":"01"}')
  })

  test('only what has a word can be asked for', () => {
    expect(property('power', `{ ${both}, map: { ON: on } }`).limits.values).toEqual(['on'])
    expect(property('mode', `{ ${both}, map: { r: reading, s: sleep, z: sleep } }`).limits.values).toEqual([
      'reading',
      'sleep',
    ])
    expect(property('fanSpeed', `{ ${both}, map: { low: 1, high: 3 } }`, 'FAN').limits.values).toEqual([1, 3])
    expect(property('brightness', `{ ${both}, map: { off: 0 } }`).limits.values).toBeUndefined()
  })
})

describe('rounding of what is sent', () => {
  const rows: [string, PropertyName, string, number, string][] = [
    ['0..254', 'brightness', 'scale: 100/254', 50, '127'],
    ['0..1', 'brightness', 'scale: 100', 37, '0.37'],
    ['tenths of a degree', 'targetTemperature', 'scale: 0.1', 21.5, '215'],
    ['half degrees', 'targetTemperature', 'step: 0.5', 21.5, '21.5'],
    ['whole degrees', 'targetTemperature', 'step: 1', 21, '21'],
    ['Fahrenheit', 'targetTemperature', 'scale: 5/9, offset: -17.7777777778', 20, '68'],
    ['own step', 'brightness', 'scale: 100/254', 1, '3'],
  ]
  test.each(rows)('%s', (_, name, rest, value, expected) => {
    const type = name === 'brightness' ? 'LIGHT' : 'THERMOSTAT'
    expect(sent(property(name, `{ state: { topic: s }, command: { topic: c }, ${rest} }`, type), value)).toBe(expected)
  })
  test('rows', () => expect(rows).toHaveLength(7))
})

describe('accounts', () => {
  const HOUSE = `
mqtt:
  host: 0.0.0.0
  accounts:
    light: { password: abcdefghijkl, appliance: light }
    hub: { password: abcdefghijkl, bridge: hub, subscribe: [hub/extra] }
    other: { password: abcdefghijkl, publish: [x/#] }
bridges: { hub: { availability: { topic: hub/state } } }
appliances:
  light: { type: LIGHT, name: L, native: true, properties: { power: } }
  inner: { type: SWITCH, name: I, parent: outer, native: true, properties: { power: } }
  outer:
    type: SMARTPLUG
    name: O
    parent: hub
    availability: { topic: hub/outer/there }
    alive: [hub/outer/rssi]
    properties:
      power: { state: { topic: hub/outer }, command: { topic: hub/outer/set }, question: { topic: hub/outer/get } }`

  test('topics come from the bindings of the appliance, or of everything a bridge answers for', () => {
    const { mqtt } = good(HOUSE).config
    const accounts = mqtt.kind === 'embedded' ? mqtt.accounts : []
    const of = (name: string): AccountConfig => accounts.find(one => one.name === name) as AccountConfig
    const own = (id: string): string[] =>
      ['config', 'state', 'heartbeat', 'availability', 'result'].map(kind => `clova2mqtt/${id}/${kind}`)
    expect(of('light').publish).toEqual(own('light'))
    expect(of('light').subscribe).toEqual(['clova2mqtt/light/set', 'clova2mqtt/light/get'])
    expect([...of('hub').publish].sort()).toEqual(
      ['hub/state', 'hub/outer', 'hub/outer/there', 'hub/outer/rssi', ...own('inner')].sort(),
    )
    expect([...of('hub').subscribe].sort()).toEqual(
      ['clova2mqtt/inner/get', 'clova2mqtt/inner/set', 'hub/extra', 'hub/outer/get', 'hub/outer/set'].sort(),
    )
    expect(of('other')).toMatchObject({ publish: ['x/#'], subscribe: [] })
    expect(JSON.stringify(accounts)).not.toContain('abcdefghijkl')
    expect(of('hub').password.reveal()).toBe('abcdefghijkl')
  })
})

describe('warnings', () => {
  const light = (rest: string, head = ''): string =>
    `${head}language: en\nappliances: { a: { type: LIGHT, name: A, native: true, properties: { power: }, ${rest} } }`
  const rows: [string, string, string][] = [
    ['open broker', 'can control the appliances', light('', 'mqtt: { host: 0.0.0.0, anonymous: true }\n')],
    ['open webhook', 'from other machines', light('', 'webhook: { host: 0.0.0.0 }\n')],
    ['short password', 'password is short', light('', 'mqtt: { accounts: { x: { password: abc, appliance: a } } }\n')],
    ['idle account', 'may use no topic', light('', 'mqtt: { accounts: { x: { password: abcdefghijkl } } }\n')],
    ['confirm in KR', 'used in JP only', light('confirm: [TurnOn]')],
    [
      'scenes in KR',
      'used in JP only',
      light('', 'scenes: { s: { name: S, actions: [{ appliance: a, action: TurnOn }] } }\n'),
    ],
    ['unfilled place', 'nothing fills {temp}', light('actions: { TurnOn: { topic: x, payload: "{temp}" } }')],
    ['same name', 'same name', 'language: en\nappliances: { a: &l { type: LIGHT, name: A, native: true }, b: *l }'],
    [
      'unused property',
      'no action of a SWITCH',
      'language: en\nappliances: { a: { type: SWITCH, name: A, native: true, properties: { power: , color: } } }',
    ],
    ['nothing offered', 'can do nothing', 'language: en\nappliances: { a: { type: LIGHT, name: A } }'],
    [
      'unlock in JP',
      'never lets this',
      'edition: JP\nlanguage: en\nappliances: { a: { type: SMARTLOCK, name: A, native: true, allow: [unlock], properties: { lockState: } } }',
    ],
  ]
  test.each(rows)('%s', (_, said, text) => {
    const { warnings } = good(text)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(said)
    expect(warnings[0]).toMatch(/^home\.yaml:\d+:\d+ /)
  })
  test('rows', () => expect(rows).toHaveLength(11))

  test('a native appliance that will announce itself is no reason to warn', () => {
    expect(good('appliances: { a: { type: LIGHT, name: A, native: true } }').warnings).toEqual([])
  })
})

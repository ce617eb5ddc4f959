/** Appliances as they publish, bound by hand: what they say is read, and what they are told is what they understand. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/loadConfig.ts'
import { type Appliance, topicCommand } from '../../src/home/appliance.ts'
import { payloadOf, readValue, writeValue } from '../../src/home/codec.ts'
import type { Json } from '../../src/kernel/json.ts'
import { pointer } from '../../src/kernel/json.ts'
import { matchesFilter } from '../../src/kernel/topicFilter.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'

const FOLDER = process.env['CLOVA2MQTT_FIXTURES'] ?? fileURLToPath(new URL('../../../shared/fixtures', import.meta.url))
const missing = !existsSync(`${FOLDER}/mqtt`)
const name = (text: string): string => (missing ? `${text} (skipped: no fixtures, set CLOVA2MQTT_FIXTURES)` : text)

interface Message {
  readonly topic: string
  readonly payload: string | object
}

const messages = (file: string): readonly Message[] =>
  JSON.parse(readFileSync(`${FOLDER}/mqtt/${file}`, 'utf8')) as Message[]

function bound(text: string, id: string): Appliance {
  const result = parseConfig(`appliances:\n${text}`, 'home.yaml', {})
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  expect(result.warnings).toEqual([])
  const found = result.config.appliances.find(one => one.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

/** Everything the messages say of an appliance, in order, and how many of its states were heard. */
function heard(appliance: Appliance, file: string): Record<string, unknown[]> {
  const said: Record<string, unknown[]> = {}
  for (const { topic, payload } of messages(file)) {
    const bytes = payloadOf(new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload)))
    for (const binding of appliance.properties.values()) {
      for (const { topic: filter, read, timePointer } of binding.states) {
        if (!matchesFilter(filter, topic)) continue
        const list = said[binding.name] ?? []
        said[binding.name] = list
        list.push(readValue(binding.name, read, bytes))
        if (timePointer !== undefined) expect(pointer(bytes.json(), timePointer)).toMatch(/^\d{4}-/)
      }
    }
  }
  return said
}

function told(appliance: Appliance, property: PropertyName, value: Json): string {
  const binding = appliance.properties.get(property)
  const command = binding && topicCommand(binding)
  if (command === undefined) throw new Error(`${property} cannot be set`)
  return `${command.topic} ${writeValue(property, command.write, value)}`
}

describe('Tasmota', () => {
  const PLUG = `
  plug:
    type: SMARTPLUG
    name: 식기세척기
    availability: { topic: tele/tasmota_17E7AE/LWT, online: Online, offline: Offline }
    properties:
      power:
        state:
          - { topic: stat/tasmota_17E7AE/POWER }
          - { topic: tele/tasmota_17E7AE/STATE, pointer: /POWER, time: /Time }
        command: { topic: cmnd/tasmota_17E7AE/POWER }
        question: { topic: cmnd/tasmota_17E7AE/STATE }
        map: { ON: on, OFF: off }
      consumption: { state: { topic: tele/tasmota_17E7AE/SENSOR, pointer: /ENERGY/Power, time: /Time }, unit: W }`

  test.skipIf(missing)(name('plug'), () => {
    const plug = bound(PLUG, 'plug')
    expect(heard(plug, 'tasmota-native.json')).toEqual({ power: ['on', 'on'], consumption: [1902] })
    expect(told(plug, 'power', 'on')).toBe('cmnd/tasmota_17E7AE/POWER ON')
    expect(told(plug, 'power', 'off')).toBe('cmnd/tasmota_17E7AE/POWER OFF')
    expect(plug.properties.get('power')?.question).toEqual({
      topic: 'cmnd/tasmota_17E7AE/STATE',
      payload: '',
    })
  })

  const DIMMER = `
  dimmer:
    type: LIGHT
    name: 조명
    properties:
      power:
        state:
          - { topic: tele/atomlite2/STATE, pointer: /POWER, time: /Time }
          - { topic: stat/atomlite2/RESULT, pointer: /POWER }
        command: { topic: cmnd/atomlite2/POWER }
      brightness:
        state: [{ topic: tele/atomlite2/STATE, pointer: /Dimmer }, { topic: stat/atomlite2/RESULT, pointer: /Dimmer }]
        command: { topic: cmnd/atomlite2/Dimmer }
      color:
        state: { topic: tele/atomlite2/STATE, pointer: /HSBColor, format: '{hue},{saturation},{brightness}' }
        command: { topic: cmnd/atomlite2/HsbColor, format: '{hue},{saturation}' }`

  test.skipIf(missing)(name('dimmer'), () => {
    const dimmer = bound(DIMMER, 'dimmer')
    expect(heard(dimmer, 'tasmota-native.json')).toEqual({
      power: ['on', 'on'],
      brightness: [50, 50],
      color: [{ hue: 30, saturation: 100, brightness: 50 }],
    })
    expect(told(dimmer, 'power', 'off')).toBe('cmnd/atomlite2/POWER OFF')
    expect(told(dimmer, 'brightness', 37)).toBe('cmnd/atomlite2/Dimmer 37')
    expect(told(dimmer, 'color', { hue: 240, saturation: 80 })).toBe('cmnd/atomlite2/HsbColor 240,80')
  })
})

describe('Zigbee2MQTT', () => {
  const LAMP = `
  lamp:
    type: LIGHT
    name: 거실 조명
    availability: { topic: zigbee2mqtt/거실 조명/availability, pointer: /state }
    properties:
      power:
        state: { topic: zigbee2mqtt/거실 조명, pointer: /state }
        command: { topic: zigbee2mqtt/거실 조명/set, pointer: /state }
      brightness:
        state: { topic: zigbee2mqtt/거실 조명, pointer: /brightness }
        command: { topic: zigbee2mqtt/거실 조명/set, pointer: /brightness }
        scale: 100/254`

  test.skipIf(missing)(name('lamp'), () => {
    const lamp = bound(LAMP, 'lamp')
    for (const file of ['zigbee2mqtt-2.12.1-bridge.json', 'zigbee2mqtt-2.12.1-homeassistant.json']) {
      expect(heard(lamp, file)).toEqual({ power: ['on'], brightness: [80] })
    }
    expect(told(lamp, 'power', 'on')).toBe('zigbee2mqtt/거실 조명/set {"state":"ON"}')
    const raw = [100, 80, 50, 1, 0].map(value => told(lamp, 'brightness', value).split(' ').at(-1))
    expect(raw).toEqual([254, 203, 127, 3, 0].map(value => `{"brightness":${value}}`))
    expect(lamp.availability).toEqual([
      { topic: 'zigbee2mqtt/거실 조명/availability', pointer: '/state', online: ['online'], offline: ['offline'] },
    ])
  })

  const LOCK = `
  lock:
    type: SMARTLOCK
    name: 현관
    properties:
      lockState:
        state: { topic: zigbee2mqtt/현관 도어락, pointer: /lock_state, map: { locked: LOCKED, unlocked: UNLOCKED } }
        command: { topic: zigbee2mqtt/현관 도어락/set, pointer: /state, map: { LOCK: LOCKED, UNLOCK: UNLOCKED } }
      batteryInfo: { state: { topic: zigbee2mqtt/현관 도어락, pointer: /battery } }`

  test.skipIf(missing)(name('lock'), () => {
    const lock = bound(LOCK, 'lock')
    expect(heard(lock, 'zigbee2mqtt-2.12.1-bridge.json')).toEqual({ lockState: ['LOCKED'], batteryInfo: [90] })
    expect(told(lock, 'lockState', 'LOCKED')).toBe('zigbee2mqtt/현관 도어락/set {"state":"LOCK"}')
    expect(told(lock, 'lockState', 'UNLOCKED')).toBe('zigbee2mqtt/현관 도어락/set {"state":"UNLOCK"}')
  })
})

describe('wall pad', () => {
  const room = (id: string): string => `
  ${id}:
    type: THERMOSTAT
    name: ${id}
    properties:
      power:
        state: { topic: homeassistant/climate/${id}/state, pointer: /mode }
        command: { topic: homeassistant/climate/${id}/mode }
        map: { heat: on, off: off }
      targetTemperature:
        state: { topic: homeassistant/climate/${id}/state, pointer: /target_temp }
        command: { topic: homeassistant/climate/${id}/target_temp }
        step: 1
      currentTemperature: { state: { topic: homeassistant/climate/${id}/state, pointer: /current_temp } }`

  test.skipIf(missing)(name('heating of two rooms'), () => {
    const said = (power: string): unknown => ({ power: [power], targetTemperature: [24], currentTemperature: [22] })
    const living = bound(room('livingroom'), 'livingroom')
    expect(heard(living, 'kocom-wallpad-mqtt-bridge.json')).toEqual(said('on'))
    expect(heard(bound(room('bedroom'), 'bedroom'), 'kocom-wallpad-mqtt-bridge.json')).toEqual(said('off'))
    expect(told(living, 'power', 'on')).toBe('homeassistant/climate/livingroom/mode heat')
    expect(told(living, 'power', 'off')).toBe('homeassistant/climate/livingroom/mode off')
    expect(told(living, 'targetTemperature', 25)).toBe('homeassistant/climate/livingroom/target_temp 25')
  })

  test.skipIf(missing)(name('ventilator with named speeds'), () => {
    const fan = bound(
      `
  fan:
    type: VENTILATOR
    name: 환기
    properties:
      fanSpeed:
        state: { topic: homeassistant/fan/wallpad/state, pointer: /speed }
        command: { topic: homeassistant/fan/wallpad/speed }
        map: { low: 1, medium: 2, high: 3 }`,
      'fan',
    )
    expect(heard(fan, 'kocom-wallpad-mqtt-bridge.json')).toEqual({ fanSpeed: [2] })
    expect(told(fan, 'fanSpeed', 3)).toBe('homeassistant/fan/wallpad/speed high')
  })
})

/** Components of discovery that no publisher of the fixtures sends in full: what is offered, sent and read. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseAppliances } from '../../src/conventions/choose/chooseAppliances.ts'
import { hsvOfRgb, hsvOfXy, rgbOfHsv, xyOfHsv } from '../../src/conventions/colour.ts'
import { speedOfStep, speedsOf, stepOfSpeed } from '../../src/conventions/common/speeds.ts'
import { readAnnouncement } from '../../src/conventions/hass/readAnnouncement.ts'
import type { Appliance } from '../../src/home/appliance.ts'
import { payloadOf, readValue } from '../../src/home/codec.ts'
import { offeredInterfaces } from '../../src/home/offer.ts'
import type { Json } from '../../src/kernel/json.ts'
import type { PropertyName, Values } from '../../src/protocol/properties.ts'
import { templateCache } from '../../src/template/templateCache.ts'

const tools = { compile: templateCache(), mayPublish: () => true, language: 'ko' as const }

function announced(component: string, document: object, edition: 'KR' | 'JP' = 'KR'): Appliance {
  const topic = `p/${component}/one/config`
  const read = readAnnouncement(topic, { component, node: undefined, object: 'one' }, document as Json, tools)
  const { appliances } = chooseAppliances(read.kind === 'entities' ? read.entities : [], { edition, isBridge: false })
  const [one] = appliances
  if (one === undefined) throw new Error('no appliance was made')
  return one.appliance
}

const offers = (appliance: Appliance, edition: 'KR' | 'JP' = 'KR'): string =>
  offeredInterfaces(appliance, edition)
    .map(one => one.action)
    .filter(action => !/^(GetDeviceState|HealthCheck|Increment|Decrement|Change)/.test(action))
    .join(' ')

function sent(appliance: Appliance, property: PropertyName, value: Json, known: Values = {}): string {
  const command = appliance.properties.get(property)?.command
  if (typeof command !== 'object' || !('compose' in command)) throw new Error(`${property} cannot be told`)
  return command
    .compose(value, name => known[name])
    .map(({ topic, payload }) => `${topic} ${payload}`)
    .join(' & ')
}

function heard(appliance: Appliance, property: PropertyName, topic: string, payload: string): unknown {
  const state = appliance.properties.get(property)?.states.find(one => one.topic === topic)
  if (state === undefined) throw new Error(`${property} is not heard on ${topic}`)
  return readValue(property, state.read, payloadOf(new TextEncoder().encode(payload)))
}

describe('climate', () => {
  const base = {
    ...{
      name: 'AC',
      mode_cmd_t: 'ac/mode',
      mode_stat_t: 'ac/mode/is',
      temp_cmd_t: 'ac/temp',
      temp_stat_t: 'ac/temp/is',
    },
    ...{ fan_mode_cmd_t: 'ac/fan', fan_mode_stat_t: 'ac/fan/is', swing_mode_cmd_t: 'ac/swing', curr_temp_t: 'ac/now' },
  }
  const cooler = announced('climate', base)

  test('what cools is an air conditioner with modes, speeds and swing', () => {
    expect(cooler.type).toBe('AIRCONDITIONER')
    expect(offers(cooler)).toBe(
      'GetCurrentTemperature GetTargetTemperature SetFanSpeed SetMode SetTargetTemperature StartOscillation StopOscillation TurnOff TurnOn',
    )
    expect(cooler.properties.get('mode')?.limits.values).toEqual(['auto', 'cool', 'heat', 'dehumidify', 'fan'])
  })

  test('modes go both ways, by the words of the edition', () => {
    expect(['auto', 'cool', 'dehumidify', 'fan'].map(mode => sent(cooler, 'mode', mode))).toEqual([
      ...['ac/mode auto', 'ac/mode cool', 'ac/mode dry', 'ac/mode fan_only'],
    ])
    expect(heard(cooler, 'mode', 'ac/mode/is', 'fan_only')).toBe('fan')
    const inJapan = announced('climate', base, 'JP')
    expect([sent(inJapan, 'mode', 'blower'), heard(inJapan, 'mode', 'ac/mode/is', 'fan_only')]).toEqual([
      'ac/mode fan_only',
      'blower',
    ])
  })

  test('is switched on in the mode it was last in, else a likely one, and off by its mode', () => {
    expect(sent(cooler, 'power', 'on', { mode: 'cool' })).toBe('ac/mode cool')
    expect(sent(cooler, 'power', 'on')).toBe('ac/mode auto')
    expect(sent(cooler, 'power', 'off')).toBe('ac/mode off')
    expect(['off', 'dry'].map(word => heard(cooler, 'power', 'ac/mode/is', word))).toEqual(['off', 'on'])
  })

  test('without a mode "off" it has a switch of its own, else that of its device', () => {
    const own = announced('climate', { ...base, modes: ['cool'], power_command_topic: 'ac/power' })
    expect([sent(own, 'power', 'on'), sent(own, 'power', 'off')]).toEqual(['ac/power ON', 'ac/power OFF'])
    expect(announced('climate', { ...base, modes: ['cool'] }).properties.get('power')?.command).toBeUndefined()
  })

  test('speeds are known by their names', () => {
    expect([1, 2, 3].map(speed => sent(cooler, 'fanSpeed', speed))).toEqual([
      'ac/fan low',
      'ac/fan medium',
      'ac/fan high',
    ])
    const korean = announced('climate', { ...base, fan_modes: ['자동', '약', '중', '강'] })
    expect(sent(korean, 'fanSpeed', 2)).toBe('ac/fan 중')
    expect(heard(korean, 'fanSpeed', 'ac/fan/is', '자동')).toBeUndefined()
  })

  test('of two set points the one of the mode is set; Fahrenheit is told and heard as such', () => {
    const two = announced('climate', {
      ...{
        mode_cmd_t: 'm',
        temp_hi_cmd_t: 'hi',
        temp_lo_cmd_t: 'lo',
        temp_hi_stat_t: 'hi/is',
        temp_lo_stat_t: 'lo/is',
      },
    })
    expect([
      sent(two, 'targetTemperature', 24, { mode: 'cool' }),
      sent(two, 'targetTemperature', 20, { mode: 'heat' }),
    ]).toEqual(['hi 24', 'lo 20'])
    const fahrenheit = announced('climate', { ...base, temperature_unit: 'F', min_temp: 50, max_temp: '86' })
    expect(fahrenheit.properties.get('targetTemperature')?.limits).toEqual({ min: 10, max: 30 })
    expect(sent(fahrenheit, 'targetTemperature', 20)).toBe('ac/temp 68')
    expect(heard(fahrenheit, 'targetTemperature', 'ac/temp/is', '68')).toBe(20)
  })

  test('only heat makes a thermostat; nan is unknown', () => {
    const heater = announced('climate', { ...base, modes: ['off', 'heat'], fan_mode_cmd_t: null, fan_modes: [] })
    expect([heater.type, sent(heater, 'power', 'on')]).toEqual(['THERMOSTAT', 'ac/mode heat'])
    expect(heard(heater, 'targetTemperature', 'ac/temp/is', 'nan')).toBeNull()
  })
})

describe('cover', () => {
  test('by position alone, also an inverted one', () => {
    const blind = announced('cover', { pos_t: 'b/pos', set_pos_t: 'b/set', pos_open: 0, pos_clsd: 100 })
    expect([sent(blind, 'openState', 'OPENED'), sent(blind, 'openState', 'CLOSED')]).toEqual(['b/set 0', 'b/set 100'])
    expect(['100', '40', '0'].map(at => heard(blind, 'openState', 'b/pos', at))).toEqual(['CLOSED', 'OPENED', 'OPENED'])
    expect(offers(blind)).toBe('Close Open')
  })

  test('cannot be stopped where it says so, and a garage opens only when that is allowed', () => {
    const garage = announced('cover', { cmd_t: 'g', stat_t: 'g/is', pl_stop: null, dev_cla: 'garage' })
    expect(offers(garage)).toBe('Close')
    expect(offers({ ...garage, allow: new Set(['open']) })).toBe('Close Open')
  })
})

describe('light of the basic schema', () => {
  const base = { cmd_t: 'l', stat_t: 'l/is', bri_cmd_t: 'b', bri_scl: 100, clr_temp_cmd_t: 'ct', hs_cmd_t: 'hs' }
  const lamp = (more: object = {}): Appliance => announced('light', { ...base, ...more })

  test.each([
    ['last', 'b 40 & l ON'],
    ['first', 'l ON & b 40'],
    ['brightness', 'b 40'],
  ])('on_command_type %s', (type, messages) => {
    expect(sent(lamp({ on_cmd_type: type }), 'brightness', 40)).toBe(messages)
  })

  test('colours and temperatures are told as they are wanted, and no brightness is off', () => {
    expect(sent(lamp(), 'brightness', 0)).toBe('l OFF')
    expect(sent(lamp(), 'colorTemperature', 4000)).toBe('ct 250 & l ON')
    expect(sent(lamp({ clr_temp_k: 'true' }), 'colorTemperature', 4000)).toBe('ct 4000 & l ON')
    expect(sent(lamp(), 'color', { hue: 30, saturation: 90 })).toBe('hs 30,90 & l ON')
    const templated = lamp({ hs_cmd_t: undefined, rgb_cmd_t: 'rgb', rgb_cmd_tpl: '{{ red }}/{{ green }}/{{ blue }}' })
    expect(sent(templated, 'color', { hue: 0, saturation: 100, brightness: 20 })).toBe('b 20 & rgb 255/0/0 & l ON')
  })

  test('a kelvin that lamps cannot hit is reached at the next mired', () => {
    const reached = lamp().properties.get('colorTemperature')?.command
    if (typeof reached !== 'object' || !('compose' in reached)) throw new Error('it cannot be told')
    expect([reached.reached?.(4268, 4274), reached.reached?.(4268, 4400)]).toEqual([true, false])
  })
})

describe('others', () => {
  test('humidifier', () => {
    const one = announced('humidifier', {
      cmd_t: 'h',
      hum_cmd_t: 'h/target',
      curr_hum_t: 'h/now',
      modes: ['low', 'high'],
      mode_cmd_t: 'h/mode',
    })
    expect([one.type, offers(one)]).toEqual(['HUMIDIFIER', 'GetHumidity SetFanSpeed TurnOff TurnOn'])
    expect(sent(one, 'fanSpeed', 3)).toBe('h/mode high')
    expect(announced('humidifier', { cmd_t: 'h', dev_cla: 'dehumidifier' }).type).toBe('DEHUMIDIFIER')
  })

  test('vacuum: what it can, by its features', () => {
    const one = announced('vacuum', { cmd_t: 'v', stat_t: 'v/is' })
    expect([one.type, offers(one)]).toEqual(['ROBOTVACUUM', 'Charge GetBatteryInfo TurnOff TurnOn'])
    expect([sent(one, 'power', 'on'), sent(one, 'power', 'off')]).toEqual(['v start', 'v stop'])
    expect(heard(one, 'power', 'v/is', '{"state":"cleaning"}')).toBe('on')
    expect(heard(one, 'batteryInfo', 'v/is', '{"state":"docked","battery_level":87}')).toBe(87)
    const plain = announced('vacuum', { cmd_t: 'v', sup_feat: ['start', 'pause'] })
    expect([offers(plain), sent(plain, 'power', 'off')]).toEqual(['TurnOff TurnOn', 'v pause'])
  })

  test('lock: locking by voice, unlocking only when allowed, nothing with a code', () => {
    const lock = announced('lock', { cmd_t: 'k', stat_t: 'k/is' })
    expect(lock.type).toBe('SMARTLOCK')
    expect(heard(lock, 'lockState', 'k/is', 'LOCKING')).toBeUndefined()
    expect(() => announced('lock', { cmd_t: 'k', stat_t: 'k/is', code_format: '^\\d{4}$' })).toThrow(/no appliance/)
  })

  test('valve by position, in numbers and in JSON', () => {
    const valve = announced('valve', { cmd_t: 'w', stat_t: 'w/is', reports_position: true })
    expect([sent(valve, 'lockState', 'LOCKED'), sent(valve, 'lockState', 'UNLOCKED')]).toEqual(['w 0', 'w 100'])
    expect(['0', '30', '{"position":0}', 'x'].map(said => heard(valve, 'lockState', 'w/is', said))).toEqual([
      ...['LOCKED', 'UNLOCKED', 'LOCKED', undefined],
    ])
  })

  test('water heater', () => {
    const one = announced('water_heater', {
      mode_cmd_t: 'm',
      mode_stat_t: 'm/is',
      modes: ['off', 'eco'],
      power_command_topic: 'p',
    })
    expect([one.type, offers(one), sent(one, 'power', 'on')]).toEqual(['WATERBOILER', 'TurnOff TurnOn', 'p ON'])
  })

  test('a button calls a lift, or is nothing', () => {
    const lift = announced('button', { name: '엘리베이터 호출', cmd_t: 'e', pl_prs: 'CALL' })
    expect([lift.type, offers(lift)]).toEqual(['BUILDING_ELEVATOR_CALLER', 'CallElevator'])
    expect(lift.actions.get('CallElevator')).toEqual({ messages: [{ topic: 'e', payload: 'CALL' }] })
    expect(() => announced('button', { name: 'Reset', cmd_t: 'e' })).toThrow(/no appliance/)
  })

  test('what only measures power is a meter', () => {
    const power = { ...{ name: 'Power', device_class: 'power', unit_of_measurement: 'kW', state_topic: 's' } }
    for (const edition of ['KR', 'JP'] as const) {
      const meter = announced('sensor', power, edition)
      expect([meter.type, offers(meter, edition), heard(meter, 'consumption', 's', '1.5')]).toEqual([
        ...['SMARTMETER', 'GetConsumption', 1.5],
      ])
    }
    expect(() => announced('sensor', { ...power, device_class: 'energy', unit_of_measurement: 'kWh' })).toThrow()
  })

  test('sensors in other units', () => {
    const sensor = (document: object): Appliance => announced('sensor', { stat_t: 's', ...document })
    expect(heard(sensor({ dev_cla: 'temperature', unit_of_meas: '°F' }), 'currentTemperature', 's', '68')).toBe(20)
    expect(heard(sensor({ dev_cla: 'pm25', unit_of_meas: 'μg/m³' }), 'ultraFineDust', 's', '12')).toBe(12)
    expect(heard(sensor({ dev_cla: 'pm25', unit_of_meas: 'mg/m³' }), 'ultraFineDust', 's', '0.035')).toBe(35)
    expect(heard(sensor({ dev_cla: 'aqi' }), 'airQuality', 's', '120')).toBe('bad')
    for (const dev_cla of ['temperature', 'pm10', 'pm25', 'power', 'energy']) {
      for (const unit of ['constructor', 'toString', 'ppm', '°X']) {
        expect(() => sensor({ dev_cla, unit_of_meas: unit })).toThrow(/no appliance/)
      }
    }
    expect(() => sensor({ dev_cla: 'illuminance' })).toThrow(/no appliance/)
    expect(sensor({ dev_cla: 'humidity', exp_aft: '300' }).properties.get('humidity')?.expiresMs).toBe(300_000)
  })
})

describe('arithmetic', () => {
  test('every speed a fan can be set to is read back as itself, for 2 to 100 steps', () => {
    let checked = 0
    for (let steps = 2; steps <= 100; steps++) {
      for (const speed of speedsOf(steps)) {
        const step = stepOfSpeed(speed, steps)
        expect(step === undefined ? undefined : speedOfStep(step, steps)).toBe(speed)
        checked++
      }
    }
    expect([checked, speedsOf(2), speedsOf(3), speedsOf(9)]).toEqual([296, [1, 3], [1, 2, 3], [1, 2, 3]])
  })

  test('colours come back near enough from every space', () => {
    const colour = fc.record({ hue: fc.integer({ min: 0, max: 359 }), saturation: fc.integer({ min: 10, max: 100 }) })
    const gap = (one: number, other: number): number => Math.min(Math.abs(one - other), 360 - Math.abs(one - other))
    fc.assert(
      fc.property(colour, asked => {
        const { x, y } = xyOfHsv(asked)
        for (const back of [hsvOfRgb(rgbOfHsv(asked)), hsvOfXy(x, y)]) {
          if (back === undefined) throw new Error('no colour')
          expect(gap(back.hue, asked.hue)).toBeLessThanOrEqual(4)
          expect(Math.abs(back.saturation - asked.saturation)).toBeLessThanOrEqual(4)
        }
      }),
    )
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/kernel/json.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { type FakeAppliance, refusing, silent } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const LIGHT = { type: 'LIGHT', properties: { power: {}, brightness: { min: 10, max: 90 } } }
const by = (value: number) => ({ deltaBrightness: { value } })

describe('increments and decrements', () => {
  let house: House
  let fake: FakeAppliance

  const open = async (announced: JsonObject = LIGHT, values: JsonObject = {}): Promise<void> => {
    house = await openHouse({ appliances: [nativeAppliance('it', announced)] })
    fake = await house.connect('it', { values })
  }
  const heard = (property: 'brightness'): Promise<void> =>
    until(() => house.gateway().house.get('it')?.known.has(property) === true, property)
  afterEach(() => house.close())

  test('a fresh value: the sum is sent as an absolute value, nothing is asked', async () => {
    await open()
    await fake.report({ brightness: 40 })
    await heard('brightness')
    const answer = await house.send('IncrementBrightness', 'it', by(20))
    expect(answer.payload).toEqual({ brightness: { value: 60 }, previousState: { brightness: { value: 40 } } })
    expect(fake.commands()).toMatchObject([{ action: 'SetBrightness', brightness: 60 }])
    expect(fake.commands()[0]).not.toHaveProperty('delta')
    expect(fake.questions()).toEqual([])
  })

  test('a value of a minute ago is fresh, one a moment older is asked for again', async () => {
    await open()
    await fake.report({ brightness: 40 })
    await heard('brightness')
    await house.clock.advance(59_999)
    await house.send('DecrementBrightness', 'it', by(10))
    expect([fake.questions().length, fake.commands()[0]?.['brightness']]).toEqual([0, 30])
    await house.clock.advance(60_001)
    fake.values['brightness'] = 80
    const answer = await house.send('DecrementBrightness', 'it', by(10))
    expect(fake.questions()).toMatchObject([{ properties: ['brightness'] }])
    expect(answer.payload).toEqual({ brightness: { value: 70 }, previousState: { brightness: { value: 80 } } })
  })

  test('an unknown value is asked for', async () => {
    await open(LIGHT, { brightness: 25 })
    expect((await house.send('IncrementBrightness', 'it', by(1))).payload).toMatchObject({ brightness: { value: 26 } })
    expect(fake.questions().length).toBe(1)
  })

  test('a question may be answered by a state report as well', async () => {
    await open()
    fake.onQuestion(() => fake.report({ brightness: 25 }))
    expect((await house.send('IncrementBrightness', 'it', by(1))).payload).toMatchObject({ brightness: { value: 26 } })
  })

  test('an appliance that does not know its own value: ValueNotFoundError, and no command', async () => {
    await open()
    expect((await house.send('IncrementBrightness', 'it', by(1))).header.name).toBe('ValueNotFoundError')
    expect(fake.commands()).toEqual([])
  })

  test('an appliance that refuses the question refuses the directive', async () => {
    await open()
    fake.onQuestion(refusing('2304'))
    expect((await house.send('IncrementBrightness', 'it', by(1))).header.name).toBe('ConditionsNotMetError')
    expect(fake.commands()).toEqual([])
  })

  test('a stale value, and the question is not answered: the last known value of a living appliance', async () => {
    await open()
    await fake.report({ brightness: 40 })
    await heard('brightness')
    await house.clock.advance(60_001)
    fake.onQuestion(silent)
    const answer = house.send('IncrementBrightness', 'it', by(1))
    await fake.asked()
    await house.clock.advance(1_749)
    expect(fake.commands()).toEqual([])
    await house.clock.advance(1)
    expect((await answer).payload).toMatchObject({ brightness: { value: 41 } })
  })

  test.each(['unknown', 'stale'])(
    'a value that is %s, and nobody there: offline, and no command leaves',
    async which => {
      await open()
      if (which === 'stale') {
        await fake.report({ brightness: 40 })
        await heard('brightness')
        await house.clock.advance(60_001)
      }
      // Its login is nobody's, so that only messages speak for it.
      await house.configure({ accounts: new Map() })
      const resident = house.gateway().house.get('it')
      if (resident !== undefined) resident.evidence = {}
      fake.onQuestion(silent)
      const answer = await house.sendPastDeadline(() => fake.asked(), 'IncrementBrightness', 'it', by(1))
      expect(answer.header.name).toBe('TargetOfflineError')
      expect(fake.commands()).toEqual([])
    },
  )

  test('an unknown value of an appliance that lives but does not tell it', async () => {
    await open()
    fake.onQuestion(() => fake.say('heartbeat', ''))
    const answer = await house.sendPastDeadline(() => fake.asked(), 'IncrementBrightness', 'it', by(1))
    expect(answer.header.name).toBe('ValueNotFoundError')
    expect(fake.commands()).toEqual([])
  })

  test.each([
    ['IncrementBrightness', 40, 51],
    ['DecrementBrightness', 40, 31],
  ])('%s from %d by %d is out of range: both bounds are told, no command leaves', async (action, from, delta) => {
    await open()
    await fake.report({ brightness: from })
    await heard('brightness')
    const answer = await house.send(action, 'it', by(delta))
    expect([answer.header.name, answer.payload]).toEqual([
      'ValueOutOfRangeError',
      { minimumValue: 10, maximumValue: 90 },
    ])
    expect(fake.commands()).toEqual([])
  })

  test.each([0, -5])('a change by %d is none', async delta => {
    await open(LIGHT, { brightness: 40 })
    expect((await house.send('IncrementBrightness', 'it', by(delta))).header.name).toBe('ValueNotSupportedError')
    expect(fake.commands()).toEqual([])
  })

  test('sums of decimals carry no binary dust', async () => {
    await open(
      { type: 'THERMOSTAT', properties: { targetTemperature: { min: 5, max: 30, step: 0.1 } } },
      {
        targetTemperature: 20.1,
      },
    )
    const up = await house.send('IncrementTargetTemperature', 'it', { deltaTemperature: { value: 0.1 } })
    expect(fake.commands()[0]?.['targetTemperature']).toBe(20.2)
    expect(up.payload).toMatchObject({ targetTemperature: { value: 20.2 } })
  })

  test.each([
    ['IncrementFanSpeed', 3],
    ['DecrementFanSpeed', 1],
  ])('%s beyond the last of the speeds: out of the range of the list', async (action, fanSpeed) => {
    await open({ type: 'FAN', properties: { fanSpeed: {} } }, { fanSpeed })
    const answer = await house.send(action, 'it', { deltaFanSpeed: { value: 1 } })
    expect([answer.header.name, answer.payload]).toEqual(['ValueOutOfRangeError', { minimumValue: 1, maximumValue: 3 }])
  })

  test('two increments in a row add up: the second starts from what the first reported', async () => {
    await open()
    await fake.report({ brightness: 40 })
    await heard('brightness')
    const first = house.send('IncrementBrightness', 'it', by(10))
    const second = house.send('IncrementBrightness', 'it', by(10))
    expect((await first).payload).toMatchObject({ brightness: { value: 50 } })
    expect((await second).payload).toMatchObject({ brightness: { value: 60 } })
  })

  test('an appliance that cannot be asked starts from what it said last', async () => {
    const dimmer = boundAppliance('it', 'LIGHT', { brightness: { state: 'home/it', set: 'home/it/set' } })
    house = await openHouse({ appliances: [dimmer] })
    fake = await house.connect('it', { follows: ['home/it/set'] })
    fake.onMessage(({ text }) => fake.publish('home/it', text))
    expect((await house.send('IncrementBrightness', 'it', by(5))).header.name).toBe('ValueNotFoundError')
    await fake.publish('home/it', '40')
    await heard('brightness')
    await house.clock.advance(600_000)
    expect((await house.send('IncrementBrightness', 'it', by(5))).payload).toMatchObject({ brightness: { value: 45 } })
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/kernel/json.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { type FakeAppliance, refusing, silent } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const PERIOD = { start: '2026-11-19T00:00:00+09:00', end: '2026-11-19T23:59:59+09:00' }

describe('queries for a period', () => {
  let house: House
  let fake: FakeAppliance
  afterEach(() => house.close())

  const open = async (announced: JsonObject, edition: Edition = 'KR'): Promise<void> => {
    house = await openHouse({ edition, appliances: [nativeAppliance('it', announced)] })
    fake = await house.connect('it')
  }
  const METER = { type: 'SMARTMETER', properties: { consumption: {} } }
  const heard = (): Promise<void> =>
    until(() => house.gateway().house.get('it')?.known.has('consumption') === true, 'the report')
  const ask = () => house.send('GetConsumption', 'it', { period: PERIOD })

  test('the period stands in the question, and only its own result answers', async () => {
    await open(METER)
    await fake.report({ consumption: 5 })
    await heard()
    fake.onQuestion(async ({ json }) => {
      await fake.report({ consumption: 6 })
      await fake.result({ id: 'of another', ok: true, consumption: 7 })
      await fake.result({ id: json['id'], ok: true, consumption: 31.5, at: '2026-11-19T23:59:59+09:00' })
    })
    const answer = await ask()
    expect(fake.questions()).toMatchObject([{ properties: ['consumption'], period: PERIOD }])
    expect(answer.payload).toEqual({
      consumption: [{ name: '전력', unit: 'W', value: 31.5 }],
      applianceResponseTimestamp: PERIOD.end,
    })
  })

  test('the value of a period is not remembered as the present one', async () => {
    await open(METER)
    await fake.report({ consumption: 6 })
    await heard()
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true, consumption: 31.5 }))
    await ask()
    const now = await house.send('GetConsumption', 'it')
    expect(now.payload).toMatchObject({ consumption: [{ value: 6 }] })
  })

  test('an answer about a period that comes after the deadline is not taken for the present either', async () => {
    await open(METER)
    await fake.report({ consumption: 6 })
    await heard()
    fake.onQuestion(silent)
    await house.sendPastDeadline(() => fake.asked(), 'GetConsumption', 'it', { period: PERIOD })
    await house.clock.advance(60_000)
    const now = house.send('GetConsumption', 'it')
    await fake.asked(2)
    const [late, present] = fake.questions().map(question => question['id'] ?? null)
    await fake.result({ id: late ?? null, ok: true, consumption: 31.5 })
    await fake.result({ id: present ?? null, ok: true, consumption: 8 })
    expect((await now).payload).toMatchObject({ consumption: [{ value: 8 }] })
  })

  test('unanswered while alive: not found; refused: as refused; not known: not found', async () => {
    await open(METER)
    fake.onQuestion(silent)
    expect(
      (await house.sendPastDeadline(() => fake.asked(), 'GetConsumption', 'it', { period: PERIOD })).header.name,
    ).toBe('ValueNotFoundError')
    fake.onQuestion(refusing('2304'))
    expect((await ask()).header.name).toBe('ConditionsNotMetError')
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true }))
    expect((await ask()).header.name).toBe('ValueNotFoundError')
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true, consumption: null }))
    expect((await ask()).header.name).toBe('ValueNotFoundError')
  })

  test('an appliance that can only be asked about now does not answer for yesterday', async () => {
    const meter = { consumption: { state: 'home/it', get: 'home/it/get' } }
    house = await openHouse({ appliances: [boundAppliance('it', 'SMARTMETER', meter)] })
    fake = await house.connect('it', { follows: ['home/it/get'] })
    fake.onMessage(() => fake.publish('home/it', '5'))
    expect((await house.send('GetConsumption', 'it')).payload).toMatchObject({ consumption: [{ value: 5 }] })
    expect((await ask()).header.name).toBe('ValueNotFoundError')
    expect(fake.received.length).toBe(1)
  })

  test('a binding may say that its value holds for any period', async () => {
    const meter = { consumption: { state: 'home/it', anyPeriod: true } }
    house = await openHouse({ appliances: [boundAppliance('it', 'SMARTMETER', meter)] })
    fake = await house.connect('it')
    await fake.publish('home/it', '5')
    await heard()
    expect((await ask()).payload).toMatchObject({ consumption: [{ value: 5 }] })
  })

  test('a question of its own has places for the period, in the zone of the home', async () => {
    const payload = '{"from":"{start}","to":"{end}","id":"{id}"}'
    const question = { topic: 'home/it/get', payload, qos: 0 } as const
    const meter = { consumption: { state: 'home/it', question } }
    house = await openHouse({ appliances: [boundAppliance('it', 'SMARTMETER', meter)] })
    fake = await house.connect('it', { follows: ['home/it/get'] })
    fake.onMessage(() => fake.publish('home/it', '5'))
    const utc = { start: '2026-11-18T15:00:00Z', end: '2026-11-19T14:59:59Z' }
    expect((await house.send('GetConsumption', 'it', { period: utc })).payload).toMatchObject({
      consumption: [{ value: 5 }],
    })
    expect(fake.received[0]?.json).toMatchObject({ from: PERIOD.start, to: PERIOD.end })
  })

  test('JP asks GetConsumption without a period: an unknown field is ignored', async () => {
    await open(METER, 'JP')
    await fake.report({ consumption: 6 })
    await heard()
    expect((await ask()).payload).toMatchObject({ consumption: [{ value: 6 }] })
    expect(fake.questions()).toEqual([])
  })

  test('a period that must be there', async () => {
    await open({ type: 'SMARTCHAIR', properties: { usageTime: {} } })
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true, usageTime: 31_200 }))
    expect((await house.send('GetUsageTime', 'it')).header.name).toBe('ValueNotSupportedError')
    expect((await house.send('GetUsageTime', 'it', { period: PERIOD })).payload).toMatchObject({
      usageTime: 'PT8H40M',
    })
  })
})

describe('GetDeviceState', () => {
  let house: House
  let fake: FakeAppliance
  afterEach(() => house.close())

  const AC = { type: 'AIRCONDITIONER', properties: { power: {}, targetTemperature: {}, mode: {}, fineDust: {} } }
  const open = async (edition: Edition = 'KR'): Promise<void> => {
    house = await openHouse({ edition, appliances: [nativeAppliance('ac', AC)] })
    fake = await house.connect('ac')
  }
  const known = (count: number): Promise<void> =>
    until(() => house.gateway().house.get('ac')?.known.size === count, 'the report')

  test.each([
    ['KR', { name: '전원', value: '켜짐' }, '설정 온도', '모드'],
    ['JP', { name: '電源', value: 'オン' }, '設定温度', 'モード'],
  ] as const)('%s: sums up what has a spoken name', async (edition, power, temperature, mode) => {
    await open(edition)
    await fake.report({ power: 'on', targetTemperature: 22.5, mode: 'cool', fineDust: 12 })
    await known(4)
    const answer = await house.send('GetDeviceState', 'ac')
    expect(answer.payload).toEqual({
      states: [power, { name: temperature, value: 22.5, unit: 'celsius' }, { name: mode, value: 'cool' }],
      applianceResponseTimestamp: '2026-11-20T10:00:00+09:00',
    })
    expect(fake.questions()).toEqual([])
  })

  test('asks once for all that is not fresh, and is as old as its oldest part', async () => {
    await open()
    await fake.report({ power: 'on', targetTemperature: 22.5 })
    await known(2)
    await house.clock.advance(45_000)
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true, mode: 'heat' }))
    const answer = await house.send('GetDeviceState', 'ac')
    expect(fake.questions()).toMatchObject([{ properties: ['mode'] }])
    expect(answer.payload['states']).toMatchObject([{ value: '켜짐' }, { value: 22.5 }, { value: 'heat' }])
    expect(answer.payload['applianceResponseTimestamp']).toBe('2026-11-20T10:00:00+09:00')
  })

  test('unanswered: what is known, without what is not; nothing known: not found', async () => {
    await open()
    fake.onQuestion(silent)
    const nothing = await house.sendPastDeadline(() => fake.asked(1), 'GetDeviceState', 'ac')
    expect(nothing.header.name).toBe('ValueNotFoundError')
    await fake.report({ power: 'off' })
    await known(1)
    const some = await house.sendPastDeadline(() => fake.asked(2), 'GetDeviceState', 'ac')
    expect(some.payload['states']).toEqual([{ name: '전원', value: '꺼짐' }])
  })

  test('an appliance that tells its states itself is quoted', async () => {
    house = await openHouse({ appliances: [nativeAppliance('ac', { type: 'BIDET', properties: { states: {} } })] })
    fake = await house.connect('ac', { values: { states: [{ name: '필터', value: 80, unit: 'percentage' }] } })
    const answer = await house.send('GetDeviceState', 'ac')
    expect(answer.payload['states']).toEqual([{ name: '필터', value: 80, unit: 'percentage' }])
  })
})

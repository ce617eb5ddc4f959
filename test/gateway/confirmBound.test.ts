import { afterEach, describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { boundAppliance, lamp, nativeAppliance } from '../support/appliances.ts'
import { type FakeAppliance, silent } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const to = (value: number) => ({ brightness: { value } })
const SET = 'home/it/set'
const STATE = 'home/it'

describe('appliances on topics of their own', () => {
  let house: House
  let fake: FakeAppliance

  const open = async (appliance: Appliance): Promise<void> => {
    house = await openHouse({ appliances: [appliance] })
    fake = await house.connect('it', { follows: [`${SET}/#`] })
  }
  const texts = (): string[] => fake.received.map(one => `${one.topic} ${one.text}`)
  afterEach(() => house.close())

  /** A Zigbee dimmer: JSON, brightness 0 to 254. */
  const DIMMER = boundAppliance('it', 'LIGHT', {
    power: { state: STATE, read: { pointer: '/state' }, set: SET, write: { pointer: '/state' } },
    brightness: {
      state: STATE,
      read: { pointer: '/brightness', scale: 100 / 254 },
      set: SET,
      write: { pointer: '/brightness', scale: 100 / 254 },
    },
  })

  test('a report that matches after rounding to the steps of the appliance confirms', async () => {
    await open(DIMMER)
    fake.onMessage(({ json }) => fake.publish(STATE, JSON.stringify({ state: 'ON', brightness: json['brightness'] })))
    for (const value of [33, 1, 99])
      expect((await house.send('SetBrightness', 'it', to(value))).payload).toEqual(to(value))
    expect(texts()).toEqual([`${SET} {"brightness":84}`, `${SET} {"brightness":3}`, `${SET} {"brightness":251}`])
  })

  test('a report one step off is another value', async () => {
    await open(DIMMER)
    fake.onMessage(() => fake.publish(STATE, '{"brightness":90}'))
    const heard = (): Promise<void> =>
      until(() => house.gateway().house.get('it')?.known.has('brightness') === true, 'the report')
    const answer = await house.sendPastDeadline(heard, 'SetBrightness', 'it', to(33))
    expect(answer.header.name).toBe('ActionFailedError')
  })

  test('an appliance of half degrees confirms with what it rounded to', async () => {
    const heater = { state: STATE, set: SET, write: { step: 0.5 } }
    await open(boundAppliance('it', 'HEATER', { targetTemperature: heater }))
    fake.onMessage(({ text }) => fake.publish(STATE, text))
    const answer = await house.send('SetTargetTemperature', 'it', { targetTemperature: { value: 22.3 } })
    expect(texts()).toEqual([`${SET} 22.5`])
    expect(answer.payload).toEqual({ targetTemperature: { value: 22.5 } })
  })

  test('words are mapped both ways', async () => {
    const words = {
      state: STATE,
      set: SET,
      write: {
        map: new Map([
          ['on', '1'],
          ['off', '0'],
        ]),
      },
    }
    await open(boundAppliance('it', 'SWITCH', { power: { ...words, read: { map: new Map([['EIN', 'on']]) } } }))
    fake.onMessage(() => fake.publish(STATE, 'EIN'))
    expect((await house.send('TurnOn', 'it')).header.name).toBe('TurnOnConfirmation')
    expect(texts()).toEqual([`${SET} 1`])
  })

  test('values of one directive on two topics are waited for on both', async () => {
    const channel = { state: `${STATE}/ch`, set: `${SET}/ch` }
    const subChannel = { state: `${STATE}/sub`, set: `${SET}/sub` }
    await open(boundAppliance('it', 'SMARTTV', { channel, subChannel }))
    fake.onMessage(({ topic, text }) => fake.publish(topic.replace('/set', ''), text))
    const operands = { channel: { value: 11 }, subChannel: { value: 2 } }
    expect((await house.send('SetChannel', 'it', operands)).payload).toEqual(operands)
    expect(texts()).toEqual([`${SET}/ch 11`, `${SET}/sub 2`])
  })

  test('no state to read: sent at once, with an empty confirmation', async () => {
    await open(boundAppliance('it', 'SWITCH', { power: { set: SET } }))
    const answer = await house.send('TurnOn', 'it')
    expect([answer.header.name, answer.payload]).toEqual(['TurnOnConfirmation', {}])
    await until(() => texts().length > 0, 'the command')
    expect(texts()).toEqual([`${SET} ON`])
    expect(house.gateway().counters().waiters).toBe(0)
  })

  test('an action with a message of its own is sent at once', async () => {
    const charge = { topic: SET, payload: '{"do":"home","id":"{id}"}' } as const
    await open(boundAppliance('it', 'ROBOTVACUUM', {}, { actions: new Map([['Charge', charge]]) }))
    expect((await house.send('Charge', 'it')).header.name).toBe('ChargeConfirmation')
    await until(() => texts().length > 0, 'the command')
    expect(fake.received[0]?.json).toEqual({ do: 'home', id: expect.stringMatching(/^[0-9a-f]{22}$/) })
  })

  test('a remote control\'s "brighter" is sent as it is: there is nothing to add up', async () => {
    const louder = { topic: SET, payload: 'VOL+ {delta}' } as const
    await open(boundAppliance('it', 'SMARTTV', {}, { isIr: true, actions: new Map([['IncrementVolume', louder]]) }))
    const answer = await house.send('IncrementVolume', 'it', { deltaVolume: { value: 3 } })
    expect([answer.header.name, answer.payload]).toEqual(['IncrementVolumeConfirmation', {}])
    await until(() => texts().length > 0, 'the command')
    expect(texts()).toEqual([`${SET} VOL+ 3`])
  })

  test.each([
    ['native', lamp('it', { isIr: true })],
    ['bound', { ...DIMMER, isIr: true }],
  ])('infrared is always sent, %s: nobody can say more', async (_name, appliance) => {
    await open(appliance)
    fake.onCommand(silent)
    const answer = await house.send('SetBrightness', 'it', to(50))
    expect([answer.header.name, answer.payload]).toEqual(['SetBrightnessConfirmation', {}])
    await until(() => fake.received.length > 0, 'the command')
  })

  test('a native action that is no property waits for its result', async () => {
    await open(nativeAppliance('it', { type: 'ROBOTVACUUM', properties: { batteryInfo: {} }, actions: ['Charge'] }))
    expect((await house.send('Charge', 'it')).header.name).toBe('ChargeConfirmation')
    expect(fake.commands()).toMatchObject([{ action: 'Charge' }])
    fake.onCommand(silent)
    const unanswered = await house.sendPastDeadline(() => fake.commanded(2), 'Charge', 'it')
    expect(unanswered.header.name).toBe('TargetOfflineError')
  })

  test('a replayed state confirms nothing', async () => {
    await open(DIMMER)
    fake.onMessage(() => fake.publish(STATE, '{"brightness":127}', true))
    expect((await house.send('SetBrightness', 'it', to(50))).payload).toEqual(to(50))
    await house.restart()
    fake = await house.connect('it', { follows: [SET] })
    const send = house.send('SetBrightness', 'it', to(50))
    await until(() => fake.received.length > 0, 'the command')
    // Subscribing anew replays what is retained while the command runs.
    await house.bus().subscribe([])
    await house.bus().subscribe([STATE])
    await house.clock.advance(3_500)
    expect((await send).header.name).toBe('TargetOfflineError')
  })
})

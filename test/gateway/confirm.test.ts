import { afterEach, describe, expect, test } from 'vitest'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { type FakeAppliance, obedient, refusing, reporting, silent, valuesIn } from '../support/fakeAppliance.ts'
import { type House, type HouseOptions, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const to = (value: number) => ({ brightness: { value } })

describe('what a command is answered with (every row of the table)', () => {
  let house: House
  let fake: FakeAppliance

  const open = async (options: HouseOptions = {}): Promise<void> => {
    house = await openHouse({ appliances: [lamp()], ...options })
    fake = await house.connect('lamp')
  }
  afterEach(() => house.close())

  test('a result with values: confirmed as reported, with the state from before', async () => {
    const ac = nativeAppliance('lamp', { type: 'AIRCONDITIONER', properties: { mode: { values: ['cool', 'heat'] } } })
    await open({ appliances: [ac] })
    await fake.report({ mode: 'cool' })
    const answer = await house.send('ChangeMode', 'lamp')
    expect(answer).toMatchObject({
      header: { name: 'ChangeModeConfirmation' },
      payload: { mode: { value: 'heat' }, previousState: { mode: { value: 'cool' } } },
    })
    expect(fake.commands()).toMatchObject([{ action: 'SetMode', mode: 'heat' }])
  })

  test('a result without values: done, and nothing is claimed that the appliance did not say', async () => {
    await open()
    await fake.report({ brightness: 20 })
    fake.onCommand(({ json }) => fake.result({ id: json['id'], ok: true }))
    const answer = await house.send('SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual(['SetBrightnessConfirmation', {}])
  })

  test('a report that matches', async () => {
    await open()
    fake.onCommand(reporting)
    const answer = await house.send('SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual(['SetBrightnessConfirmation', { brightness: { value: 50 } }])
  })

  test('a ramping dimmer reports on the way; the matching report decides', async () => {
    await open()
    fake.onCommand(async () => {
      for (const brightness of [10, 30, 50]) await fake.report({ brightness })
    })
    const answer = await house.send('SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual(['SetBrightnessConfirmation', { brightness: { value: 50 } }])
  })

  const ERRORS = [
    ['KR', '2304', 'ConditionsNotMetError', { state: '전원 꺼짐' }],
    ['JP', '2304', 'ConditionsNotMetError', { state: '電源オフ' }],
    ['KR', 2208, 'ActionFailedError', {}],
    ['JP', 2208, 'DeviceFailureError', {}],
    ['KR', '2305', 'NotSupportedInCurrentModeError', {}],
    ['KR', '9999', 'DriverInternalError', {}],
  ] as const
  for (const structure of ['error', 'Error'] as const) {
    test.each(ERRORS)(`${structure} structure, %s: code %s is %s`, async (edition, code, name, payload) => {
      await open({ edition })
      fake.onCommand(refusing(code, 'as it is', structure))
      const answer = await house.send('SetBrightness', 'lamp', to(50))
      expect([answer.header.name, answer.payload]).toEqual([name, payload])
    })
  }

  test('ok: false without an error is an error without a code', async () => {
    await open()
    fake.onCommand(({ json }) => fake.result({ id: json['id'], ok: false, brightness: 50 }))
    expect((await house.send('SetBrightness', 'lamp', to(50))).header.name).toBe('DriverInternalError')
    expect(house.log.find(({ message }) => message === 'directive')?.fields['why']).toContain('(unknown code)')
  })

  test.each([
    ['KR', 'ActionFailedError'],
    ['JP', 'DeviceFailureError'],
  ] as const)('a report that says otherwise, %s: %s', async (edition, name) => {
    await open({ edition })
    fake.onCommand(() => fake.report({ brightness: 20 }))
    const reported = (): Promise<void> =>
      until(() => house.gateway().house.get('lamp')?.known.get('brightness')?.value === 20, 'the report')
    const answer = await house.sendPastDeadline(reported, 'SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual([name, {}])
  })

  test('a report that says otherwise does not wait in vain: the right one still counts', async () => {
    await open()
    fake.onCommand(() => fake.report({ brightness: 20 }))
    const answer = house.send('SetBrightness', 'lamp', to(50))
    await until(() => house.gateway().house.get('lamp')?.known.get('brightness')?.value === 20, 'the report')
    await house.clock.advance(3_000)
    await fake.report({ brightness: 50 })
    expect((await answer).payload).toEqual({ brightness: { value: 50 } })
  })

  test('nothing, and not heard since: offline, which presence remembers until a success brings it back', async () => {
    await open()
    fake.onCommand(silent)
    const answer = await house.sendPastDeadline(() => fake.commanded(), 'SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual(['TargetOfflineError', {}])
    const presence = () => {
      const resident = house.gateway().house.get('lamp')
      return resident && house.gateway().house.presence(resident, house.clock.mono())
    }
    expect(presence()).toMatchObject({ word: 'offline', rulesOut: false, reason: { code: 'command-unanswered' } })
    fake.onCommand(obedient)
    expect((await house.send('SetBrightness', 'lamp', to(50))).header.name).toBe('SetBrightnessConfirmation')
    expect(presence()?.word).toBe('online')
  })

  test('a heartbeat before the command is no word since the command', async () => {
    await open()
    fake.onCommand(silent)
    await fake.say('heartbeat', '')
    await house.clock.advance(1)
    const answer = await house.sendPastDeadline(() => fake.commanded(), 'SetBrightness', 'lamp', to(50))
    expect(answer.header.name).toBe('TargetOfflineError')
  })

  test.each([
    ['KR', 'strict', 'ActionFailedError'],
    ['JP', 'strict', 'DeviceFailureError'],
    ['KR', 'sent', 'SetBrightnessConfirmation'],
    ['JP', 'sent', 'SetBrightnessConfirmation'],
  ] as const)('nothing, but alive: %s, policy %s: %s with an empty payload', async (edition, policy, name) => {
    await open({ edition, appliances: [lamp('lamp', { policy })] })
    await fake.report({ brightness: 20 })
    fake.onCommand(() => fake.say('heartbeat', ''))
    const answer = await house.sendPastDeadline(aliveSince, 'SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual([name, {}])
  })
  const aliveSince = (): Promise<void> => {
    const before = house.gateway().counters().messages
    return until(() => house.gateway().counters().messages > before, 'the heartbeat')
  }

  test('another property that is reported is a sign of life, no confirmation', async () => {
    await open()
    fake.onCommand(() => fake.report({ power: 'on' }))
    const answer = await house.sendPastDeadline(aliveSince, 'SetBrightness', 'lamp', to(50))
    expect(answer.header.name).toBe('ActionFailedError')
  })

  test('an appliance that says ok with other values is told as it reported', async () => {
    await open()
    fake.onCommand(({ json }) => fake.result({ id: json['id'], ok: true, brightness: 73 }))
    const answer = await house.send('SetBrightness', 'lamp', to(50))
    expect([answer.header.name, answer.payload]).toEqual(['SetBrightnessConfirmation', { brightness: { value: 73 } }])
  })

  test('the answer may come before the publish has resolved: the waiter is there first', async () => {
    await open()
    const bus = house.bus()
    const publish = bus.publish.bind(bus)
    bus.publish = async message => {
      await publish(message)
      // Until the fake's result has been heard, the publish is not over.
      await until(() => house.gateway().house.get('lamp')?.known.get('brightness')?.value === 50, 'the result')
    }
    const answer = await house.send('SetBrightness', 'lamp', to(50))
    expect(answer.payload).toEqual({ brightness: { value: 50 } })
  })

  test('the command names its id, its action, the value and when it expires', async () => {
    await open()
    await house.send('SetBrightness', 'lamp', to(50))
    const [command] = fake.commands()
    expect(command).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{22}$/),
      action: 'SetBrightness',
      brightness: 50,
      expires: '2026-11-20T10:00:03.511+09:00',
    })
    expect(valuesIn({ topic: '', text: '', json: command ?? {} })).toEqual({ brightness: 50 })
  })

  test('without a trusted clock the command names no expiry', async () => {
    await open()
    house.clock.setTrusted(false)
    await house.send('SetBrightness', 'lamp', to(50))
    expect(fake.commands()[0]).not.toHaveProperty('expires')
  })
})

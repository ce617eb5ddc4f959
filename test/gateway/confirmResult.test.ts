import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { type FakeAppliance, silent } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const to = (value: number) => ({ brightness: { value } })

describe('whose result it is', () => {
  let house: House
  let fake: FakeAppliance

  beforeEach(async () => {
    house = await openHouse({ appliances: [lamp()] })
    fake = await house.connect('lamp')
    fake.onCommand(silent)
  })
  afterEach(() => house.close())

  const known = (): unknown => house.gateway().house.get('lamp')?.known.get('brightness')?.value
  const idOf = (at: number): string => String(fake.commands()[at]?.['id'])

  test('the late result of an earlier command confirms nothing, though its values are learned', async () => {
    await house.sendPastDeadline(() => fake.commanded(1), 'SetBrightness', 'lamp', to(50))
    const second = house.send('SetBrightness', 'lamp', to(50))
    await fake.commanded(2)
    await fake.result({ id: idOf(0), ok: true, brightness: 50 })
    await until(() => known() === 50, 'the late result')
    await house.clock.advance(3_500)
    expect((await second).header.name).toBe('ActionFailedError')
  })

  test('the late error of an earlier command refuses nothing', async () => {
    await house.sendPastDeadline(() => fake.commanded(1), 'SetBrightness', 'lamp', to(50))
    const second = house.send('SetBrightness', 'lamp', to(30))
    await fake.commanded(2)
    await fake.result({ id: idOf(0), error: { code: '2304', message: '' } })
    await fake.result({ id: idOf(1), ok: true, brightness: 30 })
    expect((await second).header.name).toBe('SetBrightnessConfirmation')
  })

  test.each([
    ['of nobody', { id: 'nobody' }],
    ['without an id', {}],
    ['with an id that is no text', { id: 7 }],
  ])('a success %s confirms nothing', async (_name, id) => {
    const answer = house.send('SetBrightness', 'lamp', to(50))
    await fake.commanded()
    await fake.result({ ...id, ok: true, brightness: 50 })
    await until(() => known() === 50, 'the result')
    await house.clock.advance(3_500)
    expect((await answer).header.name).toBe('ActionFailedError')
  })

  test('an error without an id is believed', async () => {
    fake.onCommand(() => fake.result({ error: { code: '2304', message: '' } }))
    expect((await house.send('SetBrightness', 'lamp', to(50))).header.name).toBe('ConditionsNotMetError')
  })

  test('an answer that comes twice answers once, and does not answer the next command', async () => {
    fake.onCommand(async ({ json }) => {
      const result = { id: json['id'], ok: true, brightness: json['brightness'] }
      await fake.result(result)
      await fake.result(result)
    })
    expect((await house.send('SetBrightness', 'lamp', to(50))).payload).toEqual(to(50))
    fake.onCommand(silent)
    const second = await house.sendPastDeadline(() => fake.commanded(2), 'SetBrightness', 'lamp', to(30))
    expect(second.header.name).not.toBe('SetBrightnessConfirmation')
    expect(house.gateway().counters().waiters).toBe(0)
  })

  test('a retained result answers nothing', async () => {
    fake.onCommand(({ json }) => fake.say('result', JSON.stringify({ id: json['id'], ok: true, brightness: 50 }), true))
    // Live delivery of a message published with the retain flag is not a replay, and counts.
    expect((await house.send('SetBrightness', 'lamp', to(50))).header.name).toBe('SetBrightnessConfirmation')
    await house.restart()
    const again = await house.connect('lamp')
    again.onCommand(silent)
    const answer = await house.sendPastDeadline(() => again.commanded(), 'SetBrightness', 'lamp', to(50))
    expect(answer.header.name).toBe('TargetOfflineError')
  })
})

describe('SetLockState must tell the state of the lock', () => {
  let house: House
  afterEach(() => house.close())

  const open = async (): Promise<FakeAppliance> => {
    const lock = { type: 'SMARTLOCK', properties: { lockState: {} } }
    house = await openHouse({ appliances: [nativeAppliance('door', lock, { policy: 'sent' })] })
    return house.connect('door')
  }
  const lockIt = { lockState: 'LOCKED' }

  test('a result with it confirms', async () => {
    await open()
    const answer = await house.send('SetLockState', 'door', lockIt)
    expect([answer.header.name, answer.payload]).toEqual(['SetLockStateConfirmation', lockIt])
  })

  test('a result without it waits for the report', async () => {
    const fake = await open()
    fake.onCommand(async ({ json }) => {
      await fake.result({ id: json['id'], ok: true })
      await fake.report(lockIt)
    })
    expect((await house.send('SetLockState', 'door', lockIt)).payload).toEqual(lockIt)
  })

  test('a result without it, and no report, is no confirmation even where "sent" would do', async () => {
    const fake = await open()
    await fake.report({ lockState: 'UNLOCKED' })
    await house.clock.advance(1)
    fake.onCommand(({ json }) => fake.result({ id: json['id'], ok: true }))
    const alive = async (): Promise<void> => {
      await fake.commanded()
      await until(() => house.gateway().house.get('door')?.evidence.heard?.by === 'result', 'the result')
    }
    const answer = await house.sendPastDeadline(alive, 'SetLockState', 'door', lockIt)
    expect(answer.header.name).toBe('ActionFailedError')
  })
})

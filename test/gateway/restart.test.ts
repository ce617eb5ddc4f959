/** A gateway that is closed and opened again over a real SQLite file and a real broker. */
import { afterEach, describe, expect, test } from 'vitest'
import { ANSWER_MS } from '../../src/gateway/inquiry.ts'
import { minutes, seconds } from '../../src/kernel/time.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { silent } from '../support/fakeAppliance.ts'
import type { House } from '../support/house.ts'
import { openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

let house: House
afterEach(() => house.close())

const every30s = (id: string) =>
  nativeAppliance(id, { type: 'LIGHT', interval: 30, properties: { power: {}, brightness: {} } })
const resident = (id = 'lamp') => {
  const found = house.gateway().house.get(id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}
const presence = (id = 'lamp'): string => {
  const { word, reason } = house.gateway().house.presence(resident(id), house.clock.mono())
  return `${word} ${reason.code}`
}
const transitions = () =>
  house.log
    .filter(line => line.message === 'presence')
    .map(line => `${line.fields['appliance']} ${line.fields['presence']}`)

describe('values', () => {
  test('come back with their old timestamps; they are asked for again, and unanswered told as of then', async () => {
    const appliances = [nativeAppliance('lamp', { type: 'AIRCONDITIONER', properties: { currentTemperature: {} } })]
    house = await openHouse({ appliances })
    const fake = await house.connect('lamp')
    await fake.report({ currentTemperature: 21.5, at: '2026-11-20T09:58:00+09:00' })
    await until(() => resident().known.has('currentTemperature'), 'the report')
    await house.restart()
    const moment = { wall: Date.UTC(2026, 10, 20, 0, 58), origin: 'appliance' }
    expect(resident().known.get('currentTemperature')).toEqual({ value: 21.5, moment, heardAt: undefined })
    expect(resident().lastSeen).toMatchObject({ origin: 'arrival' })
    expect(presence()).toBe('unknown not-heard-yet')
    const again = await house.connect('lamp')
    again.onQuestion(silent)
    const answer = await house.sendPastDeadline(() => again.asked(), 'GetCurrentTemperature', 'lamp')
    expect(answer.payload).toEqual({
      currentTemperature: { value: 21.5 },
      applianceResponseTimestamp: '2026-11-20T09:58:00+09:00',
    })
  })

  test('a power cut before the flush loses them, and nothing else', async () => {
    house = await openHouse({ appliances: [lamp()] })
    const fake = await house.connect('lamp')
    await fake.report({ brightness: 40 })
    await until(() => resident().known.has('brightness'), 'the report')
    house.gateway().sweep()
    await house.restart({ flush: false })
    expect([resident().known.size, resident().lastSeen, resident().before?.presence]).toEqual([0, undefined, 'online'])
  })

  test('a retained state of before the restart keeps its moment', async () => {
    house = await openHouse({ appliances: [lamp()] })
    const fake = await house.connect('lamp')
    await fake.say('state', '{"brightness":40}', true)
    await until(() => resident().known.has('brightness'), 'the state')
    const { moment } = resident().known.get('brightness') ?? {}
    await house.restart()
    await house.clock.advance(minutes(3))
    expect(resident().known.get('brightness')).toEqual({ value: 40, moment, heardAt: undefined })
    expect(presence()).toBe('unknown not-heard-yet')
  })
})

describe('presence', () => {
  test('is unknown after a restart until it is heard, or its timeout has run since the broker is reachable', async () => {
    house = await openHouse({ appliances: [every30s('lamp'), every30s('mute')] })
    await house.connect('lamp')
    house.gateway().sweep()
    await house.stop()
    await house.clock.advance(minutes(600))
    await house.start()
    expect([presence('lamp'), presence('mute')]).toEqual(['unknown not-heard-yet', 'unknown not-heard-yet'])
    await house.clock.advance(seconds(90))
    expect(presence('mute')).toBe('unknown not-heard-yet')
    await house.connect('lamp')
    await house.clock.advance(1)
    expect([presence('lamp'), presence('mute')]).toEqual(['online session-open', 'unknown silent-asking'])
    house.gateway().sweep()
    await house.clock.advance(ANSWER_MS)
    expect([presence('lamp'), presence('mute')]).toEqual(['online session-open', 'offline silent'])
  })

  test('there is no storm: nothing is announced before something is known', async () => {
    const ids = Array.from({ length: 20 }, (_, at) => `lamp${at}`)
    house = await openHouse({ appliances: ids.map(every30s), broker: 'embedded' })
    const fakes = await Promise.all(ids.map(id => house.connect(id)))
    house.gateway().sweep()
    expect(transitions()).toHaveLength(20)
    await house.restart()
    house.gateway().sweep()
    await house.clock.advance(seconds(30))
    house.gateway().sweep()
    expect(transitions()).toHaveLength(20)
    for (const id of ids) await house.connect(id)
    house.gateway().sweep()
    expect(transitions().slice(20)).toEqual(ids.map(id => `${id} online`))
    expect(fakes).toHaveLength(20)
  })

  test('HealthCheck tells what was known before the restart when nobody answers', async () => {
    house = await openHouse({ appliances: [lamp()] })
    await house.connect('lamp')
    house.gateway().sweep()
    await house.restart()
    const asked = () => until(() => house.gateway().counters().waiters === 1, 'the question')
    const answer = await house.sendPastDeadline(asked, 'HealthCheck', 'lamp')
    expect(answer.payload).toEqual({ isReachable: true, isTurnOn: false })
  })

  test('a last will that was retained while the gateway was away is believed, and the appliance is tried', async () => {
    house = await openHouse({ appliances: [lamp()], broker: 'outside' })
    const will = {
      topic: 'clova2mqtt/lamp/availability',
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: true,
    }
    const fake = await house.connect('lamp', { connection: { will } })
    await house.stop()
    await fake.cut()
    await house.start()
    await until(() => presence() === 'offline last-will', 'the retained will')
    const again = await house.connect('lamp')
    expect((await house.send('TurnOn', 'lamp')).header.name).toBe('TurnOnConfirmation')
    expect([presence(), again.commands().length]).toEqual(['online heard', 1])
  })

  test('a wall clock that is wrong at boot changes nothing', async () => {
    house = await openHouse({ appliances: [every30s('lamp')] })
    house.clock.stepWall(0 as ReturnType<typeof house.clock.wall>)
    house.clock.setTrusted(false)
    await house.restart()
    const fake = await house.connect('lamp')
    fake.onCommand(silent)
    await fake.report({ power: 'on' })
    await until(() => resident().known.has('power'), 'the report')
    expect([presence(), resident().known.get('power')?.moment?.origin]).toEqual(['online session-open', 'untrusted'])
    house.clock.stepWall(Date.UTC(2026, 10, 20) as ReturnType<typeof house.clock.wall>)
    expect(presence()).toBe('online session-open')
  })
})

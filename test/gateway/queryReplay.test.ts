import { afterEach, describe, expect, test } from 'vitest'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { silent } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const SENSOR = { type: 'AIRSENSOR', properties: { currentTemperature: {} } }

describe('queries after a replay or a restart', () => {
  let house: House
  afterEach(() => house.close())

  const known = () => house.gateway().house.get('air')?.known.get('currentTemperature')
  const heard = (): Promise<void> => until(() => known() !== undefined, 'the value')
  const ask = () => house.send('GetCurrentTemperature', 'air')

  const open = async (appliance = nativeAppliance('air', SENSOR)) => {
    house = await openHouse({ appliances: [appliance] })
    return house.connect('air')
  }

  test('a retained report is never fresh: the appliance is asked', async () => {
    const before = await open()
    await before.say('state', '{"currentTemperature":20}', true)
    await heard()
    await house.restart({ flush: false })
    await heard()
    const fake = await house.connect('air', { values: { currentTemperature: 25 } })
    expect((await ask()).payload).toMatchObject({ currentTemperature: { value: 25 } })
    expect(fake.questions().length).toBe(1)
  })

  test('a replay does not renew the time of a value that was known before', async () => {
    const before = await open()
    await before.say('state', '{"currentTemperature":20}', true)
    await heard()
    await house.clock.advance(600_000)
    await house.restart()
    await heard()
    const fake = await house.connect('air')
    fake.onQuestion(silent)
    const answer = await house.sendPastDeadline(() => fake.asked(), 'GetCurrentTemperature', 'air')
    expect(answer.payload).toEqual({
      currentTemperature: { value: 20 },
      applianceResponseTimestamp: '2026-11-20T10:00:00+09:00',
    })
  })

  test('a replayed value nobody has the time of is told without one', async () => {
    const before = await open()
    await before.say('state', '{"currentTemperature":20}', true)
    await heard()
    await house.restart({ flush: false })
    await heard()
    const fake = await house.connect('air')
    fake.onQuestion(silent)
    const answer = await house.sendPastDeadline(() => fake.asked(), 'GetCurrentTemperature', 'air')
    expect(answer.payload).toEqual({ currentTemperature: { value: 20 } })
  })

  test('a replay never overrules what was said live since the start', async () => {
    const fake = await open()
    await fake.say('state', '{"currentTemperature":20}', true)
    await heard()
    await fake.say('state', '{"currentTemperature":26}')
    await until(() => known()?.value === 26, 'the live report')
    // Subscribing anew replays what is retained.
    const filters = house.gateway().house.topics().filters()
    const before = house.gateway().counters().messages
    await house.bus().subscribe([])
    await house.bus().subscribe(filters)
    await until(() => house.gateway().counters().messages > before, 'the replay')
    expect((await ask()).payload).toMatchObject({ currentTemperature: { value: 26 } })
    expect(fake.questions()).toEqual([])
  })

  test('a replay with a time of its own is told with it', async () => {
    const before = await open()
    await before.say('state', '{"currentTemperature":20,"at":"2026-11-20T08:30:00+09:00"}', true)
    await heard()
    await house.restart({ flush: false })
    await heard()
    const fake = await house.connect('air')
    fake.onQuestion(silent)
    const answer = await house.sendPastDeadline(() => fake.asked(), 'GetCurrentTemperature', 'air')
    expect(answer.payload).toMatchObject({ applianceResponseTimestamp: '2026-11-20T08:30:00+09:00' })
  })

  test('an appliance that cannot be asked and has not been heard since the restart is not made up', async () => {
    const sensor = boundAppliance('air', 'AIRSENSOR', { currentTemperature: { state: 'home/air' } })
    const before = await open(sensor)
    await before.publish('home/air', '20')
    await heard()
    await house.restart()
    await heard()
    expect((await ask()).header.name).toBe('TargetOfflineError')
    await house.connect('air')
    expect((await ask()).payload).toMatchObject({ currentTemperature: { value: 20 } })
  })

  test('a battery appliance that may be silent is believed while nothing speaks against it', async () => {
    const sensor = boundAppliance('air', 'AIRSENSOR', { currentTemperature: { state: 'home/air' } })
    const before = await open({ ...sensor, cadence: { misses: 3, silentOk: true } })
    await before.publish('home/air', '20')
    await heard()
    await house.restart()
    await heard()
    expect((await ask()).payload).toMatchObject({ currentTemperature: { value: 20 } })
  })
})

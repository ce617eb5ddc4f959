import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hours, wallMs } from '../../src/kernel/time.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { nativeAppliance } from '../support/appliances.ts'
import { type FakeAppliance, refusing, silent } from '../support/fakeAppliance.ts'
import { DEADLINE_MS, type House, openHouse } from '../support/house.ts'
import { TEST_EPOCH } from '../support/manualClock.ts'
import { until } from '../support/until.ts'

const SENSOR = { type: 'AIRSENSOR', properties: { currentTemperature: {}, humidity: {}, fineDust: {} } }
const at = (local: string): string => `2026-11-20T${local}+09:00`
/** The test's clock stands at 10:00:00 in Seoul when the house opens. */
const celsius = (value: number, time?: string) => ({
  currentTemperature: { value },
  ...(time === undefined ? {} : { applianceResponseTimestamp: at(time) }),
})

describe('queries', () => {
  let house: House
  let fake: FakeAppliance

  beforeEach(async () => {
    house = await openHouse({ appliances: [nativeAppliance('air', SENSOR)] })
    fake = await house.connect('air')
  })
  afterEach(() => house.close())

  const get = () => house.send('GetCurrentTemperature', 'air')
  const known = (property: PropertyName = 'currentTemperature') => house.gateway().house.get('air')?.known.get(property)
  const tell = async (payload: object): Promise<void> => {
    const before = house.gateway().counters().messages
    await fake.say('state', JSON.stringify(payload))
    await until(() => house.gateway().counters().messages > before, 'the report')
  }
  /** Nothing speaks for the appliance any more: its login is nobody's, and it was never heard. */
  const forgetPresence = async (): Promise<void> => {
    await house.configure({ accounts: new Map() })
    const resident = house.gateway().house.get('air')
    if (resident !== undefined) resident.evidence = {}
  }

  test('a fresh report answers, and nothing is asked', async () => {
    await tell({ currentTemperature: 21.5 })
    await house.clock.advance(59_000)
    expect((await get()).payload).toEqual(celsius(21.5, '10:00:00'))
    expect(fake.questions()).toEqual([])
  })

  test('a stale one is asked for again; the answer is told with the time of the answer', async () => {
    await tell({ currentTemperature: 21.5 })
    await house.clock.advance(65_000)
    fake.values['currentTemperature'] = 23
    expect((await get()).payload).toEqual(celsius(23, '10:01:05'))
    expect(fake.questions()).toMatchObject([{ id: expect.any(String), properties: ['currentTemperature'] }])
    expect((await get()).payload).toEqual(celsius(23, '10:01:05'))
    expect(fake.questions().length).toBe(1)
  })

  test('a report answers a question as well as a result does', async () => {
    fake.onQuestion(() => fake.report({ currentTemperature: 24 }))
    expect((await get()).payload).toMatchObject(celsius(24))
  })

  test('unanswered, but online: the last known value with its own time, never now', async () => {
    await tell({ currentTemperature: 21.5 })
    await house.clock.advance(65_000)
    fake.onQuestion(silent)
    const answer = await house.sendPastDeadline(() => fake.asked(), 'GetCurrentTemperature', 'air')
    expect(answer.payload).toEqual(celsius(21.5, '10:00:00'))
  })

  test('unanswered, and nothing speaks for the appliance: offline, whatever was known', async () => {
    await tell({ currentTemperature: 21.5 })
    await house.clock.advance(65_000)
    await forgetPresence()
    fake.onQuestion(silent)
    const answer = await house.sendPastDeadline(() => fake.asked(), 'GetCurrentTemperature', 'air')
    expect([answer.header.name, answer.payload]).toEqual(['TargetOfflineError', {}])
  })

  test('an appliance that has left is refused at once, even with a fresh value', async () => {
    await tell({ currentTemperature: 21.5 })
    await fake.leave()
    await until(() => house.gateway().house.get('air')?.evidence.session?.open === false, 'it has left')
    expect((await get()).header.name).toBe('TargetOfflineError')
  })

  test('nothing known, nothing answered, though it lives: ValueNotFoundError, not 0', async () => {
    fake.onQuestion(() => fake.say('heartbeat', ''))
    const answer = await house.sendPastDeadline(() => fake.asked(), 'GetCurrentTemperature', 'air')
    expect([answer.header.name, answer.payload]).toEqual(['ValueNotFoundError', {}])
  })

  test('the appliance says that it does not know: ValueNotFoundError, and the old value is forgotten', async () => {
    await tell({ currentTemperature: 21.5 })
    await house.clock.advance(65_000)
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true, currentTemperature: null }))
    expect((await get()).header.name).toBe('ValueNotFoundError')
    expect(known()).toBeUndefined()
  })

  test('an empty result: the last known value of an appliance that just spoke', async () => {
    await tell({ currentTemperature: 21.5 })
    await house.clock.advance(65_000)
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true }))
    expect((await get()).payload).toEqual(celsius(21.5, '10:00:00'))
  })

  test.each([
    ['2304', 'ConditionsNotMetError'],
    ['2205', 'ValueNotFoundError'],
    ['9999', 'DriverInternalError'],
  ])('the appliance refuses with %s: %s', async (code, name) => {
    fake.onQuestion(refusing(code))
    expect((await get()).header.name).toBe(name)
  })

  test("the result of somebody else's question is about now too", async () => {
    fake.onQuestion(() => fake.result({ id: 'of another', ok: true, currentTemperature: 19 }))
    expect((await get()).payload).toMatchObject(celsius(19))
  })

  test('a value that cannot be said is not found', async () => {
    fake.onQuestion(({ json }) => fake.result({ id: json['id'], ok: true, fineDust: 'foggy' }))
    expect((await house.send('GetFineDust', 'air')).header.name).toBe('ValueNotFoundError')
  })

  describe('applianceResponseTimestamp', () => {
    test.each([
      ['its own time', at('09:12:34'), '09:12:34'],
      ['its own time, UTC', '2026-11-20T00:12:34Z', '09:12:34'],
      ['its own local time without a zone', '2026-11-20 09:12:34', '09:12:34'],
      ['Unix seconds', (TEST_EPOCH - 60_000) / 1000, '09:59:00'],
      ['Unix milliseconds', TEST_EPOCH - 60_000, '09:59:00'],
      ['a little ahead of us', at('10:04:59'), '10:04:59'],
      ['far ahead of us: arrival', at('10:06:00'), '10:00:00'],
      ['a clock that was never set: arrival', '1970-01-01T00:00:12Z', '10:00:00'],
      ['no time at all: arrival', undefined, '10:00:00'],
      ['not a time: arrival', 'soon', '10:00:00'],
    ])('%s', async (_name, said, told) => {
      await tell({ currentTemperature: 20, ...(said === undefined ? {} : { at: said }) })
      await house.clock.advance(30_000)
      expect((await get()).payload).toEqual(celsius(20, told))
    })

    test('is absent when our clock was not trusted on arrival, even if it is now', async () => {
      house.clock.setTrusted(false)
      await tell({ currentTemperature: 20 })
      house.clock.setTrusted(true)
      expect((await get()).payload).toEqual(celsius(20))
    })

    test("is the appliance's own even when our clock is not trusted", async () => {
      house.clock.setTrusted(false)
      await tell({ currentTemperature: 20, at: at('09:12:34') })
      expect((await get()).payload).toEqual(celsius(20, '09:12:34'))
    })

    test('does not move with a step of our clock', async () => {
      await tell({ currentTemperature: 20 })
      house.clock.stepWall(wallMs(TEST_EPOCH + hours(10)))
      expect((await get()).payload).toEqual(celsius(20, '10:00:00'))
      expect(fake.questions()).toEqual([])
    })
  })

  test('the deadline is the same for every query', async () => {
    fake.onQuestion(silent)
    const answer = get()
    await fake.asked()
    let over = false
    void answer.then(() => {
      over = true
    })
    await house.clock.advance(DEADLINE_MS - 1)
    expect(over).toBe(false)
    await house.clock.advance(1)
    expect((await answer).header.name).toBe('ValueNotFoundError')
    expect(house.gateway().counters().waiters).toBe(0)
  })
})

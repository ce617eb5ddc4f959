/** Clocks that are wrong, jump, stand still and count over: presence, times, deadlines and memories hold. */
import { afterEach, describe, expect, test } from 'vitest'
import { days, hours, minutes, seconds, type WallMs, wallMs, wallPlus } from '../../src/kernel/time.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { cekRequest } from '../support/cekRequest.ts'
import { type FakeAppliance, silent } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { type ManualClock, manualClock, TEST_EPOCH } from '../support/manualClock.ts'
import { openRig } from '../support/rig.ts'
import { until } from '../support/until.ts'
import { BOOT, ROWS, YEARS } from './wallClockRows.ts'

const isTold = (wall: WallMs): string => new Date(wall + hours(9)).toISOString().replace(/\.\d+Z$/, '+09:00')

test('the table of wall clocks was read', () => expect(ROWS).toHaveLength(10))

describe('a wall clock that jumps', () => {
  let house: House
  afterEach(() => house.close())

  const resident = () => {
    const found = house.gateway().house.get('lamp')
    if (found === undefined) throw new Error('there is no lamp')
    return found
  }
  const presence = (): string => house.gateway().house.presence(resident(), house.clock.mono()).word
  const say = async (fake: FakeAppliance, currentTemperature: number): Promise<void> => {
    await fake.report({ currentTemperature })
    await until(() => resident().known.get('currentTemperature')?.value === currentTemperature, 'the report')
  }
  const told = async (): Promise<unknown> =>
    (await house.send('GetCurrentTemperature', 'lamp')).payload['applianceResponseTimestamp']
  const transitions = (): number => house.log.filter(line => line.message === 'presence').length

  test.for(ROWS)('$what', async ({ from, happen }) => {
    const properties = { power: {}, currentTemperature: {} }
    const cooler = nativeAppliance('lamp', { type: 'AIRCONDITIONER', properties, interval: 30 })
    house = await openHouse({ appliances: [cooler] })
    const { clock } = house
    if (from !== undefined) {
      clock.stepWall(from.wall)
      clock.setTrusted(from.trusted)
    }
    const fake = await house.connect('lamp')
    await say(fake, 10)
    house.gateway().sweep()
    const saidAt = resident().known.get('currentTemperature')?.moment
    expect(saidAt?.origin).toBe(clock.wallTrusted() ? 'arrival' : 'untrusted')
    const body = cekRequest({ action: 'TurnOn', applianceId: 'lamp', messageId: 'before' })
    const first = await house.receive(body)
    const commands = fake.commands().length
    expect(commands).toBe(1)

    happen(clock)
    // Nothing is announced, no value takes another time, nothing is forgotten and nothing is commanded again.
    house.gateway().sweep()
    await clock.advance(seconds(20))
    house.gateway().sweep()
    expect([presence(), transitions()]).toEqual(['online', 1])
    expect(resident().known.get('currentTemperature')?.moment).toEqual(saidAt)
    const again = await house.receive(body)
    expect([again.verified && again.body.toString(), fake.commands().length]).toEqual([
      first.verified && first.body.toString(),
      commands,
    ])
    // The window of ten minutes ends by the monotonic clock.
    await say(fake, 20)
    const now = resident().known.get('currentTemperature')?.moment
    const expected = clock.wallTrusted() ? isTold(now?.wall ?? wallMs(0)) : undefined
    expect(now?.origin).toBe(clock.wallTrusted() ? 'arrival' : 'untrusted')
    expect(await told()).toBe(expected)
    // A deadline is one of the monotonic clock.
    fake.onCommand(silent)
    const startedAt = clock.mono()
    const late = house.receive(cekRequest({ action: 'TurnOn', applianceId: 'lamp', messageId: 'late' }))
    await fake.commanded(commands + 1)
    happen(clock)
    await clock.advance(3_500)
    expect([(await late).verified, clock.mono() - startedAt]).toEqual([true, 3_500])
    // What was stored comes back with its own moment, and as unknown until heard.
    const stored = resident().known.get('currentTemperature')?.moment
    await house.restart()
    expect([resident().known.get('currentTemperature')?.moment, presence()]).toEqual([stored, 'unknown'])
  })
})

test('a clock that was ten years ahead for a while, though it was believed: what it stamped is not told, and does not stay', async () => {
  const cooler = nativeAppliance('lamp', {
    type: 'AIRCONDITIONER',
    properties: { currentTemperature: {} },
    interval: 30,
  })
  const house = await openHouse({ appliances: [cooler] })
  const { clock } = house
  const resident = () => house.gateway().house.get('lamp')
  const seenAt = () => resident()?.lastSeen?.wall
  const flushed = (): Promise<void> => new Promise(resolve => house.gateway().flush(false, resolve))
  const told = async () => (await house.send('GetCurrentTemperature', 'lamp')).payload
  try {
    const fake = await house.connect('lamp')
    clock.stepWall(wallPlus(clock.wall(), YEARS))
    await fake.report({ currentTemperature: 10 })
    await until(() => resident()?.known.get('currentTemperature')?.value === 10, 'the report')
    expect(await told()).toHaveProperty('applianceResponseTimestamp')
    await flushed()
    clock.stepWall(wallPlus(clock.wall(), -YEARS))
    expect(seenAt()).toBeGreaterThan(clock.wall() + days(3_000))
    expect(await told()).toEqual({ currentTemperature: { value: 10 } })
    await fake.say('heartbeat', '')
    await until(() => (seenAt() ?? 0) <= clock.wall(), 'the heartbeat')
    await flushed()
    const last = seenAt()
    await house.restart({ flush: false })
    expect(seenAt()).toBe(last)
  } finally {
    await house.close()
  }
})

describe('the monotonic clock', () => {
  const every30s = nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {} }, interval: 30 })

  test.each([
    ['over 2^31 ms, a running time of 25 days', 2 ** 31],
    ['over 2^32 ms, one of 50 days', 2 ** 32],
    ['after ten years', YEARS],
  ])('%s: presence, deadlines and the replay window go on', async (_what, elapsedMs) => {
    const clock = manualClock()
    const rig = await openRig({ appliances: [every30s], clock })
    await clock.advance(elapsedMs - minutes(1))
    rig.say('lamp', 'state', { power: 'off' })
    for (let at = 0; at < 6; at++) {
      await clock.advance(seconds(20))
      rig.say('lamp', 'heartbeat', '')
      expect(rig.presence('lamp')).toBe('online heard')
    }
    const body = cekRequest({ action: 'TurnOn', applianceId: 'lamp', messageId: 'm' })
    const first = rig.receive(body)
    await clock.advance(3_500)
    expect((await first)?.header.name).toBeDefined()
    await clock.advance(minutes(9))
    await rig.receive(body)
    expect([
      rig.gateway.door.counters().repeated,
      rig.published.filter(one => one.topic.endsWith('/set')).length,
    ]).toEqual([1, 1])
  })

  test('a suspend in which it went on: silence counts, but nothing is late, and one sign of life brings it back', async () => {
    const rig = await openRig({ appliances: [every30s] })
    rig.say('lamp', 'state', { power: 'on' })
    rig.gateway.sweep()
    await rig.clock.advance(hours(8))
    expect(rig.presence('lamp')).toMatch(/^unknown/)
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    expect(rig.presence('lamp')).toBe('online heard')
    // It was silent, not asked, and back before anybody looked: nobody is told that it was away.
    expect(rig.log.filter(line => line.message === 'presence')).toHaveLength(1)
  })
})

describe('access tokens', () => {
  test.each([
    ['an hour before its end', hours(2), 0, 'TurnOnConfirmation'],
    ['ten years forward: it has ended', hours(2), YEARS, 'ExpiredAccessTokenError'],
    ['ten years back: it has not', hours(2), -YEARS, 'TurnOnConfirmation'],
  ])('%s', async (_what, lifeMs, stepMs, answer) => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.onPublish(({ payload }) => {
      const { id } = JSON.parse(payload)
      queueMicrotask(() => rig.say('lamp', 'result', { id, ok: true, power: 'on' }))
    })
    rig.addToken('short', wallPlus(rig.clock.wall(), lifeMs))
    rig.clock.stepWall(wallPlus(rig.clock.wall(), stepMs))
    expect((await rig.ask({ action: 'TurnOn', applianceId: 'lamp', token: 'short' })).header.name).toBe(answer)
  })
})

describe('the clock of an appliance', () => {
  const own = async (at: unknown, before?: (clock: ManualClock) => void): Promise<string | undefined> => {
    const rig = await openRig({ appliances: [lamp()] })
    before?.(rig.clock)
    rig.say('lamp', 'state', { brightness: 5, at } as never)
    const moment = rig.resident('lamp').known.get('brightness')?.moment
    expect(Number.isSafeInteger(moment?.wall)).toBe(true)
    return moment?.origin
  }
  const LATE_2026 = wallMs(Date.UTC(2027, 0, 1, 0, 0, 30))

  test.each([
    ['a leap second in UTC', '2026-12-31T23:59:60Z'],
    ['a leap second in the home’s zone', '2027-01-01T08:59:60+09:00'],
    ['half a leap second', '2026-12-31T23:59:60.500Z'],
    ['a second 61', '2026-12-31T23:59:61Z'],
    ['an hour 24', '2026-12-31T24:00:00Z'],
  ])('%s is read or passed over, never a wrong number', async (_what, at) => {
    expect(['appliance', 'arrival']).toContain(await own(at, clock => clock.stepWall(LATE_2026)))
  })

  test.each([
    ['uptime at 2^31 ms', 2 ** 31],
    ['uptime below zero, a counter that went over', -(2 ** 31)],
    ['uptime at 2^32 ms', 2 ** 32],
    ['Unix seconds at 2^31, in 2038', 2 ** 31],
    ['ten years ahead', TEST_EPOCH + YEARS],
    ['ahead by more than the tolerance', TEST_EPOCH + minutes(6)],
    ['beyond what a date holds', 8.64e15 + 1],
    ['no number', Number.NaN],
  ])('%s is not believed', async (_what, at) => expect(await own(at)).toBe('arrival'))

  test('nothing of it is told or stored as sure while no clock can be believed', async () => {
    expect(
      await own(undefined, clock => {
        clock.stepWall(BOOT)
        clock.setTrusted(false)
      }),
    ).toBe('untrusted')
  })
})

describe('the zone of the home', () => {
  const room = nativeAppliance('room', { type: 'AIRCONDITIONER', properties: { currentTemperature: {} } })
  const timestamp = async (zone: string, wall: number, at?: string): Promise<unknown> => {
    const clock = manualClock(wallMs(wall))
    const rig = await openRig({ appliances: [room], clock, zone })
    rig.say('room', 'state', { currentTemperature: 21, ...(at === undefined ? {} : { at }) })
    await clock.advance(1)
    return (await rig.ask({ action: 'GetCurrentTemperature', applianceId: 'room' })).payload[
      'applianceResponseTimestamp'
    ]
  }
  const summerEnds = Date.UTC(2026, 10, 1, 6, 0, 0)

  test.each([
    ['the last second of summer time', 'America/New_York', summerEnds - 1_000, undefined, '2026-11-01T01:59:59-04:00'],
    [
      'the first of winter time, an hour earlier by name',
      'America/New_York',
      summerEnds,
      undefined,
      '2026-11-01T01:00:00-05:00',
    ],
    [
      'a local time that there is once',
      'America/New_York',
      summerEnds + hours(2),
      '2026-11-01T02:59:00',
      '2026-11-01T02:59:00-05:00',
    ],
    ['a zone of half hours', 'Asia/Kolkata', summerEnds, undefined, '2026-11-01T11:30:00+05:30'],
    ['a local time in Seoul', 'Asia/Seoul', summerEnds, '2026-11-01T14:59:00', '2026-11-01T14:59:00+09:00'],
  ])('%s', async (_what, zone, wall, at, is) => expect(await timestamp(zone, wall, at)).toBe(is))

  test('changed between two starts: the instant stays, its name changes', async () => {
    const clock = manualClock()
    const first = await openRig({ appliances: [room], clock })
    first.say('room', 'state', { currentTemperature: 21, at: '2026-11-20T09:58:00' })
    first.gateway.flush(true)
    const second = await openRig({ appliances: [room], clock, telemetry: first.telemetry, zone: 'Asia/Kolkata' })
    second.say('room', 'heartbeat', '')
    const answer = second.ask({ action: 'GetCurrentTemperature', applianceId: 'room' })
    await clock.advance(3_500)
    expect((await answer).payload['applianceResponseTimestamp']).toBe('2026-11-20T06:28:00+05:30')
  })
})

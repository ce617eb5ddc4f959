/** How reports change what is known; replays neither freshen nor renew. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyReport, isFresh, type Known, type KnownValues, type Report } from '../../src/home/known.ts'
import type { Moment } from '../../src/home/moment.ts'
import type { Json } from '../../src/kernel/json.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'

const moment = (wall: number): Moment => ({ wall: wallMs(wall), origin: 'arrival' })
const said = (values: Partial<Record<PropertyName, Json | null>>) =>
  new Map(Object.entries(values) as [PropertyName, Json | null][])
const knowing = (value: Json, at: Moment | undefined, heardAt?: number): KnownValues =>
  new Map<PropertyName, Known>([
    ['brightness', { value, moment: at, heardAt: heardAt === undefined ? undefined : monoMs(heardAt) }],
  ])
const live = (values: ReturnType<typeof said>, wall: number, heardAt: number) => ({
  values,
  moment: moment(wall),
  heardAt: monoMs(heardAt),
})
/** A replay of an outside broker, or of ours when it tells when it took the message. */
const replayed = (values: ReturnType<typeof said>, at?: Moment, arrivedAt?: number): Report => ({
  values,
  moment: at,
  heardAt: undefined,
  ...(arrivedAt === undefined ? {} : { arrivedAt: monoMs(arrivedAt) }),
})

describe('a live report', () => {
  test('tells values with their moment', () => {
    const known: KnownValues = new Map()
    expect(applyReport(known, live(said({ power: 'on', brightness: 50 }), 100, 5))).toEqual(['power', 'brightness'])
    expect(known.get('brightness')).toEqual({ value: 50, moment: moment(100), heardAt: 5 })
  })

  test('that is partial leaves the rest alone', () => {
    const known = knowing(50, moment(100), 5)
    applyReport(known, live(said({ power: 'off' }), 200, 6))
    expect(known.get('brightness')).toEqual({ value: 50, moment: moment(100), heardAt: 5 })
  })

  test('renews the moment of the same value', () => {
    const known = knowing(50, moment(100), 5)
    applyReport(known, live(said({ brightness: 50 }), 200, 6))
    expect(known.get('brightness')).toEqual({ value: 50, moment: moment(200), heardAt: 6 })
  })

  test('that says null makes the value unknown, and says so only once', () => {
    const known = knowing(50, moment(100), 5)
    expect(applyReport(known, live(said({ brightness: null }), 200, 6))).toEqual(['brightness'])
    expect(known.has('brightness')).toBe(false)
    expect(applyReport(known, live(said({ brightness: null }), 200, 6))).toEqual([])
  })
})

describe('a replayed report', () => {
  test('fills what is unknown, without a moment and not fresh', () => {
    const known: KnownValues = new Map()
    applyReport(known, replayed(said({ brightness: 50 })))
    expect(known.get('brightness')).toEqual({ value: 50, moment: undefined, heardAt: undefined })
    expect(isFresh(known.get('brightness'), Number.MAX_SAFE_INTEGER, monoMs(0))).toBe(false)
  })

  const own = (wall: number): Moment => ({ wall: wallMs(wall), origin: 'appliance' })
  const EARLIER = Number.NEGATIVE_INFINITY
  const cases: readonly {
    readonly what: string
    readonly known: readonly [moment: Moment | undefined, heardAt?: number]
    readonly replay: readonly [moment?: Moment | undefined, arrivedAt?: number]
    readonly wins: boolean
  }[] = [
    { what: 'one of nobody knows when, heard live before', known: [moment(100), 5], replay: [], wins: false },
    { what: 'its own time against that of our arrival', known: [moment(100), 5], replay: [own(900)], wins: false },
    { what: 'an own time that is newer', known: [own(100), 5], replay: [own(101)], wins: true },
    { what: 'an own time that is as old', known: [own(100), 5], replay: [own(100)], wins: false },
    { what: 'an own time that is older, after a restart', known: [own(100)], replay: [own(99)], wins: false },
    { what: 'one of nobody knows when, after a restart', known: [moment(100)], replay: [], wins: true },
    { what: 'one that our broker took after it was heard', known: [own(100), 5], replay: [own(90), 6], wins: true },
    { what: 'one that our broker took with it', known: [moment(100), 5], replay: [undefined, 5], wins: false },
    { what: 'one that our broker took before', known: [own(100), 5], replay: [own(900), 4], wins: false },
    { what: 'one that our broker took after the restart', known: [moment(100)], replay: [undefined, 4], wins: true },
    { what: 'one of an earlier run, after a restart', known: [moment(100)], replay: [undefined, EARLIER], wins: false },
    { what: 'one of an earlier run with a newer time', known: [own(100)], replay: [own(101), EARLIER], wins: false },
    { what: 'one of an earlier run, heard live', known: [moment(100), 5], replay: [undefined, EARLIER], wins: false },
    { what: 'one of an earlier run, nobody knows when', known: [undefined], replay: [undefined, EARLIER], wins: false },
  ]
  test.each(cases)('$what: overrules $wins', ({ known: [at, heardAt], replay: [replayedAt, arrivedAt], wins }) => {
    for (const value of [70, null]) {
      const known = knowing(50, at, heardAt)
      const before = known.get('brightness')
      applyReport(known, replayed(said({ brightness: value }), replayedAt, arrivedAt))
      const overruled = value === null ? undefined : { value, moment: replayedAt, heardAt: undefined }
      expect(known.get('brightness')).toEqual(wins ? overruled : before)
    }
  })

  test('that says the same as before the outage changes nothing', () => {
    const known = knowing(50, moment(100), 5)
    for (const arrivedAt of [undefined, 4, 6]) {
      expect(applyReport(known, replayed(said({ brightness: 50 }), own(90), arrivedAt))).toEqual([])
      expect(known.get('brightness')).toEqual({ value: 50, moment: moment(100), heardAt: 5 })
    }
  })

  test('that says the same with a newer own time is heard no later for it', () => {
    const known = knowing(50, own(100), 5)
    applyReport(known, replayed(said({ brightness: 50 }), own(120)))
    expect(known.get('brightness')).toEqual({ value: 50, moment: own(120), heardAt: 5 })
  })

  test('with the value of before the restart keeps its moment', () => {
    const known = knowing(50, moment(100))
    applyReport(known, replayed(said({ brightness: 50 })))
    expect(known.get('brightness')).toEqual({ value: 50, moment: moment(100), heardAt: undefined })
  })

  test('with another value than before the restart corrects it and has no moment', () => {
    const known = knowing(50, moment(100))
    applyReport(known, replayed(said({ brightness: 70 })))
    expect(known.get('brightness')).toEqual({ value: 70, moment: undefined, heardAt: undefined })
  })

  test('brings its own time along where there is none', () => {
    const known = knowing(50, undefined)
    applyReport(known, replayed(said({ brightness: 50 }), own(150)))
    expect(known.get('brightness')?.moment).toEqual(own(150))
  })
})

describe('freshness', () => {
  test('counts from the last live report, on the monotonic clock, the end included', () => {
    const known: Known = { value: 1, moment: moment(0), heardAt: monoMs(1000) }
    expect([1000, 61_000, 61_001].map(now => isFresh(known, 60_000, monoMs(now)))).toEqual([true, true, false])
    expect(isFresh(undefined, 60_000, monoMs(0))).toBe(false)
  })

  test('no row of replays ever makes anything fresh or changes a live value', () => {
    const value = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null })
    const report = fc.record({ value, live: fc.boolean() })
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), reports => {
        const known: KnownValues = new Map()
        let lastLive: number | null | undefined
        reports.forEach(({ value: brightness, live: isLive }, at) => {
          const values = said({ brightness })
          applyReport(known, isLive ? live(values, at, at) : replayed(values))
          if (isLive) lastLive = brightness
        })
        const now = known.get('brightness')
        if (typeof lastLive === 'number') expect([now?.value, now?.heardAt === undefined]).toEqual([lastLive, false])
        else expect(now?.heardAt).toBeUndefined()
      }),
    )
  })
})

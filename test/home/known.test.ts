/** How reports change what is known; replays neither freshen nor renew. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyReport as apply, isFresh, type Known, type KnownValues, type Report } from '../../src/home/known.ts'
import type { Moment } from '../../src/home/moment.ts'
import type { Json } from '../../src/kernel/json.ts'
import { type MonoMs, monoMs, wallMs } from '../../src/kernel/time.ts'
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
const replayed = (values: ReturnType<typeof said>, at?: Moment) => ({ values, moment: at, heardAt: undefined })

const applyReport = (known: KnownValues, report: Report, listeningSince: MonoMs | undefined = monoMs(0)) =>
  apply(known, report, listeningSince)

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

  test('never touches what was said live', () => {
    for (const value of [70, 50, null]) {
      const known = knowing(50, moment(100), 5)
      expect(applyReport(known, replayed(said({ brightness: value }), moment(999)))).toEqual([])
      expect(known.get('brightness')).toEqual({ value: 50, moment: moment(100), heardAt: 5 })
    }
  })

  test('overrules what was said live before an outage of the broker, and is not fresh', () => {
    for (const since of [6, 5, undefined]) {
      const known = knowing(50, moment(100), 5)
      applyReport(known, replayed(said({ brightness: 70 })), since === undefined ? undefined : monoMs(since))
      const overruled = { value: 70, moment: undefined, heardAt: undefined }
      expect(known.get('brightness')).toEqual(since === 6 ? overruled : { value: 50, moment: moment(100), heardAt: 5 })
    }
    const known = knowing(50, moment(100), 5)
    applyReport(known, replayed(said({ brightness: 70 }), moment(150)), monoMs(6))
    expect(known.get('brightness')).toEqual({ value: 70, moment: moment(150), heardAt: undefined })
    applyReport(known, replayed(said({ brightness: null })), monoMs(6))
    expect(known.has('brightness')).toBe(false)
  })

  test('that says the same as before the outage changes nothing', () => {
    const known = knowing(50, moment(100), 5)
    expect(applyReport(known, replayed(said({ brightness: 50 }), moment(90)), monoMs(6))).toEqual([])
    expect(known.get('brightness')).toEqual({ value: 50, moment: moment(100), heardAt: 5 })
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

  test('brings its own time along', () => {
    const known = knowing(50, moment(100))
    applyReport(known, replayed(said({ brightness: 50 }), moment(150)))
    expect(known.get('brightness')?.moment).toEqual(moment(150))
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

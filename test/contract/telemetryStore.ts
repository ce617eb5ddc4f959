/** What every {@link TelemetryStore} must do, the real one and the fake alike. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../src/kernel/json.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { StoredMoment, StoredTransition, TelemetryStore } from '../../src/ports/stores.ts'

export interface OpenedTelemetryStore {
  readonly store: TelemetryStore
  close(): void
}

const T = 1_795_136_400_000
export const moment = (wall: number, origin: StoredMoment['origin'] = 'arrival'): StoredMoment => ({
  wall: wallMs(wall),
  origin,
})

export function telemetryStoreContract(name: string, open: () => OpenedTelemetryStore): void {
  describe(`telemetry store contract: ${name}`, () => {
    let opened: OpenedTelemetryStore
    let store: TelemetryStore
    beforeEach(() => {
      opened = open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const seen = (at: StoredMoment): void => store.save({ lastSeen: [{ applianceId: 'lamp', at }], values: [] })
    const lastSeen = (): StoredMoment | undefined => store.load().lastSeen[0]?.at

    test('a new store is empty, and an empty batch changes nothing', () => {
      store.save({ lastSeen: [], values: [] })
      expect(store.load()).toEqual({ lastSeen: [], values: [] })
      expect(store.transitions()).toEqual([])
    })

    test('last-seen moments come back with their origin', () => {
      const batch = (['appliance', 'arrival', 'untrusted'] as const).map((origin, at) => ({
        applianceId: `조명-${at}`,
        at: moment(T + at, origin),
      }))
      store.save({ lastSeen: batch, values: [] })
      expect(store.load().lastSeen).toEqual(expect.arrayContaining(batch))
      expect(store.load().lastSeen).toHaveLength(3)
    })

    const steps: readonly (readonly [string, StoredMoment, StoredMoment, 'moves' | 'stays'])[] = [
      ['forward', moment(T), moment(T + 1), 'moves'],
      ['backward, by a clock that was set', moment(T), moment(T - 1), 'moves'],
      ['backward to an unbelieved clock', moment(T), moment(5_000, 'untrusted'), 'stays'],
      ['backward between origins', moment(T, 'appliance'), moment(T - 1, 'arrival'), 'moves'],
      ['backward from an unbelieved clock', moment(T + 1e9, 'untrusted'), moment(T), 'moves'],
      ['backward between unbelieved moments', moment(T, 'untrusted'), moment(5_000, 'untrusted'), 'moves'],
      ['same moment, now believed', moment(T, 'untrusted'), moment(T), 'moves'],
      ['same moment, no longer believed', moment(T), moment(T, 'untrusted'), 'stays'],
    ]
    test.each(steps)('last seen: %s', (_name, before, after, verdict) => {
      seen(before)
      seen(after)
      expect(lastSeen()).toEqual(verdict === 'moves' ? after : before)
    })
    test('the table of last-seen steps has 8 rows', () => expect(steps).toHaveLength(8))

    test('values of every JSON kind come back, also without a moment', () => {
      const kinds: readonly Json[] = [
        null,
        false,
        true,
        0,
        -1.5,
        '',
        'LOCKED',
        '한글 "인용"',
        [1, [2]],
        { a: { b: null } },
      ]
      const values = kinds.map((value, at) => ({
        applianceId: `a${at % 3}`,
        property: `p${at}`,
        value,
        at: at % 2 === 0 ? undefined : moment(T + at, 'appliance'),
      }))
      store.save({ lastSeen: [], values })
      expect(store.load().values).toEqual(expect.arrayContaining(values))
      expect(store.load().values).toHaveLength(10)
    })

    test('a value is replaced by whatever is saved next, its moment included', () => {
      const value = { applianceId: 'lamp', property: 'power', value: 'on' as Json, at: moment(T) }
      for (const next of [
        { ...value, value: 'off' },
        { ...value, at: moment(T - 5) },
        { ...value, at: undefined },
      ]) {
        store.save({ lastSeen: [], values: [next] })
        expect(store.load().values).toEqual([next])
      }
    })

    test('the last entry of a batch counts', () => {
      const values = [1, 2, 3].map(value => ({ applianceId: 'lamp', property: 'brightness', value, at: undefined }))
      store.save({ lastSeen: [1, 3, 2].map(at => ({ applianceId: 'lamp', at: moment(T + at) })), values })
      expect(store.load().values.map(({ value }) => value)).toEqual([3])
      expect(lastSeen()).toEqual(moment(T + 2))
    })

    test('the newest transition is the one written last, whatever its clock says', () => {
      const transition = (
        applianceId: string,
        presence: StoredTransition['presence'],
        at: number,
      ): StoredTransition => ({
        applianceId,
        presence,
        at: moment(at, 'untrusted'),
        evidence: `last heard 14:02, ${at}`,
      })
      const newest = [transition('lamp', 'offline', T - 1e6), transition('fan', 'unknown', T)]
      for (const each of [transition('lamp', 'online', T), ...newest]) store.saveTransitions([each])
      expect(store.transitions()).toEqual(expect.arrayContaining(newest))
      expect(store.transitions()).toHaveLength(2)
    })

    test('a forgotten appliance leaves nothing, the others stay, and it can come back', () => {
      const save = (applianceId: string): void => {
        const at = moment(T)
        store.save({ lastSeen: [{ applianceId, at }], values: [{ applianceId, property: 'power', value: 'on', at }] })
        store.saveTransitions([{ applianceId, presence: 'online', at, evidence: 'heard' }])
      }
      const ids = (): readonly string[] => {
        const { lastSeen: moments, values } = store.load()
        return [...moments, ...values, ...store.transitions()].map(({ applianceId }) => applianceId).sort()
      }
      for (const id of ['lamp', 'fan', 'plug']) save(id)
      store.forget(['lamp', 'plug', 'never seen'])
      expect(ids()).toEqual(['fan', 'fan', 'fan'])
      save('lamp')
      expect(ids()).toEqual(['fan', 'fan', 'fan', 'lamp', 'lamp', 'lamp'])
    })
  })
}

/** What every {@link AnnouncementStore} must do, the real one and the fake alike. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Override } from '../../src/home/override.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { AnnouncementChanges, AnnouncementStore, StoredAnnouncement } from '../../src/ports/announcementStore.ts'

export interface OpenedAnnouncementStore {
  readonly store: AnnouncementStore
  close(): void
}

const document = (topic: string, payload: string, at = 1): StoredAnnouncement => ({ topic, payload, at: wallMs(at) })

/** Saves, and sees that it holds. */
function save(store: AnnouncementStore, changes: Partial<AnnouncementChanges>): void {
  const failures: unknown[] = []
  store.save({ saved: [], removed: [], ids: new Map(), ...changes }, failure => failures.push(failure))
  expect(failures).toEqual([undefined])
}

export function announcementStoreContract(name: string, open: () => OpenedAnnouncementStore): void {
  describe(`announcement store contract: ${name}`, () => {
    let opened: OpenedAnnouncementStore
    beforeEach(() => {
      opened = open()
    })
    afterEach(() => opened.close())

    test('documents come back in the order in which they first came, in their newest form', () => {
      const { store } = opened
      save(store, { saved: [document('b', 'one'), document('a', '조명')], removed: [] })
      save(store, { saved: [document('c', 'three')], removed: ['nowhere'] })
      save(store, { saved: [document('b', 'two', 9)], removed: [] })
      expect(store.documents()).toEqual([document('b', 'two', 9), document('a', '조명'), document('c', 'three')])
      save(store, { saved: [], removed: ['b', 'c'] })
      expect(store.documents().map(one => one.topic)).toEqual(['a'])
    })

    test('ids that are kept come back in order, changed ones last, and are forgotten', () => {
      const { store } = opened
      save(store, {
        ids: new Map([
          ['auto-b', 'auto-x'],
          ['auto-a', 'auto-x'],
          ['auto-c', 'auto-y'],
        ]),
      })
      save(store, {
        ids: new Map([
          ['auto-b', 'auto-z'],
          ['auto-c', undefined],
          ['auto-d', undefined],
        ]),
      })
      save(store, {})
      expect([...store.ids()]).toEqual([
        ['auto-a', 'auto-x'],
        ['auto-b', 'auto-z'],
      ])
    })

    test('decisions are kept by appliance, changed, and taken back', async () => {
      const { store } = opened
      await store.saveOverrides(
        new Map<string, Override>([
          ['lamp', { name: 'A', allow: ['open'] }],
          ['lock', { hidden: true }],
        ]),
      )
      await store.saveOverrides(
        new Map<string, Override | undefined>([
          ['lamp', { name: 'B', location: null }],
          ['lock', undefined],
          ['nobody', undefined],
        ]),
      )
      await store.saveOverrides(new Map())
      expect([...store.overrides()]).toEqual([['lamp', { name: 'B', location: null }]])
    })
  })
}

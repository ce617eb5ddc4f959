/** What a storm of announcements costs at one go: counted, because a machine that is busy proves nothing by its clock. */
import { describe, expect, test } from 'vitest'
import { createBook } from '../../../src/gateway/announcing/book.ts'
import {
  MAX_CAUGHT_UP,
  MAX_UNSAVED_BYTES,
  MAX_UNSETTLED,
  QUIET_MS,
  SAVED_AT_ONCE_BYTES,
} from '../../../src/gateway/announcing/bounds.ts'
import { createDue } from '../../../src/gateway/announcing/due.ts'
import { createNames } from '../../../src/gateway/announcing/names.ts'
import { monoMs, wallMs } from '../../../src/kernel/time.ts'
import type { AnnouncementChanges, AnnouncementStore } from '../../../src/ports/announcementStore.ts'
import { StoreError, type Written } from '../../../src/ports/stores.ts'
import { takenIn } from '../../support/announcing.ts'
import { memoryAnnouncementStore } from '../../support/memoryAnnouncements.ts'
import { openRig } from '../../support/rig.ts'

const topicOf = (at: number): string => `homeassistant/switch/s${at}/config`
const documentOf = (at: number, padding = 0): string =>
  JSON.stringify({ name: 'Lamp', uniq_id: `s${at}`, cmd_t: `x/${at}/set`, stat_t: `x/${at}`, pad: 'x'.repeat(padding) })

/** A store that notes what it is given, and answers when it is told to. */
function slowStore() {
  const kept = memoryAnnouncementStore()
  const parts: AnnouncementChanges[] = []
  const waiting: (() => void)[] = []
  let failure: StoreError | undefined
  const store: AnnouncementStore = {
    ...kept,
    save(changes, done: Written) {
      parts.push(changes)
      waiting.push(() => (failure === undefined ? kept.save(changes, done) : done(failure)))
    },
  }
  return {
    store,
    parts,
    waiting,
    fail: (how: StoreError | undefined): void => {
      failure = how
    },
    answer: (): void => waiting.shift()?.(),
  }
}

const bytesOf = ({ saved }: AnnouncementChanges): number => saved.reduce((sum, one) => sum + one.payload.length, 0)

describe('a burst', () => {
  test('is written in parts while it is read, one at a time, and what could not be written is written later', async () => {
    const { store, parts, waiting, fail, answer } = slowStore()
    const rig = await openRig({ ...takenIn(), announced: store })
    for (let at = 0; at < 1_000; at++) rig.hear(topicOf(at), documentOf(at, 4_000), true)
    await rig.clock.advance(5_000)
    // Four megabytes wait: the first part is under way, and nothing more is handed over before it is done.
    expect([parts.length, waiting.length]).toEqual([1, 1])
    fail(new StoreError('the disk is full'))
    answer()
    // What fails is not tried with every document again, but with the next flush.
    rig.hear(topicOf(1_000), documentOf(1_000), true)
    await rig.clock.advance(5_000)
    expect(waiting).toHaveLength(0)
    rig.gateway.flush()
    expect(waiting).toHaveLength(1)
    fail(undefined)
    answer()
    rig.gateway.flush()
    for (let at = 0; at < 40; at++) {
      answer()
      await rig.clock.advance(100)
    }
    expect(store.documents()).toHaveLength(1_001)
    expect(parts.length).toBeGreaterThan(4_000_000 / SAVED_AT_ONCE_BYTES)
    expect(Math.max(...parts.map(bytesOf))).toBeLessThanOrEqual(SAVED_AT_ONCE_BYTES)
    rig.gateway.flush(true)
    expect(waiting).toHaveLength(0)
  })

  test('that is smaller waits for the flush, and at the end everything is handed over at once', async () => {
    const { store, parts } = slowStore()
    const rig = await openRig({ ...takenIn(), announced: store })
    for (let at = 0; at < 200; at++) rig.hear(topicOf(at), documentOf(at, 4_000), true)
    await rig.clock.advance(5_000)
    expect(parts).toHaveLength(0)
    rig.gateway.flush(true)
    expect(parts.map(one => one.saved.length)).toEqual([200])
    expect(bytesOf(parts[0] ?? { saved: [], removed: [], ids: new Map() })).toBeLessThan(MAX_UNSAVED_BYTES)
  })

  test('is followed a few devices at a time, so that no broker replays a thousand states at one go', async () => {
    const added: number[] = []
    let before = 0
    const rig = await openRig({
      ...takenIn(),
      subscribe: async filters => {
        added.push(filters.length - before)
        before = filters.length
      },
    })
    added.length = 0
    for (let at = 0; at < 500; at++) rig.hear(topicOf(at), documentOf(at), true)
    await rig.clock.advance(5_000)
    expect([...rig.gateway.house.all()]).toHaveLength(500)
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(500)
    expect(Math.max(...added)).toBeLessThanOrEqual(MAX_UNSETTLED)
    expect(MAX_CAUGHT_UP).toBeLessThanOrEqual(MAX_UNSETTLED)
  })

  test('of one name is told apart without counting through all of them for each', () => {
    const names = createNames()
    const told = Array.from({ length: 1_000 }, (_, at) => names.take('조명', `auto-${String(at).padStart(12, '0')}`))
    expect(new Set(told).size).toBe(1_000)
    expect(told.slice(0, 3)).toEqual(['조명', '조명 2', '조명 3'])
    expect(told.at(-1)).toBe('조명 000999')
    names.free('조명 2', 'auto-000000000001')
    expect(names.take('조명', 'auto-new')).toBe('조명 2')
  })
})

describe('what is due', () => {
  test('is found by looking at two of however many wait, and a flapping one is not waited for for ever', () => {
    const due = createDue()
    for (let at = 0; at < 10_000; at++) due.touch(`quiet ${at}`, monoMs(1_000))
    for (let at = 1_000; at <= 2_990; at += 10) due.touch('flapping', monoMs(at))
    expect(due.next(monoMs(1_000 + QUIET_MS - 1))).toBeUndefined()
    expect(due.at()).toBe(1_000 + QUIET_MS)
    for (let at = 0; at < 10_000; at++) expect(due.next(monoMs(2_990))).toBe(`quiet ${at}`)
    expect([due.next(monoMs(2_990)), due.at()]).toEqual([undefined, 3_000])
    expect(due.next(monoMs(3_000))).toBe('flapping')
    expect(due.at()).toBeUndefined()
  })
})

describe('what is not saved yet', () => {
  const document = (topic: string, bytes = 10) => ({ topic, bytes, hash: '', entities: [], rank: 0, at: wallMs(1) })

  test('is the newest of each, and what failed never overrules what has changed since', () => {
    const book = createBook({ refused: () => undefined, changed: () => undefined })
    const hold = (topic: string, text: string): void => book.hold(document(topic), text, true)
    hold('a', 'one')
    hold('b', 'one')
    book.hold(document('known'), 'one', false)
    const part = book.changes(1_000)
    expect(part.saved.map(one => one.topic)).toEqual(['a', 'b'])
    hold('a', 'two')
    book.drop('b')
    book.unsaved(part)
    expect(book.unsavedBytes()).toBe(3)
    expect(book.changes(1_000)).toEqual({ saved: [{ topic: 'a', payload: 'two', at: 1 }], removed: ['b'] })
    book.unsaved({ saved: [], removed: ['b'] })
    hold('b', 'again')
    expect(book.changes(1_000)).toMatchObject({ saved: [{ payload: 'again' }], removed: [] })
  })
})

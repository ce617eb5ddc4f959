/** Retained messages in SQLite: kept over restarts and power cuts, and written in batches. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { URGENT_MS } from '../../../src/adapters/sqlite/retainedStore.ts'
import { manualClock } from '../../support/manualClock.ts'
import { afterPowerCut, open, openRetained, row, rowsIn, told } from './retainedSupport.ts'
import { tempFolder } from './support.ts'

describe('what is kept', () => {
  test('comes back with topic, account, payload and QoS, byte for byte', () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openRetained(database)
    const messages = [
      row('a/state', 'on', 'lamp'),
      { ...row('거실/등', Uint8Array.from([0, 255, 128]), '$anonymous'), qos: 2 as const },
      { ...row('b/config', '{}', 'bridge'), qos: 0 as const },
    ]
    for (const message of messages) store.put(message)
    store.close()
    database.close()
    const again = open(file)
    const plain = openRetained(again)
      .load()
      .map(message => ({ ...message, payload: Buffer.from(message.payload) }))
    expect(plain).toEqual(messages)
    again.close()
  })

  test('is the last that was said, and nothing of what was cleared', () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openRetained(database)
    store.put(row('a', '1'))
    store.put(row('b', '1'))
    store.flush()
    store.put(row('a', '2', 'other'))
    store.remove('b')
    store.put(row('c', '1'))
    store.remove('c')
    store.remove('never heard of')
    store.flush()
    expect(afterPowerCut(file)).toEqual(['a other 2'])
    store.put(row('b', '3'))
    store.flush()
    expect(afterPowerCut(file)).toEqual(['a other 2', 'b lamp 3'])
    database.close()
  })

  test('a cleared topic does not return through what was said there before, whatever comes after', () => {
    const file = join(tempFolder(), 'x.db')
    let database = open(file)
    for (let round = 0; round < 3; round++) {
      const store = openRetained(database)
      store.load()
      store.put(row(`topic ${round}`, 'x'))
      store.flush()
      store.remove(`topic ${round}`)
      store.flush()
      database.close()
      database = open(file)
    }
    const store = openRetained(database)
    expect(told(store)).toEqual([])
    store.put(row('new', 'y'))
    store.flush()
    expect(afterPowerCut(file)).toEqual(['new lamp y'])
    database.close()
  })

  test("the gateway's own words are not, and they replace an appliance's", () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openRetained(database)
    store.put(row('home/lamp/presence', 'forged'))
    store.flush()
    store.put({ ...row('home/lamp/presence', 'online'), account: undefined })
    store.put({ ...row('bridge/state', 'online'), account: undefined })
    store.flush()
    expect(afterPowerCut(file)).toEqual([])
    database.close()
  })

  test('any order of puts, clearings, flushes and restarts gives what a map gives', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), topic: fc.integer({ min: 0, max: 6 }), size: fc.nat(40_000) }),
      fc.record({ do: fc.constant('remove' as const), topic: fc.integer({ min: 0, max: 6 }) }),
      fc.constant({ do: 'flush' as const }),
      fc.constant({ do: 'restart' as const }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const file = join(tempFolder(), 'x.db')
        let database = open(file)
        let store = openRetained(database)
        const expected = new Map<string, string>()
        for (const [at, one] of steps.entries()) {
          if (one.do === 'put') {
            const payload = `${at}`.padEnd(one.size, '.')
            store.put(row(`t${one.topic}`, payload))
            expected.set(`t${one.topic}`, `t${one.topic} lamp ${payload}`)
          } else if (one.do === 'remove') {
            store.remove(`t${one.topic}`)
            expected.delete(`t${one.topic}`)
          } else store.close()
          if (one.do !== 'restart') continue
          database.close()
          database = open(file)
          store = openRetained(database)
          expect(told(store)).toEqual([...expected.values()].toSorted())
        }
        store.close()
        expect(told(store)).toEqual([...expected.values()].toSorted())
        database.close()
        rmSync(file)
      }),
      { numRuns: 60 },
    )
  })
})

describe('writing', () => {
  test('a message replaced ten times is written once, one said again the same not at all', () => {
    const database = open(join(tempFolder(), 'x.db'))
    const store = openRetained(database)
    for (let time = 0; time < 10; time++) store.put(row('a', String(time)))
    expect([rowsIn(database), database.bytesWritten().total]).toEqual([0, 0])
    store.flush()
    expect(rowsIn(database)).toBe(1)
    const { total } = database.bytesWritten()
    store.put(row('a', '9'))
    store.put(row('b', '1'))
    store.remove('b')
    store.flush()
    store.flush()
    expect([rowsIn(database), database.bytesWritten().total]).toEqual([1, total])
    database.close()
  })

  test('an announcement is on disk after a few seconds, and only it', async () => {
    const clock = manualClock()
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openRetained(database, { clock })
    store.put(row('lamp/state', 'on'))
    store.put(row('lamp/config', '{}'))
    await clock.advance(URGENT_MS - 1)
    expect(afterPowerCut(file)).toEqual([])
    await clock.advance(1)
    expect(afterPowerCut(file)).toEqual(['lamp/config lamp {}'])
    store.remove('lamp/config')
    await clock.advance(10 * URGENT_MS)
    // The second within a minute waits for its flush: it must not wear the card out.
    expect(afterPowerCut(file)).toEqual(['lamp/config lamp {}'])
    store.flush()
    expect(afterPowerCut(file)).toEqual(['lamp/state lamp on'])
    store.put(row('lamp/config', '{"name":"new"}'))
    await clock.advance(URGENT_MS)
    expect(afterPowerCut(file)).toHaveLength(2)
    store.close()
    expect(clock.pendingTimers()).toBe(0)
    database.close()
  })

  test('one that is announced again the same writes nothing and takes nobody its turn', async () => {
    const clock = manualClock()
    const database = open(join(tempFolder(), 'x.db'))
    const store = openRetained(database, { clock })
    store.put(row('lamp/config', '{}'))
    store.flush()
    const { total } = database.bytesWritten()
    store.put(row('lamp/config', '{}'))
    await clock.advance(URGENT_MS)
    expect(database.bytesWritten().total).toBe(total)
    store.put(row('other/config', '{}'))
    await clock.advance(URGENT_MS)
    expect(rowsIn(database)).toBe(2)
    database.close()
  })

  test('a large flush goes in parts, so that no directive waits for all of it', async () => {
    const clock = manualClock()
    const database = open(join(tempFolder(), 'x.db'))
    const store = openRetained(database, { clock })
    for (let at = 0; at < 1_000; at++) store.put(row(`lamp${at}/state`, 'on'))
    store.flush()
    const first = rowsIn(database)
    expect([first > 100, first < 500]).toEqual([true, true])
    await clock.advance(1_000)
    expect([rowsIn(database), clock.pendingTimers()]).toEqual([1_000, 0])
    for (let at = 0; at < 1_000; at++) store.put(row(`lamp${at}/state`, 'off'))
    store.close()
    expect([told(store).every(line => line.endsWith('off')), clock.pendingTimers()]).toEqual([true, 0])
    database.close()
  })

  test('an announcement in the middle of a large flush does not end it', async () => {
    const clock = manualClock()
    const database = open(join(tempFolder(), 'x.db'))
    const store = openRetained(database, { clock })
    for (let at = 0; at < 1_000; at++) store.put(row(`lamp${at}/state`, 'on'))
    store.put(row('lamp/config', '{}'))
    await clock.advance(URGENT_MS - 1)
    store.flush()
    await clock.advance(1_000)
    expect([rowsIn(database), clock.pendingTimers()]).toEqual([1_001, 0])
    database.close()
  })

  test('cleaning drops what was replaced or cleared, and nothing else', () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openRetained(database)
    const expected: string[] = []
    for (let at = 0; at < 40; at++) {
      const payload = `cold ${at}`.padEnd(5_000, '.')
      store.put(row(`cold ${at}`, payload))
      if (at % 4 !== 0) expected.push(`cold ${at} lamp ${payload}`)
    }
    store.close()
    for (let at = 0; at < 40; at += 4) store.remove(`cold ${at}`)
    for (let round = 0; round < 300; round++) {
      for (const topic of ['hot', 'warm']) store.put(row(topic, `${topic} ${round}`.padEnd(6_000, '.')))
      store.flush()
    }
    for (const topic of ['hot', 'warm']) expected.push(`${topic} lamp ${`${topic} 299`.padEnd(6_000, '.')}`)
    expect(afterPowerCut(file)).toEqual(expected.toSorted())
    // 600 were appended; without cleaning they would all be there.
    expect(rowsIn(database)).toBeLessThan(150)
    store.put(row('cold 0', 'back'))
    store.flush()
    expect(afterPowerCut(file)).toContain('cold 0 lamp back')
    database.close()
  })

  test('the largest messages are written too', () => {
    const file = join(tempFolder(), 'x.db')
    const database = open(file)
    const store = openRetained(database)
    for (let at = 0; at < 7; at++) store.put(row(`bridge/${at}`, Buffer.alloc(1_048_576, at)))
    store.close()
    expect(afterPowerCut(file)).toHaveLength(7)
    database.close()
  })
})

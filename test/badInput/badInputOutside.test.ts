/** The rows that concern any broker, with Mosquitto in place of the embedded one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasMosquitto, type Mosquitto, startMosquitto } from '../adapters/mqtt/mosquitto.ts'
import { BAD_CASES } from './allCases.ts'
import { type OpenBench, openBench } from './openBench.ts'
import { runCase } from './runCase.ts'

const CASES = BAD_CASES.filter(one => one.anyBroker === true)

describe.skipIf(!hasMosquitto)('bad input with an outside broker (needs Mosquitto)', () => {
  const ran = new Set<string>()
  let broker: Mosquitto
  let bench: OpenBench
  let startRssBytes = 0

  beforeAll(async () => {
    // It would write all it has to the disk after every message of a flood, and be deaf meanwhile.
    broker = await startMosquitto(['persistence false'])
    bench = await openBench('KR', { outsidePort: broker.port })
    startRssBytes = process.memoryUsage.rss()
  })
  afterAll(async () => {
    await bench?.close()
    await broker?.stop()
  })

  test.each(CASES)('$id: $sent -> $answer', async one => {
    ran.add(one.id)
    expect(await runCase(one, bench, startRssBytes)).toEqual({ answer: one.answer, afterwards: [] })
  })

  test('every row ran', () => {
    expect(ran.size).toBe(CASES.length)
    expect(CASES.length).toBeGreaterThan(100)
  })
})

/** Every row of the table of bad input, sent to running gateways over real sockets (docs/bad-input.md). */

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { badInputPage } from '../../scripts/badInputPage.ts'
import { BAD_CASES } from './allCases.ts'
import { type OpenBench, openBench } from './openBench.ts'
import { runCase } from './runCase.ts'
import { SURFACES, type Surface } from './surfaces.ts'

const ran = new Set<string>()
let kr: OpenBench
let jp: OpenBench
/** Time is skipped here for each password, and who is silent that long is asked. */
let linked: OpenBench
let startRssBytes = 0

beforeAll(async () => {
  kr = await openBench('KR')
  jp = await openBench('JP')
  linked = await openBench('KR', { lampsOnly: true })
  startRssBytes = process.memoryUsage.rss()
})
afterAll(async () => {
  await kr?.close()
  await jp?.close()
  await linked?.close()
})

describe.each(Object.keys(SURFACES) as Surface[])('bad input: %s', surface => {
  test.each(BAD_CASES.filter(one => one.surface === surface))('$id: $sent -> $answer', async one => {
    ran.add(one.id)
    const bench = one.surface === 'oauth' ? linked : one.edition === 'JP' ? jp : kr
    expect(await runCase(one, bench, startRssBytes)).toEqual({ answer: one.answer, afterwards: [] })
  })
})

describe('the table', () => {
  test('every row ran, under an id of its own', () => {
    expect(ran.size).toBe(BAD_CASES.length)
    expect(BAD_CASES.filter(one => !one.id.startsWith(`${one.surface}-`))).toEqual([])
    expect(BAD_CASES.length).toBeGreaterThan(300)
  })

  test('docs/bad-input.md shows it (npm run generate)', () => {
    const page = badInputPage()
    expect(readFileSync(new URL('../../docs/bad-input.md', import.meta.url), 'utf8')).toBe(page)
    expect(page.split('\n').filter(line => /^\| `\w+-/.test(line))).toHaveLength(BAD_CASES.length)
  })
})

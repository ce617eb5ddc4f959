/** A line of the demonstration's table says what is missing in the language that was asked for. */
import { expect, test } from 'vitest'
import { columnWidths, type DemoResult, resultLines, unexpected } from '../../src/cli/demoRow.ts'
import type { Json } from '../../src/kernel/json.ts'
import type { Language } from '../../src/kernel/text.ts'

const answer = (name: string, payload: Json): Json => ({ header: { name }, payload })

const RESULT: DemoResult = {
  title: 'TurnOn',
  subtitle: 'Lamp',
  sent: [{ topic: 'lamp/set', payload: '' }],
  reported: [],
  answer: undefined,
  durationMs: 7,
  faults: [],
}

test.each<readonly [Language, string, string]>([
  ['ko', '(비어 있음)', '답이 없음'],
  ['ja', '（空）', '答えがない'],
  ['en', '(empty)', 'no answer'],
])('%s: an empty payload and a missing answer', (language, empty, nothing) => {
  const lines = resultLines(RESULT, columnWidths(160), { language }).join('\n')
  expect(lines).toContain(empty)
  expect(lines).toContain(nothing)
})

test('another answer than the expected one is named, and so is another value', () => {
  const told = answer('SetBrightnessConfirmation', { brightness: { value: 30 } })
  const wanted = { name: 'SetBrightnessConfirmation', tells: '/brightness/value=30' }
  const speaker = { language: 'ko' } as const
  expect(unexpected(told, wanted, speaker)).toEqual([])
  expect(unexpected(told, { ...wanted, tells: undefined }, speaker)).toEqual([])
  expect(unexpected(told, { ...wanted, tells: '/brightness/value=50' }, speaker)).toEqual([
    '/brightness/value 이(가) 50 이어야 합니다',
  ])
  expect(unexpected(undefined, wanted, speaker)).toEqual(['SetBrightnessConfirmation 이어야 합니다'])
})

/** The desk of our own probes: it answers what it asked, while it asks, and nothing else. */
import { expect, test } from 'vitest'
import { createProbeDesk } from '../../../src/gateway/exposure/probeDesk.ts'

test('answers a nonce only while it is on its way', () => {
  const desk = createProbeDesk()
  const { nonce, expected, close } = desk.open()
  expect(nonce).toMatch(/^[0-9a-f]{32}$/)
  expect(expected).toMatch(/^[0-9a-f]{64}$/)
  expect(desk.answer(nonce)).toBe(expected)
  expect(desk.answer('0'.repeat(32))).toBeUndefined()
  close()
  expect(desk.answer(nonce)).toBeUndefined()
})

test('another gateway has another key', () => {
  const [one, other] = [createProbeDesk(), createProbeDesk()]
  expect(other.answer(one.open().nonce)).toBeUndefined()
})

test('only so many at a time, and a closed one makes room', () => {
  const desk = createProbeDesk()
  const open = Array.from({ length: 4 }, () => desk.open())
  expect(() => desk.open()).toThrow('4 probes are on their way')
  open[0]?.close()
  expect(desk.answer(desk.open().nonce)).toBeDefined()
})

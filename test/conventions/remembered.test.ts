/** Names that all entities of a device share are looked through once, and what is found in them stays the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { remembered } from '../../src/conventions/choose/remembered.ts'
import { roomOf } from '../../src/conventions/choose/rooms.ts'

describe('what was made of a text', () => {
  test('is not made again while few others come between', () => {
    const made: string[] = []
    const upper = remembered(text => {
      made.push(text)
      return text === '' ? undefined : text.toUpperCase()
    })
    for (let at = 0; at < 256; at++) expect([upper('device'), upper(''), upper(`own ${at}`)][0]).toBe('DEVICE')
    // Nothing found is remembered as well; each own name costs what it costs.
    expect(made.filter(text => text.startsWith('own'))).toHaveLength(256)
    expect(made.length).toBeLessThan(256 * 1.2)
  })

  test('is what the function says, whatever was asked before', () => {
    const length = remembered(text => text.length)
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), texts => {
        expect(texts.map(length)).toEqual(texts.map(text => text.length))
      }),
    )
  })
})

describe('a room', () => {
  test.each([
    ['거실 안방 욕실', 'BATH_ROOM_IN_MAIN_ROOM'],
    ['주방 베란다 거실', 'BALCONY_KITCHEN'],
    ['study in the laundry room', 'UTILITY_ROOM'],
    ['kitchenette', undefined],
    ['안방 1 스위치', 'MAIN_ROOM'],
    ['방 1 스위치', 'FIRST_ROOM'],
    ['끝에 방 2', 'SECOND_ROOM'],
  ])('is told by the longest word, wherever it stands: %s', (name, code) => {
    for (let times = 0; times < 2; times++) expect(roomOf(undefined, [name], 'KR').location).toBe(code)
  })

  test('is that of its edition, also where the other was asked for the same name', () => {
    expect(roomOf(undefined, ['和室の照明'], 'JP').location).toBe('JAPANESE_STYLE_ROOM')
    expect(roomOf(undefined, ['안방 조명'], 'KR').location).toBe('MAIN_ROOM')
    expect(roomOf(undefined, ['和室の照明'], 'KR').location).toBeUndefined()
  })
})

/** Evidence in words, for every reason there is, in three languages. */
import { describe, expect, test } from 'vitest'
import { evidenceText } from '../../src/home/evidenceText.ts'
import type { Reason, SignOfLife } from '../../src/home/presence.ts'
import type { Language } from '../../src/kernel/text.ts'

const LANGUAGES: readonly Language[] = ['ko', 'ja', 'en']
const SIGNS: readonly SignOfLife[] = ['result', 'message', 'session', 'ping']

/** Each code of {@link Reason} once: a new one does not compile until it stands here. */
const REASONS: { readonly [Code in Reason['code']]: Extract<Reason, { code: Code }> } = {
  'broker-unreachable': { code: 'broker-unreachable' },
  'parent-offline': { code: 'parent-offline' },
  'not-heard-yet': { code: 'not-heard-yet', sinceMs: 12_000 },
  heard: { code: 'heard', by: 'message', agoMs: 12_000 },
  'session-open': { code: 'session-open', sinceMs: 12_000 },
  'session-closed': { code: 'session-closed', agoMs: 12_000, timedOut: false },
  'last-will': { code: 'last-will', agoMs: 12_000, replayed: false },
  'last-will-held': { code: 'last-will-held', agoMs: 1000 },
  silent: { code: 'silent', silentMs: 120_000, timeoutMs: 90_000 },
  'silent-asking': { code: 'silent-asking', silentMs: 120_000, timeoutMs: 90_000 },
  'silent-habit': { code: 'silent-habit', silentMs: 7_200_000, timeoutMs: 3_600_000 },
  'duplicate-client': { code: 'duplicate-client', takeovers: 3, withinMs: 12_000 },
  'long-silent': { code: 'long-silent', silentMs: 90_000_000 },
  'command-unanswered': { code: 'command-unanswered', agoMs: 12_000 },
}

const ENGLISH: Record<Reason['code'], string> = {
  'broker-unreachable': 'the broker cannot be reached',
  'parent-offline': 'its bridge is offline',
  'not-heard-yet': 'listening for 12 s, nothing heard yet',
  heard: 'heard 12 s ago by a message',
  'session-open': 'logged in at the broker for 12 s',
  'session-closed': 'its login closed 12 s ago',
  'last-will': 'last will 12 s ago',
  'last-will-held': 'a last will came, being held for a moment',
  silent: 'silent for 2 min, expected within 90 s',
  'silent-asking': 'silent for 2 min, expected within 90 s, being asked',
  'silent-habit': 'silent for 2 h, expected within 60 min, which is only its habit, and it cannot be asked',
  'duplicate-client': 'two clients of one id have thrown each other out 3 times within 12 s',
  'long-silent': 'silent for 25 h, its cadence is not known',
  'command-unanswered': 'a command 12 s ago was not answered',
}

const ALL: readonly Reason[] = [
  ...Object.values(REASONS),
  { code: 'session-closed', agoMs: 5000, timedOut: true },
  { code: 'last-will', agoMs: 5000, replayed: true },
  { code: 'silent', silentMs: 120_000, timeoutMs: 90_000, askedAgoMs: 5000 },
  ...SIGNS.map(by => ({ code: 'heard' as const, by, agoMs: 5000 })),
]

describe('evidence in words', () => {
  test.each(Object.values(REASONS))('$code in English', reason => {
    expect(evidenceText(reason, 'en')).toBe(ENGLISH[reason.code])
  })

  test('every reason has its own words in every language, on one line', () => {
    const seen = new Set<string>()
    for (const reason of ALL) {
      const texts = LANGUAGES.map(language => evidenceText(reason, language))
      expect(new Set(texts).size).toBe(3)
      for (const text of texts) {
        expect(text).not.toMatch(/undefined|NaN|\n|\.$/)
        expect(text.trim()).not.toBe('')
      }
      expect(texts[0]).toMatch(/[가-힣]/)
      expect(texts[1]).toMatch(/[ぁ-ヿ沈]/)
      for (const text of texts) seen.add(text)
    }
    // "heard by a message" stands twice, with different times.
    expect([ALL.length, seen.size]).toEqual([21, 63])
  })

  test('seconds, minutes and hours', () => {
    const words = (agoMs: number) => evidenceText({ code: 'heard', by: 'ping', agoMs }, 'en')
    expect([-1, 0, 119_000, 120_000, 7_199_000, 7_200_000].map(words)).toEqual([
      'heard 0 s ago by a ping',
      'heard 0 s ago by a ping',
      'heard 119 s ago by a ping',
      'heard 2 min ago by a ping',
      'heard 120 min ago by a ping',
      'heard 2 h ago by a ping',
    ])
  })

  test('in Korean and Japanese', () => {
    expect(evidenceText(REASONS.silent, 'ko')).toBe('2분 동안 소식 없음 (기준 90초)')
    expect(evidenceText(REASONS.silent, 'ja')).toBe('2分沈黙（上限 90秒）')
    expect(evidenceText(REASONS['session-closed'], 'ko')).toBe('12초 전 브로커 접속을 종료함')
    expect(evidenceText(REASONS.heard, 'ja')).toBe('12秒前にメッセージ')
  })
})

/** The chain of evidence: every link there is, what it says of what stands and what is overruled, and its words. */
import { describe, expect, test } from 'vitest'
import { type Circumstances, explain, type Link, telling } from '../../src/home/explain.ts'
import { besideTexts, explanationText, linkText } from '../../src/home/explainText.ts'
import { type Evidence, type Expected, presenceAt } from '../../src/home/presence.ts'
import type { Language } from '../../src/kernel/text.ts'
import { hours, minutes, monoMs, seconds } from '../../src/kernel/time.ts'

const NOW = monoMs(hours(10))
const ago = (ms: number) => monoMs(NOW - ms)
const CADENCE: Expected = { intervalMs: 30_000, misses: 3, silentOk: false, source: 'declared', askable: true }
const AROUND: Circumstances = {
  listeningSince: ago(hours(2)),
  parentOffline: false,
  parent: undefined,
  startedAt: ago(hours(3)),
  before: undefined,
}
const FULL: Evidence = {
  heard: { at: ago(100_000), by: 'message' },
  session: { open: false, at: ago(hours(1)), timedOut: true },
  lastWill: { at: ago(minutes(40)), replayed: false },
  asked: { at: ago(6_000) },
  askedUnanswered: { at: ago(6_000), times: 2 },
  unanswered: { at: ago(minutes(50)) },
}
const chain = (evidence: Evidence, cadence: Partial<Expected> = {}, around: Partial<Circumstances> = {}) =>
  explain(evidence, { ...CADENCE, ...cadence }, { ...AROUND, ...around }, NOW)
const codes = (links: readonly Link[]): string[] => links.map(link => link.code)
const one = (links: readonly Link[], code: Link['code']) => links.find(link => link.code === code)

describe('the chain of evidence', () => {
  test('has everything that bears on a presence, in this order', () => {
    expect(chain(FULL, {}, { parent: 'hub', before: 'online' })).toEqual([
      { code: 'heard', by: 'message', agoMs: 100_000, beforeOutage: false },
      { code: 'cadence', source: 'declared', intervalMs: 30_000, timeoutMs: 90_000 },
      { code: 'session-closed', agoMs: hours(1), timedOut: true, overruled: true },
      { code: 'last-will', agoMs: minutes(40), replayed: false, standing: 'overruled-by-life' },
      { code: 'question-unanswered', agoMs: 6_000, times: 2, overruled: false },
      { code: 'command-unanswered', agoMs: minutes(50), overruled: true },
      { code: 'parent', parent: 'hub', offline: false },
      { code: 'broker', sinceMs: hours(2) },
      { code: 'started', agoMs: hours(3), before: 'online' },
    ])
  })

  test('of one that nobody has heard of', () => {
    expect(codes(chain({}, { intervalMs: undefined as never, askable: false }, { listeningSince: undefined }))).toEqual(
      ['never-heard', 'cadence-unknown', 'cannot-be-asked', 'broker-unreachable', 'started'],
    )
  })

  test.each([
    ['held', 10, {}, false],
    ['believed', 5_000, {}, false],
    ['believed', 10, {}, true],
    ['overruled-by-session', 5_000, { session: { open: true, at: ago(6_000), timedOut: false } }, false],
    ['held', 10, { session: { open: true, at: ago(6_000), timedOut: false } }, false],
    [
      'overruled-by-session',
      10,
      { session: { open: true, at: ago(6_000), timedOut: false }, takeovers: [ago(30_000), ago(20_000), ago(20)] },
      false,
    ],
    ['overruled-by-life', 5_000, { heard: { at: ago(1_000), by: 'ping' } }, false],
  ] as const)('a last will is %s (%i ms ago)', (standing, agoMs, evidence, replayed) => {
    const links = chain({ ...evidence, lastWill: { at: ago(agoMs), replayed } })
    expect(one(links, 'last-will')).toEqual({ code: 'last-will', agoMs, replayed, standing })
  })

  test('an outage overrules what was not answered before it, and is told of what was heard', () => {
    const links = chain(FULL, {}, { listeningSince: ago(5_000) })
    expect([one(links, 'heard'), one(links, 'question-unanswered')]).toMatchObject([
      { beforeOutage: true },
      { overruled: true },
    ])
  })

  test('whose word the cadence is', () => {
    const cadence = (more: Partial<Expected>) => chain({}, more)[1]
    expect(cadence({ source: 'learned' })).toMatchObject({ source: 'learned', timeoutMs: 150_000 })
    expect(cadence({ source: 'configured' })).toMatchObject({ source: 'configured', timeoutMs: 90_000 })
    expect(cadence({ silentOk: true })).toEqual({ code: 'silence-allowed' })
  })

  test('two clients of one id', () => {
    const links = chain({
      session: { open: true, at: ago(6_000), timedOut: false },
      takeovers: [ago(30_000), ago(20_000), ago(20)],
    })
    expect(one(links, 'duplicate-client')).toEqual({ code: 'duplicate-client', takeovers: 3, withinMs: 29_980 })
  })

  test('in short leaves out what is overruled or as it should be', () => {
    expect(codes(telling(chain(FULL, {}, { parent: 'hub' })))).toEqual(['heard', 'cadence', 'question-unanswered'])
    expect(codes(telling(chain({}, {}, { parent: 'hub', parentOffline: true })))).toEqual([
      'never-heard',
      'cadence',
      'parent',
    ])
  })
})

/** Each code at least once: a new one does not compile until it stands here. */
const LINKS: { readonly [Code in Link['code']]: readonly Extract<Link, { code: Code }>[] } = {
  'never-heard': [{ code: 'never-heard' }],
  heard: [
    { code: 'heard', by: 'message', agoMs: 12_000, beforeOutage: false },
    { code: 'heard', by: 'ping', agoMs: 12_000, beforeOutage: true },
  ],
  cadence: (['declared', 'configured', 'learned'] as const).map(source => ({
    code: 'cadence',
    source,
    intervalMs: 30_000,
    timeoutMs: 90_000,
  })),
  'silence-allowed': [{ code: 'silence-allowed' }],
  'cadence-unknown': [{ code: 'cadence-unknown' }],
  'session-open': [{ code: 'session-open', sinceMs: 12_000 }],
  'session-closed': [
    { code: 'session-closed', agoMs: 12_000, timedOut: true, overruled: false },
    { code: 'session-closed', agoMs: 12_000, timedOut: false, overruled: true },
  ],
  'duplicate-client': [{ code: 'duplicate-client', takeovers: 3, withinMs: 12_000 }],
  'last-will': [
    ...(['held', 'believed', 'overruled-by-life', 'overruled-by-session'] as const).map(standing => ({
      code: 'last-will' as const,
      agoMs: 12_000,
      replayed: false,
      standing,
    })),
    { code: 'last-will', agoMs: 12_000, replayed: true, standing: 'believed' },
  ],
  asked: [{ code: 'asked', agoMs: 12_000 }],
  'question-unanswered': [true, false].map(overruled => ({
    code: 'question-unanswered',
    agoMs: 12_000,
    times: 2,
    overruled,
  })),
  'cannot-be-asked': [{ code: 'cannot-be-asked' }],
  'command-unanswered': [true, false].map(overruled => ({ code: 'command-unanswered', agoMs: 12_000, overruled })),
  parent: [true, false].map(offline => ({ code: 'parent', parent: 'hub', offline })),
  broker: [{ code: 'broker', sinceMs: 12_000 }],
  'broker-unreachable': [{ code: 'broker-unreachable' }],
  started: [
    { code: 'started', agoMs: 12_000, before: undefined },
    ...(['online', 'offline', 'unknown'] as const).map(before => ({ code: 'started' as const, agoMs: 12_000, before })),
  ],
}
const LANGUAGES: readonly Language[] = ['ko', 'ja', 'en']

describe('the chain in words', () => {
  test('every link has its own words in every language, on one line', () => {
    const all = Object.values(LINKS).flat()
    const seen = new Set<string>()
    for (const link of all) {
      const [ko = '', ja = '', en = ''] = LANGUAGES.map(language => linkText(link, language))
      expect(ko).toMatch(/[가-힣]/)
      expect(ja).toMatch(/[ぁ-ヿ不]/)
      expect(en).toMatch(/^[ -~]+$/)
      for (const words of [ko, ja, en]) {
        expect(words).not.toMatch(/undefined|NaN|\n|\.$/)
        seen.add(words)
      }
    }
    expect([all.length, seen.size]).toEqual([31, 93])
  })

  test('on one line: the reason that decides, and beside it what it does not say', () => {
    const presence = presenceAt({ ...FULL }, CADENCE, AROUND, NOW)
    const links = chain(FULL)
    expect(explanationText(presence, links, 'en')).toBe(
      'silent for 100 s, expected within 90 s, and did not answer when asked 6 s ago; last heard 100 s ago by a message; ' +
        'expected every 30 s, too silent after 90 s: as the appliance declares',
    )
    expect(besideTexts(presence, links, 'ko')).toEqual([
      '마지막 소식 100초 전: 메시지',
      '30초마다 예상, 90초 넘으면 침묵: 기기가 알린 주기',
    ])
    const online = presenceAt({ heard: { at: ago(seconds(1)), by: 'ping' } }, CADENCE, AROUND, NOW)
    expect(besideTexts(online, chain({ heard: { at: ago(seconds(1)), by: 'ping' } }), 'en')).toEqual([
      'expected every 30 s, too silent after 90 s: as the appliance declares',
    ])
  })
})

/** Whether CLOVA can reach the home, from every combination of evidence; and that every cause has its words. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asSeenFromInside,
  type Exposure,
  type ExposureFacts,
  exposureOf,
  isAgainst,
  type ProbeRecord,
  type ProbeVerdict,
  recordProbe,
  SIGNED_HOLDS_MS,
  type TunnelState,
} from '../../src/home/exposure.ts'
import { causeText, exposureText } from '../../src/home/exposureText.ts'
import { TUNNEL_TEXTS } from '../../src/home/tunnelText.ts'
import { monoMs } from '../../src/kernel/time.ts'

const NOW = 10_000_000
const at = (agoMs: number) => monoMs(NOW - agoMs)
const probed = (verdict: ProbeVerdict, failures = 0, goodAgoMs?: number, failingAgoMs = 20_000): ProbeRecord => ({
  verdict,
  at: at(1000),
  failures,
  failingSince: failures > 0 ? at(failingAgoMs) : undefined,
  goodAt: goodAgoMs === undefined ? undefined : at(goodAgoMs),
})

const judged = (facts: Partial<ExposureFacts>): Exposure =>
  exposureOf(
    {
      signedAt: undefined,
      probe: undefined,
      probeHoldsMs: 900_000,
      tunnel: { state: 'unwatched', since: at(3_600_000), cause: undefined },
      ...facts,
    },
    monoMs(NOW),
  )

const UP = { state: 'up', since: at(3_600_000), cause: undefined } as const
const lost = (agoMs: number) => ({ state: 'down', since: at(agoMs), cause: 'linkLost' }) as const
const LOST = lost(30_000)

/** What is known, and the word, what it rests on, and the cause. */
const CASES: readonly (readonly [string, Partial<ExposureFacts>, string])[] = [
  ['nothing at all', {}, 'unknown nothing'],
  ['a tunnel that says it stands', { tunnel: UP }, 'unknown tunnel'],
  ['a tunnel that says it does not', { tunnel: LOST }, 'unreachable tunnel linkLost'],
  ['a signed request', { signedAt: at(1000) }, 'reachable directive'],
  ['a signed request after the tunnel says it fell', { signedAt: at(1000), tunnel: LOST }, 'reachable directive'],
  ['a signed request before it fell', { signedAt: at(40_000), tunnel: LOST }, 'unreachable tunnel linkLost'],
  ['a signed request before it fell just now', { signedAt: at(10_000), tunnel: lost(9_999) }, 'reachable directive'],
  ['a good probe before it fell', { probe: probed('me', 0, 40_000), tunnel: LOST }, 'unreachable tunnel linkLost'],
  ['a good probe after it fell', { probe: probed('me', 0, 1000), tunnel: LOST }, 'reachable probe'],
  ['an old signed request', { signedAt: at(SIGNED_HOLDS_MS) }, 'unknown nothing'],
  ['a probe that came back', { probe: probed('me', 0, 1000) }, 'reachable probe'],
  ['one failed probe after a good one', { probe: probed('timeout', 1, 60_000) }, 'reachable probe'],
  ['one failed probe after none', { probe: probed('timeout', 1) }, 'unknown probe timeout'],
  ['two failed probes', { probe: probed('page', 2, 60_000) }, 'unreachable probe page'],
  ['two failed probes, tunnel down', { probe: probed('edge', 2), tunnel: LOST }, 'unreachable probe linkLost'],
  ['two failed probes, tunnel up', { probe: probed('edge', 2), tunnel: UP }, 'unreachable probe edge'],
  [
    'failed probes, then a signed request: the probe is wrong',
    { probe: probed('blocked', 5), signedAt: at(1000) },
    'reachable directive',
  ],
  [
    'a signed request, then failed probes: that was before',
    { probe: probed('edge', 2), signedAt: at(60_000) },
    'unreachable probe edge',
  ],
  ['a router without hairpin', { probe: probed('hairpin') }, 'unknown probe hairpin'],
  ['no resolver, tunnel down', { probe: probed('resolver', 0, 60_000), tunnel: LOST }, 'unreachable tunnel linkLost'],
  ['no resolver, once good', { probe: probed('resolver', 0, 60_000), tunnel: UP }, 'reachable probe'],
  ['a good probe long ago', { probe: probed('me', 0, 900_000) }, 'unknown nothing'],
]

describe('the word', () => {
  test.each(CASES)('%s', (_what, facts, expected) => {
    const { word, by, cause } = judged(facts)
    expect([word, by, cause].filter(Boolean).join(' ')).toBe(expected)
  })

  test('every case was looked at', () => expect(CASES.length).toBe(22))
})

const VERDICTS = [
  'me elsewhere edge page blocked moved expired notYet wrongName untrusted noTls refused timeout unreachable reset',
  'noName private hairpin resolver failed',
]
  .join(' ')
  .split(' ') as readonly ProbeVerdict[]

const record = fc
  .array(fc.constantFrom(...VERDICTS), { maxLength: 12 })
  .map(list =>
    list.reduce<ProbeRecord | undefined>(
      (before, one, n) => recordProbe(before, one, at(200_000 - n * 1000)),
      undefined,
    ),
  )
const states = fc.constantFrom<TunnelState>('unwatched', 'stopped', 'starting', 'up', 'down')

test('whatever came before: reachable needs a signed request or a probe that came back, never the provider alone', () => {
  fc.assert(
    fc.property(record, states, fc.option(fc.integer({ min: 0, max: 2_000_000 })), (probe, state, signedAgoMs) => {
      const signedAt = signedAgoMs === null ? undefined : at(signedAgoMs)
      const tunnel = { state, since: at(30_000), cause: state === 'down' ? ('ended' as const) : undefined }
      const { word, by, cause } = judged({ probe, tunnel, signedAt })
      if (word === 'reachable') expect(by === 'directive' ? signedAt : probe?.goodAt).toBeDefined()
      if (word === 'unreachable') expect(cause).toBeDefined()
      if (by === 'tunnel') expect(word).not.toBe('reachable')
      // A request after everything else decides.
      expect(judged({ probe, tunnel, signedAt: at(0) }).word).toBe('reachable')
    }),
    { numRuns: 2000 },
  )
})

describe('seen from inside', () => {
  test('a refusal behind a forwarded port says nothing, until a probe once came back', () => {
    for (const verdict of ['refused', 'timeout', 'unreachable', 'reset'] as const) {
      expect(asSeenFromInside(verdict, 'unwatched', false)).toBe('hairpin')
      expect(asSeenFromInside(verdict, 'unwatched', true)).toBe(verdict)
      expect(asSeenFromInside(verdict, 'up', false)).toBe(verdict)
    }
    expect(asSeenFromInside('untrusted', 'unwatched', false)).toBe('untrusted')
  })

  test('what cannot tell is no failure', () => {
    expect(VERDICTS.filter(one => !isAgainst(one))).toEqual(['me', 'hairpin', 'resolver', 'failed'])
    const failing = recordProbe(recordProbe(undefined, 'edge', at(9)), 'resolver', at(8))
    expect([failing.failures, failing.failingSince]).toEqual([1, at(9)])
  })
})

test('every verdict and every cause has its words in three languages, on one line', () => {
  const causes = [...VERDICTS, ...(Object.keys(TUNNEL_TEXTS) as (keyof typeof TUNNEL_TEXTS)[])]
  expect(causes.length).toBe(20 + 24)
  for (const language of ['ko', 'ja', 'en'] as const) {
    const texts = causes.map(cause => causeText(cause, language))
    expect(new Set(texts).size).toBe(causes.length)
    for (const text of texts) expect(text).toMatch(/^[^\n{}]{3,}[^.。]$/u)
    const shown = (['directive', 'probe', 'tunnel', 'nothing'] as const).map(by =>
      exposureText({ word: 'unknown', by, agoMs: 61_000 }, language),
    )
    expect(shown.join()).not.toContain('{')
    expect(shown[0]).toContain('61')
  }
})

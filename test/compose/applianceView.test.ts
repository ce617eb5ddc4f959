/** `appliances show ID` and the local API explain every presence and every missing value, in three languages. */
import { describe, expect, test } from 'vitest'
import { applianceView } from '../../src/compose/applianceView.ts'
import { parseConfig } from '../../src/config/loadConfig.ts'
import type { Link } from '../../src/home/explain.ts'
import type { Evidence, Reason } from '../../src/home/presence.ts'
import type { ValueReason } from '../../src/home/valueUnknown.ts'
import type { Json } from '../../src/kernel/json.ts'
import { hours, monoMs, seconds } from '../../src/kernel/time.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { openRig, type Rig } from '../support/rig.ts'

const APPLIANCES = [
  nativeAppliance('hub', { type: 'LIGHT', properties: { power: {} } }),
  nativeAppliance('lamp', { type: 'LIGHT', interval: 30, properties: { power: {} } }, { parent: 'hub' }),
  boundAppliance('mute', 'AIRSENSOR', { humidity: { state: 'm/humidity' } }),
  boundAppliance('blind', 'LIGHT', { power: { set: 'b/set' } }),
  nativeAppliance('quiet', { type: 'AIRSENSOR', properties: { humidity: {} }, silent: 'ok' }),
]
/** The appliances have been in the house for this long, so that every past there is lies behind them. */
const NOW = hours(100)
const ago = (durationMs: number) => monoMs(NOW - durationMs)
const message = (agoMs: number): Evidence => ({ heard: { at: ago(agoMs), by: 'message' } })
const session = (open: boolean): Evidence => ({ session: { open, at: ago(60_000), timedOut: true } })
const will = (agoMs: number): Evidence => ({ lastWill: { at: ago(agoMs), replayed: false } })

interface Situation {
  readonly id?: string
  readonly evidence?: Evidence
  readonly also?: (rig: Rig) => void
}

/** One for each reason of a presence: a new one does not compile until it stands here. */
const REASONS: Readonly<Record<Reason['code'], Situation>> = {
  'broker-unreachable': { also: rig => rig.connection(false) },
  'parent-offline': {
    evidence: message(1_000),
    also: rig => {
      rig.resident('hub').evidence = session(false)
    },
  },
  'not-heard-yet': { id: 'quiet' },
  heard: { evidence: { ...message(1_000), asked: { at: ago(5_000) } } },
  'session-open': { evidence: session(true) },
  'duplicate-client': {
    evidence: { ...session(true), takeovers: [ago(seconds(30)), ago(seconds(20)), ago(seconds(10))] },
  },
  'session-closed': { evidence: session(false) },
  'last-will': { evidence: will(5_000) },
  'last-will-held': { evidence: will(1_000) },
  silent: { evidence: { ...message(100_000), askedUnanswered: { at: ago(5_000), times: 2 } } },
  'silent-asking': { evidence: message(100_000) },
  'silent-habit': {
    id: 'mute',
    evidence: message(hours(2)),
    also: rig => {
      rig.resident('mute').rhythm.intervalMs = 60_000
    },
  },
  'long-silent': { id: 'mute', evidence: message(hours(25)) },
  'command-unanswered': { evidence: { ...message(10_000), unanswered: { at: ago(5_000) } } },
}

/** One for each reason why a value is missing. */
const VALUES: Readonly<Record<ValueReason['code'], Situation>> = {
  'not-readable': { id: 'blind' },
  'never-reported': { id: 'lamp' },
  unreadable: {
    also: rig => rig.resident('lamp').voids.set('power', { kind: 'unreadable', at: ago(5_000) }),
  },
  'said-unknown': {
    also: rig => rig.resident('lamp').voids.set('power', { kind: 'said-unknown', at: ago(5_000) }),
  },
  'question-unanswered': { evidence: { askedUnanswered: { at: ago(5_000), times: 1 } } },
  'cannot-be-asked': { id: 'mute' },
}

/** Every link there is, for the count of those that were seen. */
const LINKS: Readonly<Record<Link['code'], true>> = {
  'never-heard': true,
  heard: true,
  cadence: true,
  'silence-allowed': true,
  'cadence-unknown': true,
  'session-open': true,
  'session-closed': true,
  'duplicate-client': true,
  'last-will': true,
  asked: true,
  'question-unanswered': true,
  'cannot-be-asked': true,
  'command-unanswered': true,
  parent: true,
  broker: true,
  'broker-unreachable': true,
  started: true,
}

interface Said {
  readonly code: string
  readonly text: Readonly<Record<'ko' | 'ja' | 'en', string>>
}

interface View {
  readonly reason: { readonly code: string }
  readonly evidence: Said['text']
  readonly explanation: readonly Said[]
  readonly unknown: Readonly<Record<string, readonly Said[]>>
}

async function viewOf({ id = 'lamp', evidence, also }: Situation): Promise<View> {
  const parsed = parseConfig('{}', 'home.yaml', {})
  if (!parsed.ok) throw new Error('the configuration is refused')
  const rig = await openRig({ appliances: APPLIANCES })
  await rig.clock.advance(NOW - rig.clock.mono())
  const resident = rig.resident(id)
  if (evidence !== undefined) resident.evidence = evidence
  also?.(rig)
  const { house } = rig.gateway
  const view: Json = applianceView(resident, { house, config: parsed.config, clock: rig.clock })
  return JSON.parse(JSON.stringify(view)) as View
}

/** Words of its own in every language. */
function expectWords({ ko, ja, en }: Said['text']): void {
  expect(ko).toMatch(/[가-힣]/)
  expect(ja).toMatch(/[ぁ-ヿ沈不]/)
  expect(en).toMatch(/^[ -~]+$/)
  expect(`${ko}${ja}${en}`).not.toMatch(/undefined|NaN/)
}

describe('what is shown of an appliance', () => {
  test.each(Object.entries(REASONS))('says why: %s', async (code, situation) => {
    const { reason, evidence, explanation } = await viewOf(situation)
    expect(reason.code).toBe(code)
    expectWords(evidence)
    for (const { text } of explanation) expectWords(text)
  })

  test.each(Object.entries(VALUES))('says why a value is not known: %s', async (code, situation) => {
    const reasons = Object.values((await viewOf(situation)).unknown).flat()
    expect(reasons.map(one => one.code)).toContain(code)
    for (const { text } of reasons) expectWords(text)
  })

  test('has a row for everything that can bear on it', async () => {
    const views = await Promise.all(Object.values(REASONS).map(viewOf))
    const links = new Set(views.flatMap(({ explanation }) => explanation.map(({ code }) => code)))
    const all = Object.keys(LINKS)
    expect([...links].sort()).toEqual(all.toSorted())
    expect([Object.keys(REASONS).length, Object.keys(VALUES).length, all.length]).toEqual([14, 6, 17])
  })
})

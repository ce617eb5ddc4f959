/** Why a value is not known, as codes and in words. */
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/home/presence.ts'
import { valueReasonText } from '../../src/home/valueText.ts'
import { type ValueReason, type Void, valueUnknown } from '../../src/home/valueUnknown.ts'
import type { Language } from '../../src/kernel/text.ts'
import { monoMs } from '../../src/kernel/time.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'

const NOW = monoMs(100_000)
const reported = boundAppliance('mute', 'LIGHT', {
  power: { state: 'm/power' },
  brightness: { set: 'm/brightness' },
})
const reasons = (
  more: { appliance?: typeof reported; evidence?: Evidence; last?: Void['kind']; known?: boolean },
  property: PropertyName = 'power',
) =>
  valueUnknown(
    {
      appliance: more.appliance ?? lamp(),
      known:
        more.known === true ? new Map([[property, { value: 'on', moment: undefined, heardAt: undefined }]]) : new Map(),
      voids: more.last === undefined ? new Map() : new Map([[property, { kind: more.last, at: monoMs(88_000) }]]),
      evidence: more.evidence ?? {},
    },
    property,
    NOW,
  )

describe('a value that is not known', () => {
  test('was never reported', () => {
    expect(reasons({})).toEqual([{ code: 'never-reported' }])
  })

  test('was reported as nothing that can be read, or as unknown', () => {
    expect(reasons({ last: 'unreadable' })).toEqual([{ code: 'unreadable', agoMs: 12_000 }])
    expect(reasons({ last: 'said-unknown' })).toEqual([{ code: 'said-unknown', agoMs: 12_000 }])
  })

  test('cannot be asked for, or not be read at all', () => {
    expect(reasons({ appliance: reported })).toEqual([{ code: 'never-reported' }, { code: 'cannot-be-asked' }])
    expect(reasons({ appliance: reported }, 'brightness')).toEqual([{ code: 'not-readable' }])
    expect(reasons({}, 'humidity')).toEqual([{ code: 'not-readable' }])
  })

  test('was asked for in vain, unless the appliance has been heard since', () => {
    const inVain = { askedUnanswered: { at: monoMs(90_000), times: 2 } }
    expect(reasons({ evidence: inVain })).toEqual([
      { code: 'never-reported' },
      { code: 'question-unanswered', agoMs: 10_000, times: 2 },
    ])
    const since: Evidence = { ...inVain, heard: { at: monoMs(90_001), by: 'message' } }
    expect(reasons({ evidence: since })).toEqual([{ code: 'never-reported' }])
  })

  test('is none that is known', () => {
    expect(reasons({ known: true })).toEqual([])
  })
})

test('every reason has its own words in every language', () => {
  const each: { readonly [Code in ValueReason['code']]: Extract<ValueReason, { code: Code }> } = {
    'not-readable': { code: 'not-readable' },
    'never-reported': { code: 'never-reported' },
    unreadable: { code: 'unreadable', agoMs: 12_000 },
    'said-unknown': { code: 'said-unknown', agoMs: 12_000 },
    'question-unanswered': { code: 'question-unanswered', agoMs: 12_000, times: 2 },
    'cannot-be-asked': { code: 'cannot-be-asked' },
  }
  const languages: readonly Language[] = ['ko', 'ja', 'en']
  const texts = Object.values(each).map(reason => languages.map(language => valueReasonText(reason, language)))
  for (const [ko, ja, en] of texts) {
    expect(ko).toMatch(/[가-힣]/)
    expect(ja).toMatch(/[ぁ-ヿ]/)
    expect(en).toMatch(/^[ -~]+$/)
  }
  expect(new Set(texts.flat()).size).toBe(18)
  expect(texts[4]?.[2]).toBe('asked 12 s ago without an answer (2 in a row)')
})

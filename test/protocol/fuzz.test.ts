/** Whatever bytes come, the outcome is an answer or a refusal that both conform; nothing else ever escapes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { zoneOffset } from '../../src/kernel/time.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { Refusal } from '../../src/protocol/errors.ts'
import { doneMessage, errorMessage, type Message } from '../../src/protocol/reply.ts'
import {
  type Directive,
  MAX_REQUEST_BYTES,
  MAX_REQUEST_DEPTH,
  parseDirective,
  parseEnvelope,
} from '../../src/protocol/request.ts'
import { type Content, catalog, checkMessage, inMarket } from '../support/catalog.ts'
import { cpuMs } from '../support/cpuMs.ts'
import { validRequests } from '../support/requestCases.ts'
import { TOLD } from '../support/toldValues.ts'

const encoder = new TextEncoder()
const zone = zoneOffset('Asia/Seoul')
const now = Object.fromEntries(Object.entries(TOLD).map(([name, values]) => [name, values[0]]))

const seeds = EDITIONS.flatMap(edition =>
  catalog.interfaces
    .filter(one => inMarket(one, edition))
    .flatMap(one =>
      validRequests(one, edition)
        .slice(0, 2)
        .map(({ body }) => ({ body, bytes: encoder.encode(JSON.stringify(body)) })),
    ),
)

type Outcome = 'refused outside' | 'refused inside' | 'understood'

/** Runs the layer as the gateway does; throws when anything but a refusal escapes or an answer does not conform. */
function run(bytes: Uint8Array, edition: Edition): Outcome {
  const conforming = (message: Message | undefined): void => {
    if (message !== undefined) expect(checkMessage(message, edition)).toEqual([])
  }
  const result = parseEnvelope(bytes)
  if (!result.ok) {
    expect(result.refusal).toBeInstanceOf(Refusal)
    conforming(errorMessage(result.messageId ?? 'made', result.refusal, edition))
    return 'refused outside'
  }
  let directive: Directive
  try {
    directive = parseDirective(result.envelope, edition)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    conforming(errorMessage(result.envelope.messageId ?? 'made', error, edition))
    return 'refused inside'
  }
  const { family } = directive.interface
  if (family !== 'discover' && family !== 'health') {
    conforming(doneMessage('m1', directive, { now, before: now }, { edition, zone, words: () => ({ unit: 'W' }) }))
  }
  return 'understood'
}

/** Runs both editions and counts what came out, so that a walk that never got inside is noticed. */
function counted(): { readonly check: (bytes: Uint8Array) => void; readonly counts: Record<Outcome, number> } {
  const counts: Record<Outcome, number> = { 'refused outside': 0, 'refused inside': 0, understood: 0 }
  const check = (bytes: Uint8Array): void => {
    for (const edition of EDITIONS) counts[run(bytes, edition)]++
  }
  return { check, counts }
}

const seed = fc.constantFrom(...seeds)
const total = (counts: Record<Outcome, number>): number => Object.values(counts).reduce((sum, one) => sum + one, 0)

describe('fuzz', () => {
  test('arbitrary bytes, 3,000 of them in both editions', () => {
    const { check, counts } = counted()
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map(it => encoder.encode(it)),
        ),
        check,
      ),
      { numRuns: 3_000 },
    )
    expect(total(counts)).toBe(6_000)
  })

  test('valid requests with bytes changed, cut out, put in or cut off, 6,000 of them', () => {
    const { check, counts } = counted()
    const edit = fc.record({ at: fc.nat(400), drop: fc.nat(8), put: fc.uint8Array({ maxLength: 6 }) })
    fc.assert(
      fc.property(seed, fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean(), ({ bytes }, edits, cut) => {
        let text = [...bytes]
        for (const { at, drop, put } of edits) text.splice(at % text.length, drop, ...put)
        if (cut) text = text.slice(0, text.length - (edits[0]?.at ?? 0))
        check(Uint8Array.from(text))
      }),
      { numRuns: 6_000 },
    )
    expect(total(counts)).toBe(12_000)
  })

  test('valid requests with one member replaced by any JSON, 4,000 of them', () => {
    const { check, counts } = counted()
    const keys = ['value', 'hue', 'sceneId', 'start', '__proto__', 'constructor', 'applianceId']
    const json = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()))
    fc.assert(
      fc.property(seed, fc.nat(), fc.nat(), json, fc.boolean(), ({ body }, member, inner, value, deep) => {
        const copy = JSON.parse(JSON.stringify(body)) as { header: Content; payload: Content }
        const part = member % 4 === 0 ? copy.header : copy.payload
        const names = Object.keys(part)
        const name = names[inner % Math.max(1, names.length)] ?? 'accessToken'
        const old = part[name]
        part[name] = deep && typeof old === 'object' ? { ...old, value } : value
        check(encoder.encode(JSON.stringify(copy)))
      }),
      { numRuns: 4_000 },
    )
    expect(total(counts)).toBe(8_000)
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(500)
  })

  test('every seed is a request that at least one edition understands', () => {
    for (const { bytes } of seeds) expect(EDITIONS.map(edition => run(bytes, edition))).toContain('understood')
    expect(seeds).toHaveLength(308)
  })
})

describe('hostile shapes', () => {
  const header = '{"messageId":"m","name":"SetColorRequest","namespace":"ClovaHome","payloadVersion":"1.0"}'
  const request = (payload: string, rest = ''): Uint8Array =>
    encoder.encode(`{"header":${header},"payload":${payload}${rest}}`)

  test.each([
    '{"__proto__":{"accessToken":"t","color":{"hue":1,"saturation":1}}}',
    '{"constructor":{"prototype":{"hue":1}},"color":{"__proto__":{"hue":1,"saturation":1}}}',
    '{"color":{"hue":{"__proto__":{"valueOf":1}},"saturation":1}}',
    '{"appliance":{"__proto__":{"applianceId":"x"}}}',
  ])('%s finds no inherited operand and leaves no trace', payload => {
    const result = parseEnvelope(request(payload))
    expect(result.ok && result.envelope.accessToken).toBeUndefined()
    expect(EDITIONS.map(edition => run(request(payload), edition))).toEqual(['refused inside', 'refused inside'])
    const clean: Record<string, unknown> = {}
    expect([clean['hue'], clean['accessToken'], clean['applianceId'], clean['color']]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
  ])('64 KiB of %s are refused a hundred times within a second', (open, close) => {
    const depth = Math.floor((MAX_REQUEST_BYTES - 400) / (open.length + close.length))
    const bytes = request(`{"x":${open.repeat(depth)}1${close.repeat(depth)}}`)
    expect(bytes.length).toBeLessThanOrEqual(MAX_REQUEST_BYTES)
    const took = cpuMs(() => {
      for (let round = 0; round < 100; round++) {
        const result = parseEnvelope(bytes)
        expect(result.ok ? '' : result.refusal.why.en).toBe(`the body is nested deeper than ${MAX_REQUEST_DEPTH}`)
      }
    })
    expect(took).toBeLessThan(1_000)
  })

  test('the deepest message of the guides fits', () => {
    const details = { actionDetails: [{ allowableValue: { enumValues: ['a'] } }] }
    const payload = JSON.stringify({
      appliance: { applianceId: 'x', additionalApplianceDetails: details },
      color: { hue: 1, saturation: 1 },
    })
    expect(run(request(payload), 'KR')).toBe('understood')
  })

  test('a duplicate key counts once, as the last', () => {
    const result = parseEnvelope(request('{"accessToken":"one"}', ',"payload":{"accessToken":"two"}'))
    expect(result.ok && result.envelope.accessToken).toBe('two')
  })
})

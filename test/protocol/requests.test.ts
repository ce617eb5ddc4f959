/** For every row of both editions: generated requests are parsed, and every broken or foreign one is refused. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/kernel/json.ts'
import { ALL_INTERFACES, interfaceByRequest } from '../../src/protocol/catalog.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { Refusal } from '../../src/protocol/errors.ts'
import type { Interface } from '../../src/protocol/families.ts'
import { type Directive, type Envelope, parseDirective, parseEnvelope } from '../../src/protocol/request.ts'
import { catalog, inMarket } from '../support/catalog.ts'
import { invalidRequests, type RequestCase, validRequests } from '../support/requestCases.ts'

const encoder = new TextEncoder()

function envelopeOf(body: unknown): Envelope {
  const result = parseEnvelope(encoder.encode(JSON.stringify(body)))
  if (!result.ok) throw result.refusal
  return result.envelope
}

const parsed = (body: unknown, edition: Edition): Directive => parseDirective(envelopeOf(body), edition)

function refusalOf(run: () => unknown): Refusal | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Operands by wire name, as the catalog knows them. */
function byWire(directive: Directive, edition: Edition): Record<string, Json | undefined> {
  const present = directive.interface.operands.filter(
    it => it.editions.includes(edition) && it.key in directive.operands,
  )
  expect(present).toHaveLength(Object.keys(directive.operands).length)
  return Object.fromEntries(present.map(it => [it.wire, directive.operands[it.key]]))
}

/** The property a request is about: an endpoint makes it that part's. */
function expectedProperty(found: Interface, one: RequestCase): string | undefined {
  const endpoint = one.operands?.['endpoint']
  return typeof endpoint === 'string' ? `${endpoint}TargetTemperature` : found.property
}

describe.each(EDITIONS)('requests of %s', edition => {
  const interfaces = catalog.interfaces.filter(one => inMarket(one, edition))

  test('every valid request is understood', () => {
    let cases = 0
    const walked = new Set<string>()
    for (const one of interfaces) {
      for (const request of validRequests(one, edition)) {
        const where = `${one.request}: ${request.label}`
        const envelope = envelopeOf(request.body)
        expect(envelope.messageId, where).toBe((request.body['header'] as { messageId: string }).messageId)
        expect(envelope.accessToken, where).toBe('92ebcb67fe33')
        const directive = parseDirective(envelope, edition)
        expect(directive.interface, where).toBe(interfaceByRequest(one.request))
        expect(directive.applianceId, where).toBe(request.applianceId)
        expect(byWire(directive, edition), where).toEqual(request.operands)
        expect(directive.property, where).toBe(expectedProperty(directive.interface, request))
        cases++
        walked.add(one.action)
      }
    }
    expect(walked.size).toBe(edition === 'KR' ? 84 : 70)
    expect(cases).toBe(edition === 'KR' ? 806 : 684)
  })

  test('every request with an operand missing or of the wrong type is a ValueNotSupportedError', () => {
    let cases = 0
    const walked = new Set<string>()
    for (const one of interfaces) {
      for (const request of invalidRequests(one, edition)) {
        const refusal = refusalOf(() => parsed(request.body, edition))
        expect(refusal?.error, `${one.request}: ${request.label}`).toBe('ValueNotSupportedError')
        cases++
        walked.add(one.action)
      }
    }
    expect(walked.size).toBe(edition === 'KR' ? 35 : 34)
    expect(cases).toBe(edition === 'KR' ? 504 : 470)
  })

  test('every request of the other edition alone is an UnsupportedOperationError', () => {
    const foreign = catalog.interfaces.filter(one => !inMarket(one, edition))
    const other: Edition = edition === 'KR' ? 'JP' : 'KR'
    let cases = 0
    for (const one of foreign) {
      for (const request of validRequests(one, other)) {
        expect(refusalOf(() => parsed(request.body, edition))?.error, one.request).toBe('UnsupportedOperationError')
        cases++
      }
    }
    expect(foreign).toHaveLength(edition === 'KR' ? 5 : 19)
    expect(cases).toBe(edition === 'KR' ? 54 : 140)
  })

  test('names that no edition has are an UnsupportedOperationError, answers’ names included', () => {
    const names = [
      ...ALL_INTERFACES.map(one => one.response),
      'FlyRequest',
      'turnonrequest',
      'constructor',
      '__proto__',
    ]
    for (const name of names) {
      const body = { header: { name, namespace: 'ClovaHome', messageId: 'm' }, payload: {} }
      expect(refusalOf(() => parsed(body, edition))?.error, name).toBe('UnsupportedOperationError')
    }
    expect(names).toHaveLength(93)
  })
})

describe('operands beyond the catalog', () => {
  const body = (name: string, payload: object): unknown => ({
    header: { messageId: 'm1', name, namespace: 'ClovaHome', payloadVersion: '1.0' },
    payload,
  })
  const target = { targetTemperature: { value: 3 } }

  test.each(['oven', '', 'current', '__proto__', 'fridgeTargetTemperature'])(
    'endpoint %j is an UnsupportedOperationError',
    value => {
      const request = body('SetTargetTemperatureRequest', { ...target, endpoint: { value } })
      expect(refusalOf(() => parsed(request, 'KR'))?.error).toBe('UnsupportedOperationError')
      expect(parsed(request, 'JP').property).toBe('targetTemperature')
    },
  )

  test('every delta and every number set is read as it came, whatever its size and sign', () => {
    const numeric = ALL_INTERFACES.flatMap(one =>
      one.operands.filter(it => it.shape === 'number').map(operand => ({ one, operand })),
    )
    expect(numeric.filter(({ operand }) => operand.key === 'delta')).toHaveLength(12)
    expect(numeric).toHaveLength(21)
    const value = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.constantFrom(...numeric), value, ({ one, operand }, number) => {
        const others = Object.fromEntries(one.operands.filter(it => it.required).map(it => [it.wire, { value: 1 }]))
        const request = body(one.request, { ...others, [operand.wire]: { value: number } })
        for (const edition of one.editions) {
          // JSON has no minus zero.
          expect(parsed(request, edition).operands[operand.key]).toBe(number === 0 ? 0 : number)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('a number beyond the largest there is, is none', () => {
    const text = JSON.stringify(body('IncrementVolumeRequest', { deltaVolume: { value: 0 } }))
    const bytes = encoder.encode(text.replace('"value":0', '"value":1e999'))
    const result = parseEnvelope(bytes)
    expect(refusalOf(() => result.ok && parseDirective(result.envelope, 'KR'))?.error).toBe('ValueNotSupportedError')
  })

  test('an optional operand that is null is absent', () => {
    expect(parsed(body('SetTargetTemperatureRequest', { ...target, endpoint: null }), 'KR').operands).toEqual({
      targetTemperature: 3,
    })
    expect(parsed(body('IncrementIntensityLevelRequest', { deltaIntensity: { value: null } }), 'JP').operands).toEqual(
      {},
    )
  })

  test.each([
    [2048, undefined],
    [2049, 'ValueNotSupportedError'],
  ])('a name of %i characters: %s', (length, error) => {
    const request = body('SetModeRequest', { mode: { value: 'x'.repeat(length) } })
    expect(refusalOf(() => parsed(request, 'KR'))?.error).toBe(error)
  })
})

describe('the envelope', () => {
  const header = { messageId: 'm1', name: 'TurnOnRequest', namespace: 'ClovaHome', payloadVersion: '1.0' }

  test.each([
    ['nothing', ''],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '3'],
    ['no header', JSON.stringify({ payload: {} })],
    ['no name', JSON.stringify({ header: { ...header, name: undefined }, payload: {} })],
    ['an empty name', JSON.stringify({ header: { ...header, name: '' }, payload: {} })],
    ['a name of 2049 characters', JSON.stringify({ header: { ...header, name: 'x'.repeat(2049) }, payload: {} })],
    ['a name that is no text', JSON.stringify({ header: { ...header, name: { a: 1 } }, payload: {} })],
    ['no namespace', JSON.stringify({ header: { ...header, namespace: undefined }, payload: {} })],
    ['another namespace', JSON.stringify({ header: { ...header, namespace: 'ClovaCustom' }, payload: {} })],
    ['no payload', JSON.stringify({ header })],
    ['an array as payload', JSON.stringify({ header, payload: [] })],
    ['cut off', JSON.stringify({ header, payload: {} }).slice(0, -1)],
    ['more than 64 KiB', JSON.stringify({ header, payload: { fill: 'x'.repeat(65_536) } })],
  ])('%s is a DriverInternalError', (_, text) => {
    const result = parseEnvelope(encoder.encode(text))
    expect(result.ok ? undefined : result.refusal.error).toBe('DriverInternalError')
  })

  test('the messageId survives whenever it could be read', () => {
    const result = parseEnvelope(encoder.encode(JSON.stringify({ header: { ...header, namespace: 'X' }, payload: {} })))
    expect(result.ok ? undefined : result.messageId).toBe('m1')
  })

  test.each([
    ['the namespace of a JP example', { ...header, namespace: 'CLOVAHome' }],
    ['another payload version', { ...header, payloadVersion: '1.1' }],
    ['no payload version', { ...header, payloadVersion: undefined }],
  ])('%s is accepted', (_, it) => {
    expect(envelopeOf({ header: it, payload: {} }).name).toBe('TurnOnRequest')
  })

  test.each([[undefined], [null], [''], [7], ['x'.repeat(2049)]])('a messageId or token of %j is none', value => {
    const envelope = envelopeOf({ header: { ...header, messageId: value }, payload: { accessToken: value } })
    expect([envelope.messageId, envelope.accessToken]).toEqual([undefined, undefined])
  })

  test('a byte order mark before the JSON is dropped', () => {
    expect(envelopeOf({ header, payload: {} }).messageId).toBe('m1')
    const bytes = encoder.encode(`\uFEFF${JSON.stringify({ header, payload: {} })}`)
    expect(parseEnvelope(bytes).ok).toBe(true)
  })
})

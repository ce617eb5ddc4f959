/** All 58 codes of the appliance error structure, in every form and circumstance, against the catalog. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/kernel/json.ts'
import { applianceRefusal, KNOWN_CODES, readApplianceError } from '../../src/protocol/applianceErrors.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { ERRORS } from '../../src/protocol/errors.ts'
import { errorMessage, type Message } from '../../src/protocol/reply.ts'
import { type CatalogCode, catalog, checkMessage, inMarket } from '../support/catalog.ts'

interface Circumstances {
  readonly edition: Edition
  readonly control: boolean
  readonly carriedValue: boolean
}

const CIRCUMSTANCES: readonly Omit<Circumstances, 'edition'>[] = [
  { control: true, carriedValue: true },
  { control: true, carriedValue: false },
  { control: false, carriedValue: false },
]

/** When each condition of the catalog holds for an error that an appliance itself has just sent over MQTT. */
const CONDITIONS: Record<string, (how: Circumstances) => boolean> = {
  'the request carried no user value (on/off, query)': how => !how.carriedValue,
  'the request was a control request': how => how.control,
  // A bridge answers for its appliances: that an answer came says nothing about the one that is meant.
  'the appliance is known to be online': () => false,
  // Discovery lists what its owner configured; a code says nothing about purpose or permanence.
  'the device is listed by discovery on purpose': () => false,
  'only this one operation is refused permanently': () => false,
  'KR, and the pairing or Wi-Fi credentials are known to be broken for good': () => false,
  KR: how => how.edition === 'KR',
  // States are given in both languages.
  'no localized state can be given': () => false,
  'naming the mode helps the user': () => false,
}

/** `A (KR) / B (JP)` or a plain name. */
const nameFor = (text: string, edition: Edition): string =>
  new RegExp(`(\\w+) \\(${edition}\\)`).exec(text)?.[1] ?? text

function expected(code: CatalogCode, edition: Edition, how: Circumstances): string {
  const other = code.otherwise?.find(one => CONDITIONS[one.when]?.(how))
  const first = code.ifGatewayOwnsToken ?? code.suggestedClovaError
  if (other !== undefined) return nameFor(other.error, edition)
  return edition === 'JP' ? (code.suggestedClovaErrorJP ?? first) : first
}

const SPOKEN_STATE = '세탁 중'
const wordsOf = (code: CatalogCode): string => code.text.replace(/\{STATE.*\}/, SPOKEN_STATE)

function expectedPayload(code: CatalogCode, name: string, edition: Edition): unknown {
  if (name !== 'ConditionsNotMetError') return {}
  return { state: code.payload?.state[edition === 'KR' ? 'ko' : 'ja'].replace('{STATE}', SPOKEN_STATE) }
}

const structures = [
  (code: Json, message: string): Json => ({ id: '1', error: { code, message } }),
  (code: Json, message: string): Json => ({ id: '1', Error: { Code: code, Message: message } }),
]

function answerTo(answer: Json, edition: Edition, how: Omit<Circumstances, 'edition'>): Message {
  const error = readApplianceError(answer)
  if (error === undefined) throw new Error('no error was read')
  return errorMessage('m1', applianceRefusal(error, { ...how, edition }), edition)
}

describe('the 58 codes', () => {
  const codes = Object.entries(catalog.thinqErrorCodes)

  test('are the ones of the catalog, each once', () => {
    expect(KNOWN_CODES).toHaveLength(58)
    expect(KNOWN_CODES.toSorted()).toEqual(codes.map(([code]) => code).toSorted())
  })

  test('every condition of the catalog has been decided', () => {
    const conditions = codes.flatMap(([, code]) => (code.otherwise ?? []).map(one => one.when))
    expect(conditions).toHaveLength(11)
    expect([...new Set(conditions)].toSorted()).toEqual(Object.keys(CONDITIONS).toSorted())
  })

  test('become the catalog’s error and payload in both structures, as text and number, in every circumstance', () => {
    const forms = (code: string, words: string): readonly Json[] =>
      structures.flatMap(structure => [structure(code, words), structure(Number(code), words)])
    const cases = EDITIONS.flatMap(edition =>
      CIRCUMSTANCES.flatMap(how =>
        codes.flatMap(([code, entry]) => forms(code, wordsOf(entry)).map(answer => ({ edition, how, entry, answer }))),
      ),
    )
    for (const { edition, how, entry, answer } of cases) {
      const message = answerTo(answer, edition, how)
      const where = `${JSON.stringify(answer)} ${edition} ${JSON.stringify(how)}`
      const name = expected(entry, edition, { ...how, edition })
      expect(message.header.name, where).toBe(name)
      expect(message.payload, where).toEqual(expectedPayload(entry, name, edition))
      expect(checkMessage(message, edition), where).toEqual([])
    }
    expect(cases).toHaveLength(58 * 2 * 3 * 2 * 2)
  })

  test('about tokens and users never ask for linking again: the credential is the appliance’s own', () => {
    const owned = codes.filter(([, code]) => code.ifGatewayOwnsToken !== undefined).map(([code]) => code)
    expect(owned.toSorted()).toEqual(['1103', '1202', '1209', '1218', '1302', '1303'])
  })
})

describe('2302', () => {
  const how = { control: true, carriedValue: true }
  test.each([
    ['Command not supported in COOLING', 'COOLING'],
    ['Command not supported in {COOLING}', 'COOLING'],
    ['not supported in washing in summer', 'washing in summer'],
    ['power off', '현재'],
    ['Command not supported in ', '현재'],
    ['within', '현재'],
    [`in ${'x'.repeat(300)}`, 'x'.repeat(97)],
    ['', '현재'],
  ])('%j speaks %j', (message, state) => {
    expect(answerTo({ error: { code: '2302', message } }, 'KR', how).payload).toEqual({ state })
  })

  test('a long or odd message stays one short spoken text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000, unit: 'grapheme' }), message => {
        const { payload } = answerTo({ error: { code: 2302, message: `in ${message}` } }, 'JP', how)
        const { state } = payload as { state: string }
        expect(state.length > 0 && state.length <= 100).toBe(true)
      }),
    )
  })
})

describe('what is no known code', () => {
  const how = { control: true, carriedValue: true }

  test.each<[string, Json]>([
    ['an unlisted code', { code: '4711', message: 'x' }],
    ['a code that is no number', { code: 'E_FAIL' }],
    ['an inherited name', { code: 'constructor' }],
    ['a negative code', { code: -1 }],
    ['a fraction', { code: 1222.5 }],
    ['an object as code', { code: { code: '1222' } }],
    ['no code', {}],
    ['a text', 'boom'],
    ['a list', ['1222']],
    ['true', true],
    ['a huge code', { code: '9'.repeat(10_000) }],
  ])('%s is a DriverInternalError that keeps the code for the log', (_, error) => {
    const read = readApplianceError({ error })
    const refusal = applianceRefusal(read ?? { code: '1222', message: '' }, { ...how, edition: 'KR' })
    expect(refusal.error).toBe('DriverInternalError')
    expect(refusal.why.en).toContain(`code ${read?.code === '' ? '(none)' : read?.code}`)
    expect(refusal.why.ko.length).toBeLessThan(200)
  })

  test.each<[Json]>([
    [{}],
    [{ ok: true }],
    [{ error: null }],
    [{ error: false }],
    [{ Error: null }],
    ['error'],
    [[1]],
    [null],
  ])('%j carries no error', answer => {
    expect(readApplianceError(answer)).toBeUndefined()
  })

  test.each<[Json, string]>([
    [{ error: '2304' }, '2304'],
    [{ error: 2304 }, '2304'],
    [{ error: { code: ' 2304\n' } }, '2304'],
    [{ error: { Code: '2304' } }, '2304'],
    [{ Error: { code: '2304' } }, '2304'],
    [{ error: { code: 0 } }, '0000'],
    [{ error: null, Error: { Code: '2304' } }, '2304'],
  ])('%j is code %s', (answer, code) => {
    expect(readApplianceError(answer)?.code).toBe(code)
  })

  test('any JSON gives no error or a message both editions know', () => {
    const names = new Set(Object.keys(ERRORS))
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { code: fc.oneof(fc.jsonValue(), fc.constantFrom(...KNOWN_CODES)), message: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    )
    const bool = fc.boolean()
    fc.assert(
      fc.property(body, fc.constantFrom('error', 'Error'), bool, bool, (error, key, control, carriedValue) => {
        const read = readApplianceError({ [key]: error as Json })
        if (read === undefined) return
        for (const edition of EDITIONS) {
          const message = errorMessage('m', applianceRefusal(read, { edition, control, carriedValue }), edition)
          expect(names.has(message.header.name) && inMarket(catalog.errors[message.header.name] ?? {}, edition)).toBe(
            true,
          )
          expect(checkMessage(message, edition)).toEqual([])
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

/** For every row of both editions: answers built from told values conform to the catalog, or are not built at all. */
import { describe, expect, test } from 'vitest'
import { wallMs, zoneOffset } from '../../src/kernel/time.ts'
import { type ApplianceTypeName, isApplianceType } from '../../src/protocol/applianceTypes.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { PROPERTIES, type PropertyName, type Values } from '../../src/protocol/properties.ts'
import { doneMessage, healthMessage, type Message, type ReplyContext } from '../../src/protocol/reply.ts'
import { type Directive, parseDirective, parseEnvelope } from '../../src/protocol/request.ts'
import { type CatalogInterface, type Content, catalog, checkMessage, inMarket, isContent } from '../support/catalog.ts'
import { MESSAGE_ID, validRequests } from '../support/requestCases.ts'
import { TOLD } from '../support/toldValues.ts'

const zones = { KR: zoneOffset('Asia/Seoul'), JP: zoneOffset('Asia/Tokyo') }
const AT = wallMs(Date.parse('2026-11-20T01:00:00Z'))
const properties = Object.keys(PROPERTIES) as PropertyName[]
const ROUNDS = Math.max(...properties.map(name => TOLD[name].length))

const context = (edition: Edition, type?: ApplianceTypeName): ReplyContext => ({
  edition,
  zone: zones[edition],
  words: property => (property.endsWith('Bill') ? { unit: edition === 'KR' ? 'KRW' : 'JPY' } : {}),
  ...(type === undefined ? {} : { type }),
})

/** The nth value of every property. */
const told = (round: number, without?: PropertyName): Values =>
  Object.fromEntries(
    properties.filter(name => name !== without).map(name => [name, TOLD[name][round % TOLD[name].length]]),
  ) as Values

function directives(one: CatalogInterface, edition: Edition): readonly Directive[] {
  return validRequests(one, edition).map(({ body }) => {
    const result = parseEnvelope(new TextEncoder().encode(JSON.stringify(body)))
    if (!result.ok) throw result.refusal
    return parseDirective(result.envelope, edition)
  })
}

const firstDirective = (one: CatalogInterface, edition: Edition): Directive => directives(one, edition)[0] as Directive

/** What CEK reads: the message after a trip through JSON. */
const sent = (message: Message | undefined): Content => JSON.parse(JSON.stringify(message)) as Content

const told1 = { now: told(0), before: told(1), at: AT }
const answered = (edition: Edition): readonly CatalogInterface[] =>
  catalog.interfaces.filter(one => inMarket(one, edition) && one.kind !== 'discovery' && one.kind !== 'health')

/** Names of payload fields, those of previousState with their prefix. */
function fieldNames(message: Content): string[] {
  const payload = message['payload'] as Content
  return Object.entries(payload).flatMap(([key, value]) =>
    key === 'previousState' && isContent(value) ? [key, ...Object.keys(value).map(inner => `${key}.${inner}`)] : [key],
  )
}

describe.each(EDITIONS)('answers of %s', edition => {
  test('every answer conforms, whatever was told', () => {
    let messages = 0
    const walked = new Set<string>()
    for (const one of answered(edition)) {
      const directive = firstDirective(one, edition)
      for (let round = 0; round < ROUNDS; round++) {
        const message = doneMessage(
          MESSAGE_ID,
          directive,
          { now: told(round), before: told(round + 1), at: AT },
          context(edition),
        )
        expect(checkMessage(sent(message), edition), `${one.response} round ${round}`).toEqual([])
        expect(message?.header).toEqual({
          messageId: MESSAGE_ID,
          name: one.response,
          namespace: 'ClovaHome',
          payloadVersion: '1.0',
        })
        messages++
      }
      walked.add(one.action)
    }
    expect(walked.size).toBe(edition === 'KR' ? 82 : 67)
    expect(messages).toBe(edition === 'KR' ? 738 : 603)
  })

  test('every answer carries every field its table has, when all is known', () => {
    let fields = 0
    for (const one of answered(edition)) {
      const fullest = directives(one, edition).find(it => 'endpoint' in it.operands) ?? firstDirective(one, edition)
      const message = sent(doneMessage(MESSAGE_ID, fullest, told1, { ...context(edition), type: 'AIRCONDITIONER' }))
      const expected = one.responseFields
        .filter(field => inMarket(field, edition))
        .flatMap(({ name, correction }) => [
          name,
          ...(correction?.send.fields ?? []).map(inner => `${name}.${inner.name}`),
        ])
        .filter(name => !name.includes('[]'))
      expect(fieldNames(message).toSorted(), one.response).toEqual(expected.toSorted())
      fields += expected.length
    }
    expect(fields).toBe(edition === 'KR' ? 141 : 117)
  })

  test('a required value that is not known leaves nothing to answer', () => {
    let cases = 0
    for (const one of answered(edition)) {
      const directive = firstDirective(one, edition)
      const required = directive.interface.answers.filter(field => field.required && field.editions.includes(edition))
      const theirs = one.responseFields.filter(field => field.required && !field.name.includes('.'))
      expect(
        required.map(field => field.wire),
        one.response,
      ).toEqual(theirs.map(field => field.name))
      for (const { property } of required) {
        const missing = { now: told(0, property), before: told(0), at: AT }
        expect(doneMessage(MESSAGE_ID, directive, missing, context(edition)), one.response).toBeUndefined()
        const unsayable = { now: { ...told(0), [property]: { nothing: true } } }
        expect(doneMessage(MESSAGE_ID, directive, unsayable, context(edition)), one.response).toBeUndefined()
        cases += 2
      }
    }
    expect(cases).toBe(edition === 'KR' ? 82 : 58)
  })

  test('optional values that are not known are left out', () => {
    let empty = 0
    for (const one of answered(edition)) {
      const message = doneMessage(MESSAGE_ID, firstDirective(one, edition), { now: {} }, context(edition))
      if (message === undefined) continue
      expect(message.payload, one.response).toEqual({})
      expect(checkMessage(sent(message), edition)).toEqual([])
      empty++
    }
    expect(empty).toBe(edition === 'KR' ? 41 : 38)
  })

  test('an endpoint in the request makes the answer that part’s', () => {
    const one = catalog.interfaces.find(it => it.action === 'SetTargetTemperature') as CatalogInterface
    const asked = directives(one, edition).filter(it => 'endpoint' in it.operands)
    const parts = asked.map(directive => {
      const message = sent(
        doneMessage(
          MESSAGE_ID,
          directive,
          { now: { [String(directive.property)]: 3.25, targetTemperature: 9 } },
          context(edition),
        ),
      )
      expect(checkMessage(message, edition)).toEqual([])
      expect(message['payload']).toEqual({
        endpoint: { value: directive.operands.endpoint },
        targetTemperature: { value: 3.3 },
      })
      return directive.operands.endpoint
    })
    expect(new Set(parts)).toEqual(new Set(edition === 'KR' ? Object.keys(catalog.endpoints) : []))
  })

  test('TurnOn for every appliance type says what that type may say', () => {
    const one = catalog.interfaces.find(it => it.action === 'TurnOn') as CatalogInterface
    const types = Object.keys(catalog.applianceTypes).filter(isApplianceType)
    for (const type of types) {
      const message = sent(doneMessage(MESSAGE_ID, firstDirective(one, edition), told1, context(edition, type)))
      expect(checkMessage(message, edition, type), type).toEqual([])
      const expected = one.responseFieldsByType?.[edition]?.[type] ?? []
      expect(fieldNames(message).toSorted(), type).toEqual(expected.toSorted())
    }
    expect(types).toHaveLength(57)
  })

  test('the timestamp is the moment told, in the home’s offset, and absent without one', () => {
    let stamped = 0
    for (const one of answered(edition)) {
      const directive = firstDirective(one, edition)
      const payload = sent(doneMessage(MESSAGE_ID, directive, told1, context(edition)))['payload'] as Content
      const expected = one.kind === 'get' ? '2026-11-20T10:00:00+09:00' : undefined
      expect(payload['applianceResponseTimestamp'], one.response).toBe(expected)
      const { at: _, ...momentless } = told1
      const without = sent(doneMessage(MESSAGE_ID, directive, momentless, context(edition)))['payload'] as Content
      expect(without).not.toHaveProperty('applianceResponseTimestamp')
      if (expected !== undefined) stamped++
    }
    expect(stamped).toBe(edition === 'KR' ? 40 : 28)
  })

  test('HealthCheck: four answers, all conforming', () => {
    const one = catalog.interfaces.find(it => it.kind === 'health') as CatalogInterface
    const directive = firstDirective(one, edition)
    for (const isReachable of [true, false]) {
      for (const isTurnOn of [true, false]) {
        const message = sent(healthMessage(MESSAGE_ID, directive, { isReachable, isTurnOn }))
        expect(checkMessage(message, edition)).toEqual([])
        expect(message['payload']).toEqual({ isReachable, isTurnOn })
      }
    }
  })
})

test('every property has told values, and each is part of some answer or none at all', () => {
  expect(Object.values(TOLD).every(values => values.length > 0)).toBe(true)
  const answeredBy = new Set(
    EDITIONS.flatMap(edition =>
      answered(edition).flatMap(one => firstDirective(one, edition).interface.answers.map(field => field.property)),
    ),
  )
  const silent = properties.filter(name => !answeredBy.has(name))
  expect(silent.toSorted()).toEqual([
    'coldwaterTargetTemperature',
    'hotwaterTargetTemperature',
    'muted',
    'oscillation',
    'power',
    'recording',
  ])
})

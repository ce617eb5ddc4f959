/** The table of interfaces, the errors and the vocabularies against the catalog, row by row, with every count asserted. */
import { describe, expect, test } from 'vitest'
import { APPLIANCE_TYPES, isApplianceType } from '../../src/protocol/applianceTypes.ts'
import {
  ALL_INTERFACES,
  interfaceByRequest,
  interfaceOf,
  interfacesOfEdition,
  interfacesOfType,
  modesOfType,
} from '../../src/protocol/catalog.ts'
import { EDITIONS } from '../../src/protocol/edition.ts'
import { ERRORS, type ErrorName, errorInEdition } from '../../src/protocol/errors.ts'
import { INTERFACES, isAction } from '../../src/protocol/interfaces.ts'
import { isLocation, LOCATIONS } from '../../src/protocol/locations.ts'
import { type CatalogField, catalog, inMarket, MARKETS, topFields } from '../support/catalog.ts'

const byRequest = new Map(catalog.interfaces.map(one => [one.request, one]))
const KIND_TO_FAMILY: Record<string, string> = { discovery: 'discover' }
const own = (fields: readonly CatalogField[]): readonly CatalogField[] =>
  fields.filter(field => field.name !== 'accessToken' && field.name !== 'appliance')

describe('interfaces', () => {
  test('counts: 89 rows, 84 of KR, 70 of JP, 65 of both', () => {
    expect(ALL_INTERFACES).toHaveLength(89)
    expect(catalog.interfaces).toHaveLength(89)
    expect(interfacesOfEdition('KR')).toHaveLength(84)
    expect(interfacesOfEdition('JP')).toHaveLength(70)
    expect(ALL_INTERFACES.filter(one => one.editions.length === 2)).toHaveLength(65)
  })

  test('every row has the catalog’s names, family, target and editions', () => {
    const ours = ALL_INTERFACES.map(one => [
      one.action,
      one.request,
      one.response,
      one.family,
      one.target,
      one.editions,
    ])
    const theirs = catalog.interfaces.map(one => [
      one.action,
      one.request,
      one.response,
      KIND_TO_FAMILY[one.kind] ?? one.kind,
      one.target,
      one.markets,
    ])
    expect(ours.toSorted()).toEqual(theirs.toSorted())
    expect(new Set(ours.map(row => row[2])).size).toBe(89)
  })

  test('every row is found by action and by request name, and nothing else is', () => {
    for (const one of ALL_INTERFACES) {
      expect(isAction(one.action) && interfaceOf(one.action)).toBe(one)
      expect(interfaceByRequest(one.request)).toBe(one)
    }
    expect(Object.keys(INTERFACES)).toHaveLength(89)
    for (const name of ['', 'constructor', '__proto__', 'toString', 'TurnOn', 'turnOnRequest']) {
      expect(interfaceByRequest(name)).toBeUndefined()
    }
    expect(isAction('constructor') || isApplianceType('constructor') || isLocation('constructor')).toBe(false)
  })

  test('operands: wire names, presence and editions of all 42 request fields beside token and appliance', () => {
    let fields = 0
    for (const one of ALL_INTERFACES) {
      const theirs = own(byRequest.get(one.request)?.requestFields ?? [])
      const ours = one.operands.map(({ wire, required, editions }) => ({ wire, required, editions }))
      const expected = theirs.map(field => ({
        wire: field.name,
        required: field.required,
        // The table marks an operand for an edition; the interface's own editions limit it further.
        editions: MARKETS.filter(market => inMarket(field, market)),
      }))
      const effective = (list: typeof ours): unknown[] =>
        list
          .map(row => ({ ...row, editions: row.editions.filter(edition => one.editions.includes(edition)) }))
          .toSorted((a, b) => a.wire.localeCompare(b.wire))
      expect(effective(ours), one.action).toEqual(effective(expected))
      fields += theirs.length
    }
    expect(fields).toBe(42)
  })

  test('tolerated other names of operands are the catalog’s', () => {
    const theirs = catalog.interfaces.flatMap(one =>
      own(one.requestFields).flatMap(field => (field.tolerate?.names ?? []).map(name => `${one.action} ${name}`)),
    )
    const ours = ALL_INTERFACES.flatMap(one =>
      one.operands.flatMap(it => it.alternatives.map(name => `${one.action} ${name}`)),
    )
    expect(ours.toSorted()).toEqual(theirs.toSorted())
    expect(ours).toHaveLength(3)
  })
})

describe('answers', () => {
  /** Not an AnswerField each: written by the discovery and health functions, by the operand, or by the stamp. */
  const writtenElsewhere = ['applianceResponseTimestamp', 'endpoint', 'previousState']

  test.each(MARKETS)('answer fields, their presence and their market: %s', market => {
    let fields = 0
    for (const one of ALL_INTERFACES) {
      if (!one.editions.includes(market) || ['discover', 'health'].includes(one.family)) continue
      const theirs = (byRequest.get(one.request)?.responseFields ?? []).filter(field => inMarket(field, market))
      const corrected = theirs.flatMap(field => [
        field,
        ...(field.correction?.send.fields ?? []).map(it => ({ ...it, name: `${field.name}.${it.name}` })),
      ])
      const expected = corrected
        .filter(field => !writtenElsewhere.includes(field.name) && !field.name.includes('[].'))
        .map(field => `${field.name} ${field.required}`)
      const ours = one.answers
        .filter(field => field.editions.includes(market))
        .map(field => `${field.inPreviousState ? 'previousState.' : ''}${field.wire} ${field.required}`)
      expect(ours.toSorted(), one.action).toEqual(expected.toSorted())
      expect(one.stamped, one.action).toBe(theirs.some(field => field.name === 'applianceResponseTimestamp'))
      fields += ours.length
    }
    expect(fields).toBe(market === 'KR' ? 86 : 76)
  })

  test('JP TurnOn: fields by appliance type', () => {
    const theirs = catalog.interfaces.find(one => one.action === 'TurnOn')?.responseFieldsByType?.JP ?? {}
    const ours: Record<string, string[]> = {}
    for (const field of interfaceOf('TurnOn').answers) {
      for (const type of field.types ?? []) ours[type] = [...(ours[type] ?? []), field.wire]
    }
    const sorted = (table: Record<string, readonly string[]>): unknown =>
      Object.fromEntries(Object.entries(table).map(([type, names]) => [type, names.toSorted()]))
    expect(sorted(ours)).toEqual(sorted(theirs))
    expect(Object.keys(ours)).toHaveLength(5)
  })
})

describe('errors', () => {
  test.each([
    ['KR', 15],
    ['JP', 13],
  ] as const)('the errors %s knows and their payloads: %i', (market, count) => {
    const names = Object.keys(ERRORS) as ErrorName[]
    expect(names.toSorted()).toEqual(Object.keys(catalog.errors).toSorted())
    const known = new Set(names.map(name => errorInEdition(name, market)))
    const theirs = Object.keys(catalog.errors).filter(name => inMarket(catalog.errors[name] ?? {}, market))
    expect([...known].toSorted()).toEqual(theirs.toSorted())
    expect(known.size).toBe(count)
    for (const name of theirs) expect(errorInEdition(name as ErrorName, market)).toBe(name)
    const payloads = { none: [], range: ['maximumValue', 'minimumValue'], state: ['state'] }
    for (const name of names) {
      const fields = topFields(catalog.errors[name]?.payloadFields ?? []).map(([field]) => field.name)
      expect(fields.toSorted(), name).toEqual(payloads[ERRORS[name].payload])
    }
  })
})

describe('vocabularies', () => {
  test('57 appliance types (44 of JP): editions, actions and modes', () => {
    expect(Object.keys(APPLIANCE_TYPES).toSorted()).toEqual(Object.keys(catalog.applianceTypes).toSorted())
    let actions = 0
    for (const [name, type] of Object.entries(APPLIANCE_TYPES)) {
      const theirs = catalog.applianceTypes[name]
      expect(type.editions, name).toEqual(theirs?.markets)
      for (const market of MARKETS) {
        expect(type.actions[market].toSorted(), name).toEqual((theirs?.actions[market] ?? []).toSorted())
        expect(type.modes[market].toSorted(), name).toEqual((theirs?.modes[market] ?? []).toSorted())
        expect(interfacesOfType(name as keyof typeof APPLIANCE_TYPES, market)).toHaveLength(type.actions[market].length)
        for (const one of interfacesOfType(name as keyof typeof APPLIANCE_TYPES, market)) {
          expect(one.editions, `${name} ${one.action}`).toContain(market)
          actions++
        }
      }
    }
    const types = Object.values(APPLIANCE_TYPES)
    expect(EDITIONS.map(edition => types.filter(one => one.editions.includes(edition as never)).length)).toEqual([
      57, 44,
    ])
    expect(actions).toBe(Object.values(catalog.applianceTypes).flatMap(one => Object.values(one.actions).flat()).length)
    expect(actions).toBeGreaterThan(500)
  })

  test('41 modes, each for the types the mode table names', () => {
    const modes = new Set(
      Object.values(APPLIANCE_TYPES).flatMap(one =>
        EDITIONS.flatMap((edition): readonly string[] => one.modes[edition]),
      ),
    )
    expect([...modes].toSorted()).toEqual(Object.keys(catalog.modes).toSorted())
    expect(modes.size).toBe(41)
    let pairs = 0
    for (const [mode, { applianceTypes }] of Object.entries(catalog.modes)) {
      for (const market of MARKETS) {
        const ours = Object.keys(APPLIANCE_TYPES)
          .filter(isApplianceType)
          .filter(name => modesOfType(name, market).includes(mode))
        expect(ours.toSorted(), mode).toEqual((applianceTypes[market] ?? []).toSorted())
        pairs += ours.length
      }
    }
    expect(pairs).toBe(98)
  })

  test('46 locations (45 of KR, 21 of JP) with their names', () => {
    const ours = Object.entries(LOCATIONS).map(([code, one]) => [
      code,
      one.editions,
      one.en,
      'ko' in one ? one.ko : '',
      'ja' in one ? one.ja : '',
    ])
    const theirs = Object.entries(catalog.locations).map(([code, one]) => [
      code,
      one.markets,
      one.en,
      one.ko ?? '',
      one.ja ?? '',
    ])
    expect(ours.toSorted()).toEqual(theirs.toSorted())
    expect(ours).toHaveLength(46)
    expect(
      EDITIONS.map(edition => Object.values(LOCATIONS).filter(one => one.editions.includes(edition as never)).length),
    ).toEqual([45, 21])
  })
})

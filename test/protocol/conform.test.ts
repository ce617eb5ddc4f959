import { describe, expect, test } from 'vitest'
import { type Json, type JsonObject, member } from '../../src/kernel/json.ts'
import { ALL_INTERFACES, interfaceByRequest, interfaceOf, interfacesOfEdition } from '../../src/protocol/catalog.ts'
import { conformanceFaults, isErrorAnswer } from '../../src/protocol/conform.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { ERRORS, type ErrorName, Refusal } from '../../src/protocol/errors.ts'
import { errorMessage, message } from '../../src/protocol/reply.ts'
import { NAMESPACE, parseDirective, parseEnvelope } from '../../src/protocol/request.ts'
import { operandsIn, writeRequest } from '../../src/protocol/writeRequest.ts'

const ID = 'id-1'
const asked = interfaceOf('IncrementBrightness')
const context = { asked, edition: 'KR', messageId: ID } as const
const good = message(ID, asked.response, {
  brightness: { value: 60 },
  previousState: { brightness: { value: 50 } },
}) as unknown as JsonObject

const withPayload = (payload: Json): Json => ({ ...good, payload })
const withHeader = (header: JsonObject): Json => ({ ...good, header: { ...(good['header'] as JsonObject), ...header } })

describe('conforming answers', () => {
  test('a confirmation, whole and empty', () => {
    expect(conformanceFaults(good, context)).toEqual([])
    expect(conformanceFaults(withPayload({}), context)).toEqual([])
    expect(isErrorAnswer(good)).toBe(false)
  })

  test('every error of each edition as the product writes it', () => {
    let checked = 0
    for (const edition of EDITIONS) {
      for (const name of Object.keys(ERRORS) as ErrorName[]) {
        const payloads = {
          none: undefined,
          range: { minimumValue: 1, maximumValue: 5 },
          state: { ko: 'ㄱ', ja: 'あ', en: 'a' },
        }
        const answer = errorMessage(ID, new Refusal(name, payloads[ERRORS[name].payload], 'why'), edition)
        const plain = JSON.parse(JSON.stringify(answer)) as Json
        expect(conformanceFaults(plain, { asked, edition, messageId: ID }), `${name} ${edition}`).toEqual([])
        expect(isErrorAnswer(plain)).toBe(true)
        checked++
      }
    }
    expect(checked).toBe(30)
  })

  test('examples of the other families', () => {
    const cases: readonly (readonly [string, Edition, Json])[] = [
      ['GetOpenStateResponse', 'KR', { openState: 'OPENED', applianceResponseTimestamp: '2026-11-20T10:00:00+09:00' }],
      ['HealthCheckResponse', 'KR', { isReachable: true, isTurnOn: false }],
      ['DiscoverAppliancesResponse', 'KR', { customCommands: [], discoveredAppliances: [] }],
      [
        'DiscoverScenesResponse',
        'JP',
        { discoveredScenes: [{ sceneId: 'a', sceneName: 'b', needsUserConfirmation: false }] },
      ],
    ]
    for (const [name, edition, payload] of cases) {
      const one = ALL_INTERFACES.find(({ response }) => response === name)
      const answer = message(ID, name, payload) as unknown as Json
      expect(conformanceFaults(answer, { asked: one, edition, messageId: ID }), name).toEqual([])
    }
    expect(cases).toHaveLength(4)
  })
})

describe('every departure is named', () => {
  const lock = interfaceOf('SetLockState')
  const CASES: readonly (readonly [string, Json, string])[] = [
    ['no object', 5, 'not a JSON object'],
    ['another id', withHeader({ messageId: 'x' }), 'not the one of the request'],
    ['another namespace', withHeader({ namespace: 'Clova' }), 'header.namespace'],
    ['another version', withHeader({ payloadVersion: '2.0' }), 'payloadVersion'],
    ['another name', withHeader({ name: 'TurnOnConfirmation' }), 'not IncrementBrightnessConfirmation'],
    ['no payload', { header: good['header'] } as Json, 'payload is not an object'],
    ['a bare number', withPayload({ brightness: 60 }), 'payload.brightness has the wrong form'],
    ['beyond the limit', withPayload({ brightness: { value: 101 } }), 'payload.brightness has the wrong form'],
    ['wrong before', withPayload({ previousState: { brightness: { value: 'x' } } }), 'previousState.brightness'],
    ['a field of its own', withPayload({ colour: 1 }), 'payload.colour is not in the guide'],
    ['a stamp that is not', withPayload({ applianceResponseTimestamp: 'now' }), 'applianceResponseTimestamp'],
    ['an error with words', message(ID, 'TargetOfflineError', { why: 'x' }) as unknown as Json, 'is not empty'],
    ['a range without bounds', message(ID, 'ValueOutOfRangeError', {}) as unknown as Json, 'minimumValue'],
    ['a state without words', message(ID, 'ConditionsNotMetError', {}) as unknown as Json, 'payload.state'],
  ]
  test.each(CASES)('%s', (_what, answer, fault) => {
    expect(conformanceFaults(answer, context).join('\n')).toContain(fault)
  })
  test('all ran', () => expect(CASES).toHaveLength(14))

  test('a required field that is missing', () => {
    const answer = message(ID, lock.response, {}) as unknown as Json
    expect(conformanceFaults(answer, { ...context, asked: lock })).toEqual(['payload.lockState is missing'])
  })

  test('errors of the other edition', () => {
    const answer = message(ID, 'ActionFailedError', {}) as unknown as Json
    expect(conformanceFaults(answer, { ...context, edition: 'KR' })).toEqual([])
    expect(conformanceFaults(answer, { ...context, edition: 'JP' })).toHaveLength(1)
  })

  test('a discovered appliance with everything wrong', () => {
    const answer = message(ID, 'DiscoverAppliancesResponse', {
      customCommands: [],
      discoveredAppliances: [
        { applianceTypes: ['LIGHT'], actions: ['TurnOn', 'Charge'] },
        { applianceTypes: ['SHIP'] },
      ],
    }) as unknown as Json
    const faults = conformanceFaults(answer, { ...context, asked: interfaceOf('DiscoverAppliances'), edition: 'JP' })
    expect(faults.join('\n')).toContain('discoveredAppliances[0]: Charge is no action of LIGHT')
    expect(faults.join('\n')).toContain('discoveredAppliances[1]: applianceTypes names no type')
    expect(faults.filter(fault => fault.includes('[0]'))).toHaveLength(10)
  })
})

describe('requests', () => {
  const SAMPLES: Readonly<Record<string, Json>> = {
    color: { hue: 1, saturation: 2, brightness: 3 },
    period: { start: '2026-11-20T10:00:00+09:00', end: '2026-11-20T11:00:00+09:00' },
    count: 2,
    scene: 'night',
    endpoint: 'fridge',
    lockState: 'LOCKED',
  }

  test('every interface is written so that it is read as what was meant', () => {
    let checked = 0
    for (const edition of EDITIONS) {
      for (const one of interfacesOfEdition(edition)) {
        const operands = Object.fromEntries(
          operandsIn(one, edition).map(({ key, shape }) => [key, SAMPLES[key] ?? (shape === 'number' ? 3 : 'word')]),
        )
        const parts = { messageId: ID, accessToken: 't', applianceId: 'a', operands, zone: () => 540 }
        const request = writeRequest(one, edition, parts)
        expect(member(member(request, 'header'), 'namespace')).toBe(NAMESPACE)
        const envelope = parseEnvelope(Buffer.from(JSON.stringify(request)))
        if (!envelope.ok) throw envelope.refusal
        expect(parseDirective(envelope.envelope, edition).operands, `${one.action} ${edition}`).toEqual(operands)
        expect(interfaceByRequest(envelope.envelope.name)).toBe(one)
        checked++
      }
    }
    expect(checked).toBe(EDITIONS.flatMap(interfacesOfEdition).length)
    expect(checked).toBeGreaterThan(140)
  })
})

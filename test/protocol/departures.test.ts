/** Each departure from the guides is kept: one test per row, and no row without one. */
import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { checkValue } from '../../src/home/limits.ts'
import { zoneOffset } from '../../src/kernel/time.ts'
import { applianceRefusal } from '../../src/protocol/applianceErrors.ts'
import type { ApplianceTypeName } from '../../src/protocol/applianceTypes.ts'
import { interfaceOf } from '../../src/protocol/catalog.ts'
import { DEPARTURES } from '../../src/protocol/departures.ts'
import { appliancesPayload } from '../../src/protocol/discovery.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { Refusal, refuse } from '../../src/protocol/errors.ts'
import type { ActionName } from '../../src/protocol/interfaces.ts'
import type { Values } from '../../src/protocol/properties.ts'
import { doneMessage, errorMessage, message } from '../../src/protocol/reply.ts'
import { type EnvelopeResult, parseDirective, parseEnvelope } from '../../src/protocol/request.ts'
import { checkMessage } from '../support/catalog.ts'

const zone = zoneOffset('Asia/Seoul')

function envelope(name: string, payload: object, header: object = {}): EnvelopeResult {
  const body = { header: { messageId: 'm1', name, namespace: 'ClovaHome', payloadVersion: '1.0', ...header }, payload }
  return parseEnvelope(new TextEncoder().encode(JSON.stringify(body)))
}

function parse(name: string, payload: object, edition: Edition): ReturnType<typeof parseDirective> {
  const result = envelope(name, payload)
  if (!result.ok) throw result.refusal
  return parseDirective(result.envelope, edition)
}

/** The payload of a conforming answer, or undefined when there is none. */
function answer(action: ActionName, now: Values, edition: Edition, before: Values = {}): unknown {
  const directive = {
    interface: interfaceOf(action),
    applianceId: 'a',
    property: interfaceOf(action).property,
    operands: {},
  }
  const done = doneMessage('m1', directive, { now, before }, { edition, zone })
  if (done !== undefined) expect(checkMessage(done, edition)).toEqual([])
  return done?.payload
}

function refusedAs(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return error instanceof Refusal ? error.error : 'no refusal'
  }
}

const inBoth = (check: (edition: Edition) => void): void => {
  for (const edition of EDITIONS) check(edition)
}

const TESTS: Record<string, () => void> = {
  'ReleaseModeConfirmation.previousState': () =>
    inBoth(edition => {
      const payload = { mode: { value: 'auto' }, previousState: { mode: { value: 'sleep' } } }
      expect(answer('ReleaseMode', { mode: 'auto' }, edition, { mode: 'sleep' })).toEqual(payload)
    }),
  GetOpenStateResponse: () =>
    inBoth(edition => {
      expect(answer('GetOpenState', { openState: 'OPENED' }, edition)).toEqual({ openState: 'OPENED' })
      expect(answer('GetOpenState', { openState: 'CLOSED' }, edition)).toEqual({ openState: 'CLOSED' })
      expect(answer('GetOpenState', { openState: 'LOCKED' }, edition)).toBeUndefined()
    }),
  'GetDetectedTimeResponse.detectedTime': () => {
    const detectedTime = '2026-11-20T10:00:00+09:00'
    expect(answer('GetDetectedTime', { detectedTime: '2026-11-20T01:00:00Z' }, 'KR')).toEqual({ detectedTime })
    expect(answer('GetDetectedTime', { detectedTime: { value: '10시' } }, 'KR')).toBeUndefined()
  },
  'UltraFineDustInfoObject.index (JP)': () =>
    inBoth(edition => {
      const dust = { index: 'bad', value: 40 }
      expect(answer('GetUltraFineDust', { ultraFineDust: dust }, edition)).toEqual({ ultraFineDust: dust })
    }),
  'Requests with wrong field names': () =>
    inBoth(edition => {
      const operands = (name: string, payload: object): unknown => parse(name, payload, edition).operands
      expect(operands('SetChannelByNameRequest', { channel: { value: 'NHK' } })).toEqual({ channelName: 'NHK' })
      for (const direction of ['Increment', 'Decrement']) {
        expect(operands(`${direction}IntensityLevelRequest`, { deltaTemperature: { value: 1 } })).toEqual({ delta: 1 })
      }
      expect(operands('ReleaseModeRequest', { mode: 'sleep' })).toEqual({ releasedMode: 'sleep' })
      expect(answer('SetChannelByName', { channelName: 'NHK' }, edition)).toEqual({ channelName: { value: 'NHK' } })
      if (edition === 'JP') {
        expect(operands('ActionSceneRequest', { scene: { applianceId: 's1' } })).toEqual({ scene: 's1' })
        expect(operands('ChangeInputSourceRequest', { count: { value: '3' } })).toEqual({ count: 3 })
      }
    }),
  'DiscoverAppliancesResponse.customCommands': () =>
    inBoth(edition => {
      const payload = appliancesPayload([], [])
      expect(payload).toEqual({ customCommands: [], discoveredAppliances: [] })
      expect(checkMessage(message('m1', 'DiscoverAppliancesResponse', payload), edition)).toEqual([])
    }),
  'The messageId of an answer': () => {
    const odd = envelope('TurnOnRequest', {}, { messageId: 'not-hexadecimal-zz' })
    const none = envelope('TurnOnRequest', {}, { messageId: undefined })
    expect(odd.ok && odd.envelope.messageId).toBe('not-hexadecimal-zz')
    expect(none.ok && none.envelope.messageId).toBeUndefined()
    const directive = parse('TurnOnRequest', {}, 'KR')
    const done = doneMessage('not-hexadecimal-zz', directive, { now: {} }, { edition: 'KR', zone })
    expect(done?.header.messageId).toBe('not-hexadecimal-zz')
  },
  'Unknown request name, or one of the other edition': () => {
    expect(refusedAs(() => parse('FlyRequest', {}, 'KR'))).toBe('UnsupportedOperationError')
    expect(refusedAs(() => parse('GetBMIRequest', {}, 'JP'))).toBe('UnsupportedOperationError')
    expect(refusedAs(() => parse('DiscoverScenesRequest', {}, 'KR'))).toBe('UnsupportedOperationError')
  },
  'A missing or unknown access token': () => {
    for (const accessToken of [undefined, null, '', 5, {}]) {
      const result = envelope('TurnOnRequest', { accessToken })
      expect(result.ok && result.envelope.accessToken).toBeUndefined()
    }
    inBoth(edition => {
      const error = errorMessage('m1', refuse('InvalidAccessTokenError', 'no token'), edition)
      expect(error.header.name).toBe('InvalidAccessTokenError')
      expect(checkMessage(error, edition)).toEqual([])
    })
  },
  'Appliance error codes about tokens and users (1103, 1202, 1209, 1218, 1302, 1303)': () => {
    for (const code of ['1103', '1202', '1209', '1218', '1302', '1303']) {
      const refusal = applianceRefusal(
        { code, message: 'Invalid token' },
        { edition: 'KR', control: true, carriedValue: true },
      )
      expect(refusal.error, code).toBe('DriverInternalError')
    }
  },
  'Dust index of a sensor that gives only a number': () =>
    inBoth(edition => {
      const index = (action: ActionName, values: Values): unknown =>
        Object.values(answer(action, values, edition) as Record<string, { index: string }>)[0]?.index
      const fine = [0, 30, 30.1, 80, 80.1, 150, 150.1].map(value => index('GetFineDust', { fineDust: value }))
      expect(fine).toEqual(['good', 'good', 'normal', 'normal', 'bad', 'bad', 'verybad'])
      const ultra = [15, 16, 35, 36, 75, 76].map(value => index('GetUltraFineDust', { ultraFineDust: value }))
      expect(ultra).toEqual(['good', 'normal', 'normal', 'bad', 'bad', 'verybad'])
      expect(index('GetFineDust', { fineDust: { value: 5, index: 'bad' } })).toBe('bad')
    }),
  'SetLockState UNLOCKED for a SMARTLOCK in JP': smartlock,
  'kWh as consumption unit': () =>
    inBoth(edition => {
      const units = ['kW', 'kWh', 'Wh', 'W', 'KW', 'cc'].map(unit => ({ name: '전력', unit, value: 1 }))
      const { consumption } = answer('GetConsumption', { consumption: units }, edition) as {
        consumption: { unit: string }[]
      }
      expect(consumption.map(one => one.unit)).toEqual(['KW', 'KW', 'W', 'W', 'KW', 'cc'])
    }),
}

/** The type is known one layer further in, so that layer's check of a value is asked. */
function smartlock(): void {
  const { interface: asked } = parse('SetLockStateRequest', { lockState: 'UNLOCKED' }, 'JP')
  const check = (type: ApplianceTypeName, edition: Edition, lockState: string): string | undefined =>
    refusedAs(() => checkValue(lock(type), edition, asked, 'lockState', lockState))
  expect(check('SMARTLOCK', 'JP', 'UNLOCKED')).toBe('ValueNotSupportedError')
  expect(check('SMARTLOCK', 'JP', 'LOCKED')).toBeUndefined()
  expect(check('SMARTLOCK', 'KR', 'UNLOCKED')).toBeUndefined()
  expect(check('SMARTVALVE', 'JP', 'UNLOCKED')).toBeUndefined()
}

/** An appliance whose owner allowed unlocking by voice. */
const lock = (type: ApplianceTypeName): Appliance => ({
  id: 'lock-1',
  type,
  name: '',
  description: '',
  manufacturer: '',
  model: '',
  version: '',
  location: undefined,
  tags: [],
  isIr: false,
  policy: 'strict',
  native: true,
  properties: new Map(),
  actions: new Map(),
  except: new Set(),
  confirm: [],
  allow: new Set(['unlock']),
  entrance: false,
  parent: undefined,
  cadence: { misses: 3, silentOk: false },
  availability: [],
  aliveTopics: [],
})

describe('departures', () => {
  test.each(DEPARTURES.map(row => [row.about, row] as const))('%s', (about, row) => {
    expect([row.guide, row.weDo, row.why].every(text => text.length > 0)).toBe(true)
    TESTS[about]?.()
  })

  test('13 rows, each with its own name and test', () => {
    expect(DEPARTURES.map(row => row.about).toSorted()).toEqual(Object.keys(TESTS).toSorted())
    expect(DEPARTURES).toHaveLength(13)
  })
})

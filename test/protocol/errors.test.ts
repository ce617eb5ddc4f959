/** The error messages of both editions, and which refusals this layer reaches by itself. */
import { describe, expect, test } from 'vitest'
import { applianceRefusal, KNOWN_CODES } from '../../src/protocol/applianceErrors.ts'
import { EDITIONS } from '../../src/protocol/edition.ts'
import { ERRORS, type ErrorName, errorInEdition, type Refusal, refuse } from '../../src/protocol/errors.ts'
import { errorMessage } from '../../src/protocol/reply.ts'
import { catalog, checkMessage, inMarket } from '../support/catalog.ts'

const names = Object.keys(ERRORS) as ErrorName[]
const STATE = { ko: '전원 꺼짐', ja: '電源オフ', en: 'power off' }
const RANGE = { minimumValue: 18, maximumValue: 30 }

/** A refusal as the layers above make it, with the payload its error demands. */
function refusalOf(name: ErrorName): Refusal {
  if (name === 'ConditionsNotMetError') return refuse(name, 'why it was', STATE)
  if (name === 'ValueOutOfRangeError') return refuse(name, 'why it was', RANGE)
  return refuse(name, 'why it was')
}

describe('error messages', () => {
  test('all 15 errors conform in both editions, with the payload in the edition’s language', () => {
    let messages = 0
    for (const edition of EDITIONS) {
      for (const name of names) {
        const message = errorMessage('m1', refusalOf(name), edition)
        expect(checkMessage(JSON.parse(JSON.stringify(message)), edition), `${name} ${edition}`).toEqual([])
        expect(message.header.messageId).toBe('m1')
        expect(message.header.name).toBe(errorInEdition(name, edition))
        const state = edition === 'KR' ? STATE.ko : STATE.ja
        const payloads: Partial<Record<ErrorName, unknown>> = {
          ConditionsNotMetError: { state },
          ValueOutOfRangeError: RANGE,
        }
        expect(message.payload, name).toEqual(payloads[name] ?? {})
        expect(JSON.stringify(message)).not.toContain('why it was')
        messages++
      }
    }
    expect(messages).toBe(30)
  })

  test('the two errors of KR alone become another one in JP and are sent as they are in KR', () => {
    const onlyKr = names.filter(name => !inMarket(catalog.errors[name] ?? {}, 'JP'))
    expect(onlyKr.toSorted()).toEqual(['ActionFailedError', 'DeviceConnectionError'])
    for (const name of onlyKr) {
      expect(errorMessage('m', refuse(name as 'ActionFailedError', ''), 'KR').header.name).toBe(name)
      const instead = errorMessage('m', refuse(name as 'ActionFailedError', ''), 'JP').header.name
      expect(inMarket(catalog.errors[instead] ?? { markets: [] }, 'JP'), instead).toBe(true)
    }
    expect(errorInEdition('ActionFailedError', 'JP')).toBe('DeviceFailureError')
    expect(errorInEdition('DeviceConnectionError', 'JP')).toBe('TargetOfflineError')
  })

  test('a refusal is an Error that names what happened for the log', () => {
    const refusal = refuse('NoSuchTargetError', 'no appliance x')
    expect(refusal).toBeInstanceOf(Error)
    expect([refusal.name, refusal.error, refusal.why.ja, refusal.message]).toEqual([
      'Refusal',
      'NoSuchTargetError',
      'no appliance x',
      'NoSuchTargetError: no appliance x',
    ])
  })

  test('appliance codes alone reach 12 of the 15 errors', () => {
    const reached = new Set(
      KNOWN_CODES.flatMap(code =>
        [
          [true, true],
          [true, false],
          [false, false],
        ].map(
          ([control = true, carriedValue = true]) =>
            applianceRefusal({ code, message: '' }, { edition: 'KR', control, carriedValue }).error,
        ),
      ),
    )
    const notHere = names.filter(name => !reached.has(name))
    // Tokens and ranges are judged by the gateway, and no code tells for certain that a pairing is broken for good.
    expect(notHere).toEqual(['ExpiredAccessTokenError', 'InvalidAccessTokenError', 'ValueOutOfRangeError'])
    expect(reached.size).toBe(12)
  })
})

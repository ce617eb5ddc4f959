/** Discovery answers of every appliance type and location conform to the catalog in both editions. */
import { describe, expect, test } from 'vitest'
import { APPLIANCE_TYPES, type ApplianceTypeName, isApplianceType } from '../../src/protocol/applianceTypes.ts'
import {
  type AllowableValue,
  applianceInfo,
  appliancesPayload,
  type Offer,
  scenesPayload,
} from '../../src/protocol/discovery.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { isLocation, LOCATIONS } from '../../src/protocol/locations.ts'
import { message } from '../../src/protocol/reply.ts'
import { type Content, catalog, checkMessage, inMarket } from '../support/catalog.ts'

const LIMITS: readonly AllowableValue[] = [
  { type: 'boundedNumber', minValue: 18, maxValue: 30 },
  { type: 'string', enumValues: ['auto', 'cool'] },
  { type: 'number', enumValues: [1, 2, 3] },
]

function offer(type: ApplianceTypeName, edition: Edition, more: Partial<Offer> = {}): Offer {
  const actions = APPLIANCE_TYPES[type].actions[edition]
  return {
    applianceId: `${type.toLowerCase()}-1`,
    type,
    actions,
    limits: new Map(actions.slice(0, 3).map((action, at) => [action, LIMITS[at] as AllowableValue])),
    name: '거실 전등',
    description: '',
    manufacturer: 'LG',
    model: 'M1',
    version: '1.0',
    location: 'LIVING_ROOM',
    tags: ['거실'],
    isIr: false,
    confirm: [...actions.slice(0, 1), 'GetBMI'],
    isReachable: true,
    ...more,
  }
}

const discovered = (offers: readonly Offer[], edition: Edition): Content =>
  JSON.parse(
    JSON.stringify(
      message(
        'm1',
        'DiscoverAppliancesResponse',
        appliancesPayload(
          offers.map(one => applianceInfo(one, edition)),
          [{ name: '외출', actions: [{ applianceId: 'light-1', action: 'TurnOff' }] }],
        ),
      ),
    ),
  ) as Content

const infoOf = (one: Offer, edition: Edition): Content => applianceInfo(one, edition) as Content

describe.each(EDITIONS)('discovery of %s', edition => {
  const types = Object.keys(APPLIANCE_TYPES)
    .filter(isApplianceType)
    .filter(type => inMarket(catalog.applianceTypes[type] ?? {}, edition))

  test('every appliance type, alone and all together', () => {
    for (const type of types)
      expect(checkMessage(discovered([offer(type, edition)], edition), edition), type).toEqual([])
    expect(
      checkMessage(
        discovered(
          types.map(type => offer(type, edition)),
          edition,
        ),
        edition,
      ),
    ).toEqual([])
    expect(types).toHaveLength(edition === 'KR' ? 57 : 44)
  })

  test('every field of the object is filled, except the optional details', () => {
    const fields = (catalog.objects['ApplianceInfoObject']?.fields ?? [])
      .filter(field => inMarket(field, edition) && !field.name.includes('.'))
      .map(field => field.name)
    const ours = Object.keys(infoOf(offer('LIGHT', edition), edition))
    const details = 'additionalApplianceDetails'
    expect([...new Set([...ours, details])].toSorted()).toEqual(fields.toSorted())
    expect(ours).toHaveLength(edition === 'KR' ? 12 : 13)
  })

  test('every location: its code where the edition has it, else empty', () => {
    const codes = Object.keys(LOCATIONS).filter(isLocation)
    const sent = codes.map(location => infoOf(offer('LIGHT', edition, { location }), edition)['location'])
    const expected = codes.map(code => (inMarket(catalog.locations[code] ?? {}, edition) ? code : ''))
    expect(sent).toEqual(expected)
    expect(sent.filter(code => code !== '')).toHaveLength(edition === 'KR' ? 45 : 21)
    expect(infoOf(offer('LIGHT', edition, { location: undefined }), edition)['location']).toBe('')
  })

  test('limits go into actionDetails in KR only, confirmations into JP only, and only for offered actions', () => {
    const info = infoOf(offer('AIRCONDITIONER', edition), edition)
    const actions = APPLIANCE_TYPES.AIRCONDITIONER.actions[edition]
    if (edition === 'KR') {
      const actionDetails = LIMITS.map((allowableValue, at) => ({ action: actions[at], allowableValue }))
      expect(info['additionalApplianceDetails']).toEqual({ actionDetails })
      const limitless = infoOf(offer('AIRCONDITIONER', edition, { limits: new Map() }), edition)
      expect(limitless['additionalApplianceDetails']).toEqual({})
    } else {
      expect(info['actionsNeededUserConfirmation']).toEqual(actions.slice(0, 1))
      expect(info['isReachable']).toBe(true)
    }
  })

  test('no appliances and no commands is a conforming answer', () => {
    expect(checkMessage(message('m1', 'DiscoverAppliancesResponse', appliancesPayload([], [])), edition)).toEqual([])
  })
})

test('scenes are JP’s alone', () => {
  const scene = { sceneId: 's1', sceneName: 'おやすみ', needsUserConfirmation: false }
  const answer = message('m1', 'DiscoverScenesResponse', scenesPayload([scene]))
  expect(checkMessage(answer, 'JP')).toEqual([])
  expect(checkMessage(answer, 'KR')).not.toEqual([])
  expect(checkMessage(message('m1', 'DiscoverScenesResponse', scenesPayload([])), 'JP')).toEqual([])
})

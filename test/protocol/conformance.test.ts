/** The checker the other tests rely on: it must find each kind of departure from the catalog. */
import { describe, expect, test } from 'vitest'
import { catalog, checkMessage, type Market } from '../support/catalog.ts'

const message = (name: string, payload: unknown, header: object = {}): unknown => ({
  header: { messageId: 'm1', name, namespace: 'ClovaHome', payloadVersion: '1.0', ...header },
  payload,
})
const get = (property: string, value: unknown, name: string): unknown =>
  message(`Get${name}Response`, { [property]: value })
const stamped = (at: unknown): unknown =>
  message('GetHumidityResponse', { humidity: { value: 1 }, applianceResponseTimestamp: at })
const appliance = (more: object): unknown =>
  message('DiscoverAppliancesResponse', {
    customCommands: [],
    discoveredAppliances: [{ applianceId: 'a', applianceTypes: ['LIGHT'], ...more }],
  })

const SOUND: readonly [string, Market, unknown][] = [
  ['a plain confirmation', 'KR', message('TurnOffConfirmation', {})],
  ['a timestamp', 'JP', stamped('2026-11-20T10:00:00+09:00')],
  ['an open list’s other word', 'KR', message('SetTargetTemperatureConfirmation', { endpoint: { value: 'oven' } })],
  ['a JP unit outside the KR list', 'JP', get('consumption', [{ name: '', unit: 'kWh', value: 1 }], 'Consumption')],
  ['free details', 'KR', appliance({ additionalApplianceDetails: { anything: 1 } })],
  ['an empty location', 'KR', appliance({ location: '' })],
]

const BROKEN: readonly [string, Market, unknown, string][] = [
  ['no object', 'KR', 'x', 'message: not an object'],
  ['a third part', 'KR', { ...(message('TurnOffConfirmation', {}) as object), extra: 1 }, 'extra: unknown'],
  ['no header', 'KR', { payload: {} }, 'header: not an object'],
  ['no payload', 'KR', message('TurnOffConfirmation', undefined), 'payload: not an object'],
  ['no messageId', 'KR', message('TurnOffConfirmation', {}, { messageId: '' }), 'header.messageId: missing'],
  [
    'namespace',
    'KR',
    message('TurnOffConfirmation', {}, { namespace: 'CLOVAHome' }),
    'header.namespace: not ClovaHome',
  ],
  ['version', 'KR', message('TurnOffConfirmation', {}, { payloadVersion: '1' }), 'header.payloadVersion: not 1.0'],
  ['header field', 'KR', message('TurnOffConfirmation', {}, { x: 1 }), 'header.x: unknown'],
  ['a request’s name', 'KR', message('TurnOffRequest', {}), 'header.name: TurnOffRequest is no answer in KR'],
  ['KR answer in JP', 'JP', get('bmi', { value: 1 }, 'BMI'), 'header.name: GetBMIResponse is no answer in JP'],
  ['KR error in JP', 'JP', message('ActionFailedError', {}), 'header.name: ActionFailedError is no answer in JP'],
  ['required', 'KR', message('GetHumidityResponse', {}), 'payload.humidity: required'],
  ['inner required', 'KR', get('humidity', {}, 'Humidity'), 'payload.humidity.value: required'],
  ['unknown field', 'KR', message('TurnOffConfirmation', { x: 1 }), 'payload.x: unknown'],
  ['inner unknown', 'KR', get('humidity', { value: 1, x: 2 }, 'Humidity'), 'payload.humidity.x: unknown'],
  ['JP field in KR', 'KR', message('TurnOnConfirmation', { mode: { value: 'auto' } }), 'payload.mode: unknown'],
  ['type', 'KR', get('humidity', { value: '1' }, 'Humidity'), 'payload.humidity.value: not a number'],
  ['null', 'KR', get('humidity', null, 'Humidity'), 'payload.humidity: not an object'],
  ['no array', 'KR', get('notice', 'x', 'Notice'), 'payload.notice: not an array'],
  ['item', 'KR', get('notice', ['x', 1], 'Notice'), 'payload.notice[1]: not a string'],
  [
    'nested item',
    'KR',
    get('vehicleLocationList', [{ name: 'x' }], 'VehicleLocation'),
    'payload.vehicleLocationList[0].value: required',
  ],
  ['enum', 'KR', get('lockState', 'OPEN', 'LockState'), 'payload.lockState: not of its list'],
  [
    'market enum',
    'KR',
    get('consumption', [{ name: '', unit: 'kWh', value: 1 }], 'Consumption'),
    'payload.consumption[0].unit: not of its list',
  ],
  [
    'object enum',
    'JP',
    get('ultraFineDust', { index: 'awful' }, 'UltraFineDust'),
    'payload.ultraFineDust.index: not of its list',
  ],
  [
    'value enum',
    'KR',
    message('SetFanSpeedConfirmation', { fanSpeed: { value: 4 } }),
    'payload.fanSpeed.value: not of its list',
  ],
  ['minimum', 'KR', get('batteryInfo', { value: -1 }, 'BatteryInfo'), 'payload.batteryInfo.value: below 0'],
  ['maximum', 'KR', get('batteryInfo', { value: 101 }, 'BatteryInfo'), 'payload.batteryInfo.value: above 100'],
  ['integer', 'KR', get('batteryInfo', { value: 1.5 }, 'BatteryInfo'), 'payload.batteryInfo.value: not an integer'],
  [
    'decimals',
    'KR',
    get('targetTemperature', { value: 1.25 }, 'TargetTemperature'),
    'payload.targetTemperature.value: too many decimals',
  ],
  ['UTC timestamp', 'KR', stamped('2026-11-20T10:00:00Z'), 'payload.applianceResponseTimestamp: not iso8601-datetime'],
  [
    'impossible day',
    'KR',
    stamped('2026-02-30T10:00:00+09:00'),
    'payload.applianceResponseTimestamp: not iso8601-datetime',
  ],
  ['duration', 'KR', get('remainingTime', '8h', 'RemainingTime'), 'payload.remainingTime: not iso8601-duration'],
  [
    'signed duration',
    'KR',
    get('remainingTime', '-PT1H', 'RemainingTime'),
    'payload.remainingTime: not iso8601-duration',
  ],
  ['mode', 'KR', message('SetModeConfirmation', { mode: { value: 'blower' } }), 'payload.mode.value: not mode-name'],
  [
    'flat previousState',
    'KR',
    message('ReleaseModeConfirmation', { previousState: { value: 'auto' } }),
    'payload.previousState.value: unknown',
  ],
  ['action', 'JP', appliance({ actions: ['GetBMI'] }), 'payload.discoveredAppliances[0].actions[0]: not action-name'],
  [
    'appliance type',
    'JP',
    appliance({ applianceTypes: ['HOMECAM'] }),
    'payload.discoveredAppliances[0].applianceTypes[0]: not appliance-type',
  ],
  ['location', 'JP', appliance({ location: 'MY_ROOM' }), 'payload.discoveredAppliances[0].location: not location-code'],
  ['withdrawn field', 'KR', appliance({ isReachable: true }), 'payload.discoveredAppliances[0].isReachable: unknown'],
  ['error payload', 'JP', message('ValueOutOfRangeError', { minimumValue: 1 }), 'payload.maximumValue: required'],
  ['error text', 'KR', message('ConditionsNotMetError', { state: 1 }), 'payload.state: not a string'],
  ['error extra', 'KR', message('NoSuchTargetError', { state: 'x' }), 'payload.state: unknown'],
]

describe('checkMessage', () => {
  test.each(SOUND)('%s in %s is sound', (_, market, one) => {
    expect(checkMessage(one, market)).toEqual([])
  })

  test.each(BROKEN)('%s in %s is found', (_, market, one, finding) => {
    expect(checkMessage(one, market)).toEqual([finding])
  })

  test('fields by appliance type', () => {
    const spoken = message('TurnOnConfirmation', { fanSpeed: { value: 1 } })
    expect(checkMessage(spoken, 'JP', 'AIRPURIFIER')).toEqual([])
    expect(checkMessage(spoken, 'JP', 'HEATER')).toEqual(['payload.fanSpeed: unknown'])
  })
})

test('the catalog is whole: 89 interfaces, 370 payload fields, 39 objects with 76 fields', () => {
  const fields = catalog.interfaces.map(one => one.requestFields.length + one.responseFields.length)
  const objects = Object.values(catalog.objects)
  expect(fields).toHaveLength(89)
  expect(fields.reduce((sum, one) => sum + one, 0)).toBe(370)
  expect(objects).toHaveLength(39)
  expect(objects.reduce((sum, one) => sum + one.fields.length, 0)).toBe(76)
})

/** Documents of Tasmota devices for tests, in the documented format. */
import { tasmotaConvention } from '../../../src/conventions/tasmota/convention.ts'
import type { Appliance } from '../../../src/home/appliance.ts'
import type { Json, JsonObject } from '../../../src/kernel/json.ts'
import { appliancesOf, entitiesOf } from './madeOf.ts'

export const KEY = 'tasmota/discovery/A0B2C3D4E5F6'

/** A list as long as the device has places, the first of them filled. */
export const places = (length: number, ...filled: readonly Json[]): readonly Json[] =>
  Array.from({ length }, (_, at) => filled[at] ?? 0)

/** A config as versions 9 to 15 send it. */
export const config = (own: JsonObject = {}, options: JsonObject = {}): JsonObject => ({
  ip: '192.0.2.7',
  dn: '거실 보드',
  fn: [null, null, null, null, null, null, null, null],
  hn: 'board-1',
  mac: 'A0B2C3D4E5F6',
  md: 'Generic',
  ty: 0,
  if: 0,
  ofln: 'Offline',
  onln: 'Online',
  state: ['OFF', 'ON', 'TOGGLE', 'HOLD'],
  sw: '14.4.1',
  t: 'board',
  ft: '%prefix%/%topic%/',
  tp: ['cmnd', 'stat', 'tele'],
  rl: places(32),
  so: {
    '4': 0,
    '11': 0,
    '13': 0,
    '17': 0,
    '20': 0,
    '30': 0,
    '68': 0,
    '73': 0,
    '82': 0,
    '114': 0,
    '117': 0,
    ...options,
  },
  lk: 1,
  lt_st: 0,
  dslp: 0,
  sho: [],
  sht: [],
  ver: 1,
  ...own,
})

/** Its appliances, by name. */
export const made = (said: JsonObject, sensors?: JsonObject): readonly Appliance[] =>
  appliancesOf(entitiesOf(tasmotaConvention, KEY, { config: said, ...(sensors === undefined ? {} : { sensors }) }))

/** Its only appliance. */
export const only = (said: JsonObject, sensors?: JsonObject): Appliance => {
  const [one, ...others] = made(said, sensors)
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} appliances`)
  return one
}

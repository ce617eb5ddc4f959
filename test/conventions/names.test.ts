/** What appliances are called: device and entity without repeating each other, and nothing that nobody can say. */
import { describe, expect, test } from 'vitest'
import { hassConvention } from '../../src/conventions/hass/convention.ts'
import { appliancesOf, entitiesOf } from './support/madeOf.ts'

type Row = readonly [device: string | undefined, entity: string | null, area: string | undefined, name: string]

const ROWS: readonly Row[] = [
  ['거실 에어컨', null, undefined, '거실 에어컨'],
  ['거실 에어컨', '거실 에어컨', undefined, '거실 에어컨'],
  ['거실', '조명', undefined, '거실 조명'],
  ['세탁실-washer', '세탁실-washer_plug', undefined, '세탁실-washer plug'],
  ['kitchen light', 'Kitchen_Light left', undefined, '주방 조명 왼쪽'],
  ['Living Room', 'Living Room Fan', undefined, '거실 팬'],
  // Addresses are no names, and words are no addresses.
  ['Shelly Plus 2PM [c049ef8cf4e0]', 'Output 1', undefined, 'Shelly Plus 2PM Output 1'],
  ['Shelly Plug [DDEEFF]', 'Relay 0', undefined, 'Shelly Plug Relay 0'],
  ['Tasmota_1BCDE2', 'Tasmota_1BCDE2 Relay 1', undefined, 'Tasmota Relay 1'],
  ['84:0D:8E:52:28:51', 'Lamp', undefined, '램프'],
  ['Facade light', null, undefined, 'Facade light'],
  ['0x00158d0001ab2c01', 'left', undefined, '왼쪽'],
  ['0x00158d0001ab2c01', null, '거실', '거실'],
  ['0x00158d0001ab2c01', 'Switch', '서재', '서재 Switch'],
  ['0x00158d0001ab2c01', null, undefined, 'wall'],
  // A wall pad is a whole flat, which nobody says before each of its rooms.
  ['월패드', '거실 등 2', undefined, '거실 등 2'],
  ['Wallpad', 'livingroom light 2', undefined, '거실 조명 2'],
  ['월패드', '스위치 1', undefined, '월패드 스위치 1'],
  [undefined, ' 전등 ', undefined, '전등'],
]

describe('a device and an entity are called', () => {
  test.each(ROWS)('%s, %s, %s: %s', (device, entity, area, name) => {
    const document = {
      ...{ name: entity, cmd_t: 'c', stat_t: 's' },
      ...(device === undefined ? {} : { dev: { ids: 'd', name: device, ...(area === undefined ? {} : { sa: area }) } }),
    }
    const [one] = appliancesOf(entitiesOf(hassConvention('ha'), 'ha/switch/wall/config', document))
    expect(one?.name).toBe(name)
  })

  test('by the object id where there is nothing else, even when that is an address', () => {
    const document = { name: null, cmd_t: 'c', stat_t: 's' }
    const [one] = appliancesOf(entitiesOf(hassConvention('ha'), 'ha/switch/0x00158d0001ab2c01/config', document))
    expect(one?.name).toBe('0x00158d0001ab2c01')
  })
})

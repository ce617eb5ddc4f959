/** Addresses of hardware: every way of writing one is the same key, and what only looks like one is none. */
import { expect, test } from 'vitest'
import { hardwareKeyOf, isHardwareKey } from '../../src/conventions/hardware.ts'
import { readDevice } from '../../src/conventions/hass/device.ts'

const SAID: readonly (readonly [string, string | undefined])[] = [
  ['C0:49:EF:8C:F4:E0', 'mac:c049ef8cf4e0'],
  ['c0-49-ef-8c-f4-e0', 'mac:c049ef8cf4e0'],
  ['C049EF8CF4E0', 'mac:c049ef8cf4e0'],
  ['shellyplus1pm-c049ef8cf4e0', 'mac:c049ef8cf4e0'],
  ['0x00158d000a1b2c01', 'ieee:0x00158d000a1b2c01'],
  ['zigbee2mqtt_0x00158D000A1B2C01', 'ieee:0x00158d000a1b2c01'],
  ['zigbee2mqtt_bridge_0x00124b00120144ae', undefined],
  ['00:00:00:00:00:00', undefined],
  ['ff:ff:ff:ff:ff:ff', undefined],
  ['0x0000000000000000', undefined],
  ['01:00:5e:00:00:fb', undefined],
  ['AA:BB:CC:DD:EE:FF', undefined],
  ['123456789012', undefined],
  ['ABBD20', undefined],
  ['kocom_livingroom', undefined],
  ['c049ef8cf4e0 in the hall', undefined],
  [`${'a'.repeat(300)}-c049ef8cf4e0`, undefined],
]

test('addresses are known again however they are written', () => {
  for (const [text, key] of SAID) {
    expect([text, hardwareKeyOf(text)]).toEqual([text, key])
    if (key !== undefined) expect(isHardwareKey(key)).toBe(true)
  }
  expect(SAID).toHaveLength(17)
  for (const key of ['mac:C049EF8CF4E0', 'mac:000000000000', 'ieee:0x1', 'mac:01005e0000fb', 'c049ef8cf4e0']) {
    expect([key, isHardwareKey(key)]).toEqual([key, false])
  }
})

test('a discovery document tells them by its identifiers and its connections', () => {
  const known = (device: Parameters<typeof readDevice>[0]) => readDevice(device)?.alsoKnownAs
  expect(known({ identifiers: ['zigbee2mqtt_0x00158d000a1b2c01'] })).toEqual(['ieee:0x00158d000a1b2c01'])
  expect(known({ identifiers: '522851', connections: [['mac', '84:0D:8E:52:28:51']] })).toContain('mac:840d8e522851')
  expect(known({ connections: [['mac', '84:0d:8e:52:28:51']] })).toEqual(['mac:840d8e522851'])
  expect(known({ identifiers: ['84:0d:8e:52:28:51'] })).toEqual(['mac:840d8e522851'])
})

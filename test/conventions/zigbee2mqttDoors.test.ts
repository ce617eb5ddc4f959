/** The same Zigbee appliances through both doors: Zigbee2MQTT's own lists, and its Home Assistant discovery. */
import { describe, expect, test } from 'vitest'
import { whoTable } from './support/announcedTable.ts'
import { fixturesMissing, play, retainedOnly, rowsOf } from './support/playback.ts'

const skipped = fixturesMissing ? ' (skipped: no fixtures, set CLOVA2MQTT_FIXTURES)' : ''

describe.skipIf(fixturesMissing)(`the appliances of one Zigbee2MQTT${skipped}`, () => {
  test('are the same by its own lists as by Home Assistant discovery, with the same ids', async () => {
    const native = await whoTable(await play(rowsOf('zigbee2mqtt-2.12.1-bridge'), 'live'))
    const discovered = await whoTable(await play(rowsOf('zigbee2mqtt-2.12.1-homeassistant'), 'live'))
    expect(native).toEqual(discovered)
    expect(native).toHaveLength(19)
  })

  test('are one each where both doors are open, whichever is opened first', async () => {
    const [own, discovery] = [rowsOf('zigbee2mqtt-2.12.1-bridge'), rowsOf('zigbee2mqtt-2.12.1-homeassistant')]
    const expected = await whoTable(await play(discovery, 'live'))
    for (const rows of [
      [...own, ...discovery],
      [...discovery, ...own],
    ]) {
      expect(await whoTable(await play(rows, 'live'))).toEqual(expected)
      expect(await whoTable(await play(retainedOnly(rows), 'late'))).toEqual(expected)
    }
    expect(expected).toHaveLength(19)
  })
})

/** The same Zigbee appliances through both doors: Zigbee2MQTT's own lists, and its Home Assistant discovery. */
import { describe, expect, test } from 'vitest'
import { whoTable } from './support/announcedTable.ts'
import { fixturesMissing, play, rowsOf } from './support/playback.ts'

const skipped = fixturesMissing ? ' (skipped: no fixtures, set CLOVA2MQTT_FIXTURES)' : ''

describe.skipIf(fixturesMissing)(`the appliances of one Zigbee2MQTT${skipped}`, () => {
  test('are the same by its own lists as by Home Assistant discovery, with the same ids', async () => {
    const native = await whoTable(await play(rowsOf('zigbee2mqtt-2.12.1-bridge'), 'live'))
    const discovered = await whoTable(await play(rowsOf('zigbee2mqtt-2.12.1-homeassistant'), 'live'))
    expect(native).toEqual(discovered)
    expect(native).toHaveLength(19)
  })
})

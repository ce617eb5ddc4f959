/** Shellys of the fixtures that announce themselves to Home Assistant and answer calls: one appliance each. */
import { describe, expect, test } from 'vitest'
import type { Rig } from '../support/rig.ts'
import { fixturesMissing, isDocument, play, rowsOf } from './support/playback.ts'

const skipped = fixturesMissing ? ' (skipped: no fixtures, set CLOVA2MQTT_FIXTURES)' : ''
const appliances = (rig: Rig) => [...rig.gateway.house.all()].map(one => one.appliance)

describe.skipIf(fixturesMissing)(`the same hardware through both doors${skipped}`, () => {
  const rows = fixturesMissing ? [] : rowsOf('shelly-gen2-homeassistant')

  test('is one appliance, whichever came first, and the same types when only its own words are there', async () => {
    const types = (rig: Rig) =>
      appliances(rig)
        .map(one => one.type)
        .sort()
    const both = await play(rows, 'live')
    expect(types(both)).toEqual(['LIGHT', 'LIGHT', 'SMARTPLUG'])
    expect(types(await play([...rows].reverse(), 'live'))).toEqual(types(both))
    const alone = await play(
      rows.filter(row => !isDocument(row)),
      'live',
    )
    expect(appliances(alone)).toHaveLength(3)
    expect(types(alone).filter(type => type === 'LIGHT').length).toBeGreaterThan(0)
  })
})

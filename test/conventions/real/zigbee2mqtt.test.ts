/**
 * The real Zigbee2MQTT, its radio simulated, in its own words: found, told, confirmed, renamed, and gone with its program.
 * Needs a folder with `npm install zigbee2mqtt` in CLOVA2MQTT_ZIGBEE2MQTT.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { hasMosquitto } from '../../adapters/mqtt/mosquitto.ts'
import { takenIn } from '../../support/announcing.ts'
import { type House, openHouse, secretOf } from '../../support/house.ts'
import { until } from '../../support/until.ts'
import { type Joined, startZigbee2mqtt, type Zigbee2mqttProgram, zigbee2mqttMissing } from './zigbee2mqttProgram.ts'

/** It loads 80 MB of converters; on a loaded machine that takes its time. */
const START_MS = 120_000
const BASE = 'home/zigbee'
const mains = 'Mains (single phase)' as const

const LAMP: Joined = {
  ...{ ieee: '0x00158d00aa000001', address: 1001, name: '거실 조명', model: 'LCA001', maker: 'Philips' },
  ...{ endpoint: 11, clusters: [0, 3, 4, 5, 6, 8, 768], power: mains },
}
const STAND: Joined = {
  ...{ ieee: '0x00158d00aa000002', address: 1002, name: 'bed/침실 스탠드', maker: 'IKEA of Sweden' },
  ...{ model: 'TRADFRI bulb E27 WS opal 980lm', endpoint: 1, clusters: [0, 3, 4, 5, 6, 8, 768], power: mains },
}
const CONTACT: Joined = {
  ...{ ieee: '0x00158d00aa000003', address: 1003, name: '현관문', model: 'lumi.sensor_magnet.aq2', maker: 'LUMI' },
  ...{ endpoint: 1, clusters: [0, 6], power: 'Battery' as const },
}
const CLIMATE: Joined = {
  ...{ ieee: '0x00158d00aa000004', address: 1004, name: '욕실 온습도', model: 'lumi.weather', maker: 'LUMI' },
  ...{ endpoint: 1, clusters: [0, 1026, 1029], power: 'Battery' as const },
}

/** Many more, so that its lists are longer than any other message: some 600 and 450 KB. */
const OTHERS: readonly Joined[] = Array.from({ length: 95 }, (_, at) => ({
  ...LAMP,
  ...{ ieee: `0x00158d00bb${String(at).padStart(6, '0')}`, address: 2000 + at, name: `전구 ${at}` },
}))

const missing = zigbee2mqttMissing ? ' (skipped: no Zigbee2MQTT, set CLOVA2MQTT_ZIGBEE2MQTT)' : ''

describe.skipIf(zigbee2mqttMissing).each(['embedded', 'outside'] as const)(
  `Zigbee2MQTT itself at a broker that is %s${missing}`,
  kind => {
    let house: House | undefined
    let program: Zigbee2mqttProgram | undefined
    afterEach(async () => {
      await program?.stop()
      await house?.close()
    })
    const isHere = kind === 'embedded' || hasMosquitto

    test.skipIf(!isHere)(
      `is taken in, told, confirmed, renamed and missed${isHere ? '' : ' (needs mosquitto)'}`,
      async () => {
        const settings = takenIn('offered', 'homeassistant', { zigbee2mqtt: { bases: [BASE] } })
        house = await openHouse({ ...settings, broker: kind, logins: ['bridge', 'owner'] })
        const at = house
        const running = startZigbee2mqtt({
          ...{ url: at.url(), login: { user: 'bridge', password: secretOf('bridge') }, base: BASE },
          devices: [LAMP, STAND, CONTACT, CLIMATE, ...OTHERS],
          group: { id: 101, name: '거실 전체', members: [LAMP, STAND] },
        })
        program = running
        const residents = () => [...at.gateway().house.all()]
        const named = (name: string) => residents().find(one => one.appliance.name === name)
        const comes = (what: string, check: () => boolean): Promise<void> =>
          until(
            () => {
              void at.clock.advance(20)
              return check()
            },
            `${what}\n${running.output().slice(-2_000)}`,
            START_MS,
          )
        await comes('all appliances are in the house', () => residents().length === 100)
        const kinds = residents().map(one => `${one.appliance.type} ${one.appliance.name}`)
        expect(kinds.filter(one => !one.includes('전구')).sort()).toEqual([
          'AIRSENSOR 욕실 온습도',
          'LIGHT bed 침실 스탠드',
          'LIGHT 거실 전체',
          'LIGHT 거실 조명',
          'OPENCLOSESENSOR 현관문',
        ])

        const lamp = named('거실 조명')?.appliance.id ?? ''
        expect((await at.send('TurnOn', lamp)).header.name).toBe('TurnOnConfirmation')
        const bright = await at.send('SetBrightness', lamp, { brightness: { value: 30 } })
        expect([bright.header.name, bright.payload['brightness']]).toEqual(['SetBrightnessConfirmation', { value: 30 }])
        const warm = await at.send('SetColorTemperature', lamp, { colorTemperature: { value: 4000 } })
        expect(warm.header.name).toBe('SetColorTemperatureConfirmation')
        const group = named('거실 전체')?.appliance.id ?? ''
        expect((await at.send('TurnOff', group)).header.name).toBe('TurnOffConfirmation')
        await comes('the lamp of the group is off', () => named('거실 조명')?.known.get('power')?.value === 'off')

        // A contact that is opened, and a temperature of 21.50 degrees.
        running.report(CONTACT, 6, 0, 0x10, 1)
        running.report(CLIMATE, 1026, 0, 0x29, 2_150)
        const told = (name: string, property: 'openState' | 'currentTemperature') =>
          named(name)?.known.get(property)?.value
        await comes('the door is told to be open', () => told('현관문', 'openState') === 'OPENED')
        await comes('the temperature is told', () => told('욕실 온습도', 'currentTemperature') === 21.5)

        const owner = await at.connect('owner', { follows: [] })
        await owner.publish(`${BASE}/bridge/request/device/rename`, JSON.stringify({ from: '거실 조명', to: '큰 등' }))
        await comes('the lamp has its new name', () => named('큰 등')?.appliance.id === lamp)
        expect((await at.send('TurnOn', lamp)).header.name).toBe('TurnOnConfirmation')

        running.kill()
        await comes('all are missed', () => residents().every(one => one.evidence.lastWill !== undefined))
        await owner.leave()
      },
      START_MS * 2,
    )
  },
)

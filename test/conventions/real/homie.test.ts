/**
 * Devices made with libraries for Homie, editions 3 and 5: found, told, confirmed, and gone with their program.
 * Needs a folder with `npm install homie-device node-homie` in CLOVA2MQTT_HOMIE.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { hasMosquitto } from '../../adapters/mqtt/mosquitto.ts'
import { takenIn } from '../../support/announcing.ts'
import { type House, openHouse, secretOf } from '../../support/house.ts'
import { until } from '../../support/until.ts'

/** Nothing is installed by a test. */
const FOLDER = process.env['CLOVA2MQTT_HOMIE'] ?? ''
const isMissing = ['homie-device', 'node-homie'].some(
  name => FOLDER === '' || !existsSync(join(FOLDER, `node_modules/${name}/package.json`)),
)
const missing = isMissing ? ' (skipped: no libraries for Homie, set CLOVA2MQTT_HOMIE)' : ''

const START_MS = 60_000
/** Below it the accounts of a house for tests are free. */
const BASE = 'home'

describe.skipIf(isMissing).each(['embedded', 'outside'] as const)(
  `devices of Homie at a broker that is %s${missing}`,
  kind => {
    let house: House | undefined
    let program: ChildProcess | undefined
    afterEach(async () => {
      program?.kill('SIGKILL')
      await house?.close()
    })
    const isHere = kind === 'embedded' || hasMosquitto

    test.skipIf(!isHere)(
      `are taken in, told, confirmed and missed${isHere ? '' : ' (needs mosquitto)'}`,
      async () => {
        const settings = takenIn('offered', 'homeassistant', { homie: true })
        house = await openHouse({ ...settings, broker: kind, logins: ['maker'] })
        const at = house
        const script = fileURLToPath(new URL('homieDevices.ts', import.meta.url))
        const of = [FOLDER, at.url(), 'maker', secretOf('maker'), BASE]
        const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...of])
        program = child
        let output = ''
        for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
        const residents = () => [...at.gateway().house.all()]
        const comes = (what: string, check: () => boolean): Promise<void> =>
          until(
            () => {
              void at.clock.advance(20)
              return check()
            },
            `${what}\n${output.slice(-2_000)}`,
            START_MS,
          )
        await comes('both are in the house', () => residents().length === 2)
        const [lamp, curtain] = ['서재 조명', '거실'].map(name => residents().find(one => one.appliance.name === name))
        if (lamp === undefined || curtain === undefined) throw new Error('not the two that were announced')
        expect([lamp.appliance.type, curtain.appliance.type]).toEqual(['LIGHT', 'SMARTCURTAIN'])
        await comes('the lamp has told its brightness', () => lamp.known.get('brightness')?.value === 40)

        const { id } = lamp.appliance
        expect((await at.send('TurnOn', id)).header.name).toBe('TurnOnConfirmation')
        const bright = await at.send('SetBrightness', id, { brightness: { value: 70 } })
        expect([bright.header.name, bright.payload['brightness']]).toEqual(['SetBrightnessConfirmation', { value: 70 }])
        expect((await at.send('Close', curtain.appliance.id)).header.name).toBe('CloseConfirmation')
        await comes('the curtain is told to be closed', () => curtain.known.get('openState')?.value === 'CLOSED')

        child.kill('SIGKILL')
        await comes('both are missed', () => residents().every(one => one.evidence.lastWill !== undefined))
      },
      START_MS * 2,
    )
  },
)

/** The commented examples load without a complaint and do what they say; generated files are those of the source. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { generatedFiles } from '../../scripts/generate.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig, parseConfig } from '../../src/config/loadConfig.ts'
import { offeredInterfaces } from '../../src/home/offer.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

function offers(config: Config): Record<string, string> {
  return Object.fromEntries(
    config.appliances.map(one => [
      one.id,
      offeredInterfaces(one, config.edition)
        .map(({ action }) => action)
        .filter(action => action !== 'HealthCheck' && action !== 'GetDeviceState')
        .join(' '),
    ]),
  )
}

const LAMP = 'DecrementBrightness IncrementBrightness SetBrightness'

describe('examples', () => {
  test('the smallest working file, as it stands and with all that is commented out', () => {
    const file = pathOf('config/clova2mqtt.example.yaml')
    const result = loadConfig(file, {})
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect(result.warnings).toEqual([])
    expect(offers(result.config)).toEqual({ 'living-room-light': `${LAMP} TurnOff TurnOn` })
    const commented = readFileSync(file, 'utf8').replace(/^# ([a-z]+:.*| {2,6}\S+:.*)$/gm, '$1')
    const open = parseConfig(commented, file, { LIVING_ROOM_LIGHT_PASSWORD: 'sesame-sesame' })
    if (!open.ok) throw new Error(JSON.stringify(open.problems))
    expect(open.warnings).toEqual([])
    expect([open.config.homeName, open.config.webhook.publicUrl]).toEqual(['우리 집', 'https://home.example.com'])
    expect([...open.config.users]).toEqual([
      [
        'minsu',
        {
          only: [
            { by: 'id', value: 'living-room-light' },
            { by: 'location', value: 'LIVING_ROOM' },
          ],
        },
      ],
    ])
    expect(open.config.mqtt).toMatchObject({
      host: '0.0.0.0',
      anonymous: false,
      accounts: [{ appliance: 'living-room-light' }],
    })
  })

  test('one appliance per way of binding', () => {
    const result = loadConfig(pathOf('config/appliances.example.yaml'), {})
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect(result.warnings).toEqual([])
    expect(offers(result.config)).toEqual({
      'desk-light': `${LAMP.replace('SetB', 'ReleaseMode SetB')} SetMode TurnOff TurnOn`,
      plug: 'GetConsumption TurnOff TurnOn',
      dimmer: `${LAMP} SetColor TurnOff TurnOn`,
      stand: `${LAMP} TurnOff TurnOn`,
      'front-door': 'GetLockState SetLockState',
      heating:
        'DecrementTargetTemperature GetCurrentTemperature GetTargetTemperature IncrementTargetTemperature SetTargetTemperature TurnOff TurnOn',
      aircon: 'SetTargetTemperature TurnOff TurnOn',
      curtain: 'Close Open Stop',
      'bathroom-sensor': 'GetCurrentTemperature GetHumidity',
      elevator: 'CallElevator',
    })
    expect(result.config.customCommands).toHaveLength(1)
    expect(result.config.appliances.find(one => one.id === 'aircon')?.policy).toBe('sent')
  })

  test('the scene that is commented out', () => {
    const text = readFileSync(pathOf('config/appliances.example.yaml'), 'utf8')
      .replace('edition: KR', 'edition: JP')
      .replace(/location: (MAIN_ROOM|UTILITY_ROOM)/g, 'location: ROOM')
      .replace(/ {2}elevator:[\s\S]*?\n\n/, '\n')
      .replace(/^# (scenes:| +\S.*:.*)$/gm, '$1')
    const result = parseConfig(text, 'f', {})
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect(result.config.scenes).toEqual([
      {
        id: 'movie',
        name: '映画',
        needsUserConfirmation: false,
        actions: [{ applianceId: 'desk-light', action: 'SetBrightness', value: 20 }],
      },
    ])
  })
})

describe('generated files', () => {
  test('are those of the source (run scripts/generate.ts)', () => {
    const files = generatedFiles()
    expect(files.map(one => one.path)).toEqual([
      'config/clova2mqtt.schema.json',
      'docs/config.md',
      'docs/bad-input.md',
      'docs/commands.md',
    ])
    for (const { path, content } of files) expect(readFileSync(pathOf(path), 'utf8'), path).toBe(content)
  })
})

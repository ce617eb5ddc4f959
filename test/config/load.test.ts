/** Reading: files that are there or not, encodings, variables, defaults, and where paths point. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the configuration are written like this
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PUBLISHED_KEY_URLS } from '../../src/adapters/cek/keySource.ts'
import { DEFAULT_LIMITS } from '../../src/adapters/mqtt/brokerLimits.ts'
import { DEFAULT_KEY_URLS } from '../../src/config/buildWebhook.ts'
import type { Config } from '../../src/config/config.ts'
import { defaultConfig, loadConfig, parseConfig } from '../../src/config/loadConfig.ts'
import { nearest } from '../../src/config/nearest.ts'
import { LIMIT_NAMES } from '../../src/config/settingsSchema.ts'
import { parseDuration, parseScale, writeDuration } from '../../src/config/units.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const good = (text: string, environment: Record<string, string> = {}): Config => {
  const result = parseConfig(text, '/etc/home/home.yaml', environment)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.config
}

const codes = (file: string): readonly string[] => {
  const result = loadConfig(file, {})
  return result.ok ? [] : result.problems.map(one => one.code)
}

describe('files', () => {
  test('what cannot be read is a problem with the file', () => {
    expect(codes(join(folder, 'none.yaml'))).toEqual(['fileMissing'])
    expect(codes(folder)).toEqual(['fileUnreadable'])
    expect(codes('/dev/zero')).toEqual(['fileTooLarge'])
    expect(codes(written('large.yaml', '#'.repeat(1_048_577)))).toEqual(['fileTooLarge'])
    expect(codes(written('cp949.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xb0, 0xc5)))).toEqual(['notUtf8'])
  })

  test('empty files, comments, byte order marks and Windows line ends are fine', () => {
    expect(codes(written('empty.yaml', ''))).toEqual([])
    expect(codes(written('comment.yaml', '# nothing\n'))).toEqual([])
    expect(codes(written('bom.yaml', '\ufeffedition: JP\r\nlog: { level: warn }\r\n'))).toEqual([])
    expect(codes(written('sections.yaml', 'appliances:\nmqtt:\nlog:\n'))).toEqual([])
  })
})

describe('defaults', () => {
  test('an empty file', () => {
    expect(defaultConfig('/etc/home/home.yaml')).toEqual({
      file: '/etc/home/home.yaml',
      announcements: {
        conventions: {
          homeAssistant: { prefix: 'homeassistant' },
          zigbee2mqtt: { bases: ['zigbee2mqtt'] },
          tasmota: true,
          homie: true,
          shelly: { base: 'clova2mqtt' },
        },
        offerNew: true,
      },
      edition: 'KR',
      homeName: '우리 집',
      tunnel: {
        provider: { kind: 'external' },
        probe: { enabled: true, everyMs: 300_000, resolvers: ['1.1.1.1', '8.8.8.8'] },
      },
      linking: { enabled: true, redirectUris: ['https://prod-ni-cic.clova.ai/v1/al/token/'], rotate: true },
      users: new Map(),
      language: 'ko',
      timezone: 'Asia/Seoul',
      dataFolder: '/etc/home/data',
      webhook: {
        host: '127.0.0.1',
        port: 8080,
        path: '/clova',
        deadlineMs: 3500,
        key: { kind: 'url', url: PUBLISHED_KEY_URLS.KR, pins: [] },
      },
      mqtt: {
        kind: 'embedded',
        base: 'clova2mqtt',
        host: '127.0.0.1',
        port: 1883,
        anonymous: true,
        accounts: [],
        limits: {},
      },
      log: { level: 'info', style: 'auto' },
      memory: { warnBytes: 209_715_200, restartBytes: 293_601_280 },
      storage: { flushEveryMs: 60_000, dailyBudgetBytes: 120_000_000 },
      control: { socket: '/etc/home/data/control.sock' },
      presence: { sweepEveryMs: 5000, misses: 3 },
      appliances: [],
      bridges: [],
      scenes: [],
      customCommands: [],
    })
  })

  test('the edition decides language, zone and key', () => {
    const { language, timezone, webhook } = good('edition: JP')
    expect({ language, timezone, key: webhook.key }).toEqual({
      language: 'ja',
      timezone: 'Asia/Tokyo',
      key: { kind: 'url', url: PUBLISHED_KEY_URLS.JP, pins: [] },
    })
  })

  test('facts that adapters know too are the same there', () => {
    expect(DEFAULT_KEY_URLS).toEqual(PUBLISHED_KEY_URLS)
    expect([...LIMIT_NAMES].sort()).toEqual(Object.keys(DEFAULT_LIMITS).sort())
  })

  test('the data folder of systemd, unless the file names one; paths count from the file', () => {
    expect(good('', { STATE_DIRECTORY: '/var/lib/clova2mqtt:/var/lib/other' }).dataFolder).toBe('/var/lib/clova2mqtt')
    expect(good('dataFolder: ../d', { STATE_DIRECTORY: '/var/lib/c' }).dataFolder).toBe('/etc/d')
    expect(good('control: { socket: none }').control.socket).toBeUndefined()
    expect(good('webhook: { key: { file: k.pem } }').webhook.key).toEqual({
      kind: 'file',
      file: '/etc/home/k.pem',
      pins: [],
    })
  })
})

describe('brokers', () => {
  test('another broker', () => {
    const { mqtt } = good('mqtt: { url: "mqtts://pi:8883", username: me, password: 0123, ca: ca.pem, version: 5 }')
    expect(mqtt).toMatchObject({
      kind: 'outside',
      url: 'mqtts://pi:8883',
      username: 'me',
      caFile: '/etc/home/ca.pem',
      protocolVersion: 5,
    })
    expect(mqtt.kind === 'outside' && mqtt.password?.reveal()).toBe('0123')
    expect(JSON.stringify(mqtt)).not.toContain('0123')
  })

  test('anonymous access is on only where nobody else gets in and no account was made', () => {
    const anonymous = (text: string): unknown => {
      const { mqtt } = good(text)
      return mqtt.kind === 'embedded' && mqtt.anonymous
    }
    expect(anonymous('')).toBe(true)
    expect(anonymous('mqtt: { host: "::1" }')).toBe(true)
    expect(anonymous('mqtt: { accounts: { a: { password: abcdefghijkl, publish: [x] } } }')).toBe(false)
    expect(anonymous('mqtt: { host: 0.0.0.0, accounts: { a: { password: abcdefghijkl, publish: [x] } } }')).toBe(false)
    expect(anonymous('mqtt: { host: 0.0.0.0, anonymous: true }')).toBe(true)
  })
})

describe('variables', () => {
  test('values, defaults, files, numbers and the plain characters', () => {
    const file = written('secret', 'sesame-sesame\n')
    const text = `
timezone: \${ZONE:-Asia/Seoul}
webhook: { port: "\${PORT}" }
mqtt: { url: "mqtt://\${HOST}", username: "$\${x}", password: "\${file:\${FOLDER}/secret}" }`
    const config = good(text, { PORT: '9000', HOST: 'pi', FOLDER: join(file, '..'), ZONE: '' })
    expect(config.webhook.port).toBe(9000)
    expect(config.timezone).toBe('Asia/Seoul')
    expect(config.mqtt).toMatchObject({ url: 'mqtt://pi', username: '${x}' })
    expect(config.mqtt.kind === 'outside' && config.mqtt.password?.reveal()).toBe('sesame-sesame')
  })

  test('a file that is named without a folder lies beside the configuration', () => {
    written('beside', 'pi.local')
    const result = loadConfig(written('near.yaml', 'mqtt: { url: "mqtt://${file:beside}" }'), {})
    expect(result.ok && result.config.mqtt).toMatchObject({ url: 'mqtt://pi.local' })
  })

  test('a file that is not there is named as it was written, not by what its variables hold', () => {
    const result = parseConfig('timezone: "${file:/no/${SECRET}}"', 'f', { SECRET: 'sesame' })
    expect(result.ok).toBe(false)
    expect(JSON.stringify(result)).toContain('/no/${SECRET}')
    expect(JSON.stringify(result)).not.toContain('sesame')
  })

  test('what a variable holds is not read as a variable again', () => {
    expect(good('mqtt: { base: "${A}" }', { A: 'x${B}', B: 'y' }).mqtt.base).toBe('x${B}')
  })
})

describe('units', () => {
  test('durations', () => {
    const rows: [string, number | undefined][] = [
      ['500ms', 500],
      ['1.5s', 1500],
      ['5 m', 300_000],
      ['2h', 7_200_000],
      ['1d', 86_400_000],
      ['30', undefined],
      ['s', undefined],
      ['-1s', undefined],
      ['1s2', undefined],
    ]
    for (const [text, expected] of rows) expect(parseDuration(text), text).toBe(expected)
    expect(rows).toHaveLength(9)
    fc.assert(fc.property(fc.nat(10_000_000), ms => parseDuration(writeDuration(ms)) === ms))
  })

  test('scales', () => {
    expect(parseScale('100/254')).toBeCloseTo(0.3937, 4)
    expect([parseScale(0.1), parseScale('0.1'), parseScale('-1')]).toEqual([0.1, 0.1, -1])
    for (const wrong of [0, '0', '1/0', '1/2/3', 'a', '', '/', Number.NaN, {}, null]) {
      expect(parseScale(wrong), String(wrong)).toBeUndefined()
    }
  })

  test('the nearest name', () => {
    expect(nearest('brightnes', ['power', 'brightness'])).toBe('brightness')
    expect(nearest('light', ['LIGHT', 'SWITCH'])).toBe('LIGHT')
    expect(nearest('elephant', ['LIGHT', 'SWITCH'])).toBeUndefined()
    expect(nearest('x'.repeat(1000), ['LIGHT'])).toBeUndefined()
  })
})

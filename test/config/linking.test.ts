/** What good account linking becomes: the home's name, its public address, redirects, rights of users, and warnings. */
import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/loadConfig.ts'

function good(text: string): { config: Config; warnings: readonly string[] } {
  const result = parseConfig(text, 'home.yaml', {})
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result
}

describe('the name of the home', () => {
  const rows = [
    ['', '우리 집'],
    ['edition: JP', 'わが家'],
    ['edition: JP\nlanguage: ko', '우리 집'],
    ['language: en', 'My home'],
    ['language: en\nname: 김씨네', '김씨네'],
    ['name: 1203', '1203'],
  ] as const
  test.each(rows)('%j: %s', (text, name) => expect(good(text).config.homeName).toBe(name))
  test('rows', () => expect(rows).toHaveLength(6))
})

describe('the public address', () => {
  const rows = [
    ['https://home.example.com', 'https://home.example.com'],
    ['https://home.example.com/', 'https://home.example.com'],
    ['HTTPS://Home.Example.COM:443/', 'https://home.example.com'],
    ['https://우리집.example.com', 'https://xn--oy2b11vymc.example.com'],
  ] as const
  test.each(rows)('%s', (url, origin) => {
    const { config, warnings } = good(`webhook: { publicUrl: "${url}" }`)
    expect([config.webhook.publicUrl, warnings]).toEqual([origin, []])
  })
  test('rows', () => expect(rows).toHaveLength(4))

  test('there is none unless it is given', () => expect('publicUrl' in good('').config.webhook).toBe(false))

  test('a port other than 443 is a warning', () => {
    const { config, warnings } = good('language: en\nwebhook:\n  publicUrl: https://home.example.com:8443')
    expect(config.webhook.publicUrl).toBe('https://home.example.com:8443')
    expect(warnings).toEqual([
      'home.yaml:3:14 webhook.publicUrl = https://home.example.com:8443: CLOVA connects to port 443 only.\n  Fix: open port 443 to the outside, and leave the port out of the address.',
    ])
  })
})

describe('linking', () => {
  test('by default it is on, rotates, and leads back to the published address of the edition', () => {
    expect([good('').config.linking, good('edition: JP').config.linking]).toEqual([
      { enabled: true, rotate: true, redirectUris: ['https://prod-ni-cic.clova.ai/v1/al/token/'] },
      { enabled: true, rotate: true, redirectUris: ['https://clova-cic.line-apps.com/v1/al/token/'] },
    ])
  })

  test('addresses stay as they are written, character by character', () => {
    const uris = [
      'https://clova.example.com',
      'HTTPS://Clova.example.com/A/../b?x=%7e',
      'http://localhost:8080/cb',
      'http://127.0.0.1/',
      'http://[::1]:9/',
    ]
    const { linking } = good(`linking: { enabled: false, rotate: false, redirectUris: ${JSON.stringify(uris)} }`).config
    expect(linking).toEqual({ enabled: false, rotate: false, redirectUris: uris })
  })

  test('paths that only look like those of account linking are free', () => {
    for (const path of ['/', '/oauth', '/oauth/token/', '/live2']) {
      expect(good(`webhook: { path: ${path} }`).config.webhook.path).toBe(path)
    }
  })
})

const HOUSE = `language: en
appliances:
  lamp: { type: LIGHT, name: L, native: true, location: BED_ROOM }
  plug: { type: SMARTPLUG, name: P, native: true, tags: [kids] }
`

describe('users', () => {
  test('selectors by id, location and tag; an empty list is not the same as none', () => {
    const { config, warnings } = good(
      `${HOUSE}users:
  minsu: { only: [lamp, { location: BED_ROOM }], except: [{ tag: kids }] }
  guest: { only: [] }
  " Jiho ": { except: [plug] }`,
    )
    expect(warnings).toEqual([])
    expect([...config.users]).toEqual([
      [
        'minsu',
        {
          only: [
            { by: 'id', value: 'lamp' },
            { by: 'location', value: 'BED_ROOM' },
          ],
          except: [{ by: 'tag', value: 'kids' }],
        },
      ],
      ['guest', { only: [] }],
      ['jiho', { except: [{ by: 'id', value: 'plug' }] }],
    ])
  })

  test('names are folded: composed, trimmed, lower case', () => {
    const name = 'É민수'
    const { users } = good(`users: { "${name.normalize('NFD')} ": { only: [] } }`).config
    expect([...users.keys()]).toEqual(['é민수'.normalize('NFC')])
  })

  test('numbers are ids too', () => {
    const { users } = good(
      'appliances: { 7: { type: LIGHT, name: L, native: true } }\nusers: { a: { only: [7] } }',
    ).config
    expect(users.get('a')).toEqual({ only: [{ by: 'id', value: '7' }] })
  })

  const rows = [
    ['  a: { only: [lmap] }', 'users.a.only.0 = lmap: no configured appliance matches this.'],
    ['  a: { except: [lamp, { location: ATTIC }] }', 'users.a.except.1.location = ATTIC: no configured appliance'],
    ['  a: { only: [{ tag: Kids }] }', 'users.a.only.0.tag = Kids: no configured appliance matches this.'],
    ['  a:', 'users.a: this limits nothing.'],
    ['  a: {}', 'users.a: this limits nothing.'],
  ] as const
  test.each(rows)('warning: %s', (text, said) => {
    const { warnings } = good(`${HOUSE}users:\n${text}`)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('home.yaml:6:')
    expect(warnings[0]).toContain(said)
    expect(warnings[0]).toContain('\n  Fix: ')
  })
  test('rows', () => expect(rows).toHaveLength(5))

  test('what selects nothing yet stays in the rule: the appliance may announce itself', () => {
    expect(good('users: { a: { only: [later] } }').config.users.get('a')).toEqual({
      only: [{ by: 'id', value: 'later' }],
    })
  })
})

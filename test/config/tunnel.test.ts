/** What a good tunnel becomes: defaults, paths from the file, and warnings. */
import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/loadConfig.ts'

function good(text: string): { tunnel: Config['tunnel']; warnings: readonly string[] } {
  const result = parseConfig(`language: en\n${text}`, '/etc/home/home.yaml', {})
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return { tunnel: result.config.tunnel, warnings: result.warnings }
}

const URL = 'webhook: { publicUrl: https://home.example.com }'

test('by default nothing is started, and probes go by public resolvers every five minutes', () => {
  expect(good('')).toEqual({
    tunnel: {
      provider: { kind: 'external' },
      probe: { enabled: true, everyMs: 300_000, resolvers: ['1.1.1.1', '8.8.8.8'] },
    },
    warnings: [],
  })
})

describe('kinds', () => {
  const at = (lines: readonly string[]): string => [URL, 'tunnel:', ...lines.map(line => `  ${line}`)].join('\n')

  test('ssh: files count from the configuration, a bare program does not', () => {
    const { tunnel, warnings } = good(
      at([
        'kind: ssh',
        'ssh:',
        '  host: 2001:db8::1',
        '  user: tunnel',
        '  keyFile: keys/id',
        '  knownHostsFile: /etc/known',
        '  socket: /run/gw.sock',
        '  alive: 1500ms',
      ]),
    )
    expect([tunnel.provider, warnings]).toEqual([
      {
        kind: 'ssh',
        program: 'ssh',
        host: '2001:db8::1',
        port: 22,
        user: 'tunnel',
        keyFile: '/etc/home/keys/id',
        knownHostsFile: '/etc/known',
        socket: '/run/gw.sock',
        aliveSeconds: 2,
      },
      [],
    ])
  })

  test('cloudflared: named', () => {
    const { tunnel, warnings } = good(
      at(['kind: cloudflared', 'cloudflared: { tokenFile: token, program: ./cloudflared }']),
    )
    expect([tunnel.provider, warnings]).toEqual([
      { kind: 'cloudflared', program: '/etc/home/cloudflared', tokenFile: '/etc/home/token', protocol: 'auto' },
      [],
    ])
  })

  test('cloudflared: quick, with a warning', () => {
    const { tunnel, warnings } = good('tunnel: { kind: cloudflared, cloudflared: { quick: true, protocol: http2 } }')
    expect(tunnel.provider).toEqual({
      kind: 'cloudflared',
      program: 'cloudflared',
      tokenFile: undefined,
      protocol: 'http2',
    })
    expect(warnings).toEqual([expect.stringContaining('the address of a quick tunnel changes at each start')])
  })

  test('tailscale-funnel', () => {
    const { tunnel, warnings } = good('tunnel: { kind: tailscale-funnel }')
    expect([tunnel.provider, warnings]).toEqual([{ kind: 'tailscale-funnel', program: 'tailscale' }, []])
  })
})

test('a tunnel whose address nobody knows is a warning; one that names its own is none', () => {
  const named = 'tunnel: { kind: cloudflared, cloudflared: { tokenFile: token } }'
  expect(good(named).warnings).toEqual([expect.stringContaining('write webhook.publicUrl')])
  expect(good(`${URL}\n${named}`).warnings).toEqual([])
})

describe('probes', () => {
  test('resolvers of both kinds, with ports and without', () => {
    const resolvers = ['1.1.1.1', '9.9.9.9:5353', '2606:4700:4700::1111', '[2606:4700:4700::1111]:53']
    const { tunnel } = good(`tunnel: { probe: { resolvers: ${JSON.stringify(resolvers)} } }`)
    expect(tunnel.probe.resolvers).toEqual(resolvers)
  })

  test('an authority of one’s own is a warning', () => {
    const { tunnel, warnings } = good('tunnel: { probe: { enabled: false, ca: ca.pem, every: 15m } }')
    expect(tunnel.probe).toMatchObject({ enabled: false, caFile: '/etc/home/ca.pem', everyMs: 900_000 })
    expect(warnings).toEqual([expect.stringContaining('CLOVA does not believe this authority')])
  })
})

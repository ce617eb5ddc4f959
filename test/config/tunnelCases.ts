/** Broken tunnels: what is missing, what belongs to another kind, and what a program would take for something else. */
import { type ProblemCase, row } from './problemCases.ts'

const ssh = (changes: Readonly<Record<string, string>> = {}): string => {
  const parts = {
    host: 'vps.example.com',
    user: 'tunnel',
    keyFile: 'id',
    knownHostsFile: 'known',
    socket: '/run/gw.sock',
    ...changes,
  }
  const lines = Object.entries(parts).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`)
  return ['webhook: { publicUrl: https://home.example.com }', 'tunnel:', '  kind: ssh', '  ssh:', ...lines].join('\n')
}

const resolvers = (text: string): string => `tunnel: { probe: { resolvers: [${JSON.stringify(text)}] } }`

export const TUNNEL_CASES: readonly ProblemCase[] = [
  row('meant', 1, 'tunnel.kind', 'cloudflared', 'tunnel: { kind: cloudflare }', 'cloudflare'),
  row('tunnelIncomplete', 1, 'tunnel.kind', 'docs/tunnels.md', 'tunnel: { kind: ssh }', 'ssh'),
  row('tunnelIncomplete', 1, 'tunnel.kind', 'docs/tunnels.md', 'tunnel: { kind: cloudflared }', 'cloudflared'),
  row(
    'tunnelIncomplete',
    1,
    'tunnel.cloudflared',
    'docs/tunnels.md',
    'tunnel: { kind: cloudflared, cloudflared: { protocol: http2 } }',
  ),
  row('tunnelUnused', 4, 'tunnel.ssh', 'change tunnel.kind', ssh().replace('kind: ssh', 'kind: tailscale-funnel')),
  row('tunnelUnused', 1, 'tunnel.cloudflared', 'remove this part', 'tunnel: { cloudflared: { quick: true } }'),
  row(
    'conflict',
    2,
    'tunnel.cloudflared.quick',
    'remove one',
    'webhook: { publicUrl: https://a.example }\ntunnel: { kind: cloudflared, cloudflared: { quick: true, tokenFile: t } }',
  ),
  // What begins with a hyphen is an option to ssh; `ProxyCommand` runs anything.
  row('wantPlainWord', 5, 'tunnel.ssh.host', 'begin with a letter', ssh({ host: '-oProxyCommand=reboot' })),
  row('wantPlainWord', 5, 'tunnel.ssh.host', 'begin with a letter', ssh({ host: 'a b' })),
  row('wantPlainWord', 6, 'tunnel.ssh.user', 'begin with a letter', ssh({ user: 'me@vps' })),
  row('wantSocketPath', 9, 'tunnel.ssh.socket', 'absolute path', ssh({ socket: 'gw.sock' })),
  row('wantSocketPath', 9, 'tunnel.ssh.socket', 'absolute path', ssh({ socket: '/run/gw.sock:22' })),
  row('wantSocketPath', 9, 'tunnel.ssh.socket', 'absolute path', ssh({ socket: `/${'a'.repeat(107)}` })),
  ...['dns.example.com', '1.1.1', '1.1.1.1:', '1.1.1.1:0', '1.1.1.1:65536', '[::1', '[::1]:x'].map(text =>
    row('wantResolver', 1, 'tunnel.probe.resolvers.0', '1.1.1.1:53', resolvers(text)),
  ),
  row('empty', 1, 'tunnel.probe.resolvers', 'remove the line', 'tunnel: { probe: { resolvers: [] } }'),
  row('outOfRange', 1, 'tunnel.probe.every', '1m', 'tunnel: { probe: { every: 10s } }'),
]

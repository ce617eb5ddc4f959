/** The tunnel's part of the configuration: one provider with all it needs, and how its reach is tried. */
import { isIP } from 'node:net'
import type { FileEntry } from './applianceSchema.ts'
import { type Building, given } from './building.ts'
import type { PathOf } from './buildMqtt.ts'
import type { TunnelConfig, TunnelProviderConfig } from './config.ts'

type Entry = FileEntry['tunnel']

/** Which part belongs to which kind. */
const PARTS = { cloudflared: 'cloudflared', ssh: 'ssh', tailscale: 'tailscale-funnel' } as const

/** What ssh cannot take for an option or for a user with a host. */
const PLAIN_WORD = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/

/** Linux `sun_path` is 108 bytes with the closing NUL (unix(7)); a colon would end it on ssh's command line. */
const SOCKET_PATH = /^\/[^\s:]{1,106}$/

export function buildTunnel(entry: FileEntry, pathOf: PathOf, building: Building): TunnelConfig {
  const { tunnel, webhook } = entry
  const { report } = building
  for (const part of Object.keys(PARTS) as (keyof typeof PARTS)[]) {
    if (tunnel[part] === undefined || PARTS[part] === tunnel.kind) continue
    report.problem('tunnelUnused', ['tunnel', part], { kind: tunnel.kind }, 'key')
  }
  const provider = providerOf(tunnel, pathOf, building)
  const givesAddress = provider.kind === 'tailscale-funnel' || (provider.kind === 'cloudflared' && !provider.tokenFile)
  if (provider.kind !== 'external' && webhook.publicUrl === undefined && !givesAddress) {
    report.warning('addressUnknown', ['tunnel', 'kind'])
  }
  return { provider, probe: probeOf(tunnel, pathOf, building) }
}

function providerOf(tunnel: Entry, pathOf: PathOf, building: Building): TunnelProviderConfig {
  const { report } = building
  switch (tunnel.kind) {
    case 'external':
      return { kind: 'external' }
    case 'tailscale-funnel':
      return { kind: 'tailscale-funnel', program: programOf(tunnel.tailscale?.program ?? 'tailscale', pathOf) }
    case 'cloudflared':
      return cloudflaredOf(tunnel.cloudflared, pathOf, building)
    case 'ssh': {
      if (tunnel.ssh === undefined) {
        report.problem('tunnelIncomplete', ['tunnel', 'kind'], { other: 'tunnel.ssh' })
        return { kind: 'external' }
      }
      return sshOf(tunnel.ssh, pathOf, building)
    }
  }
}

/** A bare name is looked for where programs lie, anything else counts from the file. */
const programOf = (program: string, pathOf: PathOf): string => (program.includes('/') ? pathOf(program) : program)

function cloudflaredOf(part: Entry['cloudflared'], pathOf: PathOf, { report }: Building): TunnelProviderConfig {
  const path = ['tunnel', 'cloudflared']
  if (part === undefined || (part.tokenFile === undefined && !part.quick)) {
    const at = part === undefined ? ['tunnel', 'kind'] : path
    report.problem(
      'tunnelIncomplete',
      at,
      { other: 'tunnel.cloudflared.tokenFile' },
      part === undefined ? 'value' : 'key',
    )
    return { kind: 'external' }
  }
  const { program, tokenFile, quick, protocol } = part
  if (quick && tokenFile !== undefined) report.problem('conflict', [...path, 'quick'], { other: 'tokenFile' }, 'key')
  else if (quick) report.warning('quickTunnel', [...path, 'quick'])
  const file = tokenFile === undefined ? undefined : pathOf(tokenFile)
  return { kind: 'cloudflared', program: programOf(program, pathOf), tokenFile: file, protocol }
}

function sshOf(part: NonNullable<Entry['ssh']>, pathOf: PathOf, { report }: Building): TunnelProviderConfig {
  const path = ['tunnel', 'ssh']
  const { program, host, port, user, keyFile, knownHostsFile, socket, alive } = part
  if (!PLAIN_WORD.test(host)) report.problem('wantPlainWord', [...path, 'host'])
  if (!PLAIN_WORD.test(user)) report.problem('wantPlainWord', [...path, 'user'])
  if (!SOCKET_PATH.test(socket)) report.problem('wantSocketPath', [...path, 'socket'])
  return {
    kind: 'ssh',
    program: programOf(program, pathOf),
    host,
    port,
    user,
    keyFile: pathOf(keyFile),
    knownHostsFile: pathOf(knownHostsFile),
    socket,
    // ssh counts whole seconds.
    aliveSeconds: Math.max(1, Math.round(alive / 1000)),
  }
}

function probeOf({ probe }: Entry, pathOf: PathOf, { report }: Building): TunnelConfig['probe'] {
  for (const [at, resolver] of probe.resolvers.entries()) {
    if (!isResolver(resolver)) report.problem('wantResolver', ['tunnel', 'probe', 'resolvers', at])
  }
  if (probe.ca !== undefined) report.warning('probeAuthority', ['tunnel', 'probe', 'ca'])
  return {
    enabled: probe.enabled,
    everyMs: probe.every,
    resolvers: probe.resolvers,
    ...given('caFile', probe.ca === undefined ? undefined : pathOf(probe.ca)),
  }
}

/** `1.1.1.1`, `1.1.1.1:53`, `2606:4700:4700::1111`, `[2606:4700:4700::1111]:53` */
function isResolver(text: string): boolean {
  const [, bracketed, plain, port = '53'] = /^(?:\[([^\]]*)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const isPort = Number(port) > 0 && Number(port) < 65_536
  return isIP(text) !== 0 || (isPort && (isIP(bracketed ?? '') === 6 || isIP(plain ?? '') === 4))
}

/** The way in from the internet put together: the tunnel that is looked after, its probes, and what is known of both. */
import { readFileSync } from 'node:fs'
import { createProber } from '../adapters/probe/prober.ts'
import { cloudflaredTunnel } from '../adapters/tunnel/cloudflared.ts'
import { externalTunnel } from '../adapters/tunnel/external.ts'
import { type SshTunnelOptions, sshTunnel } from '../adapters/tunnel/ssh.ts'
import { tailscaleFunnel } from '../adapters/tunnel/tailscaleFunnel.ts'
import type { Config, TunnelProviderConfig } from '../config/config.ts'
import type { ProbeDesk } from '../gateway/exposure/probeDesk.ts'
import { superviseTunnel } from '../gateway/exposure/superviseTunnel.ts'
import { type ExposureWatch, watchExposure } from '../gateway/exposure/watchExposure.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Prober } from '../ports/probe.ts'
import type { Tunnel, TunnelProvider } from '../ports/tunnel.ts'

export interface ExposureRuntime {
  readonly clock: Clock
  readonly log: Log
  readonly desk: ProbeDesk
  readonly signedAt: () => MonoMs | undefined
}

export interface OpenedExposure {
  readonly tunnel: Tunnel
  readonly watch: ExposureWatch
  /** Starts both, once the listener has its port. */
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** Nothing runs and nothing is sent before `start`. @param listenPort of the public listener, asked at each start */
export function openExposure(config: Config, runtime: ExposureRuntime, listenPort: () => number): OpenedExposure {
  const { clock, log, desk, signedAt } = runtime
  const { language, webhook } = config
  const { provider, probe } = config.tunnel
  const listen = () => ({ host: webhook.host, port: listenPort() })
  const supervisor = { clock, log, language, random: Math.random, changed: () => watch.tunnelChanged() }
  const tunnel =
    provider.kind === 'external'
      ? externalTunnel(clock)
      : superviseTunnel({ ...supervisor, provider: providerOf(provider, { listen, clock, log }) })
  const watch: ExposureWatch = watchExposure({
    clock,
    log,
    language,
    tunnel,
    desk,
    prober: probe.enabled ? proberOf(config, clock, log) : undefined,
    publicUrl: webhook.publicUrl,
    everyMs: probe.everyMs,
    signedAt,
  })
  return {
    tunnel,
    watch,
    start() {
      watch.start()
      tunnel.start()
    },
    async stop() {
      watch.stop()
      await tunnel.stop()
    },
  }
}

/** An authority that cannot be read is a fault of the file, which must not keep the home from starting. */
function proberOf({ tunnel: { probe } }: Config, clock: Clock, log: Log): Prober {
  const { caFile, resolvers } = probe
  if (caFile === undefined) return createProber({ clock, resolvers })
  try {
    return createProber({ clock, resolvers, ca: readFileSync(caFile, 'utf8') })
  } catch (error) {
    log.warn('the authority for probes cannot be read: going on without it', { file: caFile, reason: String(error) })
    return createProber({ clock, resolvers })
  }
}

type Started = Exclude<TunnelProviderConfig, { readonly kind: 'external' }>
type ProviderParts = Pick<SshTunnelOptions, 'listen' | 'clock' | 'log'>

function providerOf(provider: Started, parts: ProviderParts): TunnelProvider {
  switch (provider.kind) {
    case 'cloudflared':
      return cloudflaredTunnel({ ...provider, ...parts })
    case 'ssh':
      return sshTunnel({ ...provider, ...parts })
    case 'tailscale-funnel':
      return tailscaleFunnel({ ...provider, ...parts })
  }
}

/** What leads from the internet to the public listener: one that is looked after, and the providers it is made of. */
import type { TunnelCause, TunnelKind, TunnelState } from '../home/exposure.ts'
import type { MonoMs } from '../kernel/time.ts'

/** The provider's own word; never proof that CLOVA gets through (see home/exposure.ts). */
export interface TunnelHealth {
  readonly kind: TunnelKind
  readonly state: TunnelState
  /** When the state began. */
  readonly since: MonoMs
  /** Why it is down, or was last. */
  readonly cause: TunnelCause | undefined
  /** What its program said of it, one line; may be quoted. */
  readonly detail: string | undefined
  /** Starts after the first one. */
  readonly restarts: number
}

/** A tunnel that is looked after. Nothing of it throws; what goes wrong stands in its health. */
export interface Tunnel {
  start(): void
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>
  /** Ends what runs and begins anew, for the reason given. */
  restart(cause: TunnelCause): void
  health(): TunnelHealth
  /** The address that it gives itself, without a slash at the end; undefined when it is not known, or not the tunnel's to give. */
  publicUrl(): string | undefined
}

/** What a tunnel by OpenSSH needs to know. */
export interface SshTunnelSettings {
  readonly program: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Private key without a passphrase, mode 0600. */
  readonly keyFile: string
  readonly knownHostsFile: string
  /** Absolute path of the socket on the host. */
  readonly socket: string
  /** Seconds between two signs of life; the third that goes unanswered ends it. */
  readonly aliveSeconds: number
}

/** What a run tells while it lasts. */
export interface TunnelEvents {
  /** It stands; with its address where the provider gives one. */
  up(publicUrl?: string): void
  /** It runs on, but does not stand. */
  down(cause: TunnelCause, detail: string): void
}

/** How a run ended; by asking it to, too. */
export interface RunEnd {
  readonly cause: TunnelCause
  readonly detail: string
}

/** One run of a provider's program. */
export interface TunnelRun {
  /** Never rejects. */
  readonly ended: Promise<RunEnd>
  /** Asks it to end, and ends it by force after `graceMs`. Resolves with {@link ended}. */
  stop(graceMs: number): Promise<void>
}

/** Starts runs, one at a time. */
export interface TunnelProvider {
  readonly kind: TunnelKind
  begin(events: TunnelEvents): TunnelRun
}

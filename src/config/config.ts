/** The configuration as the rest of the gateway sees it: checked, complete, in our units. */

import type { ConventionSettings } from '../conventions/conventions.ts'
import type { Appliance, Bridge } from '../home/appliance.ts'
import type { AccessRule } from '../home/permission.ts'
import type { Json } from '../kernel/json.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Language } from '../kernel/text.ts'
import type { LogLevel } from '../ports/log.ts'
import type { SshTunnelSettings } from '../ports/tunnel.ts'
import type { Edition } from '../protocol/edition.ts'
import type { Problem } from './problem.ts'
import type { LimitName } from './settingsSchema.ts'

/** Where the key comes from that CEK signs its requests with. Pins are SHA-256 fingerprints in hexadecimal. */
export type KeyConfig =
  | { readonly kind: 'url'; readonly url: string; readonly pins: readonly string[]; readonly caFile?: string }
  | { readonly kind: 'file'; readonly file: string; readonly pins: readonly string[] }
  | { readonly kind: 'pem'; readonly pem: string }

export interface WebhookConfig {
  readonly host: string
  readonly port: number
  readonly path: string
  /** Origin at which CLOVA reaches the listener, without a slash at the end: `https://home.example.com`. */
  readonly publicUrl?: string
  readonly deadlineMs: number
  readonly key: KeyConfig
}

/** What brings CLOVA to the listener. */
export type TunnelProviderConfig =
  | { readonly kind: 'external' }
  | {
      readonly kind: 'cloudflared'
      readonly program: string
      /** Undefined: a quick tunnel. */
      readonly tokenFile: string | undefined
      readonly protocol: 'auto' | 'http2' | 'quic'
    }
  | ({ readonly kind: 'ssh' } & SshTunnelSettings)
  | { readonly kind: 'tailscale-funnel'; readonly program: string }

export interface TunnelConfig {
  readonly provider: TunnelProviderConfig
  readonly probe: {
    readonly enabled: boolean
    readonly everyMs: number
    /** Addresses, with a port or without. */
    readonly resolvers: readonly string[]
    readonly caFile?: string
  }
}

export interface LinkingConfig {
  readonly enabled: boolean
  /** At least one; a login leads back to exactly one of these. */
  readonly redirectUris: readonly string[]
  /** Whether a refresh token is replaced when it is used. */
  readonly rotate: boolean
}

/** A login of the embedded broker with its final topic filters. */
export interface AccountConfig {
  readonly name: string
  readonly password: Secret
  /** Its session counts as this appliance being there. */
  readonly appliance?: string
  readonly bridge?: string
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

export interface EmbeddedMqttConfig {
  readonly kind: 'embedded'
  /** First levels of our own topics, without a slash at the end. */
  readonly base: string
  readonly host: string
  readonly port: number
  readonly tls?: { readonly port: number; readonly host: string; readonly certFile: string; readonly keyFile: string }
  readonly anonymous: boolean
  readonly accounts: readonly AccountConfig[]
  /** Overrides of the broker's bounds, by its own names. */
  readonly limits: Readonly<Partial<Record<LimitName, number>>>
}

export interface OutsideMqttConfig {
  readonly kind: 'outside'
  readonly base: string
  readonly url: string
  readonly username?: string
  readonly password?: Secret
  readonly caFile?: string
  readonly clientId?: string
  readonly protocolVersion?: 4 | 5
}

export type MqttConfig = EmbeddedMqttConfig | OutsideMqttConfig

export interface SceneConfig {
  readonly id: string
  readonly name: string
  readonly needsUserConfirmation: boolean
  readonly actions: readonly { readonly applianceId: string; readonly action: string; readonly value?: Json }[]
}

export interface CustomCommandConfig {
  readonly name: string
  readonly actions: readonly { readonly applianceId: string; readonly action: string }[]
}

export interface Config {
  /** The file it was read from. Paths below are absolute or relative to where the gateway runs, never to the file. */
  readonly file: string
  readonly edition: Edition
  readonly language: Language
  /** What the login page calls the home. */
  readonly homeName: string
  /** IANA name. */
  readonly timezone: string
  readonly dataFolder: string
  readonly webhook: WebhookConfig
  readonly tunnel: TunnelConfig
  readonly linking: LinkingConfig
  /** Limits by folded user name; who is not in it may use everything. */
  readonly users: ReadonlyMap<string, AccessRule>
  readonly mqtt: MqttConfig
  readonly log: { readonly level: LogLevel; readonly style: 'auto' | 'json' | 'pretty' | 'journal' }
  /** Resident memory at which is warned, and at which the gateway restarts itself. */
  readonly memory: { readonly warnBytes: number; readonly restartBytes: number }
  /** The budget is what may be written in 24 hours before the log warns. */
  readonly storage: { readonly flushEveryMs: number; readonly dailyBudgetBytes: number }
  /** Undefined: the command line cannot reach the running gateway. */
  readonly control: { readonly socket: string | undefined }
  /** Undefined: appliances that announce themselves in other ways than ours are not taken in. */
  readonly announcements: { readonly conventions: ConventionSettings; readonly offerNew: boolean } | undefined
  readonly presence: { readonly sweepEveryMs: number; readonly misses: number }
  readonly appliances: readonly Appliance[]
  readonly bridges: readonly Bridge[]
  readonly scenes: readonly SceneConfig[]
  readonly customCommands: readonly CustomCommandConfig[]
}

/** A whole configuration, or everything that is wrong with it. Warnings are printed lines in its own language. */
export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** What the use cases of the gateway share: the house, the ports, and the settings of this home. */
import type { Convention } from '../conventions/convention.ts'
import type { AccessRule } from '../home/permission.ts'
import type { Language } from '../kernel/text.ts'
import type { ZoneOffset } from '../kernel/time.ts'
import type { AnnouncementStore } from '../ports/announcementStore.ts'
import type { MessageBus } from '../ports/bus.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { AnsweredStore, TelemetryStore, TokenRow, TokenStore } from '../ports/stores.ts'
import type { RequestVerifier } from '../ports/verifier.ts'
import type { Edition } from '../protocol/edition.ts'
import type { TrialDesk } from './exposure/trialDesk.ts'
import type { House } from './house.ts'
import type { Lanes } from './lanes.ts'
import type { Scenes } from './scenes.ts'
import type { Waiters } from './waiters.ts'

export interface GatewaySettings {
  readonly edition: Edition
  readonly language: Language
  readonly zone: ZoneOffset
  /** Base of the native topics. */
  readonly base: string
  /** Time from the arrival of a directive to its answer. */
  readonly deadlineMs: number
  /** How appliances that announce themselves are taken in; undefined: only our own announcements are read. */
  readonly announcements?: AnnouncementSettings
  /** Missed intervals before the silence of an announced appliance counts. */
  readonly misses: number
}

/** How appliances that announce themselves are taken in. */
export interface AnnouncementSettings {
  /** How they announce themselves. */
  readonly conventions: readonly Convention[]
  /** Whether an appliance nobody has decided about is offered at once. */
  readonly offerNew: boolean
}

/** Told that a token was used, once for each authorized directive that is not a repeat; it must not throw or wait. */
export interface LinkUses {
  readonly used: (token: TokenRow) => void
}

/** What the gateway needs from outside. */
export interface GatewayPorts {
  readonly bus: MessageBus
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly tokens: TokenStore
  readonly linkUses: LinkUses
  readonly telemetry: TelemetryStore
  /** Undefined: what was commanded before a restart is forgotten. */
  readonly answered?: AnsweredStore
  /** Needed where {@link GatewaySettings.announcements} are. */
  readonly announcements?: AnnouncementStore
  readonly verifier: RequestVerifier
  /** Lets the doctor's own test directive in; undefined: nothing but a signature does. */
  readonly trials?: TrialDesk
}

/** Everything a use case may touch; built once in gateway.ts. */
export interface GatewayContext extends GatewayPorts {
  readonly settings: GatewaySettings
  readonly house: House
  readonly waiters: Waiters
  readonly lanes: Lanes
  readonly scenes: () => Scenes
  /** Whether an announced appliance has been away for so long that discovery leaves it out. */
  readonly isGone: (applianceId: string) => boolean
  /** Limits by folded user name; who is not in it has none. */
  readonly users: () => ReadonlyMap<string, AccessRule>
}

/** What invariants look at: the witness's facts beside the gateway's own word. */
import type { Appliance } from '../../src/home/appliance.ts'
import type { Presence } from '../../src/home/presence.ts'
import type { Cast } from './cast.ts'
import type { GatewayRun } from './gatewayRun.ts'
import type { Setting } from './plan.ts'
import type { Asked, Delivery, Facts, Said, SessionTruth } from './record.ts'

export interface View {
  readonly facts: Facts
  readonly setting: Setting
  readonly cast: Cast
  readonly now: () => number
  readonly run: () => GatewayRun | undefined
  /** When the gateway that runs now was started: it knows nothing alive from before. */
  readonly runSince: () => number
  /** Whether one of the tokens that come and go holds now. */
  readonly tokenIsLive: (number: number) => boolean
  readonly timers: () => number
  /** What is overlooked because its finding is open. */
  readonly withheld: ReadonlySet<string>
}

/** A statement that must hold, and why. `check` returns what is wrong, or nothing. */
export interface Invariant<Subject> {
  readonly name: string
  readonly why: string
  readonly check: (subject: Subject, view: View) => string | undefined
}

/** What the gateway says of its appliances at one moment. */
export type Words = readonly { readonly id: string; readonly presence: Presence }[]

export type StepInvariant = Invariant<Words>
export type AnswerInvariant = Invariant<Asked>
export type DeliveryInvariant = Invariant<Delivery>

/** Moment of the last live sign; minus infinity for none. The list is in the order of time. */
export function lastHeard(view: View, applianceId: string): number {
  const list = view.facts.said.get(applianceId) ?? []
  const since = view.runSince()
  for (let at = list.length - 1; at >= 0; at--) {
    const one = list[at] as Said
    if (one.at < since) break
    if (one.kind !== 'offline' && one.live) return one.at
  }
  return Number.NEGATIVE_INFINITY
}

/** What the gateway may know of an appliance's login: an outside broker tells nothing of it. */
export const ownSession = ({ facts, cast }: View, login: string): SessionTruth | undefined =>
  facts.mode === 'embedded' && cast.accounts.has(login) ? facts.sessions.get(login) : undefined

export const applianceOf = ({ cast }: View, id: string): Appliance => {
  const found = cast.appliances.find(one => one.id === id)
  if (found === undefined) throw new Error(`the cast has no ${id}`)
  return found
}

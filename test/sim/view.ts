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

/** Since when the gateway can know anything alive of an appliance: its start, or its coming into the house. */
export const sinceOf = (view: View, id: string): number =>
  Math.max(
    view.runSince(),
    view.facts.hereSince.get(id) ?? Number.NEGATIVE_INFINITY,
    // One that describes itself comes when its description is taken in, and the broker may have kept that.
    view.cast.configured.some(one => one.id === id) ? Number.NEGATIVE_INFINITY : (residentOf(view, id)?.since ?? 0),
  )

const residentOf = (view: View, id: string) => view.run()?.gateway.house.get(id)

/** Moment of the last live sign; minus infinity for none. The list is in the order of time. */
export function lastHeard(view: View, applianceId: string): number {
  const list = view.facts.said.get(applianceId) ?? []
  const since = sinceOf(view, applianceId)
  for (let at = list.length - 1; at >= 0; at--) {
    const one = list[at] as Said
    if (one.at < since) break
    if (one.kind !== 'offline' && one.live) return one.at
  }
  return Number.NEGATIVE_INFINITY
}

/** What the gateway may know of an appliance's login: not from an outside broker, and not of before it came into the house. */
export function ownSession(view: View, login: string): SessionTruth | undefined {
  const { facts, cast } = view
  if (facts.mode === 'outside' || !cast.accounts.has(login)) return undefined
  const session = facts.sessions.get(login)
  return session?.open === 0 && session.closedAt <= sinceOf(view, login) ? undefined : session
}

export const applianceOf = ({ cast }: View, id: string): Appliance => {
  const found = cast.appliances.find(one => one.id === id)
  if (found === undefined) throw new Error(`the cast has no ${id}`)
  return found
}

/**
 * What truly happened, as an all-seeing witness outside the gateway writes it down: what reached the broker and when,
 * which connections stood, what was commanded and delivered, what CEK was answered. Invariants judge by this alone.
 */
import { createHash } from 'node:crypto'
import type { Json } from '../../src/kernel/json.ts'
import type { Wish } from './cast.ts'
import { type AskedToken, type BrokerMode, ZONES, type Zone } from './plan.ts'
import type { SimTime } from './simTime.ts'

export type SaidKind =
  | 'announcement'
  | 'withdrawal'
  | 'state'
  | 'result'
  | 'heartbeat'
  | 'online'
  | 'offline'
  | 'session'
  | 'ping'

/** Something of an appliance that reached the embedded broker, or the gateway by way of an outside one. */
export interface Said {
  readonly at: number
  /** The gateway's own clock at that moment, and whether it was believed. */
  readonly wall: number
  readonly trusted: boolean
  readonly kind: SaidKind
  readonly values: Readonly<Record<string, Json>>
  /** The time the appliance printed, as milliseconds; undefined when it printed none that can be read. */
  readonly printedMs: number | undefined
  /** The same where it printed a local time without its zone, as if that were UTC. */
  readonly printedLocalMs: number | undefined
  /** Correlation id of a result. */
  readonly id: string | undefined
  readonly isError: boolean
  readonly retain: boolean
  /** False for a replay of an outside broker: it says what was once. */
  readonly live: boolean
}

/** What an appliance's client knows of a message when it sends it. */
export type Meaning = Pick<Said, 'kind'> & Partial<Omit<Said, 'kind' | 'at' | 'wall' | 'trusted'>>

/** A command or question that the gateway handed to its broker. */
export interface Command {
  readonly at: number
  readonly topic: string
  readonly payload: string
  readonly asks: boolean
  /** Moment after which it must not arrive, as the gateway told its broker. */
  readonly notAfter: number | undefined
  /** Undefined for what the gateway asks by itself. */
  readonly directive: Asked | undefined
}

/** A directive as CEK sent it. */
export interface Asked {
  readonly number: number
  readonly wish: Wish
  readonly messageId: string
  readonly body: Uint8Array
  readonly token: AskedToken
  /** Which of the tokens that come and go the request carries. */
  readonly tokenNumber: number
  readonly sentAt: number
  /** Number of the gateway's run. */
  readonly life: number
  /** The directive whose bytes these are again. */
  readonly repeats: Asked | undefined
  readonly commands: Command[]
  /** Since when the appliance's client has been well: connected, quick and honest; undefined while it is not. */
  readonly wellSince: () => number | undefined
  readonly verifyMs: number
  /** For how long the process had stood still in all when it came. */
  readonly stalledMs: number
  answer: { readonly at: number; readonly text: string } | undefined
  /** The gateway was stopped by force meanwhile: nobody will answer. */
  lost: boolean
}

/** What the broker truly holds of a login. */
export interface SessionTruth {
  open: number
  /** Whether it was open at all since the broker opened. */
  opened: boolean
  closedAt: number
}

export interface Delivery {
  readonly login: string
  readonly topic: string
  readonly payload: string
  /** When the broker's kernel took it, and when the appliance had it. */
  readonly takenAt: number
  readonly at: number
  /** Whether the broker heard the connection after one moment and until another. */
  readonly heardBetween: (after: number, until: number) => boolean
  /** `at`: it reached an outside broker. `by`: that broker has handed it on, which is its own matter. */
  readonly outside?: 'at' | 'by'
}

export interface Facts {
  mode: BrokerMode
  zone: Zone
  /** Appliances that are not in the configuration now, and when those that returned did. */
  readonly absent: Set<string>
  readonly hereSince: Map<string, number>
  /** Client ids that are connected. */
  readonly clientIds: Set<string>
  /** For how long the gateway's process has stood still in all. */
  stalledMs: number
  /** What the log said of refusals, by the number of the moment: the reasons in words. */
  readonly reasons: { readonly at: number; readonly outcome: string; readonly why: string | undefined }[]
  readonly said: Map<string, Said[]>
  readonly sessions: Map<string, SessionTruth>
  readonly asked: Asked[]
  readonly commands: Command[]
  /** Since when the gateway's broker has been open; undefined while it is closed. */
  listeningSince: number | undefined
  /** Moments at which it opened, for what a replay at that time may have told. */
  life: number
  /** Late deliveries within limits that the source names; see invariants. */
  knownLimits: number
  readonly broken: { readonly name: string; readonly what: string; readonly at: number }[]
}

export interface Recorder {
  readonly facts: Facts
  readonly hear: (applianceId: string, meaning: Meaning) => void
  readonly session: (login: string) => SessionTruth
  /** Breaks an invariant: the run ends here. */
  readonly break: (name: string, what: string) => void
  /** One line of the trace; the hash over all lines is what two runs of a seed must share. */
  readonly trace: (line: string) => void
  readonly hash: () => string
  readonly now: () => number
  readonly lines: readonly string[]
}

/** The moment of a local time that stands without its zone. */
export const inZone = (localMs: number, zone: Zone): number => localMs - ZONES[zone] * 3_600_000

/** @param keepLines keeps the trace for a replay; otherwise only its hash */
export function openRecorder(time: SimTime, keepLines: boolean): Recorder {
  const hash = createHash('sha256')
  const lines: string[] = []
  const facts: Facts = {
    mode: 'embedded',
    zone: 'Asia/Seoul',
    absent: new Set(),
    hereSince: new Map(),
    clientIds: new Set(),
    stalledMs: 0,
    reasons: [],
    said: new Map(),
    sessions: new Map(),
    asked: [],
    commands: [],
    listeningSince: undefined,
    life: 0,
    knownLimits: 0,
    broken: [],
  }
  const trace = (line: string): void => {
    const whole = `${time.mono()} ${line}`
    hash.update(`${whole}\n`)
    if (keepLines) lines.push(whole)
  }
  return {
    facts,
    lines,
    now: time.mono,
    trace,
    hash: () => hash.copy().digest('hex').slice(0, 16),
    hear(applianceId, meaning) {
      const list = facts.said.get(applianceId) ?? []
      facts.said.set(applianceId, list)
      list.push({
        values: {},
        printedMs: meaning.printedLocalMs === undefined ? undefined : inZone(meaning.printedLocalMs, facts.zone),
        printedLocalMs: undefined,
        id: undefined,
        isError: false,
        retain: false,
        live: true,
        ...meaning,
        at: time.mono(),
        wall: time.wall(),
        trusted: time.wallTrusted(),
      })
      trace(`heard ${applianceId} ${meaning.kind} ${JSON.stringify(meaning.values ?? {})} ${meaning.id ?? ''}`)
    },
    session(login) {
      const known = facts.sessions.get(login) ?? { open: 0, opened: false, closedAt: Number.NEGATIVE_INFINITY }
      facts.sessions.set(login, known)
      return known
    },
    break(name, what) {
      facts.broken.push({ name, what, at: time.mono() })
      trace(`BROKEN ${name}: ${what}`)
    },
  }
}

/** What must hold of what an answer tells: confirmations, values and times (DESIGN sections 4 and 5). */
import { speaksNative } from '../../src/home/appliance.ts'
import type { Json } from '../../src/kernel/json.ts'
import { answerOf } from './answerInvariants.ts'
import { BOUND_TOPICS, ownerOf } from './cast.ts'
import { DEADLINE_MS } from './gatewayRun.ts'
import { ZONES, type Zone } from './plan.ts'
import { type Asked, type Command, inZone, type Said } from './record.ts'
import { type AnswerInvariant, applianceOf, ownSession, sinceOf, type View } from './view.ts'

/** The values a command asks for, as they stand in its own message. */
function wanted({ topic, payload }: Command): Readonly<Record<string, Json>> {
  const bound = BOUND_TOPICS.get(topic)
  if (bound !== undefined)
    return { [bound.property]: Number.isNaN(Number(payload)) ? payload.toLowerCase() : Number(payload) }
  const { id: _id, action: _action, expires: _expires, ...values } = JSON.parse(payload) as Record<string, Json>
  return values
}

const idOf = ({ topic, payload }: Command): string | undefined =>
  topic.endsWith('/set') && !BOUND_TOPICS.has(topic) ? String(JSON.parse(payload).id) : undefined

/** Reported values may differ from the wanted ones by the appliance's own step. */
const isClose = (one: Json | undefined, other: Json | undefined): boolean =>
  one === other || (typeof one === 'number' && typeof other === 'number' && Math.abs(one - other) <= 1)

/** What the appliance said alive after a command had left and before its directive was answered. */
const since = (view: View, id: string, asked: Asked, from: number): readonly Said[] =>
  (view.facts.said.get(id) ?? []).filter(({ at, live }) => live && at >= from && at <= (asked.answer?.at ?? 0))

const commandsOf = ({ commands }: Asked): readonly Command[] => commands.filter(({ asks }) => !asks)

const confirmedMeansDone: AnswerInvariant = {
  name: 'confirmedMeansDone',
  why: "A Confirmation says what the appliance reported in the directive's time, not what was sent; that of a scene says it of each.",
  check(asked, view) {
    const { wish, repeats } = asked
    if (!answerOf(asked).header.name.endsWith('Confirmation') || repeats !== undefined) return undefined
    const ids =
      wish.applianceId === undefined
        ? new Set(view.cast.scenes.flatMap(({ actions }) => actions.map(one => one.applianceId)))
        : [wish.applianceId]
    for (const id of ids) {
      const wrong = unconfirmed(asked, view, id)
      if (wrong !== undefined) return `${id}: ${wrong}`
    }
    return undefined
  },
}

/** Why the Confirmation is not borne out by what one appliance said; nothing when it is. */
function unconfirmed(asked: Asked, view: View, id: string): string | undefined {
  const { answer, sentAt } = asked
  const appliance = applianceOf(view, id)
  const commands = commandsOf(asked).filter(one => ownerOf(one) === id)
  const [first] = commands
  if (first === undefined) return 'nothing was commanded'
  if (appliance.isIr) return undefined
  const said = since(view, id, asked, first.at)
  const ids = commands.map(idOf)
  if (said.some(one => one.kind === 'result' && one.id !== undefined && ids.includes(one.id) && !one.isError))
    return undefined
  const values = Object.assign({}, ...commands.map(wanted)) as Record<string, Json>
  const reports = said.filter(({ kind }) => kind === 'state')
  const isReported = Object.entries(values).every(([name, value]) =>
    reports.some(one => isClose(one.values[name], value)),
  )
  if (isReported && Object.keys(values).length > 0) return undefined
  const isTrusted = appliance.policy === 'sent' && said.length > 0 && (answer?.at ?? 0) - sentAt >= DEADLINE_MS
  return isTrusted
    ? undefined
    : `${JSON.stringify(values)} was neither answered nor reported (${said.length} signs of life)`
}

/** Values in an answer's payload by property, those of before apart. */
function toldValues(payload: Readonly<Record<string, unknown>>): readonly (readonly [string, Json])[] {
  return Object.entries(payload).flatMap(([name, one]) => {
    if (typeof one === 'string' && name === 'lockState') return [[name, one] as const]
    const value = typeof one === 'object' && one !== null ? (one as { value?: Json }).value : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
}

const toldWasSaid: AnswerInvariant = {
  name: 'toldWasSaid',
  why: 'A value in an answer is one the appliance said: never a guess, a default, or what it was told to become.',
  check(asked, view) {
    const { header, payload } = answerOf(asked)
    const { applianceId } = asked.wish
    if (applianceId === undefined || header.name.endsWith('Error')) return undefined
    const said = view.facts.said.get(applianceId) ?? []
    const before = payload['previousState'] as Record<string, unknown> | undefined
    for (const [name, value] of [...toldValues(payload), ...toldValues(before ?? {})]) {
      const wasSaid = said.some(one => one.at <= (asked.answer?.at ?? 0) && one.values[name] === value)
      if (!wasSaid) return `${name} ${JSON.stringify(value)} was never said by ${applianceId}`
    }
    return undefined
  },
}

/** By the appliance's own clock, which may have been set back: an outside broker does not tell when it took a message. */
const outdates = (replay: Said, heard: Said): boolean =>
  !replay.live &&
  replay.printedMs !== undefined &&
  heard.printedMs !== undefined &&
  toSecond(replay.printedMs) >= toSecond(heard.printedMs)

const newestIsTold: AnswerInvariant = {
  name: 'newestIsTold',
  why: 'A query tells the newest value that reached the gateway; an older one beside a newer one is a wrong answer.',
  check(asked, view) {
    const { header, payload } = answerOf(asked)
    const { applianceId } = asked.wish
    if (applianceId === undefined || asked.repeats !== undefined || !header.name.endsWith('Response')) return undefined
    // Nobody listens to one that left the configuration while it was asked: what it said until then is told.
    if (view.facts.absent.has(applianceId)) return undefined
    const at = asked.answer?.at ?? 0
    const heard = (view.facts.said.get(applianceId) ?? []).filter(
      one => one.at >= sinceOf(view, applianceId) && one.at <= at,
    )
    const said = heard.filter(({ live }) => live)
    for (const [name, value] of toldValues(payload)) {
      const newest = said.findLast(one => one.values[name] !== undefined && !one.isError)
      // Of two at the same instant either is the newest.
      const isIt = newest === undefined || said.some(one => one.at === newest.at && one.values[name] === value)
      if (isIt || heard.some(one => one.values[name] === value && outdates(one, newest))) continue
      return `${name} ${JSON.stringify(value)}, but ${JSON.stringify(newest.values[name])} was said at ${newest.at}`
    }
    return undefined
  },
}

const knownIsNewest: AnswerInvariant = {
  name: 'knownIsNewest',
  why: 'What is known of an appliance is the last that it said alive to this run: a replay never puts something older in its place.',
  check(_, view) {
    const house = view.run()?.gateway.house
    // With an outside broker an appliance's own clock may speak for a replay.
    if (house === undefined || view.facts.mode === 'outside') return undefined
    for (const { appliance, known } of house.all()) {
      const said = (view.facts.said.get(appliance.id) ?? []).filter(
        one => one.kind === 'state' && one.at >= sinceOf(view, appliance.id) && one.at < view.now(),
      )
      for (const [name, { value, heardAt }] of known) {
        const newest = said.findLast(one => one.values[name] !== undefined)
        if (newest === undefined || (heardAt !== undefined && heardAt >= newest.at)) continue
        return `${appliance.id} ${name} is ${String(value)}, but ${String(newest.values[name])} was said at ${newest.at}`
      }
    }
    return undefined
  },
}

/** Tolerances of src/home/moment.ts, in its own words: five minutes ahead, a year behind. */
const AHEAD_MS = 300_000
const BEHIND_MS = 366 * 86_400_000
const EARLIEST_MS = 1_700_000_000_000

const toSecond = (ms: number): number => Math.floor(ms / 1000) * 1000

/** When a report may be said to have been made: by the appliance's own clock where that is plausible, else on arrival. */
function stampOf({ printedMs, wall, trusted, live }: Said): number | undefined {
  const isPlausible =
    printedMs !== undefined &&
    (trusted ? printedMs <= wall + AHEAD_MS && printedMs >= wall - BEHIND_MS : printedMs >= EARLIEST_MS)
  if (isPlausible) return toSecond(printedMs)
  return trusted && live ? toSecond(wall) : undefined
}

/** What a replay may make of the printed time: one without a zone is read in that of the gateway at that moment. */
const printedMoments = ({ printedMs, printedLocalMs }: Said): readonly number[] => {
  if (printedLocalMs !== undefined) return Object.keys(ZONES).map(zone => inZone(printedLocalMs, zone as Zone))
  return printedMs === undefined ? [] : [printedMs]
}

const timeIsTheAppliances: AnswerInvariant = {
  name: 'timeIsTheAppliances',
  why: 'applianceResponseTimestamp is when the appliance said it by its own clock, else when it came by a believed one; never "now".',
  check(asked, view) {
    const { payload } = answerOf(asked)
    const stamp = payload['applianceResponseTimestamp']
    const { applianceId } = asked.wish
    if (stamp === undefined || applianceId === undefined) return undefined
    const ms = Date.parse(String(stamp))
    const values = toldValues(payload)
    const said = (view.facts.said.get(applianceId) ?? []).filter(one => one.at <= (asked.answer?.at ?? 0))
    const fits = (one: Said): boolean =>
      // A replay may bring the appliance's own time at a moment at which our clock says otherwise than it did on arrival.
      (stampOf(one) === ms || (one.retain && printedMoments(one).some(printed => toSecond(printed) === ms))) &&
      (values.length === 0 || values.some(([name, value]) => one.values[name] === value))
    return said.some(fits)
      ? undefined
      : `${String(stamp)} is no time at which ${applianceId} said ${JSON.stringify(values)}`
  },
}

const healthIsPresence: AnswerInvariant = {
  name: 'healthIsPresence',
  why: 'HealthCheck: online is reachable, offline is not; an open session of its own is reachable whatever else was said.',
  check(asked, view) {
    const { header, payload } = answerOf(asked)
    const { applianceId } = asked.wish
    if (header.name !== 'HealthCheckResponse' || applianceId === undefined || asked.repeats !== undefined)
      return undefined
    const appliance = applianceOf(view, applianceId)
    const session = ownSession(view, applianceId)
    const isGone = session?.opened === true && session.open === 0 && asked.life === view.facts.life
    return speaksNative(appliance) && isGone && session.closedAt < asked.sentAt && payload['isReachable'] === true
      ? `${applianceId} has no session since ${session.closedAt}`
      : undefined
  },
}

export const TRUTH_INVARIANTS: readonly AnswerInvariant[] = [
  confirmedMeansDone,
  toldWasSaid,
  newestIsTold,
  knownIsNewest,
  timeIsTheAppliances,
  healthIsPresence,
]

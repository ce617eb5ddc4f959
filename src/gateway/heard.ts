/** The one door for every broker message: evidence and reports into memory, then to those who wait. Never throws. */

import { MAX_ANNOUNCEMENT_BYTES, readAnnouncement } from '../home/announcement.ts'
import { ANNOUNCEMENT_TEXTS } from '../home/announcementTexts.ts'
import { type Appliance, type AvailabilityBinding, MAX_APPLIANCES, speaksNative } from '../home/appliance.ts'
import { isNamed, payloadOf } from '../home/codec.ts'
import { applyReport } from '../home/known.ts'
import { momentOf } from '../home/moment.ts'
import {
  declaredIntervalMs,
  isAboutPeriod,
  matchNative,
  type NativeKind,
  type NativeResult,
  nativeTime,
  readNativeResult,
  readNativeValues,
  type SaidValues,
} from '../home/native.ts'
import type { SignOfLife } from '../home/presence.ts'
import { exactTopics, ownerOf, type Sink } from '../home/topics.ts'
import type { Json } from '../kernel/json.ts'
import { pointer, sameJson } from '../kernel/json.ts'
import { filled, type Text } from '../kernel/text.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { BusMessage } from '../ports/bus.ts'
import type { PropertyName } from '../protocol/properties.ts'
import { type Arrival, available } from './available.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import { budgetedLog } from './lineBudget.ts'
import { described, unreadNative } from './nativeValues.ts'
import { readSink } from './readSink.ts'
import { createRecent } from './recent.ts'
import { createRefusals, type Refusals } from './refusals.ts'
import { alive } from './signs.ts'
import { createStrangers } from './strangers.ts'

export interface HeardOptions {
  /** Told of every change that a flush must write. */
  readonly changed: (resident: Resident) => void
  /** Told when an announced appliance came (then it is new to the house) or changed. */
  readonly announced: (resident: Resident, isNew: boolean) => void
  /** Takes a message of a convention's discovery; false when it is none. */
  readonly discovery: (message: BusMessage) => boolean
  /** Told when an appliance left with its announcement. */
  readonly left: (applianceId: string) => void
}

/** Counts since the start, for the status page. */
export interface HeardCounters {
  readonly messages: number
  readonly unmatched: number
  readonly announcementsRefused: number
}

/** Takes in what the bus hands over. */
export interface Heard {
  readonly message: (message: BusMessage) => void
  /** Lets an appliance that has just come hear what was last said on its topics. */
  readonly catchUp: (appliance: Appliance) => void
  readonly counters: () => HeardCounters
  readonly refusals: Refusals['standing']
}

const NATIVE_AVAILABILITY: AvailabilityBinding = { topic: '', online: ['online'], offline: ['offline'] }

/** Makes the door for broker messages; it keeps counters and which strange topics were logged, nothing else. */
export function createHeard(context: GatewayContext, options: HeardOptions): Heard {
  let messages = 0
  const strangers = createStrangers(context.log)
  const refusals = createRefusals()
  // Only announcements make appliances come to topics that are heard already.
  const recent = createRecent(context.settings.announcements !== undefined)
  const announcing: GatewayContext = { ...context, log: budgetedLog(context.log, context.clock) }

  const takeConfig = (id: string, message: BusMessage): void => {
    refusals.note(id, announce(announcing, options, id, message))
  }
  const take = (message: BusMessage): void => {
    messages++
    if (options.discovery(message)) return
    const native = matchNative(context.settings.base, message.topic)
    const sinks = context.house.topics().sinksOf(message.topic)
    if (native?.kind === 'config') {
      takeConfig(native.applianceId, message)
      return
    }
    const resident = native === undefined ? undefined : nativeSpeaker(context, native.applianceId)
    if (resident === undefined && sinks.length === 0) {
      strangers.note(message.topic)
      return
    }
    const payload = payloadOf(message.payload)
    if (native !== undefined && resident !== undefined) {
      hearNative(context, options, resident, native.kind, { message, payload })
    }
    if (sinks.length === 0) return
    recent.note(message)
    hearBound(context, options, sinks, { message, payload })
  }

  return {
    message(message) {
      try {
        take(message)
      } catch (error) {
        // A fault in reading one message must not cost the others; it is a bug and says so.
        context.log.error('a message could not be taken in', { topic: message.topic, reason: String(error) })
      }
    },
    catchUp(appliance) {
      for (const topic of exactTopics(appliance)) {
        const message = recent.of(topic)
        const sinks = context.house
          .topics()
          .sinksOf(topic)
          .filter(sink => ownerOf(sink) === appliance.id)
        if (message === undefined || sinks.length === 0) continue
        // Said before it was listened to: it tells values, and is no sign of life now.
        const replay = { ...message, retained: true }
        hearBound(context, options, sinks, { message: replay, payload: payloadOf(replay.payload) })
      }
    },
    counters: () => ({ messages, unmatched: strangers.count(), announcementsRefused: refusals.count() }),
    refusals: refusals.standing,
  }
}

/** The appliance whose native topics these are; one that is configured on topics of its own does not speak there. */
function nativeSpeaker({ house }: GatewayContext, id: string): Resident | undefined {
  const resident = house.get(id)
  return resident !== undefined && speaksNative(resident.appliance) ? resident : undefined
}

interface Said {
  readonly values: SaidValues
  /** Properties of which the message said something that cannot be read. */
  readonly unreadable?: readonly PropertyName[]
  readonly time: Json | undefined
  readonly result?: NativeResult
  readonly by: SignOfLife
  /** Of a replay, as in {@link BusMessage}. */
  readonly arrivedAt?: MonoMs | undefined
}

/** Takes in what an appliance said: evidence, values, waiters, in this order, so that a waiter sees the new state. */
function hear(context: GatewayContext, options: HeardOptions, resident: Resident, live: boolean, said: Said): void {
  const { clock, settings } = context
  const now = { wall: clock.wall(), trusted: clock.wallTrusted(), zone: settings.zone }
  const moment = momentOf(said.time, live, now)
  const heardAt = live ? clock.mono() : undefined
  const present = said.result === undefined || !isAboutPeriod(said.result)
  if (present) applyReport(resident.known, { values: said.values, moment, heardAt, arrivedAt: said.arrivedAt })
  // Nobody can say which of the two is older; the appliance can.
  if (!live && said.arrivedAt === undefined && contradicts(said, resident)) readOnce(resident)
  noteVoids(resident, said, clock.mono())
  if (heardAt !== undefined) alive(context, resident, said.by, heardAt, moment)
  options.changed(resident)
  if (live) context.waiters.offer(resident.appliance.id, { values: said.values, result: said.result, moment })
}

const contradicts = ({ values }: Said, { known }: Resident): boolean =>
  [...values].some(([name, value]) => known.has(name) && !sameJson(known.get(name)?.value, value))

/** Has it asked for what it is when it is there, as one that came back. */
function readOnce(resident: Resident): void {
  if (resident.absence === 'none') resident.absence = 'back'
}

/** Keeps why a value is missing; what is known needs no such note. */
function noteVoids({ known, voids }: Resident, { values, unreadable = [] }: Said, at: MonoMs): void {
  for (const [name, value] of values) if (value === null) voids.set(name, { kind: 'said-unknown', at })
  for (const name of unreadable) if (!known.has(name)) voids.set(name, { kind: 'unreadable', at })
}

function hearNative(
  context: GatewayContext,
  options: HeardOptions,
  resident: Resident,
  kind: Exclude<NativeKind, 'config'>,
  { message, payload }: Arrival,
): void {
  const live = !message.retained
  const { arrivedAt } = message
  switch (kind) {
    case 'availability':
      available(context, resident, NATIVE_AVAILABILITY, { message, payload })
      options.changed(resident)
      return
    case 'heartbeat': {
      const interval = declaredIntervalMs(payload.json())
      if (live && interval !== undefined) resident.declaredIntervalMs = interval
      hear(context, options, resident, live, { values: new Map(), time: undefined, by: 'message' })
      return
    }
    case 'result': {
      // A retained result is a firmware's mistake: it answers nothing that was asked now.
      const said = live ? readNativeResult(payload.json()) : undefined
      const values = described(resident, said?.values ?? new Map())
      const result = said && { ...said, values }
      hear(context, options, resident, live, {
        values,
        unreadable: unreadNative(resident, payload.json(), values),
        time: nativeTime(payload.json()),
        by: 'result',
        ...(result && { result }),
      })
      return
    }
    case 'state': {
      const values = described(resident, readNativeValues(payload.json()))
      const unreadable = unreadNative(resident, payload.json(), values)
      const time = nativeTime(payload.json())
      hear(context, options, resident, live, { values, unreadable, time, by: 'message', arrivedAt })
    }
  }
}

interface BoundReport {
  readonly values: Map<PropertyName, Json | null>
  readonly unreadable: PropertyName[]
  time: Json | undefined
}

/** Bound topics: one report per appliance and message, however many of its properties the payload holds. */
function hearBound(context: GatewayContext, options: HeardOptions, sinks: readonly Sink[], arrival: Arrival): void {
  const gone = new Set(sinks.flatMap(sink => (saysGone(context, options, sink, arrival) ? [sink.id] : [])))
  const reports = new Map<string, BoundReport>()
  for (const sink of sinks) {
    if (sink.kind === 'availability') continue
    const report: BoundReport = reports.get(sink.applianceId) ?? { values: new Map(), unreadable: [], time: undefined }
    reports.set(sink.applianceId, report)
    if (sink.kind === 'alive') continue
    const value = readSink(context, sink, arrival, report.values)
    if (value !== undefined) report.values.set(sink.property, value)
    else if (isNamed(sink.binding.read, arrival.payload)) report.unreadable.push(sink.property)
    if (sink.binding.timePointer !== undefined) report.time = pointer(arrival.payload.json(), sink.binding.timePointer)
  }
  for (const [id, report] of reports) {
    const resident = context.house.get(id)
    if (resident === undefined) continue
    const { retained, arrivedAt } = arrival.message
    hear(context, options, resident, !retained && !gone.has(id), { ...report, by: 'message', arrivedAt })
  }
}

/** Takes availability in; true when the message says that its subject is gone, which no other sink then takes for life. */
function saysGone(
  context: GatewayContext,
  options: HeardOptions,
  sink: Sink,
  arrival: Arrival,
): sink is Extract<Sink, { kind: 'availability' }> {
  if (sink.kind !== 'availability') return false
  const subject = context.house.get(sink.id) ?? context.house.bridge(sink.id)
  if (subject === undefined) return false
  const there = available(context, subject, sink.binding, arrival)
  if ('appliance' in subject) options.changed(subject)
  return !there
}

/** @returns why it was refused; undefined when it was not */
function announce(context: GatewayContext, options: HeardOptions, id: string, message: BusMessage): Text | undefined {
  const { house, log, settings } = context
  const refuse = (reason: Text): Text => {
    log.warn('announcement refused', { appliance: id, reason: reason[settings.language] })
    return reason
  }
  if (message.payload.length === 0) {
    if (house.withdraw(id)) {
      log.info('appliance withdrew its announcement', { appliance: id })
      options.left(id)
    }
    return undefined
  }
  const json = message.payload.length > MAX_ANNOUNCEMENT_BYTES ? undefined : payloadOf(message.payload).json()
  const result = json === undefined ? undefined : readAnnouncement(id, json, settings.misses)
  if (result === undefined || !result.ok) {
    return refuse(result?.reason ?? filled(ANNOUNCEMENT_TEXTS.unreadable, { max: MAX_ANNOUNCEMENT_BYTES }))
  }
  const isNew = house.get(id) === undefined
  const taken = house.announce(result.appliance)
  const resident = nativeSpeaker(context, id)
  // An announcement is a message like any other: live, it is a sign of life.
  if (resident !== undefined && !message.retained) {
    hear(context, options, resident, true, { values: new Map(), time: undefined, by: 'message' })
  }
  if (!taken && house.get(id) === undefined) {
    return refuse(filled(ANNOUNCEMENT_TEXTS.noRoom, { max: MAX_APPLIANCES }))
  }
  if (!taken) {
    log.info('announcement not needed: the appliance is configured', { appliance: id })
    return undefined
  }
  log.info('appliance announced', { appliance: id, type: result.appliance.type, name: result.appliance.name })
  if (resident !== undefined) options.announced(resident, isNew)
  return undefined
}

/** Announces changes of presence. Correctness never rests on it: a directive asks the same pure function itself. */

import { evidenceText } from '../home/evidenceText.ts'
import { besideTexts } from '../home/explainText.ts'
import type { Moment } from '../home/moment.ts'
import { nativeTopic } from '../home/native.ts'
import { duplicateClient, type Presence } from '../home/presence.ts'
import { formatTimestamp, type MonoMs, seconds } from '../kernel/time.ts'
import { BusError } from '../ports/bus.ts'
import { type StoredTransition, StoreError } from '../ports/stores.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import { toldMoment } from './toldMoment.ts'

/** Longer than an answer may take, and than a client that was thrown out waits before it comes again. */
const SETTLING_MS = seconds(20)

/**
 * Looks at every appliance once and announces those whose presence has changed: log, database, `presence` topic.
 * The first word after a start is not announced while it is `unknown`: nothing has changed yet, and nobody is stormed.
 * While the broker is lost nothing is: that is one fault and one line, not one for each appliance.
 */
export function sweepPresence(context: GatewayContext): void {
  const { clock, house } = context
  if (!house.listening()) return
  const changed: StoredTransition[] = []
  for (const resident of house.all()) {
    const now = clock.mono()
    const presence = house.presence(resident, now)
    if (isPassing(presence, resident, now)) continue
    noteAbsence(resident, presence)
    if (presence.word !== (resident.announced?.word ?? 'unknown')) changed.push(announce(context, resident, presence))
    else if (resident.published) continue
    void publish(context, resident)
  }
  if (changed.length > 0) store(context, changed)
}

/** Who was offline may have changed in every way; it is read when it is back (see inquiry.ts). */
function noteAbsence(resident: Resident, { word }: Presence): void {
  if (word === 'offline') resident.absence = 'away'
  else if (word === 'online' && resident.absence === 'away') resident.absence = 'back'
}

/** A word that is about to be settled, by a question or by the other of two clients that throw each other out, is not told. */
function isPassing({ reason }: Presence, { evidence }: Resident, now: MonoMs): boolean {
  if (reason.code === 'silent-asking') return reason.silentMs - reason.timeoutMs < SETTLING_MS
  return reason.code === 'session-closed' && reason.agoMs < SETTLING_MS && duplicateClient(evidence, now) !== undefined
}

/** Takes back the retained word of an appliance that left: nobody would ever correct it. */
export async function clearPresence(context: GatewayContext, applianceId: string): Promise<void> {
  const topic = nativeTopic(context.settings.base, applianceId, 'presence')
  try {
    await context.bus.publish({ topic, payload: '', qos: 0, retain: true })
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    context.log.debug('presence could not be cleared', { appliance: applianceId, reason: error.message })
  }
}

function announce(
  { clock, house, settings, log }: GatewayContext,
  resident: Resident,
  presence: Presence,
): StoredTransition {
  const { id: applianceId } = resident.appliance
  const at: Moment = { wall: clock.wall(), origin: clock.wallTrusted() ? 'arrival' : 'untrusted' }
  const evidence = evidenceText(presence.reason, settings.language)
  resident.announced = { word: presence.word, since: at, evidence }
  const beside = besideTexts(presence, house.explain(resident, clock.mono()), settings.language)
  log.info('presence', {
    appliance: applianceId,
    presence: presence.word,
    evidence,
    ...(beside.length > 0 && { beside }),
  })
  return { applianceId, presence: presence.word, at, evidence }
}

/** All of one sweep in one transaction: a house that comes back together is one write, not a thousand. */
function store({ telemetry, log }: GatewayContext, transitions: readonly StoredTransition[]): void {
  const told = (failure: StoreError | undefined): void => {
    if (failure === undefined) return
    log.warn('presence could not be stored', { appliances: transitions.length, reason: failure.message })
  }
  try {
    telemetry.saveTransitions(transitions, told)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    told(error)
  }
}

const moment = (context: GatewayContext, at: Moment | undefined): string | undefined => {
  const wall = toldMoment(context, at)
  return wall === undefined ? undefined : formatTimestamp(wall, context.settings.zone(wall))
}

/** Tells the house. What a lost broker did not take is told by the first sweep after its return. */
async function publish(context: GatewayContext, resident: Resident): Promise<void> {
  const { announced, appliance } = resident
  const payload = JSON.stringify({
    presence: announced?.word,
    lastSeen: moment(context, resident.lastSeen),
    since: moment(context, announced?.since),
    evidence: announced?.evidence,
  })
  const topic = nativeTopic(context.settings.base, appliance.id, 'presence')
  resident.published = true
  try {
    await context.bus.publish({ topic, payload, qos: 0, retain: true })
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    resident.published = false
    context.log.debug('presence could not be published', { appliance: appliance.id, reason: error.message })
  }
}

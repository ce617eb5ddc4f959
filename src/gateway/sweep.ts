/** Announces changes of presence. Correctness never rests on it: a directive asks the same pure function itself. */

import { evidenceText } from '../home/evidenceText.ts'
import { type Moment, tellable } from '../home/moment.ts'
import { nativeTopic } from '../home/native.ts'
import type { Presence } from '../home/presence.ts'
import { formatTimestamp } from '../kernel/time.ts'
import { BusError } from '../ports/bus.ts'
import { StoreError } from '../ports/stores.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'

/**
 * Looks at every appliance once and announces those whose presence has changed: log, database, `presence` topic.
 * The first word after a start is not announced while it is `unknown`: nothing has changed yet, and nobody is stormed.
 */
export function sweepPresence(context: GatewayContext): void {
  const { clock, house } = context
  for (const resident of house.all()) {
    const presence = house.presence(resident, clock.mono())
    if (presence.word !== (resident.announced?.word ?? 'unknown')) announce(context, resident, presence)
    else if (resident.published || !house.listening()) continue
    void publish(context, resident)
  }
}

function announce(context: GatewayContext, resident: Resident, presence: Presence): void {
  const { clock, settings, log, telemetry } = context
  const { id: applianceId } = resident.appliance
  const since: Moment = { wall: clock.wall(), origin: clock.wallTrusted() ? 'arrival' : 'untrusted' }
  const evidence = evidenceText(presence.reason, settings.language)
  resident.announced = { word: presence.word, since, evidence }
  log.info('presence', { appliance: applianceId, presence: presence.word, evidence })
  try {
    telemetry.saveTransition({ applianceId, presence: presence.word, at: since, evidence })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    log.warn('presence could not be stored', { appliance: applianceId, reason: error.message })
  }
}

const moment = (context: GatewayContext, at: Moment | undefined): string | undefined => {
  const wall = tellable(at)
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

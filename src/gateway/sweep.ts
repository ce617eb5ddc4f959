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
    if (presence.word === (resident.announced?.word ?? 'unknown')) continue
    const since: Moment = { wall: clock.wall(), origin: clock.wallTrusted() ? 'arrival' : 'untrusted' }
    resident.announced = { word: presence.word, since }
    announce(context, resident, presence, since)
  }
}

function announce(context: GatewayContext, resident: Resident, presence: Presence, since: Moment): void {
  const { id } = resident.appliance
  const evidence = evidenceText(presence.reason, context.settings.language)
  context.log.info('presence', { appliance: id, presence: presence.word, evidence })
  try {
    context.telemetry.saveTransition({ applianceId: id, presence: presence.word, at: since, evidence })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    context.log.warn('presence could not be stored', { appliance: id, reason: error.message })
  }
  void publish(context, resident, presence, { since, evidence })
}

const moment = (context: GatewayContext, at: Moment | undefined): string | undefined => {
  const wall = tellable(at)
  return wall === undefined ? undefined : formatTimestamp(wall, context.settings.zone(wall))
}

async function publish(
  context: GatewayContext,
  resident: Resident,
  presence: Presence,
  { since, evidence }: { since: Moment; evidence: string },
): Promise<void> {
  const { id } = resident.appliance
  const payload = JSON.stringify({
    presence: presence.word,
    lastSeen: moment(context, resident.lastSeen),
    since: moment(context, since),
    evidence,
  })
  try {
    await context.bus.publish({
      topic: nativeTopic(context.settings.base, id, 'presence'),
      payload,
      qos: 0,
      retain: true,
    })
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    // Told again with the next transition; the broker's absence is in the log already.
    context.log.debug('presence could not be published', { appliance: id, reason: error.message })
  }
}

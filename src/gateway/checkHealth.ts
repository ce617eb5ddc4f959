/** HealthCheck: presence decides; an appliance whose presence is unknown is asked within the deadline. */

import type { MonoMs } from '../kernel/time.ts'
import { askAppliance } from './ask.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'

/** What HealthCheckResponse tells, as the gateway found it. */
export interface Health {
  readonly isReachable: boolean
  readonly isTurnOn: boolean
}

/** Whether an appliance can be reached, and its last known working state (false when there is none). */
export async function checkHealth(context: GatewayContext, resident: Resident, deadline: MonoMs): Promise<Health> {
  const isReachable = await reachable(context, resident, deadline)
  return { isReachable, isTurnOn: resident.known.get('power')?.value === 'on' }
}

async function reachable(context: GatewayContext, resident: Resident, deadline: MonoMs): Promise<boolean> {
  const { clock, house } = context
  const word = (): string => house.presence(resident, clock.mono()).word
  if (word() !== 'unknown') return word() === 'online'
  const { question } = resident
  if (question !== undefined && house.listening()) {
    const asked = await askAppliance(context, resident, [question], { deadline })
    // A refusal is an answer too: somebody is there.
    if (asked.kind === 'said' || asked.kind === 'refused') return true
    if (word() !== 'unknown') return word() === 'online'
  }
  // What was announced since the start is newer than anything of before it.
  return (resident.announced?.word ?? resident.before?.presence) === 'online'
}

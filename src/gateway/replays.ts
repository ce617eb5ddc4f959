/** Has the broker tell once more what it retains of appliances that came after it was told: native topics are always followed. */
import { speaksNative } from '../home/appliance.ts'
import { nativeTopic } from '../home/native.ts'
import { minutes, monoPlus, seconds } from '../kernel/time.ts'
import { BusError } from '../ports/bus.ts'
import type { GatewayContext } from './context.ts'

/** What tells something that still holds when it is replayed. */
const KINDS = ['state', 'availability'] as const

/** Appliances come together, as after a start: one replay is for all of them. */
const GATHERING_MS = seconds(2)

/**
 * An outside broker can only be asked by the whole filter, and then tells of the whole house: with 1,000 appliances that is
 * 2,000 messages, what they say by themselves in half a minute. Who announces and withdraws all day gets no more of it.
 */
const APART_MS = minutes(1)

export interface Replays {
  /** Notes an appliance that is new to the house; who is configured on topics of its own has them subscribed anyway. */
  readonly entered: (applianceId: string) => void
  readonly left: (applianceId: string) => void
}

export function createReplays({ bus, clock, house, log, settings }: GatewayContext): Replays {
  /** All of them are in the house, which is bounded. */
  const waiting = new Set<string>()
  let isDue = false
  let notBefore = clock.mono()

  const replay = async (): Promise<void> => {
    isDue = false
    const topics = [...waiting].flatMap(id => KINDS.map(kind => nativeTopic(settings.base, id, kind)))
    waiting.clear()
    // A broker that was lost meanwhile tells everything when it is back.
    if (topics.length === 0 || !house.listening()) return
    notBefore = monoPlus(clock.mono(), APART_MS)
    try {
      await bus.replay(topics)
    } catch (error) {
      if (!(error instanceof BusError)) throw error
      log.debug('the broker did not tell again what it retains', { reason: error.message })
    }
  }

  return {
    entered(applianceId) {
      const resident = house.get(applianceId)
      if (resident === undefined || !speaksNative(resident.appliance) || !house.listening()) return
      waiting.add(applianceId)
      if (isDue) return
      isDue = true
      clock.after(Math.max(GATHERING_MS, notBefore - clock.mono()), () => void replay())
    },
    left: applianceId => void waiting.delete(applianceId),
  }
}

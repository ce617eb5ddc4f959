/** Follows the topics of the house: configured, native, and those of discovery. */
import { BusError } from '../ports/bus.ts'
import type { GatewayContext } from './context.ts'

/** Subscribes to what the house listens to; a topic that the broker refuses is a warning in the log. */
export type Follow = () => Promise<void>

export function createFollowing({ bus, house, log, settings }: GatewayContext): Follow {
  const discovery = settings.announcements?.conventions.flatMap(({ filters }) => filters) ?? []
  return async () => {
    try {
      await bus.subscribe([...house.topics().filters(), ...discovery])
    } catch (error) {
      if (!(error instanceof BusError)) throw error
      // The household is in force already: a refused topic costs its messages, not everything else.
      log.warn('the broker does not let all topics be followed', { reason: error.message })
    }
  }
}

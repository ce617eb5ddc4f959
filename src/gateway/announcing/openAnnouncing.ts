/** Wires the registry of announced appliances into the gateway: topics, memory, questions, and a word of greeting. */
import type { ConventionMessage } from '../../conventions/convention.ts'
import type { Appliance } from '../../home/appliance.ts'
import { seconds } from '../../kernel/time.ts'
import { BusError } from '../../ports/bus.ts'
import type { GatewayContext } from '../context.ts'
import type { Follow } from '../following.ts'
import type { Telemetry } from '../telemetry.ts'
import { type Announcements, createAnnouncements } from './announcements.ts'
import { MAX_CAUGHT_UP } from './bounds.ts'

/** After the broker is reachable: by then the topics are subscribed, and what is retained has come. */
const GREETING_MS = seconds(2)

export interface Announced {
  readonly registry: Announcements
  /** Asks publishers for what no broker keeps; call it when the broker has become reachable. */
  readonly greetLater: () => void
}

/** What of the gateway the registry works with. */
export interface AnnouncingParts {
  readonly telemetry: Telemetry
  readonly follow: Follow
  readonly left: (applianceId: string) => void
  readonly catchUp: (appliance: Appliance) => void
}

/** Undefined where such appliances are not taken in. */
export function openAnnouncing(context: GatewayContext, parts: AnnouncingParts): Announced | undefined {
  const { house, clock, announcements: store } = context
  const { announcements: settings } = context.settings
  if (settings === undefined || store === undefined) return undefined
  const newcomers: Appliance[] = []
  let followed = house.topics().version()
  /** New topics first, then what was said before on those that are followed already. */
  const catchUp = async (): Promise<void> => {
    const version = house.topics().version()
    if (version !== followed) await parts.follow()
    followed = version
    hearOut()
  }
  /** A few at a time: what each has to hear may be a dozen messages with a template each. */
  let isHearing = false
  const hearOut = (): void => {
    if (isHearing) return
    for (const appliance of newcomers.splice(0, MAX_CAUGHT_UP)) parts.catchUp(appliance)
    isHearing = newcomers.length > 0
    if (!isHearing) return
    clock.after(0, () => {
      isHearing = false
      hearOut()
    })
  }
  const registry = createAnnouncements(context, {
    settings,
    store,
    handlers: {
      entered(appliance) {
        const resident = house.get(appliance.id)
        if (resident === undefined) return
        if (resident.evidence.heard === undefined) resident.unread = true
        parts.telemetry.remember(resident)
        newcomers.push(appliance)
      },
      left: parts.left,
      settled: () => void catchUp(),
      ask: message => void say(context, message),
    },
  })
  const greetings = settings.conventions.flatMap(({ greeting }) => greeting ?? [])
  const greet = (): void => {
    for (const greeting of greetings) void say(context, greeting)
  }
  return { registry, greetLater: () => void clock.after(GREETING_MS, greet) }
}

/** Says something for the sake of a convention; what gets lost is asked again with the next announcement. */
async function say({ bus, log }: GatewayContext, { topic, payload }: ConventionMessage): Promise<void> {
  try {
    await bus.publish({ topic, payload, qos: 0, retain: false })
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    log.debug('publishers were not spoken to', { topic, reason: error.message })
  }
}

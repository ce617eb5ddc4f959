/** The gateway: the use cases wired to their ports. It opens nothing; whoever composes it starts and stops it. */

import type { Appliance, Bridge } from '../home/appliance.ts'
import type { AccessRule } from '../home/permission.ts'
import type { Text } from '../kernel/text.ts'
import type { BusInbound } from '../ports/bus.ts'
import type { Announcements } from './announcing/announcements.ts'
import { openAnnouncing } from './announcing/openAnnouncing.ts'
import type { GatewayContext, GatewayPorts, GatewaySettings } from './context.ts'
import { createDoor, type GatewayDoor } from './door.ts'
import { expireValues } from './expireValues.ts'
import { createFollowing } from './following.ts'
import { createHeard, type HeardCounters } from './heard.ts'
import { createHouse, type House } from './house.ts'
import { createInquiry } from './inquiry.ts'
import { createLanes } from './lanes.ts'
import { budgetedLog } from './lineBudget.ts'
import { createReplays } from './replays.ts'
import type { Scenes } from './scenes.ts'
import { endSessions, hearSession, loseSessions } from './signs.ts'
import { clearPresence, sweepPresence } from './sweep.ts'
import { createTelemetry, type Telemetry } from './telemetry.ts'
import { createWaiters } from './waiters.ts'

/** The appliances and what belongs to them; replaced whole. */
export interface Household extends Scenes {
  readonly appliances: readonly Appliance[]
  readonly bridges: readonly Bridge[]
  /** Broker logins that are an appliance's or a bridge's own: account name to its id. */
  readonly accounts: ReadonlyMap<string, string>
  /** Limits of users by their folded name; who is not in it has none. */
  readonly users: ReadonlyMap<string, AccessRule>
}

export interface Gateway {
  /** Undefined where appliances that announce themselves are not taken in. */
  readonly announcements: Announcements | undefined
  readonly door: GatewayDoor
  readonly house: House
  /** What the bus hands over. */
  readonly inbound: BusInbound
  /** Replaces the household at once and follows its topics; a topic that the broker refuses is a warning in the log. */
  readonly configure: (household: Household) => Promise<void>
  /** Brings back what the database knows; call after the first {@link configure}. */
  readonly restore: () => void
  readonly sweep: () => void
  /** Writes what changed; `all` at the end, when nothing comes after. */
  readonly flush: Telemetry['flush']
  /** Announcements that were refused and stand so, with the reason by appliance. */
  readonly refusals: () => ReadonlyMap<string, Text>
  readonly counters: () => HeardCounters & { waiters: number; storeFailing: boolean }
}

const NOBODY: Household = {
  appliances: [],
  bridges: [],
  scenes: [],
  customCommands: [],
  accounts: new Map(),
  users: new Map(),
}

export function createGateway(settings: GatewaySettings, ports: GatewayPorts): Gateway {
  let household = NOBODY
  const house = createHouse(settings.base, ports.clock.mono)
  const context: GatewayContext = {
    settings,
    house,
    waiters: createWaiters(ports.clock),
    lanes: createLanes(ports.clock),
    scenes: () => household,
    isGone: id => announced?.registry.absence(id)?.goneSince !== undefined,
    users: () => household.users,
    ...ports,
  }
  // Who announces and withdraws a thousand appliances would have a line for each with every sweep.
  const announcing: GatewayContext = { ...context, log: budgetedLog(ports.log, ports.clock) }
  const telemetry: Telemetry = createTelemetry(context)
  const inquiry = createInquiry(context)
  const follow = createFollowing(context)
  const replays = createReplays(context)
  const left = (id: string): void => {
    replays.left(id)
    telemetry.left(id)
    void clearPresence(context, id)
  }
  const heard = createHeard(context, {
    changed: telemetry.changed,
    // Native topics are subscribed by wildcard, so an announcement changes no subscription.
    announced: (resident, isNew) => {
      telemetry.remember(resident)
      if (isNew) replays.entered(resident.appliance.id)
    },
    left,
    discovery: message => announced?.registry.hear(message) === true,
  })
  const announced = openAnnouncing(announcing, { telemetry, follow, left, catchUp: heard.catchUp })

  const door = createDoor(context)
  return {
    announcements: announced?.registry,
    door,
    house,
    inbound: {
      message: heard.message,
      session: event => hearSession(context, household.accounts, event, telemetry.changed),
      connection: up => {
        noteConnection(context, household.accounts, up)
        if (up) announced?.greetLater()
      },
    },
    async configure(next) {
      const moved = replaceHousehold(house, household, next)
      household = next
      for (const id of moved.left) left(id)
      for (const resident of house.all()) telemetry.remember(resident)
      for (const id of moved.came) replays.entered(id)
      await follow()
    },
    restore() {
      announced?.registry.restore()
      telemetry.restore()
      door.restore()
    },
    sweep() {
      expireValues(house, ports.clock.mono(), telemetry.changed)
      sweepPresence(announcing)
      inquiry.sweep()
    },
    refusals: heard.refusals,
    flush(all, done) {
      announced?.registry.flush(all)
      if (all === true) door.keep()
      telemetry.flush(all, done)
    },
    counters: () => ({ ...heard.counters(), waiters: context.waiters.count(), storeFailing: telemetry.failing() }),
  }
}

function noteConnection({ house, clock, log }: GatewayContext, accounts: Household['accounts'], up: boolean): void {
  house.setListening(up ? clock.mono() : undefined)
  if (!up) loseSessions(house, accounts)
  log.info(up ? 'the broker is reachable' : 'the broker is lost')
}

/** Puts the next household in the place of the last one, and tells who came and who left. */
function replaceHousehold(
  house: House,
  last: Household,
  next: Household,
): { readonly came: readonly string[]; readonly left: readonly string[] } {
  const before = new Set([...house.all()].map(one => one.appliance.id))
  const left = house.configure(next.appliances, next.bridges)
  endSessions(house, last.accounts, next.accounts)
  return { came: next.appliances.map(({ id }) => id).filter(id => !before.has(id)), left }
}

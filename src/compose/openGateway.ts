/** The composition root: opens the adapters in order, injects them, and closes them in reverse. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KeySourceOptions, openKeySource } from '../adapters/cek/keySource.ts'
import { createVerifier } from '../adapters/cek/signature.ts'
import { openPublicListener, type PublicListener } from '../adapters/http/public.ts'
import { randomIds } from '../adapters/ids/random.ts'
import { rateLimited } from '../adapters/log/rateLimited.ts'
import type { Config } from '../config/config.ts'
import { conventionsOf } from '../conventions/conventions.ts'
import type { AnnouncementSettings } from '../gateway/context.ts'
import { createProbeDesk } from '../gateway/exposure/probeDesk.ts'
import { createTrialDesk, type TrialDesk } from '../gateway/exposure/trialDesk.ts'
import { createGateway, type Gateway, type Household } from '../gateway/gateway.ts'
import { minutes, seconds, zoneOffset } from '../kernel/time.ts'
import { BusError } from '../ports/bus.ts'
import type { Clock } from '../ports/clock.ts'
import type { AdjustableLog, Log } from '../ports/log.ts'
import { StoreError } from '../ports/stores.ts'
import { type Closers, createClosers } from './closers.ts'
import { bridgeState, brokerAccounts, type OpenedBus, openBus } from './openBus.ts'
import { type OpenedExposure, openExposure } from './openExposure.ts'
import { type OpenedLinking, openLinking } from './openLinking.ts'
import { openStores, type Stores, scheduleNights } from './openStores.ts'

/** Copy of the published key, so that the gateway starts without the internet. */
const KEY_FILE = 'cek-public-key.pem'

/** Lines that strangers can cause are told once a minute with a count. */
const STRANGER_LOG_MS = minutes(1)

/** At the door a little more than the gateway takes, so that overload gets a proper message rather than a 503. */
const MAX_REQUESTS_IN_FLIGHT = 96

export interface RunningGateway {
  readonly gateway: Gateway
  readonly opened: OpenedBus
  readonly listener: PublicListener
  readonly exposure: OpenedExposure
  readonly trials: TrialDesk
  readonly database: Stores['database']
  readonly budget: Stores['budget']
  readonly retained: Stores['retained']
  /** Replaces appliances, bridges, scenes and logins at once; what needs a restart is named in the return value. */
  readonly reload: (next: Config) => Promise<readonly string[]>
  /** Answers what is in flight, writes what is not written, says goodbye, closes. */
  readonly stop: () => Promise<void>
}

export interface GatewayRuntime {
  readonly clock: Clock
  readonly log: AdjustableLog
}

/**
 * Starts a gateway. What was opened is closed again when a later step fails.
 * @throws StoreError, ListenError, KeyError or BusError naming the file, address or setting and what to do
 */
export async function openGateway(config: Config, { clock, log }: GatewayRuntime): Promise<RunningGateway> {
  const closers = createClosers()
  try {
    return await open(config, { clock, log }, closers)
  } catch (error) {
    await closers.closeAll(log)
    throw error
  }
}

async function open(config: Config, { clock, log }: GatewayRuntime, closers: Closers): Promise<RunningGateway> {
  const stores = openStores(config, clock, log, closers)
  const { database, telemetry, answered, tokens } = stores
  const keys = await openKeySource({ ...keyLocation(config), clock, log })
  const strangers = rateLimited(log, clock, { perKeyMs: STRANGER_LOG_MS })
  const linking = openLinking(config, { database, clock, log, strangers })
  const opened = openBus(config, clock, log, stores.retained)
  const trials = createTrialDesk(clock)
  const gateway = createGateway(
    {
      edition: config.edition,
      language: config.language,
      zone: zoneOffset(config.timezone),
      base: config.mqtt.base,
      deadlineMs: config.webhook.deadlineMs,
      misses: config.presence.misses,
      ...(config.announcements === undefined ? {} : { announcements: announcementsOf(config.announcements) }),
    },
    {
      telemetry,
      answered,
      announcements: stores.announcements,
      tokens,
      linkUses: linking.uses,
      bus: opened.bus,
      clock,
      log,
      ids: randomIds(),
      verifier: createVerifier({ keys, clock, log: strangers }),
      trials,
    },
  )
  await gateway.configure(householdOf(config))
  gateway.restore()
  await opened.bus.open(gateway.inbound)
  closers.add('broker', () => goodbye(opened, config, log))
  if (opened.embedded !== undefined) await opened.bus.publish(bridgeState(config.mqtt.base, 'online'))
  const parts = { retained: stores.retained, gateway, linking, database, budget: stores.budget }
  closers.add('flush', () => flush(parts, log, true))
  closers.add('sweep', clock.every(config.presence.sweepEveryMs, gateway.sweep))
  closers.add('flush timer', clock.every(config.storage.flushEveryMs, flushing(parts, log)))
  scheduleNights({ config, clock, log, stores, linking, refreshKey: () => keys.refresh() }, closers)
  const { listener, exposure } = await openFront(config, { clock, log, strangers, gateway, linking }, closers)
  refreshLater(keys.refresh, log)
  welcomeLater(config, linking, log)
  return {
    gateway,
    opened,
    listener,
    exposure,
    trials,
    database,
    budget: stores.budget,
    retained: stores.retained,
    reload: createReload(config, gateway, opened, linking),
    stop: () => closers.closeAll(log),
  }
}

interface FrontParts {
  readonly clock: Clock
  readonly log: Log
  readonly strangers: Log
  readonly gateway: Gateway
  readonly linking: OpenedLinking
}

/** The public listener, and what leads to it; the tunnel is stopped last, after the answers in flight have left. */
async function openFront(
  config: Config,
  { clock, log, strangers, gateway: { door }, linking }: FrontParts,
  closers: Closers,
): Promise<Pick<RunningGateway, 'listener' | 'exposure'>> {
  const { host, port, path, deadlineMs } = config.webhook
  const desk = createProbeDesk()
  const signedAt = () => door.counters().lastVerifiedAt
  const exposure = openExposure(config, { clock, log, desk, signedAt }, () => listener.port ?? port)
  closers.add('tunnel', exposure.stop)
  const listener = await openPublicListener({
    listen: { host, port },
    path,
    door,
    probe: desk.answer,
    ...(linking.pages === undefined ? {} : { pages: linking.pages }),
    clock,
    log: strangers,
    limits: { maxInFlight: MAX_REQUESTS_IN_FLIGHT },
  })
  closers.add('webhook', () => listener.close(deadlineMs + seconds(1)))
  exposure.start()
  return { listener, exposure }
}

function keyLocation({ webhook: { key }, dataFolder }: Config): Pick<KeySourceOptions, 'location' | 'pins'> {
  switch (key.kind) {
    case 'pem':
      return { location: { kind: 'pem', pem: key.pem } }
    case 'file':
      return { location: { kind: 'file', path: key.file }, pins: key.pins }
    case 'url': {
      const ca = key.caFile === undefined ? {} : { ca: readFileSync(key.caFile, 'utf8') }
      return { location: { kind: 'url', url: key.url, cacheFile: join(dataFolder, KEY_FILE), ...ca }, pins: key.pins }
    }
  }
}

/** The published key is fetched after the start, never before it: a Pi must come up without the internet. */
function refreshLater(refresh: () => Promise<boolean>, log: Log): void {
  refresh().catch(error => log.warn('the published key could not be fetched', { reason: String(error) }))
}

/** A password takes a fifth of a second to hash, which the first answer need not wait for. */
function welcomeLater({ users }: Config, { welcome, tellUnknown }: OpenedLinking, log: Log): void {
  welcome()
    .then(() => tellUnknown(users))
    .catch(error => log.error('no first user could be made', { reason: String(error) }))
}

interface Flushed {
  readonly retained: Stores['retained']
  readonly gateway: Gateway
  readonly linking: OpenedLinking
  readonly database: Stores['database']
  readonly budget: Stores['budget']
}

/** Nobody waits for the disk; only the last flush tells when it is done. */
function flush({ retained, gateway, linking }: Flushed, log: Log, all: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    gateway.flush(all, () => {
      flushLinks(linking, log).then(resolve, reject)
    })
    // After the values: at the next start what is retained never overrules them, so it must not be the newer of the two.
    retained?.flush()
  })
}

/** One flush at a time: while the disk hangs, what changes waits for the next. */
function flushing(parts: Flushed, log: Log): () => void {
  let underWay = false
  return () => {
    if (underWay) return
    underWay = true
    parts.budget.look()
    void flush(parts, log, false).finally(() => {
      underWay = false
    })
  }
}

async function flushLinks(linking: OpenedLinking, log: Log): Promise<void> {
  try {
    await linking.flush()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    // The telemetry has told already; what was noted waits for the next time.
    log.debug('the use of links could not be written', { reason: error.message })
  }
}

async function goodbye({ bus, embedded }: OpenedBus, config: Config, log: Log): Promise<void> {
  try {
    if (embedded !== undefined) await bus.publish(bridgeState(config.mqtt.base, 'offline'))
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    log.debug('nobody was told that the gateway leaves', { reason: error.message })
  }
  await bus.close()
}

const announcementsOf = ({ conventions, offerNew }: NonNullable<Config['announcements']>): AnnouncementSettings => ({
  conventions: conventionsOf(conventions),
  offerNew,
})

const householdOf = (config: Config): Household => ({
  appliances: config.appliances,
  bridges: config.bridges,
  scenes: config.scenes,
  customCommands: config.customCommands,
  accounts: ownAccounts(config),
  users: config.users,
})

const ownAccounts = ({ mqtt }: Config): Household['accounts'] =>
  new Map(
    (mqtt.kind === 'embedded' ? mqtt.accounts : []).flatMap(({ name, appliance, bridge }) => {
      const subject = appliance ?? bridge
      return subject === undefined ? [] : [[name, subject] as const]
    }),
  )

/** Settings that are read once, at the start. */
function needRestart(before: Config, after: Config): readonly string[] {
  const fixed = (config: Config): Record<string, unknown> => {
    const { mqtt } = config
    const broker = mqtt.kind === 'embedded' ? { ...mqtt, accounts: undefined } : mqtt
    const { edition, language, timezone, dataFolder, webhook, tunnel, linking } = config
    const { storage, memory, presence, announcements } = config
    const at = { edition, language, timezone, dataFolder, webhook, tunnel, linking, name: config.homeName }
    return { ...at, storage, memory, presence, announcements, mqtt: broker }
  }
  const [old, now] = [fixed(before), fixed(after)]
  return Object.keys(old).filter(key => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
}

function createReload(
  start: Config,
  gateway: Gateway,
  { embedded }: OpenedBus,
  linking: OpenedLinking,
): RunningGateway['reload'] {
  let logins = start
  return async next => {
    const restart = needRestart(start, next)
    // Logins are bound to topics below the base: those of a broker that only a restart brings would shut everybody out.
    if (!restart.includes('mqtt')) {
      logins = next
      if (next.mqtt.kind === 'embedded') embedded?.setAccounts(brokerAccounts(next.mqtt.accounts))
    }
    await gateway.configure({ ...householdOf(next), accounts: ownAccounts(logins) })
    linking.tellUnknown(next.users)
    return restart
  }
}

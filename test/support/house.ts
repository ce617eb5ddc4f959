/** A whole house for tests: the gateway with a real broker and real SQLite, a manual clock, and appliances over TCP. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrokerAccount } from '../../src/adapters/mqtt/accounts.ts'
import { DEFAULT_LIMITS } from '../../src/adapters/mqtt/brokerLimits.ts'
import { type EmbeddedBroker, openEmbeddedBroker } from '../../src/adapters/mqtt/embedded.ts'
import { openOutsideBroker } from '../../src/adapters/mqtt/outside.ts'
import type { RetainedMessage, RetainedPersistence } from '../../src/adapters/mqtt/retainedMessages.ts'
import { openAnnouncementStore } from '../../src/adapters/sqlite/announcementStore.ts'
import type { Database } from '../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openRetainedStore, type RetainedStore } from '../../src/adapters/sqlite/retainedStore.ts'
import { openTelemetryStore } from '../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import type { GatewaySettings } from '../../src/gateway/context.ts'
import { createGateway, type Gateway, type Household } from '../../src/gateway/gateway.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { zoneOffset } from '../../src/kernel/time.ts'
import type { MessageBus } from '../../src/ports/bus.ts'
import type { Ids } from '../../src/ports/ids.ts'
import type { Log } from '../../src/ports/log.ts'
import type { TokenRow } from '../../src/ports/stores.ts'
import { type MemoryLine, memoryLog } from '../adapters/log/memoryLog.ts'
import { type Mosquitto, startMosquitto } from '../adapters/mqtt/mosquitto.ts'
import { cekRequest, TEST_TOKEN } from './cekRequest.ts'
import { connectFakeAppliance, type FakeAppliance, type FakeApplianceOptions } from './fakeAppliance.ts'
import { withLinked } from './linkedTokens.ts'
import { type ManualClock, manualClock, settle } from './manualClock.ts'
import { until } from './until.ts'

export interface HouseOptions extends Partial<Household>, Partial<Omit<GatewaySettings, 'zone'>> {
  /** `embedded` (default), or `outside`: a Mosquitto of its own on a free port. */
  readonly broker?: 'embedded' | 'outside'
  /** Given once the signature is right; default: everything is. */
  readonly verify?: (body: Uint8Array, signature: string | undefined) => boolean | Promise<boolean>
  /** Further access tokens, with the user who linked each. */
  readonly linked?: Readonly<Record<string, string>>
  /** More logins of the embedded broker than one per appliance and bridge. */
  readonly logins?: readonly string[]
  /** Where the embedded broker's retained messages outlive it: `memory` (default) at once, `database` with each flush. */
  readonly retained?: 'memory' | 'database'
  /** A gateway that is away at first: the house is there, and {@link House.start} opens it. */
  readonly closed?: boolean
}

/** One ClovaHome answer. */
export interface Answer {
  readonly header: { readonly messageId: string; readonly name: string }
  readonly payload: JsonObject
}

export interface House {
  /** The running gateway; another one after {@link restart}. */
  readonly gateway: () => Gateway
  readonly clock: ManualClock
  readonly log: readonly MemoryLine[]
  readonly base: string
  readonly url: () => string
  /** The real broker's process, for outages; only with `broker: 'outside'`. */
  readonly mosquitto: () => Mosquitto
  readonly bus: () => MessageBus
  /** Tokens that were told to be used, in order. */
  readonly used: readonly TokenRow[]
  /** Sends a directive (`SetBrightness`) with its operands as they stand on the wire. */
  readonly send: (action: string, applianceId?: string, operands?: JsonObject) => Promise<Answer>
  /** Sends a directive that nobody answers: waits for `ready`, then lets the deadline pass. */
  readonly sendPastDeadline: (ready: () => Promise<void>, ...directive: Parameters<House['send']>) => Promise<Answer>
  /** The door itself: bytes in, answer out. */
  readonly receive: (body: Uint8Array, signature?: string) => ReturnType<Gateway['door']['receive']>
  /** Connects an appliance under its own login; a moment later on the manual clock it may be commanded. */
  readonly connect: (id: string, options?: Partial<FakeApplianceOptions>) => Promise<FakeAppliance>
  /** Moves the manual clock until the gateway is connected to its broker (attempts to connect are on that clock). */
  readonly connected: () => Promise<void>
  /** What the house is configured with now. */
  readonly household: () => Household
  /** Replaces parts of the household of the running gateway. */
  readonly configure: (household: Partial<Household>) => Promise<void>
  /** Stops the gateway: `flush` as an orderly stop does, without it as a power cut. Mosquitto goes on. */
  readonly stop: (how?: { readonly flush?: boolean }) => Promise<void>
  readonly start: () => Promise<void>
  readonly restart: (how?: { readonly flush?: boolean }) => Promise<void>
  readonly close: () => Promise<void>
}

/** The default deadline of DESIGN section 4. */
export const DEADLINE_MS = 3_500

/** The peers acknowledge in real time; the manual clock may be at the deadline before they did. */
const unacknowledged = (): number => 0

interface Running {
  readonly gateway: Gateway
  readonly bus: MessageBus
  readonly stop: (flush: boolean) => Promise<void>
}

/** Opens a house; close it with {@link House.close}. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const clock = manualClock()
  const log = memoryLog()
  const folder = mkdtempSync(join(tmpdir(), 'house-'))
  const mosquitto = options.broker === 'outside' ? await startMosquitto() : undefined
  const retained = memoryRetained()
  const opened: FakeAppliance[] = []
  const used: TokenRow[] = []
  const base = options.base ?? 'clova2mqtt'
  let household = householdOf(options)
  let port = mosquitto?.port ?? 0
  let running: Running | undefined

  const now = (): Running => {
    if (running === undefined) throw new Error('the gateway of this house is stopped')
    return running
  }
  const house: House = {
    gateway: () => now().gateway,
    clock,
    log: log.lines,
    base,
    url: () => `mqtt://127.0.0.1:${port}`,
    mosquitto: () => {
      if (mosquitto === undefined) throw new Error('this house has an embedded broker')
      return mosquitto
    },
    bus: () => now().bus,
    used,
    async send(action, applianceId, operands = {}) {
      // Time passes between two directives; what was heard before the second was not heard since.
      await clock.advance(1)
      const answer = await house.receive(cekRequest({ action, applianceId, operands }))
      if (!answer.verified) throw new Error('the request was not verified')
      return JSON.parse(answer.body.toString()) as Answer
    },
    async sendPastDeadline(ready, ...directive) {
      const answer = house.send(...directive)
      await ready()
      await clock.advance(options.deadlineMs ?? DEADLINE_MS)
      return answer
    },
    receive: (body, signature) => now().gateway.door.receive(body, signature),
    async connect(id, more = {}) {
      const login = { username: id, password: secretOf(id), ...more.connection }
      const fake = await connectFakeAppliance({ url: house.url(), base, id, ...more, connection: login })
      opened.push(fake)
      // Time passes, so that nothing heard so far counts as heard after what the test does next.
      await clock.advance(10)
      return fake
    },
    async connected() {
      await until(() => {
        if (!now().bus.connected()) void clock.advance(500)
        return now().bus.connected()
      }, 'the gateway is connected')
      await settle()
    },
    household: () => household,
    async configure(next) {
      household = householdOf({ ...household, ...next })
      await now().gateway.configure(household)
    },
    async stop({ flush = true } = {}) {
      const stopping = now()
      running = undefined
      await stopping.stop(flush)
    },
    async start() {
      const accounts = accountsOf(household, options.logins ?? [], base)
      const database = openDatabase({ file: join(folder, 'gateway.db'), log, clock })
      const kept = options.retained === 'database' ? keptRetained(database, clock, log) : undefined
      const persistence = kept ?? retained
      const bus =
        mosquitto === undefined
          ? openEmbeddedBroker({ host: '127.0.0.1', port, accounts, persistence, clock, log, unacknowledged })
          : openOutsideBroker({
              url: house.url(),
              clientId: 'gateway',
              clock,
              log,
              random: () => 0.5,
              mayStillArrive: () => false,
            })
      running = await run(options, { bus, clock, log, database, kept, base, household, used })
      if (mosquitto === undefined) port = (bus as EmbeddedBroker).port() ?? 0
      else await house.connected()
    },
    async restart(how) {
      await house.stop(how)
      await house.start()
    },
    async close() {
      for (const fake of opened) fake.client.end(true)
      if (running !== undefined) await house.stop()
      await mosquitto?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  if (options.closed !== true) await house.start()
  return house
}

interface Parts {
  readonly bus: MessageBus
  readonly clock: ManualClock
  readonly log: ReturnType<typeof memoryLog>
  readonly database: Database
  readonly kept: RetainedStore | undefined
  readonly base: string
  readonly household: Household
  readonly used: TokenRow[]
}

/** Opens the gateway as the composition does: database, gateway, household, memory, then the bus. */
async function run(options: HouseOptions, parts: Parts): Promise<Running> {
  const { bus, clock, log, database, kept, base, household, used } = parts
  const tokens = openTokenStore(database)
  const hash = createHash('sha256').update(TEST_TOKEN).digest('hex')
  if (tokens.find(hash) === undefined) {
    tokens.add(hash, { label: 'test', issuedAt: clock.wall(), expiresAt: undefined })
  }
  const settings: GatewaySettings = {
    edition: options.edition ?? 'KR',
    language: options.language ?? 'en',
    zone: zoneOffset('Asia/Seoul'),
    base,
    deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    misses: options.misses ?? 3,
    ...(options.announcements === undefined ? {} : { announcements: options.announcements }),
  }
  const verifier = { verify: options.verify ?? (() => true) }
  const telemetry = openTelemetryStore(database)
  const gateway = createGateway(settings, {
    ...{ bus, clock, ids, log, telemetry, verifier },
    announcements: openAnnouncementStore(database),
    tokens: withLinked(tokens, options.linked),
    linkUses: { used: token => void used.push(token) },
  })
  await gateway.configure(household)
  gateway.restore()
  await bus.open(gateway.inbound)
  return {
    gateway,
    bus,
    async stop(flush) {
      if (flush) gateway.flush(true)
      await bus.close()
      if (flush) kept?.close()
      database.close()
    },
  }
}

const ids: Ids = { uuid: randomUUID, correlation: () => randomUUID().replaceAll('-', '').slice(0, 22) }

/** Unless told otherwise every appliance and bridge has a login of its own, named like it. */
function householdOf(options: Partial<Household>): Household {
  const { appliances = [], bridges = [], scenes = [], customCommands = [], users = new Map() } = options
  const own = new Map([...appliances, ...bridges].map(({ id }) => [id, id]))
  return { appliances, bridges, scenes, customCommands, accounts: options.accounts ?? own, users }
}

/** The password of a login of the house. */
export const secretOf = (name: string): string => `secret of ${name}`

/** Logins of the embedded broker: free below `home/`, for topics of their own, and below their native topics. */
function accountsOf(household: Household, logins: readonly string[], base: string): readonly BrokerAccount[] {
  return [...new Set([...household.accounts.keys(), ...logins])].map(name => ({
    name,
    secretHash: createHash('sha256').update(secretOf(name)).digest('hex'),
    publish: [`${base}/${name}/#`, 'home/#'],
    subscribe: [`${base}/${name}/#`, 'home/#'],
  }))
}

/** As the composition keeps them, but nothing is urgent: a power cut of these tests takes everything since the flush. */
const keptRetained = (database: Database, clock: ManualClock, log: Log): RetainedStore =>
  openRetainedStore(database, {
    clock,
    log,
    maxMessages: DEFAULT_LIMITS.maxRetained,
    maxBytes: DEFAULT_LIMITS.maxRetainedBytes,
    isKnown: () => true,
    isUrgent: () => false,
  })

/** Retained messages that outlive a restart of the gateway, whatever becomes of its database. */
function memoryRetained(): RetainedPersistence {
  const kept = new Map<string, RetainedMessage>()
  return {
    load: () => [...kept.values()],
    put: message => void kept.set(message.topic, message),
    remove: topic => void kept.delete(topic),
  }
}

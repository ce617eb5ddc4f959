/** One run of the gateway, from its start to its end: the real parts in the order in which the composition opens them. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { dirname } from 'node:path'
import { DEFAULT_LIMITS } from '../../src/adapters/mqtt/brokerLimits.ts'
import { type EmbeddedBroker, openEmbeddedBroker } from '../../src/adapters/mqtt/embedded.ts'
import { openOutsideBroker } from '../../src/adapters/mqtt/outside.ts'
import type { Database } from '../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openRetainedStore, type RetainedStore } from '../../src/adapters/sqlite/retainedStore.ts'
import { openTelemetryStore } from '../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts'
import { type WallMs, wallMs, type ZoneOffset, zoneOffset } from '../../src/kernel/time.ts'
import type { BusInbound, MessageBus } from '../../src/ports/bus.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'
import { StoreError, type TelemetryStore, type TokenStore } from '../../src/ports/stores.ts'
import { withLinked } from '../support/linkedTokens.ts'
import type { Cast } from './cast.ts'
import { accountsOf, householdOf, LINKED } from './householdNow.ts'
import { GATEWAY_CLIENT } from './outsideHouse.ts'
import type { Setting, Zone } from './plan.ts'
import type { Asked, Recorder } from './record.ts'
import { BASE, ROGUE } from './roles.ts'
import { mortalClock, type SimTime } from './simTime.ts'
import { unacknowledgedBy } from './wire.ts'

export const DEADLINE_MS = 3_500
/** Defaults of the configuration (src/config/settingsSchema.ts). */
const SWEEP_MS = 5_000
const FLUSH_MS = 60_000

export interface GatewayRun {
  readonly gateway: Gateway
  /** Undefined with an outside broker. */
  readonly broker: EmbeddedBroker | undefined
  readonly tokens: TokenStore
  readonly openBroker: () => Promise<void>
  /** Whether the database was damaged, and a backup put in its place. */
  readonly wasRestored: boolean
  /** Applies the configuration as it is now. */
  readonly reload: () => Promise<void>
  /** Writes, says goodbye, closes; the caller has waited for the directives in flight. */
  readonly stop: () => Promise<void>
  /** Nothing of it runs any more; its files are closed only so that none stay open. */
  readonly die: () => void
}

export interface GatewayRunOptions {
  readonly time: SimTime
  readonly recorder: Recorder
  readonly setting: Setting
  readonly cast: Cast
  readonly file: string
  /** Told when the database says that what it wrote is on the card. */
  readonly synced: () => void
  readonly diskFails: () => boolean
  /** How long a write takes now. */
  readonly writeTakesMs: () => number
  readonly restore: (file: string) => string
  readonly correlation: () => string
}

/** Tells for which directive the code runs that publishes; survives every `await` of the gateway. */
export const whose = new AsyncLocalStorage<Asked>()

export async function openGatewayRun(options: GatewayRunOptions): Promise<GatewayRun> {
  const { time, setting, file, recorder } = options
  const clock = mortalClock(time)
  const log = watchedLog(options)
  const database = witnessed(openDatabase({ file, log, clock, restore: options.restore }), options)
  options.synced()
  const tokens = openTokenStore(database)
  const telemetry = faultable(openTelemetryStore(database), options.diskFails)
  const retained = setting.keepsRetained ? retainedOf(options, database, clock, log) : undefined
  const embedded = (): EmbeddedBroker =>
    openEmbeddedBroker({
      host: '0.0.0.0',
      port: 1883,
      accounts: accountsOf(options),
      reserved: ['set', 'get', 'presence'].map(kind => `${BASE}/+/${kind}`).concat(`${BASE}/bridge/state`),
      persistence: retained,
      clock,
      log,
      unacknowledged: socket => (setting.kernelTells ? unacknowledgedBy(socket) : undefined),
    })
  const broker = recorder.facts.mode === 'embedded' ? embedded() : undefined
  const real = broker ?? outsideBus(clock, log)
  const bus = tapped(real, options)
  let count = 0
  const gateway = createGateway(
    {
      edition: setting.edition,
      language: 'en',
      zone: OFFSETS[recorder.facts.zone],
      base: BASE,
      deadlineMs: DEADLINE_MS,
      misses: 3,
    },
    {
      bus,
      clock,
      log,
      tokens: withLinked(tokens, LINKED),
      telemetry,
      linkUses: { used: () => undefined },
      ids: { uuid: () => `uuid-${recorder.facts.life}-${++count}`, correlation: options.correlation },
      verifier: { verify: () => slowly(clock, whose.getStore()?.verifyMs ?? 0) },
    },
  )
  const reload = async (): Promise<void> => {
    broker?.setAccounts(accountsOf(options))
    await gateway.configure(householdOf(options, broker !== undefined))
  }
  await gateway.configure(householdOf(options, broker !== undefined))
  gateway.restore()
  let alive = true
  const inbound = broker === undefined ? witnessedInbound(gateway.inbound, options, () => alive) : gateway.inbound
  const openBroker = (): Promise<void> => real.open(inbound)
  await openBroker()
  clock.every(SWEEP_MS, gateway.sweep)
  clock.every(FLUSH_MS, () => {
    gateway.flush()
    retained?.flush()
  })
  return {
    gateway,
    broker,
    tokens,
    openBroker,
    wasRestored: database.damagedFile !== undefined,
    reload,
    async stop() {
      gateway.flush(true)
      retained?.flush()
      await real.close()
      alive = false
      retained?.close()
      database.close()
      clock.die()
    },
    die() {
      alive = false
      clock.die()
      database.close()
    },
  }
}

/** As src/compose/openBus.ts sets it up; the waiting times of reconnections come of the simulation's Math.random. */
const outsideBus = (clock: Clock, log: Log): MessageBus =>
  openOutsideBroker({
    url: 'mqtt://192.168.0.3',
    clientId: GATEWAY_CLIENT,
    will: { topic: `${BASE}/bridge/state`, payload: 'offline', retain: true },
    birth: { topic: `${BASE}/bridge/state`, payload: 'online', retain: true },
    clock,
    log,
  })

/** With an outside broker the gateway's connection says since when anything can be heard. */
function witnessedInbound(
  inbound: BusInbound,
  { recorder, time }: GatewayRunOptions,
  isAlive: () => boolean,
): BusInbound {
  return {
    message: message => void (isAlive() && inbound.message(message)),
    session: inbound.session,
    connection(up) {
      if (!isAlive()) return
      recorder.facts.listeningSince = up ? time.mono() : undefined
      inbound.connection(up)
    },
  }
}

/** As src/compose/retainedOptions.ts sets it up. */
function retainedOf({ cast }: GatewayRunOptions, database: Database, clock: Clock, log: Log): RetainedStore {
  const { maxRetained, maxRetainedBytes } = DEFAULT_LIMITS
  return openRetainedStore(database, {
    clock,
    log,
    maxMessages: maxRetained,
    maxBytes: maxRetainedBytes,
    isKnown: account => account === ROGUE.login || cast.roles.some(({ login }) => login === account),
    isUrgent: topic => topic.endsWith('/config'),
  })
}

const EXPECTED = ['the database cannot be written', 'database was damaged', 'database was empty']

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))

/** Lines go into the trace; an error that is not the disk's is a fault inside, and the run ends with it. */
function watchedLog({ recorder, file }: GatewayRunOptions): Log {
  const line =
    (level: keyof Log): Log['info'] =>
    (message, fields = {}) => {
      // The folder of a run is another each time.
      recorder.trace(`log ${level} ${message} ${JSON.stringify(fields).replaceAll(dirname(file), '')}`)
      if (message === 'directive')
        recorder.facts.reasons.push({
          at: recorder.now(),
          outcome: String(fields['outcome']),
          why: textOf(fields['why']),
        })
      if (level === 'error' && !EXPECTED.some(beginning => message.startsWith(beginning))) {
        recorder.break('noFaultInside', `${message} ${JSON.stringify(fields)}`)
      }
    }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

function slowly(
  clock: { after: (delayMs: number, run: () => void) => unknown },
  delayMs: number,
): true | Promise<boolean> {
  if (delayMs === 0) return true
  return new Promise(resolve => clock.after(delayMs, () => resolve(true)))
}

/** The broker as the gateway knows it, with a witness of what it publishes. */
function tapped(broker: MessageBus, { recorder, time }: GatewayRunOptions): MessageBus {
  const { facts } = recorder
  return {
    ...broker,
    publish(message) {
      const { topic, payload, notAfter } = message
      if (!message.retain) {
        const directive = whose.getStore()
        const command = { at: time.mono(), topic, payload, asks: /\/(?:get|ask)$/.test(topic), notAfter, directive }
        facts.commands.push(command)
        directive?.commands.push(command)
      }
      recorder.trace(`publish ${topic} ${payload}`)
      return broker.publish(message)
    },
  }
}

/** Nobody can look into the card, so what is written as durable is taken to be there, and nothing else. */
function witnessed(database: Database, { synced, writeTakesMs, time, recorder }: GatewayRunOptions): Database {
  return {
    ...database,
    write(durability, work) {
      const result = database.write(durability, work)
      const takesMs = writeTakesMs()
      time.stall(takesMs)
      recorder.facts.stalledMs += takesMs
      if (durability === 'durable') synced()
      return result
    },
    later(durability, writes, done) {
      database.later(durability, writes, failure => {
        if (durability === 'durable' && failure === undefined) synced()
        done?.(failure)
      })
    },
  }
}

/** The disk may take no writes for a while; what it took stays. */
function faultable(store: TelemetryStore, fails: () => boolean): TelemetryStore {
  const check = (): void => {
    if (fails()) throw new StoreError('SQLITE_FULL: the disk is full, says the simulation')
  }
  return {
    ...store,
    save(batch, done) {
      check()
      store.save(batch, done)
    },
    saveTransitions(transitions, done) {
      check()
      store.saveTransitions(transitions, done)
    },
    forget(ids, done) {
      check()
      store.forget(ids, done)
    },
  }
}

/** Made once: the first question to a zone is a slow one. */
const OFFSETS: Readonly<Record<Zone, ZoneOffset>> = {
  UTC: zoneOffset('UTC'),
  'Asia/Seoul': zoneOffset('Asia/Seoul'),
  'Asia/Kolkata': zoneOffset('Asia/Kolkata'),
}

export const SIM_EPOCH: WallMs = wallMs(Date.UTC(2026, 10, 20, 1, 0, 0))

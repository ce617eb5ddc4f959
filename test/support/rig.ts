/** A gateway with a manual clock, stores in memory and a bus that only remembers: for tests of the use cases alone. */
import { createHash } from 'node:crypto'
import type { GatewaySettings } from '../../src/gateway/context.ts'
import type { TrialDesk } from '../../src/gateway/exposure/trialDesk.ts'
import { createGateway, type Gateway, type Household } from '../../src/gateway/gateway.ts'
import type { Resident } from '../../src/gateway/house.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { type WallMs, zoneOffset } from '../../src/kernel/time.ts'
import type { SessionEvent } from '../../src/ports/bus.ts'
import { BusError, type MessageBus, type OutgoingMessage } from '../../src/ports/bus.ts'
import type { AnsweredStore, TokenRow } from '../../src/ports/stores.ts'
import { type MemoryLine, memoryLog } from '../adapters/log/memoryLog.ts'
import { type CekRequest, cekRequest, TEST_TOKEN } from './cekRequest.ts'
import type { Answer } from './house.ts'
import { withLinked } from './linkedTokens.ts'
import { type ManualClock, manualClock } from './manualClock.ts'
import { memoryAnnouncementStore } from './memoryAnnouncements.ts'
import { memoryTelemetryStore, memoryTokenStore } from './memoryStores.ts'

export interface RigOptions extends Partial<Household>, Partial<Omit<GatewaySettings, 'zone'>> {
  readonly clock?: ManualClock
  readonly verify?: (body: Uint8Array, signature: string | undefined) => boolean | Promise<boolean>
  /** Tickets of the doctor; default: there are none. */
  readonly trials?: TrialDesk
  /** Stores of an earlier rig, for restarts. */
  /** Of the home; default: Asia/Seoul. */
  readonly zone?: string
  readonly telemetry?: ReturnType<typeof memoryTelemetryStore>
  /** Keeps commands over restarts; default: they are forgotten. */
  readonly answered?: AnsweredStore
  /** Further access tokens, with the user who linked each. */
  readonly linked?: Readonly<Record<string, string>>
  /** What an earlier rig was announced; appliances are taken in when `announcements` are set. */
  readonly announced?: ReturnType<typeof memoryAnnouncementStore>
  /** Takes the topic filters instead of the bus. */
  readonly subscribe?: MessageBus['subscribe']
  /** Is asked for what is retained instead of the bus. */
  readonly replay?: MessageBus['replay']
  /** The broker is not reachable at first. */
  readonly unreachable?: boolean
}

export interface Rig {
  readonly gateway: Gateway
  readonly clock: ManualClock
  readonly log: readonly MemoryLine[]
  readonly tokens: ReturnType<typeof memoryTokenStore>
  readonly telemetry: ReturnType<typeof memoryTelemetryStore>
  readonly announced: ReturnType<typeof memoryAnnouncementStore>
  /** Tokens that were told to be used, in order. */
  readonly used: readonly TokenRow[]
  /** What the gateway published, in order. */
  readonly published: OutgoingMessage[]
  /** Called with each message that is published; throws BusError when the bus shall not take it. */
  readonly onPublish: (run: (message: OutgoingMessage) => void) => void
  /** A message of the bus; objects become JSON. */
  readonly hear: (topic: string, payload: string | JsonObject | Uint8Array, retained?: boolean) => void
  /** One below the native topics of an appliance: `say('lamp', 'state', { power: 'on' })`. */
  readonly say: (id: string, kind: string, payload: string | JsonObject, retained?: boolean) => void
  readonly session: (kind: SessionEvent['kind'], account: string, sessions: number) => void
  readonly connection: (up: boolean) => void
  readonly resident: (id: string) => Resident
  /** Presence in a word and the code of its reason: `online heard`. */
  readonly presence: (id: string) => string
  readonly ask: (request: CekRequest) => Promise<Answer>
  /** Any bytes through the door; undefined when they were not verified. */
  readonly receive: (body: Uint8Array, signature?: string) => Promise<Answer | undefined>
  readonly addToken: (token: string, expiresAt?: WallMs) => string
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Opens a rig; nothing has to be closed. */
export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const clock = options.clock ?? manualClock()
  const log = memoryLog()
  const tokens = memoryTokenStore()
  const telemetry = options.telemetry ?? memoryTelemetryStore()
  const announced = options.announced ?? memoryAnnouncementStore()
  const used: TokenRow[] = []
  const published: OutgoingMessage[] = []
  let publishing: (message: OutgoingMessage) => void = () => undefined
  let count = 0
  const addToken = (token: string, expiresAt?: WallMs): string =>
    tokens.add(sha256(token), { label: 'test', issuedAt: clock.wall(), expiresAt }).id
  addToken(TEST_TOKEN)
  const { edition = 'KR', language = 'en', base = 'clova2mqtt', deadlineMs = 3500, misses = 3 } = options
  const gateway = createGateway(
    {
      ...{ edition, language, base, deadlineMs, misses, zone: zoneOffset(options.zone ?? 'Asia/Seoul') },
      ...(options.announcements === undefined ? {} : { announcements: options.announcements }),
    },
    {
      bus: {
        open: async () => undefined,
        connected: () => true,
        subscribe: options.subscribe ?? (async () => undefined),
        replay: options.replay ?? (async () => undefined),
        close: async () => undefined,
        async publish(message) {
          if (!gateway.house.listening()) throw new BusError('no connection')
          publishing(message)
          published.push(message)
        },
      },
      clock,
      ids: { uuid: () => `uuid-${++count}`, correlation: () => `id-${++count}` },
      log,
      tokens: withLinked(tokens, options.linked),
      linkUses: { used: token => void used.push(token) },
      telemetry,
      ...(options.answered === undefined ? {} : { answered: options.answered }),
      announcements: announced,
      verifier: { verify: options.verify ?? (() => true) },
      ...(options.trials === undefined ? {} : { trials: options.trials }),
    },
  )
  await gateway.configure(household(options))
  gateway.restore()
  if (options.unreachable !== true) gateway.inbound.connection(true)
  const receive: Rig['receive'] = async (body, signature) => {
    const answer = await gateway.door.receive(body, signature)
    return answer.verified ? (JSON.parse(answer.body.toString()) as Answer) : undefined
  }
  const rig: Rig = {
    gateway,
    clock,
    log: log.lines,
    tokens,
    telemetry,
    announced,
    used,
    published,
    onPublish: run => {
      publishing = run
    },
    hear: (topic, payload, retained = false) => gateway.inbound.message({ topic, payload: bytes(payload), retained }),
    say: (id, kind, payload, retained) => rig.hear(`${base}/${id}/${kind}`, payload, retained),
    session: (kind, account, sessions) => gateway.inbound.session({ kind, account, clientId: account, sessions }),
    connection: up => gateway.inbound.connection(up),
    resident: id => {
      const resident = gateway.house.get(id)
      if (resident === undefined) throw new Error(`there is no ${id}`)
      return resident
    },
    presence: id => {
      const { word, reason, rulesOut } = gateway.house.presence(rig.resident(id), clock.mono())
      return `${word} ${reason.code}${rulesOut ? '!' : ''}`
    },
    receive,
    async ask(request) {
      const answer = await receive(cekRequest(request))
      if (answer === undefined) throw new Error('the request was not verified')
      return answer
    },
    addToken,
  }
  return rig
}

const bytes = (payload: string | JsonObject | Uint8Array): Uint8Array =>
  payload instanceof Uint8Array
    ? payload
    : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload as Json))

function household({
  appliances = [],
  bridges = [],
  scenes = [],
  customCommands = [],
  accounts,
  users = new Map(),
}: Partial<Household>): Household {
  const own = new Map([...appliances, ...bridges].map(({ id }) => [id, id]))
  return { appliances, bridges, scenes, customCommands, accounts: accounts ?? own, users }
}

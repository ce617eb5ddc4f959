/** What the tests of the MQTT adapters share: a listener that remembers, real clients, real files, no fakes of MQTT. */
import { createHash } from 'node:crypto'
import { connect as connectSocket, Socket } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import type { BrokerAccount } from '../../../src/adapters/mqtt/accounts.ts'
import {
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
  openEmbeddedBroker,
} from '../../../src/adapters/mqtt/embedded.ts'
import { decodeText } from '../../../src/kernel/json.ts'
import type { BusInbound, BusMessage, SessionEvent } from '../../../src/ports/bus.ts'
import type { Log, LogFields } from '../../../src/ports/log.ts'
import { type ManualClock, manualClock } from '../../support/manualClock.ts'
import { until } from '../../support/until.ts'

export interface Heard extends BusInbound {
  readonly messages: (BusMessage & { readonly text: string })[]
  readonly sessions: SessionEvent[]
  readonly connections: boolean[]
}

export function hearing(): Heard {
  const heard: Heard = {
    messages: [],
    sessions: [],
    connections: [],
    message: message => void heard.messages.push({ ...message, text: decodeText(message.payload) ?? '' }),
    session: event => void heard.sessions.push(event),
    connection: up => void heard.connections.push(up),
  }
  return heard
}

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields | undefined
}

export function rememberingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: string) => (message: string, fields?: LogFields) => void lines.push({ level, message, fields })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Waits for something that real sockets bring about; says what was waited for when it does not come. */
export const eventually = until

export const account = (name: string, publish: string[], subscribe: string[] = []): BrokerAccount => ({
  name,
  secretHash: createHash('sha256').update(`secret of ${name}`).digest('hex'),
  publish,
  subscribe,
})

export interface TestBroker {
  readonly broker: EmbeddedBroker
  readonly heard: Heard
  readonly clock: ManualClock
  readonly log: ReturnType<typeof rememberingLog>
  /** A client logged in as an account (password as {@link account} sets it), or without a login. */
  client(name?: string, options?: Partial<IClientOptions>): Promise<MqttClient>
  socket(): Promise<Socket>
  stop(): Promise<void>
}

/** Real peers acknowledge in real time; the manual clock may be at the deadline before they did. */
const unacknowledged = (): number => 0

/** Starts an embedded broker on a free port; everything may do anything unless the options say otherwise. */
export async function startBroker(options: Partial<EmbeddedBrokerOptions> = {}): Promise<TestBroker> {
  const clock = manualClock()
  const log = rememberingLog()
  const heard = hearing()
  const accounts = [account('lamp', ['home/lamp/#'], ['home/lamp/#']), account('all', ['#'], ['#'])]
  const broker = openEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts, clock, log, unacknowledged, ...options })
  await broker.open(heard)
  const opened: { end(force?: boolean): unknown }[] = []
  const port = broker.port() ?? 0
  return {
    broker,
    heard,
    clock,
    log,
    async client(name, more = {}) {
      const login = name === undefined ? {} : { username: name, password: `secret of ${name}` }
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...login, ...more })
      client.on('error', () => undefined)
      opened.push(client)
      return client
    },
    async socket() {
      const socket = connectSocket(port, '127.0.0.1')
      socket.on('error', () => undefined)
      opened.push({ end: () => socket.destroy() })
      await new Promise(resolve => socket.once('connect', resolve))
      return socket
    },
    async stop() {
      for (const client of opened) client.end(true)
      await broker.close()
    },
  }
}

/** Texts a client receives, with their topics, as `topic=text`. */
export function received(client: MqttClient): string[] {
  const texts: string[] = []
  client.on('message', (topic, payload) => void texts.push(`${topic}=${payload.toString()}`))
  return texts
}

/** The one socket of this process with that port at that end, which the code under test holds: to see what it could not send. */
export function openSocket(end: 'localPort' | 'remotePort', port: number | undefined): Socket {
  const handles: unknown[] = Reflect.get(process, '_getActiveHandles').call(process)
  const found = handles.filter((handle): handle is Socket => handle instanceof Socket && handle[end] === port)
  const [socket] = found
  if (socket === undefined || found.length !== 1) throw new Error(`${found.length} sockets with ${end} ${port}`)
  return socket
}

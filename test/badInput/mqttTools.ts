/** Hostile and merely wrong MQTT: raw sockets and real clients, and what the gateway made of it. */
import { connect as connectSocket } from 'node:net'
import { connect, type MqttClient } from 'mqtt'
import { DEFAULT_LIMITS } from '../../src/adapters/mqtt/brokerLimits.ts'
import type { RunningGateway } from '../../src/compose/openGateway.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { type FakeAppliance, obedient } from '../support/fakeAppliance.ts'
import { until } from '../support/until.ts'
import type { HttpTools, MqttTools } from './badCase.ts'
import { PASSWORDS } from './home.ts'
import { connectPacket, PING } from './mqttBytes.ts'

/** Only ends a test that hangs: the broker itself closes what does not log in within 5 s. */
const HANG_MS = 12_000

export interface MqttSources {
  readonly port: number
  readonly running: RunningGateway
  readonly clock: Clock
  readonly desk: FakeAppliance
  readonly http: HttpTools
  /** Undefined: an outside broker, where everybody may everything. */
  readonly login: ((account: string) => { username: string; password: string }) | undefined
}

export interface OpenedMqttTools extends MqttTools {
  readonly close: () => Promise<void>
}

/** What the desk lamp and the plug say before each case, so that any change shows. */
const BEFORE = { power: 'on', brightness: 40, humidity: null } as const

export function mqttTools(sources: MqttSources): OpenedMqttTools {
  const { port, running, desk, http, clock } = sources
  const { house } = running.gateway
  const clients = new Map<string, Promise<MqttClient>>()
  const url = `mqtt://127.0.0.1:${port}`
  const calmFrom = new Map<string, number>()
  let probed = 0
  let floods = 0

  const open = async (account: string, clientId: string): Promise<MqttClient> => {
    const made = connect(url, { clientId, reconnectPeriod: 50, ...sources.login?.(account) })
    made.on('error', () => undefined)
    await until(() => made.connected, `${account} connects`)
    return made
  }
  const client = (account: string): Promise<MqttClient> => {
    const known = clients.get(account) ?? open(account, `case-${account}`)
    clients.set(account, known)
    return known
  }
  const overRate = (): number => running.opened.embedded?.counters().publishesOverRate ?? 0
  const send = async (account: string, topic: string, payload: string | Uint8Array, retain = false): Promise<void> => {
    const before = overRate()
    await (await client(account)).publishAsync(topic, Buffer.from(payload as string), { qos: 1, retain })
    // "Nothing changes" would else be true of whatever the broker dropped.
    if (overRate() !== before) throw new Error(`${topic} was dropped for its rate`)
  }
  /** Everything sent before on a connection is taken in when this has come. */
  const barrier = async (after: MqttClient): Promise<void> => {
    const value = ++probed % 100
    const by = sources.login === undefined ? after : await client('probe')
    await by.publishAsync('clova2mqtt/probe/state', JSON.stringify({ brightness: value }), { qos: 1 })
    await until(() => house.get('probe')?.known.get('brightness')?.value === value, `probe ${value}`)
  }
  const lookAt = (id: string): string => {
    const resident = house.get(id)
    if (resident === undefined) return 'not there'
    const values = [...resident.known].map(([name, { value, moment }]) => {
      const origin = moment === undefined ? ' (no time)' : moment.origin === 'arrival' ? '' : ` (${moment.origin})`
      return `${name} ${JSON.stringify(value)}${origin}`
    })
    const { word } = house.presence(resident, clock.mono())
    const interval = resident.declaredIntervalMs === undefined ? [] : [`every ${resident.declaredIntervalMs} ms`]
    return [...values.sort(), word, ...interval].join(', ')
  }
  const compared = async (id: string, account: string, act: () => Promise<void>): Promise<string> => {
    const before = lookAt(id)
    await act()
    await barrier(await client(account))
    const after = lookAt(id)
    return after === before ? 'nothing changes' : after
  }
  const resetDesk = async (): Promise<void> => {
    for (const kind of ['state', 'availability']) await send('desk', `clova2mqtt/desk/${kind}`, '', true)
    await send('desk', 'clova2mqtt/desk/availability', 'online')
    await send('desk', 'clova2mqtt/desk/state', JSON.stringify(BEFORE))
    await barrier(await client('desk'))
  }
  /** The broker remembers what an account has used up, whatever connection it comes back on: waits until that is over. */
  const calm = async (account: string, count: number): Promise<void> => {
    if (sources.login === undefined) return
    const calmAt = calmFrom.get(account) ?? 0
    await new Promise(resolve => setTimeout(resolve, Math.max(0, calmAt - performance.now())))
    const { messageBurst, messagesPerSecond } = DEFAULT_LIMITS
    calmFrom.set(account, performance.now() + (Math.min(count, messageBurst) / messagesPerSecond) * 1000)
  }
  const tools: OpenedMqttTools = {
    port,
    raw: (bytes, how = {}) => rawExchange(port, how.login === true ? [loggedIn(), bytes] : [bytes]),
    async publish(account, topic, payload) {
      const refused = (): number => running.opened.embedded?.counters().publishesRefused ?? 0
      const before = refused()
      await send(account, topic, payload)
      return refused() > before ? 'dropped' : 'taken'
    },
    async subscribe(account, filter) {
      const subscriber = await client(account)
      try {
        const [granted] = await subscriber.subscribeAsync(filter)
        return granted === undefined || granted.qos > 2 ? 'refused' : 'granted'
      } catch {
        return 'refused'
      }
    },
    async said(kind, payload, { retain = false } = {}) {
      await resetDesk()
      const outcome = await compared('desk', 'desk', () => send('desk', `clova2mqtt/desk/${kind}`, payload, retain))
      await resetDesk()
      return outcome
    },
    async plugSaid(topic, payload) {
      await send('plug', 'plug/status', JSON.stringify({ state: 'online' }))
      await send('plug', 'plug/state', JSON.stringify({ POWER: 'ON' }))
      await send('plug', 'plug/level', '40')
      await barrier(await client('plug'))
      return compared('plug', 'plug', () => send('plug', topic, payload))
    },
    async announced(id, document) {
      const refused = (): number => running.gateway.counters().announcementsRefused
      const [before, known] = [refused(), house.get(id)?.appliance]
      const payload =
        typeof document === 'string' || document instanceof Uint8Array ? document : JSON.stringify(document)
      await send('newcomer', `clova2mqtt/${id}/config`, payload)
      await barrier(await client('newcomer'))
      const found = house.get(id)?.appliance
      const outcome = refused() > before ? 'refused' : 'not needed'
      if (found === undefined || found === known) return outcome
      const { type, name, properties, actions } = found
      await send('newcomer', `clova2mqtt/${id}/config`, '')
      await barrier(await client('newcomer'))
      return `announced ${type} "${name.length > 20 ? `${name.length} characters` : name}" with ${properties.size} properties, ${actions.size} actions`
    },
    async commanded(answer) {
      await resetDesk()
      desk.onCommand(async ({ json }) => {
        for (const [kind, payload] of answer(String(json['id']))) await send('desk', `clova2mqtt/desk/${kind}`, payload)
      })
      const outcome = await http.directive('SetBrightness', 'desk', { brightness: { value: 60 } })
      desk.onCommand(obedient)
      return outcome
    },
    async flood(account, count, make, retain = false) {
      await calm(account, count)
      // A connection of its own: what it loses to the rate must not be missing in the cases after it.
      const flooding = await open(account, `flood-${account}-${++floods}`)
      const sent = Array.from({ length: count }, (_, at) => {
        const { topic, payload } = make(at)
        return flooding.publishAsync(topic, payload, { qos: 1, retain })
      })
      await Promise.all(sent)
      await barrier(flooding)
      await flooding.endAsync()
    },
    counters: () => ({ ...running.opened.embedded?.counters() }),
    async close() {
      for (const one of clients.values()) (await one).end(true)
    },
  }
  return tools
}

const loggedIn = (): Buffer =>
  connectPacket({ clientId: 'hostile-guest', username: 'visitor', password: PASSWORDS.visitor })

/** Sends packets one after another's answer, then a ping; tells how far it came. */
function rawExchange(port: number, parts: readonly Uint8Array[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, '127.0.0.1')
    let received = Buffer.alloc(0)
    let next = 0
    const end = (outcome: string): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(outcome)
    }
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no end after ${HANG_MS} ms: ${received.toString('hex')}`))
    }, HANG_MS)
    const step = (): void => {
      const part = parts[next++]
      if (part !== undefined) socket.write(part)
      if (next === parts.length && parts.length > 1) socket.write(PING)
    }
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      const [kind, , , code] = received
      if (kind === 0x20 && received.length >= 4 && code !== 0) end(`refused ${code}`)
      else if (kind === 0x20 && parts.length === 1) end('accepted')
      else if (received.includes(Buffer.from([0xd0, 0]))) end('the connection goes on')
      else if (next < parts.length) step()
    })
    socket.on('error', () => undefined)
    socket.once('close', () =>
      end(received.length === 0 || parts.length > 1 ? 'closed' : `closed after ${received[3]}`),
    )
    step()
  })
}

/** A scriptable appliance: a real MQTT.js client over TCP that answers as the test tells it to. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { until } from './until.ts'

/** One message the appliance received. */
export interface Received {
  readonly topic: string
  readonly text: string
  /** The payload as an object; empty when it is none. */
  readonly json: JsonObject
}

/** What an appliance does with a native command or question, or with a message on any other topic it follows. */
export type Behaviour = (received: Received, fake: FakeAppliance) => void | Promise<void>

export interface FakeAppliance {
  readonly id: string
  readonly client: MqttClient
  /** Everything received, in order. */
  readonly received: readonly Received[]
  /** Native commands (`set`) received, in order. */
  readonly commands: () => readonly JsonObject[]
  /** Native questions (`get`) received, in order. */
  readonly questions: () => readonly JsonObject[]
  /** What it is like now; behaviours change it and tell it. */
  readonly values: Record<string, Json>
  /** Replaces the behaviours: for commands, and for questions (default: tells what it was asked for). */
  readonly onCommand: (behaviour: Behaviour) => void
  readonly onQuestion: (behaviour: Behaviour) => void
  /** For messages on topics that are not native, and for native ones before anything else. */
  readonly onMessage: (behaviour: Behaviour) => void
  /** Publishes a native `state`, and takes the values over; resolves when the broker has it. */
  readonly report: (values: JsonObject) => Promise<void>
  /** Publishes a native `result`. */
  readonly result: (result: JsonObject) => Promise<void>
  readonly publish: (topic: string, payload: string, retain?: boolean) => Promise<void>
  /** Publishes below its native topics: `say('heartbeat', '')`. */
  readonly say: (kind: string, payload: string, retain?: boolean) => Promise<void>
  /** Resolves when this many commands (questions) have come. */
  readonly commanded: (count?: number) => Promise<void>
  readonly asked: (count?: number) => Promise<void>
  /** Says good-bye to the broker. */
  readonly leave: () => Promise<void>
  /** Breaks the connection without a good-bye: the last will follows. */
  readonly cut: () => Promise<void>
}

export interface FakeApplianceOptions {
  readonly url: string
  readonly id: string
  readonly base: string
  /** Further options of the connection: login, `clean: false`, `will`. */
  readonly connection?: Partial<IClientOptions>
  /** QoS of its subscriptions. */
  readonly qos?: 0 | 1
  /** Topic filters it follows beside its native `set` and `get`. */
  readonly follows?: readonly string[]
  /** What it is like at the start; nothing of it is published by itself. */
  readonly values?: JsonObject
}

const objectOf = (text: string): JsonObject => {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {}
  } catch {
    return {}
  }
}

/** Connects, subscribes, and then behaves: obedient to commands, truthful to questions, unless told otherwise. */
export async function connectFakeAppliance(options: FakeApplianceOptions): Promise<FakeAppliance> {
  const { url, id, base, connection = {}, qos = 0, follows = [] } = options
  const topic = (kind: string): string => `${base}/${id}/${kind}`
  const received: Received[] = []
  const byKind = (kind: string): readonly JsonObject[] =>
    received.filter(one => one.topic === topic(kind)).map(one => one.json)
  let onCommand: Behaviour = obedient
  let onQuestion: Behaviour = truthful
  let onMessage: Behaviour = () => undefined

  const client = connect(url, { reconnectPeriod: 0, clientId: `fake-${id}`, ...connection })
  const publish = async (to: string, payload: string, retain = false): Promise<void> => {
    await client.publishAsync(to, payload, { qos: 1, retain })
  }
  const fake: FakeAppliance = {
    id,
    client,
    received,
    commands: () => byKind('set'),
    questions: () => byKind('get'),
    values: { ...(options.values as Record<string, Json>) },
    onCommand: behaviour => {
      onCommand = behaviour
    },
    onQuestion: behaviour => {
      onQuestion = behaviour
    },
    onMessage: behaviour => {
      onMessage = behaviour
    },
    report: async values => {
      Object.assign(fake.values, values)
      await publish(topic('state'), JSON.stringify(values))
    },
    result: result => publish(topic('result'), JSON.stringify(result)),
    publish,
    say: (kind, payload, retain) => publish(topic(kind), payload, retain),
    commanded: (count = 1) => until(() => byKind('set').length >= count, `command ${count} to ${id}`),
    asked: (count = 1) => until(() => byKind('get').length >= count, `question ${count} to ${id}`),
    leave: () => client.endAsync(),
    async cut() {
      const gone = new Promise<void>(resolve => client.once('close', () => resolve()))
      client.stream.destroy()
      await gone
    },
  }
  const run = (behaviour: Behaviour, one: Received): void => {
    Promise.resolve(behaviour(one, fake)).catch(error => {
      // An answer that the end of the test cut off is no fault; anything else is one.
      if (client.connected && !client.disconnecting) throw error
    })
  }
  // Before it is connected: a session that is resumed gets its stored messages at once.
  client.on('message', (at, payload) => {
    const one: Received = { topic: at, text: payload.toString(), json: objectOf(payload.toString()) }
    received.push(one)
    run(onMessage, one)
    if (at === topic('set')) run(onCommand, one)
    if (at === topic('get')) run(onQuestion, one)
  })
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
  })
  client.on('error', () => undefined)
  await client.subscribeAsync([topic('set'), topic('get'), ...follows], { qos })
  return fake
}

/** The values a native command carries. */
export function valuesIn({ json }: Received): JsonObject {
  const { id: _id, action: _action, expires: _expires, ...values } = json
  return values
}

/** Does as it is told and says so in a result. */
export const obedient: Behaviour = (received, fake) => {
  Object.assign(fake.values, valuesIn(received))
  return fake.result({ id: received.json['id'], ok: true, ...valuesIn(received) })
}

/** Does as it is told and only reports its state, as much firmware does. */
export const reporting: Behaviour = (received, fake) => fake.report(valuesIn(received))

/** Answers every question by a result with what it is like; a property it does not know is `null`. */
export const truthful: Behaviour = (received, fake) => {
  const names = received.json['properties']
  const asked = Array.isArray(names) ? (names as string[]) : []
  const told = Object.fromEntries(asked.map(name => [name, fake.values[name] ?? null]))
  return fake.result({ id: received.json['id'], ok: true, ...told })
}

/** Hears and does nothing. */
export const silent: Behaviour = () => undefined

/** Answers a command or question with an error in the lower-case structure, or with `Error` when told so. */
export const refusing =
  (code: string | number, message = 'no', structure: 'error' | 'Error' = 'error'): Behaviour =>
  ({ json }, fake) =>
    fake.result(
      structure === 'error'
        ? { id: json['id'], error: { code, message } }
        : { id: json['id'], Error: { Code: code, Message: message } },
    )

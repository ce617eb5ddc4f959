/** How one device or group is spoken with: its state is one JSON object, commands and questions are others. */
import type {
  AvailabilityBinding,
  CommandMessage,
  KnownValue,
  PropertyBinding,
  Question,
  StateBinding,
} from '../../home/appliance.ts'
import type { Payload } from '../../home/codec.ts'
import { type Json, type JsonObject, member } from '../../kernel/json.ts'
import { isTopic } from '../../kernel/topicFilter.ts'
import type { ReadingTools } from '../convention.ts'
import { composed, plainReader } from '../property.ts'
import type { Feature, Word } from './feature.ts'
import { bridgeTopics, isBridgeTopic } from './topics.ts'

/** What is set by a command, by property; undefined where the value cannot be said. */
export type Setting = JsonObject | undefined

export interface Line {
  /** What is said of a feature; a word that means nothing here gives undefined. Nothing where it is never told. */
  readonly told: (feature: Feature | undefined, convert: (raw: Json) => Json | undefined) => readonly StateBinding[]
  /** The same out of the whole state, where one property alone does not tell. */
  readonly toldBy: (read: (state: JsonObject) => Json | undefined) => readonly StateBinding[]
  /** Words with their meanings; others say nothing. */
  readonly worded: (
    feature: Feature | undefined,
    words: readonly (readonly [Word | undefined, Json])[],
  ) => readonly StateBinding[]
  /** A command that sets this feature, and others with it; none where it cannot be set. */
  readonly commanded: (
    feature: Feature | undefined,
    compose: (value: Json, known: KnownValue) => Setting,
    reached?: (asked: Json, reported: Json) => boolean,
  ) => Pick<PropertyBinding, 'command'>
  /** The message that sets something; undefined where nothing may be sent. */
  readonly message: (setting: Setting) => CommandMessage | undefined
  /** The question for a feature that can be asked for. */
  readonly asked: (feature: Feature | undefined) => Pick<PropertyBinding, 'question'>
  readonly availability: readonly AvailabilityBinding[]
}

/** When the device itself was last heard, where Zigbee2MQTT is set to tell it (`advanced.last_seen`). */
const TIME = '/last_seen'

/** Longest topic that is followed or published to, as for all that strangers announce. */
const MAX_TOPIC_CHARACTERS = 1_024

/**
 * @param sleeps it runs on a battery: a question would not reach it
 * @returns undefined for a name that is no topic, or that leads to the bridge itself
 */
export function openLine(base: string, name: string, sleeps: boolean, tools: ReadingTools): Line | undefined {
  const topic = `${base}/${name}`
  if (topic.length > MAX_TOPIC_CHARACTERS || !isTopic(topic) || isBridgeTopic(base, topic)) return undefined
  const allowed = (part: string): string | undefined =>
    tools.mayPublish(`${topic}/${part}`) ? `${topic}/${part}` : undefined
  const [set, get] = [allowed('set'), sleeps ? undefined : allowed('get')]
  const state = (via: (payload: Payload) => Json | undefined): StateBinding => ({
    topic,
    timePointer: TIME,
    read: plainReader({ via }),
  })
  const told: Line['told'] = (feature, convert) =>
    feature?.isTold !== true ? [] : [state(payload => converted(member(payload.json(), feature.property), convert))]
  const message: Line['message'] = setting =>
    set === undefined || setting === undefined ? undefined : { topic: set, payload: JSON.stringify(setting) }
  return {
    told,
    toldBy: read => [state(payload => readState(payload.json(), read))],
    worded(feature, words) {
      const map = new Map(
        words.flatMap(([word, value]) => (word === undefined ? [] : [[String(word), value] as const])),
      )
      return told(feature, raw => raw).map(one => ({ ...one, read: { ...one.read, map } }))
    },
    commanded(feature, compose, reached) {
      if (set === undefined || feature?.isSettable !== true) return {}
      return { command: composed([set], (value, known) => [message(compose(value, known))], reached) }
    },
    message,
    asked: feature =>
      get === undefined || feature?.isGettable !== true ? {} : { question: questionOf(get, feature.property) },
    availability: availabilityOf(base, topic),
  }
}

/** What is not known at the moment is `null`. */
const converted = (raw: Json | undefined, convert: (raw: Json) => Json | undefined): Json | undefined =>
  raw === undefined || raw === null ? raw : convert(raw)

const readState = (state: Json | undefined, read: (state: JsonObject) => Json | undefined): Json | undefined =>
  typeof state === 'object' && state !== null && !Array.isArray(state) ? read(state as JsonObject) : undefined

/** `<name>/get` with the property (Zigbee2MQTT, MQTT topics and messages). */
const questionOf = (topic: string, property: string): Question => ({
  topic,
  payload: JSON.stringify({ [property]: '' }),
})

/**
 * The bridge and, where its feature `availability` is on, the device: as JSON since 1.28, as a bare word before. A device
 * whose word never comes counts by its bridge alone.
 */
function availabilityOf(base: string, topic: string): readonly AvailabilityBinding[] {
  const via = (payload: Payload): string | undefined => {
    const word = member(payload.json(), 'state')
    return typeof word === 'string' ? word : payload.text()
  }
  const words = { via, online: ['online'], offline: ['offline'] }
  return [
    { topic: bridgeTopics(base).state, ...words },
    { topic: `${topic}/availability`, ...words },
  ]
}

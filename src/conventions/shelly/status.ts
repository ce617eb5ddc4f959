/** Where the status of a component is said: whole, as a change, or as an answer to us; and how it is asked for. */
import type { CommandMessage, Question, StateBinding } from '../../home/appliance.ts'
import type { Payload } from '../../home/codec.ts'
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'
import { plainReader } from '../property.ts'
import { callText, readAnswer, readNotification } from './rpc.ts'
import type { ComponentShape } from './shape.ts'

/** What a component can be told; its methods are these words with a capital. */
export type Verb = 'set' | 'open' | 'close' | 'stop'

/** One component on its way to bindings. */
export interface Component {
  /** `switch`. */
  readonly type: string
  readonly number: number
  readonly shape: ComponentShape
  readonly tells: (...members: readonly string[]) => boolean
  /** States of a value that is read from a status; undefined where this status says nothing of it. */
  readonly states: (read: (status: JsonObject) => Json | undefined) => readonly StateBinding[]
  /** A call of a method of the component, and its status after that; undefined for those that cannot be told anything. */
  readonly call: ((verb: Verb, params: JsonObject) => readonly CommandMessage[]) | undefined
  /** Topics that calls go to. */
  readonly topics: readonly string[]
  readonly question: Question | undefined
}

/** The same for all components of one appliance. */
export interface Whole {
  readonly prefix: string
  /** The id that its frames come from. */
  readonly id: string
  /** As whom we ask it; undefined where it answers no calls. */
  readonly source: string | undefined
}

/** Namespaces of methods by type; their names are these with capitals as the vendor writes them. */
const NAMESPACES: Readonly<Record<string, string>> = {
  switch: 'Switch',
  cover: 'Cover',
  light: 'Light',
  rgb: 'RGB',
  rgbw: 'RGBW',
  cct: 'CCT',
  rgbcct: 'RGBCCT',
  em: 'EM',
  em1: 'EM1',
  pm1: 'PM1',
  temperature: 'Temperature',
  humidity: 'Humidity',
  devicepower: 'DevicePower',
  smoke: 'Smoke',
  flood: 'Flood',
}

export function openComponent(key: string, shape: ComponentShape, whole: Whole): Component {
  const [type = '', digits = ''] = key.split(':')
  const number = Number(digits)
  const { prefix, source } = whole
  const topic = `${prefix}/rpc`
  const namespace = NAMESPACES[type] ?? type
  const message = (id: string, method: string, params: JsonObject): CommandMessage | undefined =>
    source === undefined
      ? undefined
      : { topic, payload: callText(id, source, `${namespace}.${method}`, { id: number, ...params }) }
  const question = message(key, 'GetStatus', {})
  return {
    type,
    number,
    shape,
    tells: (...members) => members.some(one => shape.tells.includes(one)),
    states: read => statesOf(key, whole, read),
    // An appliance that is what it shall be tells no change: so it is asked at once, behind the call.
    call:
      question === undefined
        ? undefined
        : (verb, params) => [message('set', capital(verb), params), question].filter(one => one !== undefined),
    topics: source === undefined ? [] : [topic],
    question,
  }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Its own clock in a notification, in seconds since 1970. */
const TIME = '/params/ts'

/** Each message is looked at once for all properties of its component. */
function statesOf(
  key: string,
  { prefix, id, source }: Whole,
  read: (status: JsonObject) => Json | undefined,
): readonly StateBinding[] {
  const state = (
    topic: string,
    find: (said: Json | undefined) => Json | undefined,
    timePointer?: string,
  ): StateBinding => ({
    topic,
    ...(timePointer === undefined ? {} : { timePointer }),
    read: plainReader({
      via(payload: Payload) {
        const status = find(payload.json())
        return status !== undefined && isObject(status) ? read(arrived(status)) : undefined
      },
    }),
  })
  return [
    state(`${prefix}/status/${key}`, said => said),
    state(`${prefix}/events/rpc`, said => member(readNotification(said)?.params, key), TIME),
    ...(source === undefined
      ? []
      : [
          state(`${source}/rpc`, said => {
            const answer = readAnswer(said)
            return answer?.src === id && answer.id === key ? answer.result : undefined
          }),
        ]),
  ]
}

/** A lamp that fades says where it is, and where it is going: the latter is what it was told. */
function arrived(status: JsonObject): JsonObject {
  const target = member(member(status, 'transition'), 'target')
  return target !== undefined && isObject(target) ? { ...status, ...target } : status
}

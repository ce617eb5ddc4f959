/** How publishers that do not keep their state at the broker are asked for it; most others need not be asked. */
import type { PropertyBinding, Question, StateBinding } from '../../home/appliance.ts'
import { isTopic } from '../../kernel/topicFilter.ts'
import type { PropertyName } from '../../protocol/properties.ts'

/** What of a document tells whom to ask. */
export interface Asked {
  readonly origin: string | undefined
  readonly stateTopic: string | undefined
  readonly commandTopic: string | undefined
  /** Template of the state that is asked for; shows under which name the publisher keeps it. */
  readonly template: string | undefined
}

/** A question, and where else its answer may come. */
export interface Asking {
  readonly question: Question
  readonly answers?: string
  readonly stateTopic: string
}

const MEMBER = /^\{\{-?\s*value_json(?:\["(\w{1,60})"\]|\.(\w{1,60}))\s*-?\}\}$/

/** The question of an entity, for the publishers whose way of being asked is known. */
export function askingOf({ origin, stateTopic, commandTopic, template }: Asked): Asking | undefined {
  if (commandTopic === undefined || stateTopic === undefined) return undefined
  // Zigbee2MQTT: `<name>/get` with the property (its page on MQTT topics).
  if (origin === 'Zigbee2MQTT' && isTopic(stateTopic) && commandTopic.startsWith(`${stateTopic}/`)) {
    const [, quoted, dotted] = MEMBER.exec(template ?? '') ?? []
    const payload = JSON.stringify({ [quoted ?? dotted ?? 'state']: '' })
    return { stateTopic, question: { topic: `${stateTopic}/get`, payload } }
  }
  // Tasmota: `STATE` without an argument; the answer comes as a result.
  const power = /^(.*)cmnd\/(.*)POWER\d*$/.exec(commandTopic)
  if (power !== null && stateTopic.includes('tele/') && stateTopic.endsWith('STATE')) {
    const [, before = '', after = ''] = power
    return {
      stateTopic,
      question: { topic: `${before}cmnd/${after}STATE`, payload: '' },
      answers: stateTopic.replace('tele/', 'stat/').replace(/STATE$/, 'RESULT'),
    }
  }
  // Shelly, second generation: `status_update` makes it publish the status of its components.
  const rpc = /^(.+)\/rpc$/.exec(commandTopic)
  if (rpc !== null && /\/status\//.test(stateTopic)) {
    return { stateTopic, question: { topic: `${rpc[1]}/command`, payload: 'status_update' } }
  }
  return undefined
}

/** Puts a question to every property that is heard, and listens for its answer where that comes elsewhere. */
export function withAsking(
  properties: ReadonlyMap<PropertyName, PropertyBinding>,
  asking: Asking | undefined,
): ReadonlyMap<PropertyName, PropertyBinding> {
  if (asking === undefined) return properties
  const { question, answers, stateTopic } = asking
  const heard = (states: readonly StateBinding[]): readonly StateBinding[] =>
    answers === undefined
      ? states
      : states.flatMap(one => (one.topic === stateTopic ? [one, { ...one, topic: answers }] : [one]))
  return new Map(
    [...properties].map(([name, one]) => [
      name,
      one.states.length === 0 ? one : { ...one, states: heard(one.states), question },
    ]),
  )
}

/** What is said on a topic and heard through a template, and what is sent through one, as Home Assistant does both. */
import type { CommandMessage, StateBinding } from '../../home/appliance.ts'
import type { Payload, Reader } from '../../home/codec.ts'
import type { Json } from '../../kernel/json.ts'
import type { Template } from '../../template/compileTemplate.ts'
import { commandVariables, type Given, messageVariables } from '../../template/variables.ts'
import { plainReader } from '../property.ts'
import type { Entry } from './entry.ts'

/** Something said on a topic: its text, `null` when the publisher does not know, undefined when it says nothing of it. */
export interface Signal {
  readonly topic: string
  readonly text: (payload: Payload) => string | null | undefined
}

/** All templates of one message share its variables, so that its JSON is parsed once. */
const shared = new WeakMap<Payload, ReturnType<typeof messageVariables>>()

function variablesOf(payload: Payload, text: string): ReturnType<typeof messageVariables> {
  const known = shared.get(payload) ?? messageVariables(text)
  shared.set(payload, known)
  return known
}

/** Words of publishers for a number or word they do not have at the moment. */
const UNKNOWN: ReadonlySet<string> = new Set(['None', 'nan', 'NaN', 'unknown', 'unavailable'])

/** The signal of a state topic and the first template that is there; undefined without a topic or with a bad template. */
export function signalOf(entry: Entry, topicKey: string, ...templateKeys: readonly string[]): Signal | undefined {
  const topic = entry.stateTopic(topicKey)
  if (topic === undefined) return undefined
  const template = entry.template(...templateKeys)
  if (template === 'bad') return undefined
  // Taken out of the entry: what is kept of it would keep the whole document.
  const { encoding } = entry
  return { topic, text: payload => textOf(payload, template, encoding) }
}

/** A failing template and an empty text say nothing; `None` says that nobody knows. */
function textOf(payload: Payload, template: Template | undefined, encoding: string): string | null | undefined {
  const isUsual = encoding === 'utf-8'
  const said = isUsual ? payload.text() : payload.textIn(encoding)
  if (said === undefined) return undefined
  let text = said
  if (template !== undefined) {
    const rendered = template.render(isUsual ? variablesOf(payload, said) : messageVariables(said))
    if (!rendered.ok) return undefined
    text = rendered.text
  }
  if (text === '') return undefined
  return UNKNOWN.has(text) ? null : text
}

/** Another signal on the same topic, made of what this one says. */
export const mapped = (signal: Signal, read: (text: string) => Json | undefined): Reader =>
  plainReader({
    via: payload => {
      const text = signal.text(payload)
      return typeof text === 'string' ? read(text) : text
    },
  })

/** A state whose words mean values; any other word says nothing. */
export function wordState(
  signal: Signal | undefined,
  words: readonly (readonly [word: string, value: Json])[],
): readonly StateBinding[] {
  if (signal === undefined) return []
  // Of two meanings of one word the first counts, as where a publisher says the same for on and off.
  const map = new Map<string, Json>()
  for (const [word, value] of words) if (!map.has(word)) map.set(word, value)
  return [{ topic: signal.topic, read: { ...mapped(signal, text => text), map } }]
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$/

/** A state that is a number, made ours by a function. */
export function numberState(
  signal: Signal | undefined,
  convert: (raw: number) => Json | undefined = raw => raw,
): readonly StateBinding[] {
  if (signal === undefined) return []
  const read = mapped(signal, text => {
    const number = NUMBER.test(text) ? Number(text) : undefined
    return number === undefined || !Number.isFinite(number) ? undefined : convert(number)
  })
  return [{ topic: signal.topic, read }]
}

/** A state that is read by a function of its text. */
export const textState = (
  signal: Signal | undefined,
  read: (text: string) => Json | undefined,
): readonly StateBinding[] => (signal === undefined ? [] : [{ topic: signal.topic, read: mapped(signal, read) }])

/** A way to send: the topic, and the template that makes the payload. */
export interface Sender {
  readonly topic: string
  /** @param value what the template calls `value` and what is sent without one */
  readonly message: (value: Given, named?: Readonly<Record<string, Given | undefined>>) => CommandMessage | undefined
}

/** The sender of a command topic; undefined without a topic or with a template that does not compile. */
export function senderOf(entry: Entry, topicKey: string, ...templateKeys: readonly string[]): Sender | undefined {
  const topic = entry.commandTopic(topicKey)
  if (topic === undefined) return undefined
  const template = entry.template(...templateKeys)
  if (template === 'bad') return undefined
  return {
    topic,
    message(value, named) {
      if (template === undefined) return { topic, payload: plain(value) }
      const rendered = template.render(commandVariables({ value, ...named }))
      return rendered.ok ? { topic, payload: rendered.text } : undefined
    },
  }
}

/** Sends a template that is itself the command; undefined when it fails. */
export function rendered(
  topic: string,
  template: Template,
  named: Readonly<Record<string, Given | undefined>>,
): CommandMessage | undefined {
  const text = template.render(commandVariables(named))
  return text.ok ? { topic, payload: text.text } : undefined
}

const plain = (value: Given): string =>
  typeof value === 'object' && value !== null ? String(value.float) : String(value)

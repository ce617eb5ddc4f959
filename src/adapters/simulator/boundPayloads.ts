/** Bindings read backwards: the state an appliance would publish, and what a command payload tells it to become. */
import { type Appliance, actionTopics, commandTopics, topicCommand } from '../../home/appliance.ts'
import { type Payload, type Reader, readValue, type Writer, writeValue } from '../../home/codec.ts'
import { matchFormat, parseFormat } from '../../home/format.ts'
import { isObject, type Json } from '../../kernel/json.ts'
import { interfaceOf } from '../../protocol/catalog.ts'
import { isAction } from '../../protocol/interfaces.ts'
import { isProperty, normalize, type PropertyName, propertySpec, type Values } from '../../protocol/properties.ts'

/** Values that are only read are not rounded by a command's step; a billionth takes only binary dust away. */
const UNROUNDED = 1e-9

/** A message as it goes to the broker. */
export interface BoundMessage {
  readonly topic: string
  readonly payload: string
}

/**
 * The bound state topics with the values they tell, several properties of one topic in one JSON object.
 * @param changed only the topics that tell one of these; absent: all
 */
export function stateMessages(
  appliance: Appliance,
  values: Values,
  changed?: readonly string[],
): readonly BoundMessage[] {
  const topics = new Map<string, string | Record<string, Json>>()
  const concerned = new Set<string>()
  for (const { name, value, topic, read, step } of tellings(appliance, values)) {
    if (changed === undefined || changed.includes(name)) concerned.add(topic)
    if (read.pointer === undefined || read.pointer === '') {
      topics.set(topic, writeValue(name, plainWriter(read, step), value))
      continue
    }
    const before = topics.get(topic)
    const tree = typeof before === 'object' ? before : {}
    topics.set(topic, tree)
    put(tree, read.pointer, rawOf(name, read, step, value))
  }
  return [...topics]
    .filter(([topic]) => concerned.has(topic))
    .map(([topic, content]) => ({ topic, payload: typeof content === 'string' ? content : JSON.stringify(content) }))
}

/** Every place where a known value is told; wildcards belong to somebody else. */
function* tellings(appliance: Appliance, values: Values) {
  for (const [name, binding] of appliance.properties) {
    const value = values[name]
    const step = topicCommand(binding)?.write.step ?? UNROUNDED
    for (const { topic, read } of binding.states) {
      if (value !== undefined && !/[+#]/.test(topic)) yield { name, value, topic, read, step }
    }
  }
}

/** The writer of which a reader is the other direction. */
function plainWriter({ format, map, scale, offset }: Reader, step: number): Writer {
  const words = map && new Map([...map].map(([raw, value]) => [String(value), raw as Json] as const).reverse())
  return { scale, offset, step, ...(format && { format }), ...(words && { map: words }) }
}

/** The raw value inside a JSON state: texts as they are, everything else as JSON. */
function rawOf(name: PropertyName, read: Reader, step: number, value: Json): Json {
  const text = writeValue(name, plainWriter(read, step), value)
  if (read.format !== undefined || typeof value === 'string') return text
  return read.map?.has(text) === true ? text : (JSON.parse(text) as Json)
}

function put(tree: Record<string, Json>, pointer: string, value: Json): void {
  const steps = pointer.split('/').slice(1)
  const last = steps.pop() ?? ''
  let at = tree
  for (const step of steps) {
    const inner = at[step]
    const next: Record<string, Json> = isObject(inner) ? (inner as Record<string, Json>) : {}
    at[step] = next
    at = next
  }
  at[last] = value
}

/** What a message on a bound topic wants of the appliance. */
export interface Wanted {
  readonly values: Values
  /** A question, or a command the appliance does not understand: it tells its state. */
  readonly asks: boolean
}

/** Reads a message to the appliance; undefined when its topic is none that the appliance listens to. */
export function readBound(appliance: Appliance, topic: string, payload: Payload): Wanted | undefined {
  if (!boundTopics(appliance).includes(topic)) return undefined
  const values = { ...actionValues(appliance, topic, payload), ...propertyValues(appliance, topic, payload) }
  return { values, asks: Object.keys(values).length === 0 }
}

/** Topics on which the appliance is told or asked something, natively spoken ones apart. */
export function boundTopics(appliance: Appliance): readonly string[] {
  const topics: string[] = []
  for (const binding of appliance.properties.values()) {
    const { question } = binding
    topics.push(...commandTopics(binding))
    if (question !== undefined && question !== 'native') topics.push(question.topic)
  }
  for (const action of appliance.actions.values()) topics.push(...actionTopics(action))
  return [...new Set(topics)]
}

function propertyValues(appliance: Appliance, topic: string, payload: Payload): Values {
  const values: Partial<Record<PropertyName, Json>> = {}
  for (const [name, binding] of appliance.properties) {
    const command = topicCommand(binding)
    if (command === undefined || command.topic !== topic) continue
    const value = readValue(name, plainReader(name, command.write), payload)
    if (value !== undefined && value !== null) values[name] = value
  }
  return values
}

function plainReader(name: PropertyName, { pointer, format, map, scale, offset }: Writer): Reader {
  const words = map && new Map([...map].map(([value, raw]) => [String(raw), ownValue(name, value)] as const))
  return { scale, offset, ...(pointer && { pointer }), ...(format && { format }), ...(words && { map: words }) }
}

/** Keys of maps are texts; the property knows what they are. */
function ownValue(name: PropertyName, text: string): Json {
  const { kind } = propertySpec(name)
  if (kind === 'boolean') return text === 'true'
  return kind === 'number' ? Number(text) : text
}

/** Actions with a message of their own: the values in their places, and what the action makes of its property. */
function actionValues(appliance: Appliance, topic: string, payload: Payload): Values {
  for (const [action, binding] of appliance.actions) {
    if (binding === 'native' || 'messages' in binding || binding.topic !== topic || !isAction(action)) continue
    const places = placesOf(binding.payload, payload.text() ?? '')
    if (places === undefined) continue
    const { property, value } = interfaceOf(action)
    const own =
      property !== undefined && value !== undefined && hasProperty(appliance, property) ? { [property]: value } : {}
    return { ...own, ...places }
  }
  return {}
}

const hasProperty = (appliance: Appliance, name: PropertyName): boolean => appliance.properties.has(name)

/** Values in the places of a template; undefined when the text is not of its form. */
function placesOf(template: string, text: string): Values | undefined {
  const format = parseFormat(template)
  if (format.parts.length === 0) return text === template.trim() ? {} : undefined
  const match = matchFormat(format, text)
  if (!isObject(match)) return undefined
  const values: Partial<Record<PropertyName, Json>> = {}
  for (const [name, raw] of Object.entries(match)) {
    if (!isProperty(name) || raw === undefined) continue
    const value = normalize(name, raw)
    if (value !== undefined) values[name] = value
  }
  return values
}

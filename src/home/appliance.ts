/** What the gateway knows of an appliance before it has said a word: its type, properties, actions and bindings. */
import type { Json } from '../kernel/json.ts'
import type { Nameplate } from '../protocol/discovery.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { Payload, Reader, Writer } from './codec.ts'

/**
 * Bound of the house. An appliance with its bindings takes about 5 kB of memory, and discovery about 600 bytes each: at
 * 1,000 the answer is 0.6 MB, which CLOVA still takes within the deadline of a Pi's uplink. The budgets of presence and
 * flush are measured at it too.
 */
export const MAX_APPLIANCES = 1000

/** Where a property is said: a topic filter and how its payload reads. */
export interface StateBinding {
  readonly topic: string
  readonly read: Reader
  /** JSON Pointer of the appliance's own time in the same payload. */
  readonly timePointer?: string
  /** The property is the moment at which what is read is this: whenever it is said, or when it has changed to it. */
  readonly moment?: { readonly value: Json; readonly of: 'every' | 'change' }
  /** Whether what is read here counts now, by what else is known of the appliance; absent: always. */
  readonly counts?: (known: KnownValue) => boolean
}

/** How a value is written to a topic of the appliance’s own. */
export interface TopicCommand {
  readonly topic: string
  readonly write: Writer
}

/** A message of a command. Whoever sends it gives it a deadline, which rules out retaining it and queueing it by QoS. */
export interface CommandMessage {
  readonly topic: string
  readonly payload: string
}

/** The present value of a property of the same appliance, undefined when nobody knows. */
export type KnownValue = (property: PropertyName) => Json | undefined

/** A command of more than one value on one topic: several messages, templates, or what depends on other properties. */
export interface ComposedCommand {
  /** Every topic that {@link compose} may publish to. */
  readonly topics: readonly string[]
  /** The messages in the order they are sent; none when there is no way to say this value now. */
  readonly compose: (value: Json, known: KnownValue) => readonly CommandMessage[]
  /** Whether a report shows what was asked, where the appliance's own scale is not linear; absent: the property's own rule. */
  readonly reached?: (asked: Json, reported: Json) => boolean
}

/** A fixed message that makes the appliance say a property: text with `{id}`, `{start}` and `{end}` filled in. */
export interface Question {
  readonly topic: string
  readonly payload: string
}

/** What this appliance accepts, within what the guides allow everybody. */
export interface Limits {
  readonly min?: number
  readonly max?: number
  /** Smallest step the appliance can do, counted from `min` or 0. */
  readonly step?: number
  /** The only values it has, in the order a switch goes through. */
  readonly values?: readonly (string | number)[]
}

/** How a property is read, written and asked for. `native` means our own topics (see native.ts). */
export interface PropertyBinding {
  readonly name: PropertyName
  readonly limits: Limits
  readonly states: readonly StateBinding[]
  readonly command?: TopicCommand | ComposedCommand | 'native'
  readonly question?: Question | 'native'
  /** How long a live report answers a query without asking again. */
  readonly freshMs: number
  /** The mode an appliance returns to when one is released. */
  readonly released?: Json
  /** The value holds for whatever period a query names; without it only an answer to that period does. */
  readonly anyPeriod?: boolean
  readonly unit?: string
  readonly label?: string
  /** It gets there later than an answer may wait (a curtain): a report from on the way contradicts nothing. */
  readonly slow?: true
  /** How long a report holds; without another one the value is then unknown. */
  readonly expiresMs?: number
  /** What a value turns into when it was not said again for so long: of somebody who is there no more, nothing is said. */
  readonly reverts?: { readonly from: Json; readonly to: Json; readonly afterMs: number }
}

/** How an action that is no property is done. */
export type ActionBinding =
  | 'native'
  | { readonly topic: string; readonly payload: string }
  /** Sent as they are: nothing is filled in. */
  | { readonly messages: readonly CommandMessage[] }

/** How an appliance or a bridge says whether it is there (birth and last will). */
export interface AvailabilityBinding {
  readonly topic: string
  readonly pointer?: string
  /** Another way to the word than a pointer: a convention's template. Undefined: the payload says nothing. */
  readonly via?: (payload: Payload) => string | undefined
  readonly online: readonly string[]
  readonly offline: readonly string[]
}

/** What is dangerous by voice, each in a word: unlocking, opening what lets people in, heating what cooks. */
export const ALLOWABLE = ['unlock', 'open', 'heat'] as const
export type Allowable = (typeof ALLOWABLE)[number]

export const isAllowable = (word: unknown): word is Allowable => ALLOWABLE.some(one => one === word)

export interface Cadence {
  /** How often the appliance is heard when all is well; undefined: not known. */
  readonly intervalMs?: number
  /** Intervals of silence before it counts as offline. */
  readonly misses: number
  /** Battery or event-only: its silence says nothing. */
  readonly silentOk: boolean
}

export interface Appliance extends Nameplate {
  readonly id: string
  /** What an unconfirmed command to a living appliance is worth: an error, or an empty confirmation. */
  readonly policy: 'strict' | 'sent'
  /** Speaks the native contract below `<base>/<id>/`. */
  readonly native: boolean
  readonly properties: ReadonlyMap<PropertyName, PropertyBinding>
  readonly actions: ReadonlyMap<string, ActionBinding>
  /** Actions withheld from discovery although the appliance could do them. */
  readonly except: ReadonlySet<string>
  /** Dangerous values that may be asked for by voice. */
  readonly allow: ReadonlySet<Allowable>
  /** Its opening lets people in (garage door, gate): `open` then needs {@link allow}. */
  readonly entrance: boolean
  /** It cooks, and may set the house on fire with nobody there (an oven on a switch): `heat` then needs {@link allow}. */
  readonly cooks?: true
  /** Id of the bridge or appliance that answers for it. */
  readonly parent: string | undefined
  readonly cadence: Cadence
  readonly availability: readonly AvailabilityBinding[]
  /** Which of several availability topics count: the newest message (default), all of them, or any. */
  readonly availabilityMode?: 'latest' | 'all' | 'any'
  /** Further topic filters whose live messages are a sign of life. */
  readonly aliveTopics: readonly string[]
}

/** Something that answers for appliances without being one: a Zigbee coordinator, a wall-pad adapter. */
export interface Bridge {
  readonly id: string
  readonly availability: readonly AvailabilityBinding[]
}

/** Whether its value can be known: it is reported, or can be asked for. */
export const readable = (binding: PropertyBinding | undefined): boolean =>
  binding !== undefined && (binding.states.length > 0 || binding.question !== undefined)

/** Whether anything of the appliance goes over the native topics; whoever else writes there is not the appliance. */
export const speaksNative = ({ native, properties, actions }: Appliance): boolean =>
  native ||
  [...properties.values()].some(({ command, question }) => command === 'native' || question === 'native') ||
  [...actions.values()].includes('native')

/** The command that writes the value to one topic, as the configuration binds it; undefined for every other kind. */
export const topicCommand = ({ command }: PropertyBinding): TopicCommand | undefined =>
  command === undefined || command === 'native' || 'compose' in command ? undefined : command

/** Every topic that a command of this property may go to; none for a native one. */
export function commandTopics({ command }: PropertyBinding): readonly string[] {
  if (command === undefined || command === 'native') return []
  return 'compose' in command ? command.topics : [command.topic]
}

/**
 * Whether the appliance can show that a command was done. On a topic that the command goes to as well, nobody could tell
 * its word from our own.
 */
export function canShow(binding: PropertyBinding): boolean {
  const own = commandTopics(binding)
  return binding.question === 'native' || binding.states.some(({ topic }) => !own.includes(topic))
}

/** Every topic that an action may go to; none for a native one. */
export function actionTopics(action: ActionBinding): readonly string[] {
  if (action === 'native') return []
  return 'messages' in action ? action.messages.map(one => one.topic) : [action.topic]
}

/** Whether a command can set it. */
export const writable = (binding: PropertyBinding | undefined): boolean => binding?.command !== undefined

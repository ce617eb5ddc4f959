/** Topics of Shelly appliances of the second generation and later, and those at which they answer us. */
import { isTopic } from '../../kernel/topicFilter.ts'

/** What a topic says of the appliance whose prefix it begins with. */
export type ShellyTopic =
  | { readonly kind: 'online' | 'events' | 'announce'; readonly prefix: string }
  | { readonly kind: 'status'; readonly prefix: string; readonly component: string }

/** Prefixes are chosen by people; the default one has 30 characters. */
const MAX_PREFIX_CHARACTERS = 128

/** How many levels a prefix may have: filters cannot leave that open without following everything. */
const LEVELS = ['+', '+/+', '+/+/+'] as const

const STATUS = /^(.+)\/status\/([a-z0-9_]{1,20}:\d{1,3})$/

/** Filters of all that appliances say unasked. */
export const SHELLY_FILTERS: readonly string[] = [
  ...LEVELS.flatMap(prefix => [`${prefix}/online`, `${prefix}/events/rpc`, `${prefix}/status/+`]),
  'shellies/+/announce',
]

/** Takes a topic apart; undefined for any other topic. */
export function readShellyTopic(topic: string): ShellyTopic | undefined {
  const status = STATUS.exec(topic)
  if (status !== null) {
    const [, prefix = '', component = ''] = status
    return isPrefix(prefix) ? { kind: 'status', prefix, component } : undefined
  }
  if (topic.startsWith('shellies/') && topic.endsWith('/announce')) {
    // Announcements come below `shellies`, whatever the prefix; by default it is the id.
    return named('announce', topic.slice('shellies/'.length, -'/announce'.length))
  }
  if (topic.endsWith('/online')) return named('online', topic.slice(0, -'/online'.length))
  return topic.endsWith('/events/rpc') ? named('events', topic.slice(0, -'/events/rpc'.length)) : undefined
}

const named = (kind: 'online' | 'events' | 'announce', prefix: string): ShellyTopic | undefined =>
  isPrefix(prefix) ? { kind, prefix } : undefined

/** Whether something may be said to an appliance with this prefix, which comes from a stranger. */
export const isPrefix = (text: string): boolean =>
  text.length <= MAX_PREFIX_CHARACTERS &&
  isTopic(text) &&
  !text.startsWith('$') &&
  text.split('/').length <= LEVELS.length

/** Who we are to appliances: they answer at `<source>/rpc`. One of our own topics, so that nobody else asks there. */
export const sourceOf = (base: string): string => `${base}/shelly`

/** Who asks one appliance for its state, so that its answers come to nobody else. */
export const stateSourceOf = (base: string, id: string): string => `${sourceOf(base)}/${id}`

/** Topics of Home Assistant discovery: `<prefix>/<component>/[<node>/]<object>/config`. */

export interface DiscoveryTopic {
  /** The component of a single document, or `device`. */
  readonly component: string
  readonly node: string | undefined
  readonly object: string
}

/** Node and object ids as Home Assistant takes them; other topics are not discovery. */
const ID = /^[a-zA-Z0-9_-]{1,200}$/

/** Filters of all discovery below a prefix, and nothing else: bridges put states and commands there too. */
export const discoveryFilters = (prefix: string): readonly string[] => [
  `${prefix}/+/+/config`,
  `${prefix}/+/+/+/config`,
]

/** Takes a discovery topic apart; undefined for any other topic. */
export function readDiscoveryTopic(prefix: string, topic: string): DiscoveryTopic | undefined {
  if (!topic.startsWith(`${prefix}/`) || !topic.endsWith('/config')) return undefined
  const levels = topic.slice(prefix.length + 1).split('/')
  const [component, first, second] = levels
  if (levels.length < 3 || levels.length > 4 || component === undefined || !/^[a-z_]{1,40}$/.test(component)) {
    return undefined
  }
  const ids = levels.slice(1, -1)
  if (first === undefined || !ids.every(id => ID.test(id))) return undefined
  return second === undefined || levels.length === 3
    ? { component, node: undefined, object: first }
    : { component, node: first, object: second }
}

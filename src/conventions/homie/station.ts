/** One node of a Homie device on its way to an entity: its topics, and what may be told it. */
import type { CommandMessage } from '../../home/appliance.ts'
import type { ReadingTools } from '../convention.ts'
import { type Note, note } from '../note.ts'
import type { HomieNode, HomieProperty } from './description.ts'
import { type Role, roleOf, sensorClassOf } from './roles.ts'

export interface Station {
  readonly edition: 4 | 5
  readonly node: HomieNode
  /** Where a property is told; all of them are kept by the broker, so that nothing has to be asked. */
  readonly topic: (property: HomieProperty) => string
  /** Where it is set; undefined, with a note, where nobody may make us publish. */
  readonly sender: (property: HomieProperty) => Sender | undefined
  /** The first property in a role. */
  readonly find: (role: Role) => HomieProperty | undefined
  readonly roles: ReadonlyMap<HomieProperty, Role>
  /** What is only told, with its class. */
  readonly classes: ReadonlyMap<HomieProperty, string>
  readonly notes: Note[]
}

/** A way to set a property. */
export interface Sender {
  readonly topic: string
  readonly message: (payload: string | number | boolean) => CommandMessage
}

/** @param base levels above the node */
export function openStation(base: string, edition: 4 | 5, node: HomieNode, { mayPublish }: ReadingTools): Station {
  const notes: Note[] = []
  const first = new Map<Role, HomieProperty>()
  const roles = new Map<HomieProperty, Role>()
  const classes = new Map<HomieProperty, string>()
  for (const property of node.properties) {
    const role = roleOf(property, node)
    const deviceClass = sensorClassOf(property, node)
    if (role !== undefined) roles.set(property, role)
    if (role !== undefined && !first.has(role)) first.set(role, property)
    if (deviceClass !== undefined) classes.set(property, deviceClass)
  }
  const topicOf = (property: HomieProperty): string => `${base}/${node.id}/${property.id}`
  return {
    edition,
    node,
    topic: topicOf,
    sender(property) {
      const topic = `${topicOf(property)}/set`
      if (mayPublish(topic)) return { topic, message: payload => ({ topic, payload: String(payload) }) }
      if (!notes.some(one => one.detail === topic)) notes.push(note('topic-refused', node.id, topic))
      return undefined
    },
    find: role => first.get(role),
    roles,
    classes,
    notes,
  }
}

/** Where hardware speaks and is spoken to: an address can be claimed by anybody, its topics cannot. */
import { actionTopics, commandTopics } from '../../home/appliance.ts'
import type { DescribedEntity } from '../entity.ts'

/** The topics of a device, and what lies beside and below them. */
export interface Ground {
  /**
   * Whether all that an entity says and is told goes over this ground, so that commands meant for its hardware still
   * arrive at its hardware when this entity is believed.
   */
  readonly holds: (entity: DescribedEntity) => boolean
}

/** The ground of a device, by what its own convention told of it. */
export function groundOf(entities: readonly DescribedEntity[]): Ground {
  const told = entities.map(topicsOfEntity)
  const commands = new Set(told.flatMap(one => one.commands))
  const states = new Set(told.flatMap(one => one.states))
  const besideCommands = new Set([...commands].flatMap(topic => folderOf(topic, 1)))
  const besideStates = new Set([...states].flatMap(topic => folderOf(topic, 2)))
  const isCommand = (topic: string): boolean => commands.has(topic) || isBelow(topic, besideCommands)
  const isState = (topic: string): boolean =>
    states.has(topic) || isCommand(topic) || isBelow(topic, besideStates) || isBelow(topic, states)
  return {
    holds(entity) {
      const own = topicsOfEntity(entity)
      if (own.commands.length + own.states.length === 0) return false
      return own.commands.every(isCommand) && own.states.every(isState)
    },
  }
}

interface Topics {
  readonly commands: readonly string[]
  readonly states: readonly string[]
}

function topicsOfEntity({ properties, actions }: DescribedEntity): Topics {
  const bindings = [...properties.values()]
  return {
    commands: [...bindings.flatMap(commandTopics), ...[...actions.values()].flatMap(actionTopics)],
    states: bindings.flatMap(one => one.states.map(state => state.topic)),
  }
}

/**
 * The levels above a topic.
 * @param least how many there have to be: one level of states is shared by a whole bridge (`zigbee2mqtt/<name>`)
 */
function folderOf(topic: string, least: number): readonly string[] {
  const levels = topic.split('/').slice(0, -1)
  return levels.length < least ? [] : [levels.join('/')]
}

/** Whether one of these is a level above the topic. */
function isBelow(topic: string, above: ReadonlySet<string>): boolean {
  for (let at = topic.lastIndexOf('/'); at > 0; at = topic.lastIndexOf('/', at - 1)) {
    if (above.has(topic.slice(0, at))) return true
  }
  return false
}

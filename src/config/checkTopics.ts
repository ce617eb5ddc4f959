/** Topics of one appliance against each other and against our own: an echo of a command must never pass for an answer. */
import { type Appliance, actionTopics, commandTopics, type PropertyBinding } from '../home/appliance.ts'
import { matchesFilter } from '../kernel/topicFilter.ts'
import type { Building } from './building.ts'
import { statePath } from './buildProperty.ts'
import type { Path } from './report.ts'

interface Placed {
  readonly topic: string
  readonly path: Path
}

/** Topics that the appliance is heard on. */
function heardOn({ properties, availability, aliveTopics }: Appliance, path: Path, building: Building): Placed[] {
  const states = [...properties.values()].flatMap(({ name, states }) =>
    states.map(({ topic }, at) => ({ topic, path: statePath([...path, 'properties', name], at, building) })),
  )
  const single = building.keys([...path, 'availability']).length > 0
  return [
    ...states.map(one => ({ topic: one.topic, path: [...one.path, 'topic'] })),
    ...availability.map(({ topic }, at) => ({
      topic,
      path: [...path, 'availability', ...(single ? [] : [at]), 'topic'],
    })),
    ...aliveTopics.map((topic, at) => ({ topic, path: [...path, 'alive', at] })),
  ]
}

/** Topics that the gateway publishes to for this appliance. */
function saidOn({ properties, actions }: Appliance, path: Path): Placed[] {
  const bindings = [...properties.values()].flatMap(binding => [
    ...commandTopics(binding).map(topic => ({ topic, under: [binding.name, 'command'] })),
    ...questionTopics(binding).map(topic => ({ topic, under: [binding.name, 'question'] })),
  ])
  const own = [...actions].flatMap(([name, action]) =>
    actionTopics(action).map(topic => ({ topic, path: [...path, 'actions', name, 'topic'] })),
  )
  return [...bindings.map(({ topic, under }) => ({ topic, path: [...path, 'properties', ...under, 'topic'] })), ...own]
}

const questionTopics = ({ question }: PropertyBinding): readonly string[] =>
  question === undefined || question === 'native' ? [] : [question.topic]

/** Whether a filter can match a topic of ours: `<base>/…`. */
export function touchesBase(filter: string, base: string): boolean {
  const levels = filter.split('/')
  const own = base.split('/')
  for (const [at, level] of own.entries()) {
    if (levels[at] === '#') return true
    if (levels[at] !== '+' && levels[at] !== level) return false
  }
  return levels.length > own.length
}

export function checkTopics(appliance: Appliance, path: Path, building: Building): void {
  const { report, base } = building
  const heard = heardOn(appliance, path, building)
  const said = saidOn(appliance, path)
  for (const { topic, path: place } of [...heard, ...said]) {
    if (touchesBase(topic, base)) report.problem('ownTopic', place, { base })
  }
  for (const { topic, path: place } of said) {
    const echo = heard.find(one => matchesFilter(one.topic, topic))
    if (echo !== undefined) report.problem('ownEcho', place, { filter: echo.topic })
  }
}

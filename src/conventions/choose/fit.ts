/** Makes bindings fit the type that was chosen: only modes it has, valves that lock, and nothing that it never tells. */
import type { PropertyBinding, StateBinding } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import type { ApplianceTypeName } from '../../protocol/applianceTypes.ts'
import { interfacesOfType, modesOfType } from '../../protocol/catalog.ts'
import type { Edition } from '../../protocol/edition.ts'
import { type PropertyName, propertySpec } from '../../protocol/properties.ts'
import { composed, property } from '../property.ts'

type Bindings = ReadonlyMap<PropertyName, PropertyBinding>

/** Modes that are the same to an appliance and have several names in the guides, by type and edition. */
const SAME_MODES = [
  ['fan', 'blower', 'ventilating'],
  ['dehumidify', 'dry'],
  ['baby', 'infant'],
]

/** Bindings of an appliance of this type. */
export function fitted(bindings: Bindings, type: ApplianceTypeName, edition: Edition): Bindings {
  const used = usedProperties(type, edition)
  const fit = new Map<PropertyName, PropertyBinding>()
  for (const [name, binding] of type === 'SMARTVALVE' ? valve(bindings) : bindings) {
    const one = name === 'mode' ? modes(binding, modesOfType(type, edition)) : binding
    if (one !== undefined && used.has(name)) fit.set(name, one)
  }
  return fit
}

/** What an action of the type reads, changes or tells, and what has a name in a summary of its state. */
function usedProperties(type: ApplianceTypeName, edition: Edition): ReadonlySet<PropertyName> {
  const used = new Set<PropertyName>()
  for (const { property: own, answers } of interfacesOfType(type, edition)) {
    if (own !== undefined) used.add(own)
    for (const answer of answers) used.add(answer.property)
  }
  // The rest is told by a summary, where the type has one; power and openness decide what other answers mean.
  const summed: readonly PropertyName[] = used.has('states') ? LABELLED : ['power']
  for (const name of summed) used.add(name)
  return used
}

const LABELLED = (['power', 'currentTemperature', 'humidity', 'batteryInfo', 'lockState', 'openState'] as const).filter(
  name => propertySpec(name).label !== undefined,
)

function modes(binding: PropertyBinding, known: readonly string[]): PropertyBinding | undefined {
  const values = (binding.limits.values ?? []).filter(value => known.includes(String(value)))
  if (values.length === 0) return undefined
  const own = (value: Json): Json =>
    values.includes(value as string)
      ? value
      : (SAME_MODES.find(same => same.includes(String(value)))?.find(one => values.includes(one)) ?? value)
  const states = binding.states.map(state => withWords(state, own))
  return { ...binding, limits: { ...binding.limits, values }, states }
}

const withWords = (state: StateBinding, own: (value: Json) => Json): StateBinding => {
  const { map } = state.read
  if (map === undefined) return state
  return { ...state, read: { ...state.read, map: new Map([...map].map(([word, value]) => [word, own(value)])) } }
}

/** A switch that is a valve: on is open, off is closed, and closed is what the guides call locked. */
function valve(bindings: Bindings): Bindings {
  const power = bindings.get('power')
  if (power === undefined || bindings.has('lockState')) return bindings
  const { command, question } = power
  const own = (value: Json): Json => (value === 'on' ? 'UNLOCKED' : value === 'off' ? 'LOCKED' : value)
  const lock = property('lockState', {
    states: power.states.map(state => withWords(state, own)),
    ...(question === undefined ? {} : { question }),
    ...(command === undefined || command === 'native' || !('compose' in command)
      ? {}
      : {
          command: composed(command.topics, (value, known) =>
            command.compose(value === 'LOCKED' ? 'off' : 'on', known),
          ),
        }),
  })
  return new Map([['lockState', lock]])
}

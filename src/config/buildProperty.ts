/** A property of the file as a binding. */
import type { PropertyBinding, Question, StateBinding, TopicCommand } from '../home/appliance.ts'
import type { ApplianceTypeName } from '../protocol/applianceTypes.ts'
import { ALL_INTERFACES } from '../protocol/catalog.ts'
import { isProperty, PROPERTIES, type PropertyName, writeProperty } from '../protocol/properties.ts'
import { type Building, given } from './building.ts'
import { type PropertyPlace, propertyValue, readerOf, wordsOf, writerOf } from './conversion.ts'
import { checkModes, limitsOf } from './limitsOf.ts'
import type { Path } from './report.ts'

const NAMES = Object.keys(PROPERTIES) as readonly PropertyName[]

/** Properties that some interface changes: its own, those among its operands, and those of a part of the appliance. */
export const CHANGEABLE: ReadonlySet<PropertyName> = new Set(
  ALL_INTERFACES.filter(one => one.family !== 'get' && one.family !== 'health').flatMap(one => [
    ...(one.property === undefined ? [] : [one.property]),
    ...one.operands.map(operand => operand.key as string).filter(isProperty),
    ...(one.operands.some(operand => operand.key === 'endpoint')
      ? NAMES.filter(name => /[a-z]TargetTemperature$/.test(name))
      : []),
  ]),
)

/** What of the appliance a property's binding depends on. */
export interface Owner {
  readonly type: ApplianceTypeName
  readonly native: boolean
}

export function buildProperty(place: PropertyPlace, owner: Owner, building: Building): PropertyBinding {
  const { name, entry, path } = place
  const states = statesOf(place, building)
  const command = commandOf(place, owner, building)
  const question = questionOf(place, owner)
  const words =
    entry.command === undefined ? undefined : wordsOf(place, entry.command.map, [...path, 'command'], building)
  const limits = limitsOf(place, words, building)
  checkModes(place, limits, command !== undefined, owner.type, building)
  checkUse(place, owner, { states, command, question }, building)
  const released = entry.released === undefined ? undefined : propertyValue(name, entry.released)
  return {
    name,
    limits,
    states,
    ...given('command', command),
    ...given('question', question),
    freshMs: entry.fresh,
    ...given('released', released),
    anyPeriod: entry.anyPeriod,
    ...given('unit', entry.unit),
    ...given('label', entry.label),
  }
}

/** Path of one state: the file may leave out the list around a single one. */
export const statePath = (path: Path, at: number, building: Building): Path =>
  building.keys([...path, 'state']).length > 0 ? [...path, 'state'] : [...path, 'state', at]

function statesOf(place: PropertyPlace, building: Building): readonly StateBinding[] {
  return (place.entry.state ?? []).map((state, at) => ({
    topic: state.topic,
    read: readerOf(place, state, statePath(place.path, at, building), building),
    ...given('timePointer', state.time),
  }))
}

function commandOf(place: PropertyPlace, owner: Owner, building: Building): TopicCommand | 'native' | undefined {
  const { name, entry, path } = place
  const { command } = entry
  if (command === undefined) return owner.native && !entry.readonly && CHANGEABLE.has(name) ? 'native' : undefined
  if (!CHANGEABLE.has(name)) building.report.problem('cannotChange', [...path, 'command'], { property: name }, 'key')
  if (entry.readonly) building.report.problem('conflict', [...path, 'readonly'], { other: 'command' })
  return {
    topic: command.topic,
    write: writerOf(place, command, [...path, 'command'], building),
  }
}

function questionOf({ entry }: PropertyPlace, owner: Owner): Question | 'native' | undefined {
  const { question } = entry
  if (question === undefined) return owner.native ? 'native' : undefined
  return { topic: question.topic, payload: question.payload }
}

type Parts = Pick<PropertyBinding, 'states'> & { command: unknown; question: unknown }

function checkUse({ name, entry, path }: PropertyPlace, owner: Owner, parts: Parts, { report }: Building): void {
  const { states, command, question } = parts
  if (states.length === 0 && command === undefined && question === undefined) {
    report.problem('emptyProperty', path, {}, 'key')
  }
  // Native firmware answers on a topic of ours; anything else answers where a state listens, or unheard.
  if (states.length === 0 && entry.question !== undefined && !owner.native) {
    report.problem('answerUnheard', [...path, 'question'], {}, 'key')
  }
  // The answer to SetLockState must tell the state the lock is in.
  if (name === 'lockState' && command !== undefined && states.length === 0 && question === undefined) {
    report.problem('lockUnread', path, {}, 'key')
  }
  const context = { zone: () => 0, ...given('unit', entry.unit) }
  if (entry.unit !== undefined && writeProperty(name, 1, context) === undefined) {
    report.problem('unitUnknown', [...path, 'unit'], { property: name })
  }
}

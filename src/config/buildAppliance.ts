/** An appliance of the file, checked against its type and edition. */
import type { ActionBinding, Appliance, AvailabilityBinding, PropertyBinding } from '../home/appliance.ts'
import { APPLIANCE_ID } from '../home/native.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../protocol/applianceTypes.ts'
import { interfaceOf, interfacesOfType } from '../protocol/catalog.ts'
import { EDITIONS } from '../protocol/edition.ts'
import { isAction } from '../protocol/interfaces.ts'
import { LOCATIONS } from '../protocol/locations.ts'
import { isProperty, PROPERTIES, type PropertyName } from '../protocol/properties.ts'
import type { ApplianceEntry, AvailabilityEntry } from './applianceSchema.ts'
import { DOABLE } from './bindingSchema.ts'
import { type Building, given, isKnown } from './building.ts'
import { buildProperty } from './buildProperty.ts'
import { checkTopics } from './checkTopics.ts'
import type { Path } from './report.ts'

/** Second level of the gateway's own topics (`<base>/bridge/state`). */
const RESERVED_ID = 'bridge'

/** Whether a name can stand in topics and in CLOVA's messages. */
export function checkId(id: string, path: Path, { report }: Building): void {
  if (!APPLIANCE_ID.test(id) || id === RESERVED_ID) report.problem('wantId', path, {}, 'key')
}

export function availabilityOf(entries: readonly AvailabilityEntry[] | undefined): readonly AvailabilityBinding[] {
  return (entries ?? []).map(({ topic, pointer, online, offline }) => ({
    topic,
    ...given('pointer', pointer),
    online,
    offline,
  }))
}

export function buildAppliance(
  id: string,
  entry: ApplianceEntry,
  misses: number,
  building: Building,
): Appliance | undefined {
  const path: Path = ['appliances', id]
  checkId(id, path, building)
  if (!checkEdition(entry, path, building)) return undefined
  const properties = propertiesOf(entry, path, building)
  const appliance: Appliance = {
    id,
    type: entry.type,
    name: entry.name,
    description: entry.description,
    manufacturer: entry.manufacturer,
    model: entry.model,
    version: entry.version,
    location: entry.location,
    tags: entry.tags,
    isIr: entry.isIr,
    policy: entry.policy ?? (entry.isIr ? 'sent' : 'strict'),
    native: entry.native,
    properties,
    actions: actionsOf(entry, properties, path, building),
    except: new Set(named(entry, 'except', path, building)),
    confirm: named(entry, 'confirm', path, building),
    allow: new Set(entry.allow),
    entrance: entry.entrance,
    ...(entry.cooks ? { cooks: true } : {}),
    parent: entry.parent,
    cadence: {
      ...given('intervalMs', entry.interval),
      misses: entry.misses ?? misses,
      silentOk: entry.silent === 'ok',
    },
    availability: availabilityOf(entry.availability),
    aliveTopics: entry.alive,
  }
  if (entry.isIr && entry.policy === 'strict')
    building.report.problem('conflict', [...path, 'policy'], { other: 'isIr' })
  checkTopics(appliance, path, building)
  return appliance
}

function checkEdition(entry: ApplianceEntry, path: Path, { report, edition }: Building): boolean {
  const elsewhere = (editions: readonly string[]): boolean => !editions.includes(edition)
  const params = { edition, other: EDITIONS.find(one => one !== edition) ?? edition }
  const wrongType = elsewhere(APPLIANCE_TYPES[entry.type].editions)
  if (wrongType) report.problem('otherEdition', [...path, 'type'], params)
  if (entry.location !== undefined && elsewhere(LOCATIONS[entry.location].editions)) {
    report.problem('otherEdition', [...path, 'location'], params)
  }
  return !wrongType
}

const PROPERTY_NAMES = Object.keys(PROPERTIES)

function propertiesOf(
  entry: ApplianceEntry,
  path: Path,
  building: Building,
): ReadonlyMap<PropertyName, PropertyBinding> {
  const used = usedProperties(entry.type, building)
  const built = new Map<PropertyName, PropertyBinding>()
  for (const [name, property] of Object.entries(entry.properties)) {
    const here = [...path, 'properties', name]
    if (!isProperty(name)) {
      isKnown(building.report, here, name, PROPERTY_NAMES, 'key')
      continue
    }
    built.set(name, buildProperty({ name, entry: property, path: here }, entry, building))
    if (!used.has(name)) {
      const { edition } = building
      building.report.warning('propertyUnused', here, { type: entry.type, edition, list: [...used].sort().join(', ') })
    }
  }
  return built
}

/** Properties that some action of the type reads, changes or tells. */
function usedProperties(type: ApplianceTypeName, { edition }: Building): ReadonlySet<PropertyName> {
  const used = new Set<PropertyName>()
  for (const { property, operands, answers } of interfacesOfType(type, edition)) {
    if (property !== undefined) used.add(property)
    for (const { key } of operands) if (isProperty(key)) used.add(key)
    for (const answer of answers) used.add(answer.property)
    const hasParts = edition === 'KR' && operands.some(({ key }) => key === 'endpoint')
    const parts = (name: string): boolean => hasParts && /[a-z]TargetTemperature$/.test(name)
    const summed = (name: PropertyName): boolean => property === 'states' && 'label' in PROPERTIES[name]
    for (const name of PROPERTY_NAMES.filter(isProperty)) if (parts(name) || summed(name)) used.add(name)
  }
  return used
}

const actionsOfType = (type: ApplianceTypeName, { edition }: Building): readonly string[] =>
  interfacesOfType(type, edition).map(one => one.action)

/** Whether an action is one of the type's; the message tells a wrong name from a name of other types. */
function isOfType(
  name: string,
  known: readonly string[],
  type: ApplianceTypeName,
  path: Path,
  building: Building,
  what: 'key' | 'value',
): boolean {
  if (known.includes(name) || !isAction(name)) return isKnown(building.report, path, name, known, what)
  building.report.problem(
    'actionNotOfType',
    path,
    { action: name, type, edition: building.edition, list: known.join(', ') },
    what,
  )
  return false
}

function named(entry: ApplianceEntry, key: 'except' | 'confirm', path: Path, building: Building): readonly string[] {
  const known = actionsOfType(entry.type, building)
  if (key === 'confirm' && entry.confirm.length > 0 && building.edition === 'KR') {
    building.report.warning('onlyInEdition', [...path, key], { edition: 'JP' })
  }
  return entry[key].filter((name, at) => isOfType(name, known, entry.type, [...path, key, at], building, 'value'))
}

function actionsOf(
  entry: ApplianceEntry,
  properties: ReadonlyMap<PropertyName, PropertyBinding>,
  path: Path,
  building: Building,
): ReadonlyMap<string, ActionBinding> {
  const known = actionsOfType(entry.type, building).filter(action => DOABLE.includes(action))
  const built = new Map<string, ActionBinding>()
  for (const [name, action] of Object.entries(entry.actions)) {
    const here = [...path, 'actions', name]
    if (!isOfType(name, known, entry.type, here, building, 'key')) continue
    if (action === 'native') {
      if (!entry.native) building.report.problem('notNative', here)
      built.set(name, 'native')
      continue
    }
    checkPlaces(name, action.payload, [...here, 'payload'], building)
    checkRelative(name, properties, here, building)
    built.set(name, { topic: action.topic, payload: action.payload })
  }
  return built
}

/** Places of a payload that no operand fills would be sent as they are. */
function checkPlaces(action: string, payload: string, path: Path, { report }: Building): void {
  if (!isAction(action)) return
  const { operands, property } = interfaceOf(action)
  const filled = [
    'id',
    ...operands.map(operand => operand.key as string),
    ...(property === undefined ? [] : [property]),
  ]
  for (const [, name = ''] of payload.matchAll(/\{([a-zA-Z]{1,30})\}/g)) {
    if (!filled.includes(name)) {
      report.warning('placeUnfilled', path, { name, list: [...new Set(filled)].map(one => `{${one}}`).join(', ') })
    }
  }
}

/** Increments and switches start from the present value, so it must be readable. */
function checkRelative(
  action: string,
  properties: ReadonlyMap<PropertyName, PropertyBinding>,
  path: Path,
  { report }: Building,
): void {
  if (!isAction(action)) return
  const { family, property } = interfaceOf(action)
  const relative = family === 'increment' || family === 'decrement' || family === 'switch'
  if (!relative || property === undefined) return
  const binding = properties.get(property)
  if (binding === undefined || (binding.states.length === 0 && binding.question === undefined)) {
    report.problem('presentUnknown', path, { property }, 'key')
  }
}

/** Which type of the guides an entity is: by its kind, its class, its neighbours, and the words of its name. */
import type { ApplianceTypeName } from '../../protocol/applianceTypes.ts'
import type { PropertyName } from '../../protocol/properties.ts'
import type { DescribedEntity, EntityKind } from '../entity.ts'
import { type Note, note } from '../note.ts'
import { type Meaning, means, plainWords } from './words.ts'

/** A type with its reason. */
export interface TypeGuess {
  readonly type: ApplianceTypeName
  readonly note: Note
}

/** Properties that the sensors of the same device bring to this entity alone. */
export type Joined = ReadonlySet<PropertyName>

/** Kinds that are always the same. */
const BY_KIND: Partial<Record<EntityKind, ApplianceTypeName>> = {
  light: 'LIGHT',
  cover: 'SMARTCURTAIN',
  vacuum: 'ROBOTVACUUM',
  lock: 'SMARTLOCK',
  valve: 'SMARTVALVE',
  water_heater: 'WATERBOILER',
}

/** Ways of telling a type, each with its reason. */
function guesses({ kind, deviceClass }: DescribedEntity) {
  return {
    byKind: (type: ApplianceTypeName): TypeGuess => ({ type, note: note('type-by-kind', type, kind) }),
    byClass: (type: ApplianceTypeName): TypeGuess => ({ type, note: note('type-by-class', type, deviceClass) }),
    byWord: (type: ApplianceTypeName, meaning: Meaning): TypeGuess => ({
      type,
      note: note('type-by-word', type, meaning),
    }),
    bySensor: (type: ApplianceTypeName, sensor: PropertyName): TypeGuess => ({
      type,
      note: note('type-by-sensor', type, sensor),
    }),
  }
}

/** The type of a primary entity; undefined when CLOVA has none for it. */
export function typeOf(entity: DescribedEntity, joined: Joined): TypeGuess | undefined {
  const { byKind, byClass, byWord } = guesses(entity)
  const plainly = BY_KIND[entity.kind]
  if (plainly !== undefined) return byKind(plainly)
  switch (entity.kind) {
    case 'switch':
      return switchType(entity, joined)
    case 'climate':
      return climateType(entity, byKind)
    case 'fan':
      return fanType(entity, joined)
    case 'humidifier':
      return entity.deviceClass === 'dehumidifier' ? byClass('DEHUMIDIFIER') : byKind('HUMIDIFIER')
    case 'button':
      return means(ownWords(entity), 'elevator') ? byWord('BUILDING_ELEVATOR_CALLER', 'elevator') : undefined
    default:
      return sensorType(entity, byClass)
  }
}

/** What it is called by itself, and what it is filed under. */
const ownWords = ({ name, device, hints }: DescribedEntity): string =>
  plainWords([name ?? device?.name, hints].join(' '))

/** A fan may be named by its device or its model. */
function fanType(entity: DescribedEntity, joined: Joined): TypeGuess {
  const { byKind, byWord, bySensor } = guesses(entity)
  if (joined.has('ultraFineDust') || joined.has('fineDust')) return bySensor('AIRPURIFIER', 'ultraFineDust')
  const { name, device, hints } = entity
  const plain = plainWords([name, device?.name, device?.model, hints].join(' '))
  if (means(plain, 'purifier')) return byWord('AIRPURIFIER', 'purifier')
  return means(plain, 'ventilator') ? byWord('VENTILATOR', 'ventilator') : byKind('FAN')
}

/** A switch is what its name or its class says; one that measures power sits in a wall or on a plug. */
function switchType(entity: DescribedEntity, joined: Joined): TypeGuess {
  const { byKind, byClass, byWord, bySensor } = guesses(entity)
  const own = ownWords(entity)
  if (means(own, 'elevator')) return byWord('BUILDING_ELEVATOR_CALLER', 'elevator')
  if (means(own, 'valve')) return byWord('SMARTVALVE', 'valve')
  if (entity.deviceClass === 'outlet') return byClass('SMARTPLUG')
  if (means(own, 'outlet')) return byWord('SMARTPLUG', 'outlet')
  if (means(own, 'light')) return byWord('LIGHT', 'light')
  return joined.has('consumption') ? bySensor('SMARTPLUG', 'consumption') : byKind('SWITCH')
}

/** What cools or blows is an air conditioner; what only heats is a thermostat, also where a wall pad adds a mode "fan". */
function climateType({ properties }: DescribedEntity, byKind: (type: ApplianceTypeName) => TypeGuess): TypeGuess {
  const modes = properties.get('mode')?.limits.values ?? []
  const cools = modes.includes('cool') || modes.includes('dehumidify') || properties.has('fanSpeed')
  return byKind(cools ? 'AIRCONDITIONER' : 'THERMOSTAT')
}

/** Sensors that are appliances by themselves. */
function sensorType(
  { kind, properties, deviceClass }: DescribedEntity,
  byClass: (type: ApplianceTypeName) => TypeGuess,
): TypeGuess | undefined {
  if (kind === 'binary_sensor') {
    if (properties.has('openState')) return byClass('OPENCLOSESENSOR')
    if (properties.has('powerState')) return byClass('MOTIONSENSOR')
    return deviceClass === 'smoke' ? byClass('SMOKESENSOR') : undefined
  }
  return properties.has('consumption') ? byClass('SMARTMETER') : undefined
}

/** Which sensors of a device belong to which of its appliances, and which are an air sensor of their own. */
import type { PropertyBinding } from '../../home/appliance.ts'
import type { PropertyName } from '../../protocol/properties.ts'
import type { DescribedEntity } from '../entity.ts'
import { type Note, note } from '../note.ts'
import { plainWords } from './words.ts'

/** What an air sensor of the guides tells. */
const OF_THE_AIR: ReadonlySet<PropertyName> = new Set([
  'currentTemperature',
  'humidity',
  'fineDust',
  'ultraFineDust',
  'airQuality',
])

export interface Joining {
  /** Properties that sensors bring to each primary entity, by its key. */
  readonly joined: ReadonlyMap<string, readonly PropertyBinding[]>
  /** Sensors that together are an air sensor. */
  readonly air: readonly DescribedEntity[]
  readonly notes: readonly Note[]
}

/** Shares the sensors of one device out among its primary entities and the sensors that stand by themselves. */
export function joinSensors(
  sensors: readonly DescribedEntity[],
  primaries: readonly DescribedEntity[],
  standing: readonly DescribedEntity[],
): Joining {
  const joined = new Map<string, PropertyBinding[]>()
  const air: DescribedEntity[] = []
  const notes: Note[] = []
  if (sensors.length === 0) return { joined, air, notes }
  const ownerOf = ownersAmong(primaries)
  for (const sensor of [...sensors].sort(byWorth)) {
    const [binding] = sensor.properties.values()
    if (binding === undefined) continue
    const owner = ownerOf(sensor) ?? batteryOwner(binding, primaries, standing)
    if (owner !== undefined) {
      const list = joined.get(owner.key)
      if (list === undefined) joined.set(owner.key, [binding])
      else list.push(binding)
      notes.push(note('joined', sensor.key, owner.key))
    } else if (OF_THE_AIR.has(binding.name) || (binding.name === 'batteryInfo' && isAir(sensors))) air.push(sensor)
    else notes.push(note('left-out-no-home', sensor.key, binding.name))
  }
  return { joined, air, notes }
}

const isAir = (sensors: readonly DescribedEntity[]): boolean =>
  sensors.some(({ properties }) => [...properties.keys()].some(name => OF_THE_AIR.has(name)))

/** Of several that tell the same the one to prefer comes first: power before energy, then by key. */
function byWorth(one: DescribedEntity, other: DescribedEntity): number {
  const rank = ({ deviceClass, properties }: DescribedEntity): number =>
    properties.get('consumption')?.unit === 'W' && deviceClass === 'power' ? 0 : deviceClass === 'power' ? 1 : 2
  return rank(one) - rank(other) || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0)
}

type OwnerOf = (sensor: DescribedEntity) => DescribedEntity | undefined

/** The only primary entity of the device, else the one whose name the sensor's begins with: the longest of such names. */
function ownersAmong(primaries: readonly DescribedEntity[]): OwnerOf {
  const [only] = primaries
  if (primaries.length === 1) return () => only
  // Looked at for each sensor: a hundred of either are ten thousand comparisons.
  const named = primaries
    .flatMap(one => (one.name === undefined ? [] : [{ one, plain: ` ${plainWords(one.name)} ` }]))
    .sort((one, other) => other.plain.length - one.plain.length)
  return sensor => {
    const name = ` ${plainWords(sensor.name ?? '')} `
    const [longest, next] = named.filter(({ plain }) => name.startsWith(plain))
    return longest !== undefined && (next === undefined || next.plain.length < longest.plain.length)
      ? longest.one
      : undefined
  }
}

/** A battery is that of the only thing there is in a device, be it a sensor. */
function batteryOwner(
  { name }: PropertyBinding,
  primaries: readonly DescribedEntity[],
  standing: readonly DescribedEntity[],
): DescribedEntity | undefined {
  return name === 'batteryInfo' && primaries.length === 0 && standing.length === 1 ? standing[0] : undefined
}

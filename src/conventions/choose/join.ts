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
  for (const sensor of [...sensors].sort(byWorth)) {
    const [binding] = sensor.properties.values()
    if (binding === undefined) continue
    const owner = ownerOf(sensor, primaries) ?? batteryOwner(binding, primaries, standing)
    if (owner !== undefined) {
      const list = joined.get(owner.key) ?? []
      joined.set(owner.key, [...list, binding])
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

/** The only primary entity of the device, else the one whose name the sensor's begins with: the longest of such names. */
function ownerOf(sensor: DescribedEntity, primaries: readonly DescribedEntity[]): DescribedEntity | undefined {
  if (primaries.length === 1) return primaries[0]
  const name = ` ${plainWords(sensor.name ?? '')} `
  const length = (one: DescribedEntity): number => plainWords(one.name ?? '').length
  const named = primaries
    .filter(one => one.name !== undefined && name.startsWith(` ${plainWords(one.name)} `))
    .sort((one, other) => length(other) - length(one))
  const [longest, next] = named
  return longest !== undefined && (next === undefined || length(next) < length(longest)) ? longest : undefined
}

/** A battery is that of the only thing there is in a device, be it a sensor. */
function batteryOwner(
  { name }: PropertyBinding,
  primaries: readonly DescribedEntity[],
  standing: readonly DescribedEntity[],
): DescribedEntity | undefined {
  return name === 'batteryInfo' && primaries.length === 0 && standing.length === 1 ? standing[0] : undefined
}

/** A dozen documents say the same of one device: it is held once. */
import type { DescribedDevice, DescribedEntity } from '../../conventions/entity.ts'

/** Devices that are remembered; a publisher announces one device after the other. */
const MAX_DEVICES = 256

/** Puts devices that are alike in the place of each other; saves half a kilobyte for each further document of a device. */
export function createSharing(): (entities: readonly DescribedEntity[]) => readonly DescribedEntity[] {
  const devices = new Map<string, DescribedDevice>()
  const shared = (device: DescribedDevice): DescribedDevice => {
    const known = devices.get(device.key)
    if (known !== undefined && isSame(known, device)) return known
    devices.delete(device.key)
    devices.set(device.key, device)
    const [oldest] = devices.keys()
    if (devices.size > MAX_DEVICES && oldest !== undefined) devices.delete(oldest)
    return device
  }
  return entities =>
    entities.map(entity => {
      const device = entity.device && shared(entity.device)
      return device === entity.device ? entity : { ...entity, device }
    })
}

const isSame = (one: DescribedDevice, other: DescribedDevice): boolean =>
  one.name === other.name &&
  one.area === other.area &&
  one.manufacturer === other.manufacturer &&
  one.model === other.model &&
  one.version === other.version &&
  one.via === other.via &&
  one.alsoKnownAs.length === other.alsoKnownAs.length &&
  one.alsoKnownAs.every((key, at) => key === other.alsoKnownAs[at])

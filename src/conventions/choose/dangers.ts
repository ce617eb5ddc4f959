/** What of an appliance lets somebody or something in, and is therefore only done after `allow`. */
import type { Allowable, Appliance } from '../../home/appliance.ts'
import type { ApplianceTypeName } from '../../protocol/applianceTypes.ts'
import type { DescribedEntity } from '../entity.ts'
import { cooks, means, opensDoor, plainWords } from './words.ts'

/** Its opening lets people in: a gate, or what the name of a switch says that it opens. */
export function isEntrance(
  { kind, deviceClass, name, hints, device }: DescribedEntity,
  guessed: ApplianceTypeName,
  spoken: string,
): boolean {
  if (kind === 'switch') {
    const isPlain = guessed === 'SWITCH' || guessed === 'SMARTPLUG'
    return isPlain && opensDoor(plainWords([spoken, hints].join(' ')))
  }
  if (kind !== 'cover') return false
  if (deviceClass === 'garage' || deviceClass === 'gate' || deviceClass === 'door') return true
  return means(plainWords([name ?? device?.name, hints].join(' ')), 'entrance')
}

/** What it switches cooks, be it in a wall or on a plug. */
export const isCooker = ({ kind, hints }: DescribedEntity, guessed: ApplianceTypeName, spoken: string): boolean =>
  kind === 'switch' && (guessed === 'SWITCH' || guessed === 'SMARTPLUG') && cooks(plainWords([spoken, hints].join(' ')))

/** The words of `allow` that an appliance knows. */
export function dangersOf({ properties, entrance, cooks: isHot }: Appliance): readonly Allowable[] {
  const lock = properties.get('lockState')
  const locks = lock?.command !== undefined && lock.limits.values?.includes('UNLOCKED') !== false
  return [
    ...(locks ? (['unlock'] as const) : []),
    ...(entrance ? (['open'] as const) : []),
    ...(isHot ? (['heat'] as const) : []),
  ]
}

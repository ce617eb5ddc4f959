/** How old an announcement is, and whether its appliance is long gone: retained documents stay at a broker for ever. */
import { isEmptyOverride } from '../../home/override.ts'
import { days, type WallMs, wallMs } from '../../kernel/time.ts'
import type { GatewayContext } from '../context.ts'
import { toldMoment } from '../toldMoment.ts'
import type { Documents } from './documents.ts'
import type { Listed } from './roster.ts'

/** What is known of the age of an announced appliance. */
export interface Absence {
  /** When what it is made of was last told in this form. */
  readonly toldAt: WallMs | undefined
  /** Since when it has been offline, when that is so long that discovery leaves it out; undefined otherwise. */
  readonly goneSince: WallMs | undefined
}

/** A fan is put away for the winter, and somebody is away for the summer; what is gone for longer is not coming back. */
export const GONE_MS = days(60)

/**
 * An appliance is gone when it is offline, was not heard for {@link GONE_MS} (or never, and was announced before that), and
 * nobody has decided anything about it. It stays in the house: with its first word it is there again.
 */
export function absenceOf(
  { house, clock }: Pick<GatewayContext, 'house' | 'clock'>,
  { appliance, entities, override }: Listed,
  documents: Pick<Documents, 'all' | 'documentOf'>,
): Absence {
  const told = entities.flatMap(key => documents.all().get(documents.documentOf(key))?.at ?? [])
  const toldAt = told.length === 0 ? undefined : wallMs(Math.max(...told))
  const resident = house.get(appliance.id)
  if (resident === undefined || !isEmptyOverride(override) || !clock.wallTrusted())
    return { toldAt, goneSince: undefined }
  const lastHeard = resident.lastSeen === undefined ? toldAt : toldMoment({ clock }, resident.lastSeen)
  const isLong = lastHeard !== undefined && clock.wall() - lastHeard >= GONE_MS
  const isGone = isLong && house.presence(resident, clock.mono()).word === 'offline'
  return { toldAt, goneSince: isGone ? lastHeard : undefined }
}

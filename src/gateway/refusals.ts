/** Which announcements were refused and why, for people who wait for their appliance to appear. */
import type { Text } from '../kernel/text.ts'

/** A firmware that announces wrongly does so for all its appliances: their owner need not read more of the same. */
const MAX_REFUSALS = 30

export interface Refusals {
  /** Notes what became of an announcement: the reason, or none when it was taken. */
  readonly note: (applianceId: string, reason: Text | undefined) => void
  /** How many were refused since the start. */
  readonly count: () => number
  /** Reasons of those whose last announcement was refused, by appliance. */
  readonly standing: () => ReadonlyMap<string, Text>
}

/** Keeps the first {@link MAX_REFUSALS} that stand. */
export function createRefusals(): Refusals {
  const reasons = new Map<string, Text>()
  let count = 0
  return {
    note(applianceId, reason) {
      reasons.delete(applianceId)
      if (reason === undefined) return
      count++
      if (reasons.size < MAX_REFUSALS) reasons.set(applianceId, reason)
    },
    count: () => count,
    standing: () => reasons,
  }
}

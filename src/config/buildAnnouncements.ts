/** Which conventions of announcing are listened to, from the section `announcements`. */
import type { ConventionSettings } from '../conventions/conventions.ts'
import type { FileEntry } from './applianceSchema.ts'
import { isBase } from './buildMqtt.ts'
import type { Config } from './config.ts'
import type { Report } from './report.ts'

/** Undefined when none is switched on. */
export function buildAnnouncements({ announcements, mqtt }: FileEntry, report: Report): Config['announcements'] {
  const { homeAssistant, prefix, new: fresh } = announcements
  // A prefix is made of plain levels; below our own base it would be ours.
  const isOwn = prefix === mqtt.base || prefix.startsWith(`${mqtt.base}/`)
  if (!isBase(prefix) || isOwn) report.problem('wantBase', ['announcements', 'prefix'])
  const conventions: ConventionSettings = homeAssistant ? { homeAssistant: { prefix } } : {}
  return Object.keys(conventions).length === 0 ? undefined : { conventions, offerNew: fresh === 'offered' }
}

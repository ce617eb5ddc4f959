/** Which conventions of announcing are listened to, from the section `announcements`. */
import type { ConventionSettings } from '../conventions/conventions.ts'
import type { FileEntry } from './applianceSchema.ts'
import { isBase } from './buildMqtt.ts'
import type { Config } from './config.ts'
import type { Report } from './report.ts'

/** Undefined when none is switched on. */
export function buildAnnouncements({ announcements, mqtt }: FileEntry, report: Report): Config['announcements'] {
  const { homeAssistant, prefix, zigbee2mqtt, zigbee2mqttBase, tasmota, homie, shelly, new: fresh } = announcements
  // Made of plain levels; below our own base it would be ours.
  const check = (topic: string, key: string): void => {
    const isOwn = topic === mqtt.base || topic.startsWith(`${mqtt.base}/`)
    if (!isBase(topic) || isOwn) report.problem('wantBase', ['announcements', key])
  }
  check(prefix, 'prefix')
  for (const base of zigbee2mqttBase) check(base, 'zigbee2mqttBase')
  const conventions: ConventionSettings = {
    ...(homeAssistant ? { homeAssistant: { prefix } } : {}),
    ...(zigbee2mqtt ? { zigbee2mqtt: { bases: [...new Set(zigbee2mqttBase)] } } : {}),
    ...(tasmota ? { tasmota } : {}),
    ...(homie ? { homie } : {}),
    ...(shelly ? { shelly: { base: mqtt.base } } : {}),
  }
  return Object.keys(conventions).length === 0 ? undefined : { conventions, offerNew: fresh === 'offered' }
}

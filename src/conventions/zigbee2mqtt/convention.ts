/** Zigbee2MQTT in its own words: `bridge/devices` and `bridge/groups`, without its Home Assistant discovery. */
import type { Convention } from '../convention.ts'
import { createAssembler } from './assembler.ts'
import { readDocument } from './readDocument.ts'
import { bridgeTopics, isBridgeTopic } from './topics.ts'

/** The convention of one network, below its base topic. */
export function zigbee2mqttConvention(base: string): Convention {
  const topics = bridgeTopics(base)
  return {
    filters: [topics.devices, topics.groups, topics.info],
    owns: key => key.startsWith(topics.deviceKeys) || key.startsWith(topics.groupKeys),
    openAssembler: () => createAssembler(topics),
    read: (key, document, tools) => readDocument(base, key, document, tools),
    reserves: topic => isBridgeTopic(base, topic),
  }
}

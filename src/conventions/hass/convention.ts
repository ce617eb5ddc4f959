/** Home Assistant discovery as a convention: each document comes whole, on a topic of its own. */
import type { Convention } from '../convention.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import { discoveryFilters, readDiscoveryTopic } from './discoveryTopic.ts'
import { readAnnouncement } from './readAnnouncement.ts'

/** @param prefix first levels of the discovery topics */
export const hassConvention = (prefix: string): Convention => ({
  filters: discoveryFilters(prefix),
  owns: key => readDiscoveryTopic(prefix, key) !== undefined,
  openAssembler: () => ({
    hear: (topic, payload) =>
      readDiscoveryTopic(prefix, topic) === undefined ? undefined : { documents: [{ key: topic, payload }] },
  }),
  read(key, document, tools) {
    const parts = readDiscoveryTopic(prefix, key)
    return parts === undefined
      ? { kind: 'bad', reason: DOCUMENT_TEXTS.noDiscoveryTopic }
      : readAnnouncement(key, parts, document, tools)
  },
  reserves: topic => topic === `${prefix}/status` || (topic.startsWith(`${prefix}/`) && topic.endsWith('/config')),
  // The birth message; its opposite is never said, since publishers pause on it.
  greeting: { topic: `${prefix}/status`, payload: 'online' },
})

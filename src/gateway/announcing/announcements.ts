/** Appliances that announce themselves: documents in, appliances into the house, decisions of the user on top. */
import type { EntryTools } from '../../conventions/hass/entry.ts'
import type { Note } from '../../conventions/note.ts'
import { noteText } from '../../conventions/noteText.ts'
import type { Appliance } from '../../home/appliance.ts'
import { merged, type OverrideResult } from '../../home/override.ts'
import type { Json } from '../../kernel/json.ts'
import { type MonoMs, monoMs } from '../../kernel/time.ts'
import type { AnnouncementStore } from '../../ports/announcementStore.ts'
import type { BusMessage } from '../../ports/bus.ts'
import { StoreError } from '../../ports/stores.ts'
import { editionLanguage } from '../../protocol/edition.ts'
import { templateCache } from '../../template/templateCache.ts'
import type { AnnouncementSettings, GatewayContext } from '../context.ts'
import { createDevices, type Devices } from './devices.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createRoster, type Listed, type Roster } from './roster.ts'
import { createWorker } from './worker.ts'

export interface AnnouncementHandlers {
  /** An appliance came or changed; its topics may be new. */
  readonly entered: (appliance: Appliance) => void
  /** An appliance left. */
  readonly left: (applianceId: string) => void
  /** All that was due has been done; the topics to follow may have changed. */
  readonly settled: () => void
}

export interface Announcements {
  /** Takes a message in when its topic is one of discovery; false otherwise. */
  readonly hear: (message: BusMessage) => boolean
  /** Brings back what was announced before, and makes its appliances at once. */
  readonly restore: () => void
  readonly listed: () => ReadonlyMap<string, Listed>
  readonly leftOut: () => ReadonlyMap<string, readonly Note[]>
  readonly refused: () => ReadonlyMap<string, Note>
  readonly documents: () => number
  /** Changes what is decided about an appliance; a member that is null takes it back. */
  readonly decide: (applianceId: string, patch: Json) => OverrideResult
  /** Forgets an appliance with the documents it is made of, until they are announced again. */
  readonly forget: (applianceId: string) => boolean
  /** Writes what has changed. */
  readonly flush: () => void
}

/** What the registry is made of. */
export interface AnnouncementParts {
  readonly settings: AnnouncementSettings
  readonly store: AnnouncementStore
  readonly handlers: AnnouncementHandlers
}

/** Makes the registry of announced appliances; it does its work in small goes, so that no directive waits for it. */
export function createAnnouncements(context: GatewayContext, parts: AnnouncementParts): Announcements {
  const { clock, log } = context
  const { store, handlers } = parts
  const { devices, documents, roster } = openBooks(context, parts)
  const update = (device: string): void => roster.update(device, devices.entitiesOf(device), devices.isBridge(device))
  const worker = createWorker(clock, {
    step() {
      if (documents.readNext()) return true
      const device = devices.next(clock.mono())
      if (device === undefined) return false
      update(device)
      return true
    },
    dueAt: () => earlier(documents.dueAt(), devices.dueAt()),
    wake: () => documents.expire(clock.mono()),
    idle: handlers.settled,
  })
  const settleNow = (device: string): void => {
    update(device)
    handlers.settled()
  }

  return {
    hear(message) {
      if (!documents.take(message.topic, message.payload)) return false
      worker.nudge()
      return true
    },
    restore() {
      try {
        documents.restore(store.documents())
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        log.error('announcements could not be read from the database', { reason: error.message })
      }
      const everything = monoMs(Number.MAX_SAFE_INTEGER)
      for (let device = devices.next(everything); device !== undefined; device = devices.next(everything))
        update(device)
      handlers.settled()
    },
    listed: roster.listed,
    leftOut: roster.leftOut,
    refused: documents.refused,
    documents: () => documents.all().size,
    decide(id, patch) {
      const result = merged(roster.override(id), patch)
      if (!result.ok) return result
      store.saveOverride(id, Object.keys(result.override).length === 0 ? undefined : result.override)
      roster.decide(id, result.override)
      const device = roster.listed().get(id)?.device
      if (device !== undefined) settleNow(device)
      return result
    },
    forget(id) {
      const one = roster.listed().get(id)
      if (one === undefined) return false
      for (const key of one.entities) documents.forget(key.split('#')[0] ?? key)
      settleNow(one.device)
      return true
    },
    flush() {
      const { saved, removed } = documents.changes()
      try {
        store.saveDocuments(saved, removed)
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        // The telemetry tells that the database takes nothing; what is announced again is written then.
        log.debug('announcements could not be written', { reason: error.message })
      }
    },
  }
}

interface Books {
  readonly devices: Devices
  readonly documents: Documents
  readonly roster: Roster
}

/** Documents, the devices they are about, and the appliances made of these. */
function openBooks(context: GatewayContext, { settings, store, handlers }: AnnouncementParts): Books {
  const { clock, house, log } = context
  const { edition, misses, base } = context.settings
  const devices = createDevices()
  const tools: EntryTools = {
    compile: templateCache(),
    mayPublish: topic => !isOurs(topic, base, settings.prefix),
    language: editionLanguage(edition),
  }
  const documents = createDocuments({
    prefix: settings.prefix,
    clock,
    tools,
    refused: why => log.warn('an announcement was refused', { reason: noteText(why, 'en') }),
    changed: (before, after) => devices.change(before, after, clock.mono()),
  })
  const enter = (appliance: Appliance): boolean => {
    const isNew = house.get(appliance.id) === undefined
    if (!house.announce(appliance)) return false
    const { id, type, name } = appliance
    if (isNew) log.info('appliance announced', { appliance: id, type, name })
    handlers.entered(appliance)
    return true
  }
  const leave = (id: string): void => {
    if (!house.withdraw(id)) return
    log.info('appliance withdrew its announcement', { appliance: id })
    handlers.left(id)
  }
  const overrides = new Map(store.overrides())
  const roster = createRoster({ edition, misses, offerNew: settings.offerNew, enter, leave }, overrides)
  return { devices, documents, roster }
}

const earlier = (one: MonoMs | undefined, other: MonoMs | undefined): MonoMs | undefined =>
  one === undefined ? other : other === undefined ? one : monoMs(Math.min(one, other))

/** Topics that nobody may make us publish to: our own, those of discovery, and Home Assistant's own state. */
function isOurs(topic: string, base: string, prefix: string): boolean {
  if (topic === base || topic.startsWith(`${base}/`) || topic === `${prefix}/status`) return true
  return topic.startsWith(`${prefix}/`) && topic.endsWith('/config')
}

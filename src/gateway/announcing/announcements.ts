/** Appliances that announce themselves: documents in, appliances into the house, decisions of the user on top. */
import type { Assembler, ConventionMessage, Heard, ReadingTools } from '../../conventions/convention.ts'
import type { Note } from '../../conventions/note.ts'
import { noteText } from '../../conventions/noteText.ts'
import type { Appliance } from '../../home/appliance.ts'
import { type MonoMs, monoMs } from '../../kernel/time.ts'
import type { AnnouncementStore } from '../../ports/announcementStore.ts'
import type { BusMessage } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import { editionLanguage } from '../../protocol/edition.ts'
import { templateCache } from '../../template/templateCache.ts'
import type { AnnouncementSettings, GatewayContext } from '../context.ts'
import { type Absence, absenceOf } from './absence.ts'
import { MAX_UNSETTLED } from './bounds.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import { createDevices, type Devices } from './devices.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createLists, type Lists } from './lists.ts'
import { createRoster, type Listed, type Roster } from './roster.ts'
import { createSaving, type Saving } from './saving.ts'
import { createWorker, type Worker } from './worker.ts'

export interface AnnouncementHandlers {
  /** An appliance came or changed; its topics may be new. */
  readonly entered: (appliance: Appliance) => void
  /** An appliance left. */
  readonly left: (applianceId: string) => void
  /** All that was due has been done; the topics to follow may have changed. */
  readonly settled: () => void
  /** A convention wants to know more of a publisher. */
  readonly ask: (question: ConventionMessage) => void
}

export interface Announcements extends Decisions {
  /** Takes a message in; true when nobody else need hear it, since it says nothing of a state. */
  readonly hear: (message: BusMessage) => boolean
  /** Brings back what was announced before, and makes its appliances at once. */
  readonly restore: () => void
  readonly listed: () => ReadonlyMap<string, Listed>
  readonly leftOut: () => ReadonlyMap<string, readonly Note[]>
  readonly refused: () => ReadonlyMap<string, Note>
  readonly documents: () => number
  /** How old an appliance's announcement is; undefined when it is none that announced itself. */
  readonly absence: (applianceId: string) => Absence | undefined
  /** Forgets an appliance with the documents it is made of, until they are announced again. */
  readonly forget: (applianceId: string) => boolean
  /** Writes what has changed; `all` at the end, when nothing comes after. */
  readonly flush: (all?: boolean) => void
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
  const assemblers = parts.settings.conventions.map(one => one.openAssembler())
  const { devices, documents, roster } = openBooks(context, parts)
  const lists = createLists({
    take: ({ key, payload }) => documents.take(key, payload),
    miss: documents.miss,
    held: () => documents.all().keys(),
  })
  const saving = createSaving({ clock, log, store, documents, ids: roster.ids })
  const takeIn = ({ documents: come, list, questions = [], notTaken = [] }: Heard): void => {
    for (const { key, payload } of come) documents.take(key, payload)
    if (list !== undefined) lists.put(list)
    for (const one of notTaken) documents.miss(one)
    for (const question of questions) handlers.ask(question)
    if (come.length > 0 || list !== undefined) worker.nudge()
  }
  // What is said while nobody hears it is lost; with the connection all that is retained comes again, and with it this.
  const waiting = openWaiting(assemblers, () => context.house.listening(), takeIn)
  const worker = openWorker(clock, { devices, documents, roster, lists, saving, waiting }, handlers.settled)
  const settleNow = (device: string): void => {
    roster.update(devices.hardwareOf(device))
    handlers.settled()
  }
  const settleSoon = (touched: ReadonlySet<string>): void => {
    for (const device of touched) devices.touch(device, clock.mono())
    worker.nudge()
  }

  return {
    hear(message) {
      let isTaken = false
      for (const assembler of assemblers) {
        const heard = assembler.hear(message.topic, message.payload, clock.mono())
        if (heard === undefined) continue
        takeIn(heard)
        isTaken ||= heard.isState !== true
      }
      const due = waiting.dueAt()
      if (due !== undefined) worker.nudge(due)
      return isTaken
    },
    restore() {
      restoreFrom(store, documents, log)
      const everything = monoMs(Number.MAX_SAFE_INTEGER)
      for (let one = devices.next(everything); one !== undefined; one = devices.next(everything)) roster.update(one)
      handlers.settled()
    },
    listed: roster.listed,
    leftOut: roster.leftOut,
    refused: documents.refused,
    documents: () => documents.all().size,
    absence(id) {
      const one = roster.listed().get(id)
      return one && absenceOf(context, one, documents)
    },
    ...createDecisions({ store, roster, settle: settleNow, settleSoon }),
    forget(id) {
      const one = roster.listed().get(id)
      if (one === undefined) return false
      roster.ids.forget(id)
      for (const key of one.entities) documents.forget(documents.documentOf(key))
      settleNow(one.device)
      saving.look()
      return true
    },
    flush: saving.flush,
  }
}

/** What assemblers have not said yet. */
interface WaitingWords {
  readonly dueAt: () => MonoMs | undefined
  readonly say: (now: MonoMs) => void
}

function openWaiting(
  assemblers: readonly Assembler[],
  isHeard: () => boolean,
  take: (heard: Heard) => void,
): WaitingWords {
  const all = assemblers.flatMap(({ waiting }) => waiting ?? [])
  return {
    dueAt: () => (isHeard() ? all.map(one => one.dueAt()).reduce(earlier, undefined) : undefined),
    say(now) {
      if (!isHeard()) return
      for (const one of all) if ((one.dueAt() ?? Number.POSITIVE_INFINITY) <= now) take(one.due(now))
    },
  }
}

interface Worked extends Books {
  readonly lists: Lists
  readonly saving: Saving
  readonly waiting: WaitingWords
}

/** Reads what waits, then puts together what is due; the topics of what came are followed every now and then. */
function openWorker(clock: Clock, parts: Worked, settled: () => void): Worker {
  const { devices, documents, roster, lists, saving, waiting } = parts
  let unsettled = 0
  const settle = (): void => {
    unsettled = 0
    settled()
  }
  return createWorker(clock, {
    step() {
      if (documents.readNext() || lists.next()) {
        saving.look()
        return true
      }
      const hardware = devices.next(clock.mono())
      if (hardware === undefined) return false
      roster.update(hardware)
      if (++unsettled >= MAX_UNSETTLED) settle()
      return true
    },
    dueAt: () => earlier(earlier(documents.dueAt(), devices.dueAt()), waiting.dueAt()),
    wake: () => {
      waiting.say(clock.mono())
      documents.expire(clock.mono())
      saving.look()
    },
    idle: settle,
  })
}

function restoreFrom(store: AnnouncementStore, documents: Documents, log: Log): void {
  try {
    documents.restore(store.documents())
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    log.error('announcements could not be read from the database', { reason: error.message })
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
  const { edition, language, misses, base } = context.settings
  const { conventions } = settings
  const devices = createDevices(conventions.length)
  const tools: ReadingTools = {
    compile: templateCache(),
    mayPublish: topic => !isBelow(topic, base) && !conventions.some(one => one.reserves(topic)),
    language: editionLanguage(edition),
  }
  const documents = createDocuments({
    conventions,
    clock,
    tools,
    refused(why) {
      const reason = noteText(why, language)
      if (why.code === 'not-read') log.info('something announced is not read', { reason })
      else log.warn('an announcement was refused', { reason })
    },
    changed: change => devices.change(change, clock.mono()),
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
  const disturbed = (device: string): void => devices.touch(device, clock.mono())
  const roster = createRoster(
    { edition, misses, offerNew: settings.offerNew, enter, leave, disturbed },
    overrides,
    new Map(store.ids()),
  )
  return { devices, documents, roster }
}

const earlier = (one: MonoMs | undefined, other: MonoMs | undefined): MonoMs | undefined =>
  one === undefined ? other : other === undefined ? one : monoMs(Math.min(one, other))

const isBelow = (topic: string, base: string): boolean => topic === base || topic.startsWith(`${base}/`)

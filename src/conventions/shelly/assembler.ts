/** Puts the documents of Shellys together: who is heard is asked who it is, what it has, and what that tells. */
import { decodeText, isObject, type Json, type JsonObject, parseJson } from '../../kernel/json.ts'
import { type MonoMs, monoPlus } from '../../kernel/time.ts'
import { createMissed, type Missed } from '../common/missed.ts'
import type { Assembler, Heard } from '../convention.ts'
import { note } from '../note.ts'
import { type Asking, createAsking, STEPS, type Step } from './asking.ts'
import {
  ALIVE_MS,
  ANSWER_MS,
  MAX_CANDIDATES,
  MAX_KNOWN,
  MAX_MUTE,
  PAUSES_MS,
  REFRESH_MS,
  SHELLY_LIMITS,
} from './bounds.ts'
import { readAnswer, readNotification } from './rpc.ts'
import {
  isKnownComponent,
  isShellyId,
  readInfo,
  type Shapes,
  type ShellyInfo,
  sameShapes,
  withConfig,
  withStatus,
  writeDocument,
} from './shape.ts'
import { readShellyTopic, type ShellyTopic, sourceOf } from './topics.ts'

/** Key of the document of an appliance: its id stays when its prefix is renamed. */
export const SHELLY_KEY = 'shelly:'

/** What is known behind a prefix. */
interface Found {
  readonly prefix: string
  /** Who sends its frames, or what it answered. */
  info: ShellyInfo | undefined
  /** Who it says to be in the answers that are coming in. */
  answered: ShellyInfo | undefined
  shapes: Shapes
  /** Shapes of the answers that are coming in. */
  fresh: Shapes
  rpc: boolean
  tries: number
  askAt: MonoMs
  spokeAt: MonoMs | undefined
  /** Somebody else says to be it: it was asked whether it is there. */
  doubtedAt: MonoMs | undefined
}

const NOTHING: Heard = { documents: [], isState: true }
const NO_DOCUMENTS: Heard = { documents: [] }

/** @param base first levels of our own topics */
export function openShellyAssembler(base: string): Assembler {
  const source = sourceOf(base)
  const asking = createAsking(source)
  const missed = createMissed()
  const book = createBook(asking, missed)

  const ask = (found: Found, now: MonoMs): void => {
    if (now < found.askAt) return
    found.askAt = monoPlus(now, PAUSES_MS[Math.min(found.tries, PAUSES_MS.length - 1)] ?? 0)
    found.tries++
    // Asked for a second time, and known to be a Shelly by its own words: others may do anything for a word there.
    if (found.tries > 1 && !found.rpc && found.info !== undefined) asking.urge(found.prefix)
    asking.want(found.prefix, STEPS[0])
  }
  const heardStates = (topic: ShellyTopic, payload: Uint8Array, now: MonoMs): Heard => {
    const known = book.get(topic.prefix)
    if (known !== undefined) known.spokeAt = now
    // States of somebody who is known are none of our business.
    const told = known?.rpc === true ? undefined : readStates(topic, jsonOf(payload))
    if (told === undefined) return NOTHING
    const found = book.find(topic.prefix, now)
    found.spokeAt = now
    found.info ??= told.src === undefined ? undefined : { id: told.src }
    ask(found, now)
    const before = found.shapes
    found.shapes = withStatus(before, told.components)
    const { info } = found
    const isNew = info !== undefined && !sameShapes(before, found.shapes) && book.claim(found, info.id, false, now)
    return isNew ? { ...documentOf(found, info), isState: true } : NOTHING
  }
  const heardOf = (topic: ShellyTopic, payload: Uint8Array, now: MonoMs): Heard => {
    if (topic.kind === 'status' || topic.kind === 'events') return heardStates(topic, payload, now)
    const old = firstGeneration(topic, payload)
    if (old !== undefined) missed.miss(old, note('not-read', old, 'Shelly, first generation'))
    if (isThere(topic.kind, payload)) ask(book.find(topic.prefix, now), now)
    return NOTHING
  }
  const heardAnswer = (payload: Uint8Array, now: MonoMs): Heard => {
    const answer = readAnswer(jsonOf(payload))
    const asked = answer && asking.answered(answer.id, now)
    const found = asked && book.get(asked.prefix)
    if (answer === undefined || asked === undefined || found === undefined) return NO_DOCUMENTS
    // Whatever its prefix looks like: it answers.
    missed.pass(found.prefix)
    return takeAnswer(found, asked.step, answer.result, { asking, book, now })
  }

  return {
    hear(topic, payload, now) {
      const isAnswer = topic === `${source}/rpc`
      const read = isAnswer || topic.startsWith(`${base}/`) ? undefined : readShellyTopic(topic)
      const heard = isAnswer ? heardAnswer(payload, now) : read && heardOf(read, payload, now)
      const questions = asking.due(now)
      if (heard === undefined && questions.length === 0) return undefined
      return missed.withMessage({ ...(heard ?? NOTHING), ...(questions.length === 0 ? {} : { questions }) })
    },
    waiting: {
      dueAt: asking.dueAt,
      due(now) {
        for (const prefix of asking.unanswered(now)) {
          const found = book.get(prefix)
          // Of others nobody knows whether they are any; those that tell something are there without being told anything.
          const isShelly = found?.info === undefined && found?.rpc === false && NAMED_SO.test(prefix)
          if (isShelly) missed.miss(prefix, note('not-read', prefix, 'it answers no calls'))
        }
        return missed.withMessage({ ...NOTHING, questions: asking.due(now) })
      },
    },
  }
}

const isThere = (kind: 'announce' | 'online', payload: Uint8Array): boolean => {
  if (kind === 'online') return payload.length <= 4 && decodeText(payload) === 'true'
  return readInfo(jsonOf(payload)) !== undefined
}

/** A prefix that is the id of a Shelly, or has it within. */
const NAMED_SO = /(?:^|\/)shelly[^/]*$/i

/** Its ids end in capitals, below a first level that is the same everywhere; its announcements tell no generation. */
const FIRST_GENERATION = /^shellies\/shelly[a-z0-9-]+-(?:[0-9A-F]{6}){1,2}$/

/** The first levels of one of the first generation that says that it is there; undefined for anybody else. */
function firstGeneration({ kind, prefix }: ShellyTopic, payload: Uint8Array): string | undefined {
  const levels = kind === 'announce' ? `shellies/${prefix}` : prefix
  const isNewer = kind === 'announce' && readInfo(jsonOf(payload)) !== undefined
  return !isNewer && payload.length > 0 && FIRST_GENERATION.test(levels) ? levels : undefined
}

interface States {
  readonly components: JsonObject
  /** Id of the appliance, where the message tells it. */
  readonly src: string | undefined
}

/** What a message tells of components; undefined when that is nothing. */
function readStates(topic: ShellyTopic, said: Json | undefined): States | undefined {
  if (topic.kind === 'status') {
    const { component } = topic
    const isStatus = said !== undefined && isObject(said) && isKnownComponent(component)
    return isStatus ? { components: { [component]: said }, src: undefined } : undefined
  }
  const notified = readNotification(said)
  return notified && { components: notified.params, src: isShellyId(notified.src) ? notified.src : undefined }
}

function jsonOf(payload: Uint8Array): Json | undefined {
  const parsed = parseJson(payload, SHELLY_LIMITS)
  return parsed.ok ? parsed.value : undefined
}

interface AnswerParts {
  readonly asking: Asking
  readonly book: Book
  readonly now: MonoMs
}

function takeAnswer(found: Found, step: Step, result: Json | undefined, { asking, book, now }: AnswerParts): Heard {
  found.spokeAt = now
  found.doubtedAt = undefined
  if (step === 'Shelly.GetDeviceInfo') {
    const info = readInfo(result)
    if (info === undefined) return NO_DOCUMENTS
    found.answered = info
    found.fresh = new Map()
  } else if (step === 'Shelly.GetConfig') found.fresh = withConfig(found.fresh, result)
  else found.fresh = withStatus(found.fresh, result)
  const next = STEPS[STEPS.indexOf(step) + 1]
  if (next !== undefined) {
    asking.want(found.prefix, next)
    return NO_DOCUMENTS
  }
  const { answered } = found
  // Without a status nothing is known of what it tells: it is asked again.
  if (result === undefined || answered === undefined) return NO_DOCUMENTS
  if (!book.claim(found, answered.id, true, now) || !book.keep(found)) return NO_DOCUMENTS
  // Another one bears the prefix now: what was told to the first would go to it.
  const left = found.rpc && found.info !== undefined && found.info.id !== answered.id ? [found.info.id] : []
  found.info = answered
  found.shapes = found.fresh
  found.rpc = true
  found.tries = 0
  found.askAt = monoPlus(now, REFRESH_MS)
  const withdrawn = left.map(id => ({ key: `${SHELLY_KEY}${id}`, payload: new Uint8Array() }))
  return { documents: [...withdrawn, ...documentOf(found, answered).documents] }
}

function documentOf({ prefix, shapes, rpc }: Found, info: ShellyInfo): Heard {
  const text = writeDocument({ prefix, ...info, rpc }, shapes)
  return { documents: [{ key: `${SHELLY_KEY}${info.id}`, payload: new TextEncoder().encode(text) }] }
}

interface Book {
  readonly get: (prefix: string) => Found | undefined
  /** The one with this prefix, or a new candidate. */
  readonly find: (prefix: string, now: MonoMs) => Found
  /** Makes a candidate one that is known; false when there is no room. */
  readonly keep: (found: Found) => boolean
  /**
   * Whether somebody may speak for an id. Who answers calls counts for more than who only sends; of two that do the first,
   * until it does not answer any more: then it was renamed.
   */
  readonly claim: (found: Found, id: string, answers: boolean, now: MonoMs) => boolean
}

function createBook(asking: Asking, missed: Missed): Book {
  const candidates = new Map<string, Found>()
  const known = new Map<string, Found>()
  const owners = new Map<string, Found>()
  const mute = new Set<string>()
  const drop = (found: Found): void => {
    candidates.delete(found.prefix)
    known.delete(found.prefix)
    asking.forget(found.prefix)
    for (const { id } of [found.info, found.answered].filter(one => one !== undefined)) {
      if (owners.get(id) === found) owners.delete(id)
    }
  }
  const get = (prefix: string): Found | undefined => known.get(prefix) ?? candidates.get(prefix)
  return {
    get,
    find(prefix, now) {
      const before = get(prefix)
      if (before !== undefined) return before
      const found: Found = {
        ...{ prefix, info: undefined, answered: undefined, shapes: new Map(), fresh: new Map() },
        ...{ rpc: false, tries: 0, askAt: now, spokeAt: undefined, doubtedAt: undefined },
      }
      candidates.set(prefix, found)
      const [oldest] = candidates.values()
      if (candidates.size > MAX_CANDIDATES && oldest !== undefined) drop(oldest)
      return found
    },
    keep(found) {
      if (known.has(found.prefix)) return true
      if (known.size >= MAX_KNOWN) {
        missed.miss(found.prefix, note('bound-reached', found.prefix, `${MAX_KNOWN} that answer`))
        return false
      }
      candidates.delete(found.prefix)
      known.set(found.prefix, found)
      return true
    },
    claim(found, id, answers, now) {
      if (!answers && !mute.has(id) && mute.size >= MAX_MUTE) {
        missed.miss(found.prefix, note('bound-reached', found.prefix, `${MAX_MUTE} that answer no calls`))
        return false
      }
      const owner = owners.get(id)
      if (owner !== undefined && owner !== found && (owner.rpc || !answers) && !isGone(owner, asking, now)) return false
      if (owner !== undefined && owner !== found) drop(owner)
      owners.set(id, found)
      if (!answers) mute.add(id)
      return true
    },
  }
}

/** Who has been silent is asked first; no answer until the other one comes again means that it has left. */
function isGone(owner: Found, asking: Asking, now: MonoMs): boolean {
  if (owner.spokeAt !== undefined && now - owner.spokeAt <= ALIVE_MS) return false
  if (owner.doubtedAt !== undefined) return now - owner.doubtedAt > ANSWER_MS
  owner.doubtedAt = now
  asking.want(owner.prefix, STEPS[0])
  return false
}

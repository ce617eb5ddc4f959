/** What an appliance says when it is commanded or asked, by its manner; no network here. */
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { BOUND_QUESTIONS, BOUND_TOPICS, type Tongue } from './cast.ts'
import type { Manner, TimeStyle } from './plan.ts'
import type { Random } from './random.ts'
import type { Meaning } from './record.ts'
import { BASE } from './roles.ts'

/** A message an appliance sends after a while. */
export interface Utterance {
  readonly afterMs: number
  readonly applianceId: string
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
  readonly meaning: Meaning
}

export interface Firmware {
  readonly tongue: Tongue
  /** What it does with a message on a topic it follows; nothing when it is none of its own. */
  readonly hears: (topic: string, payload: string) => readonly Utterance[]
  readonly report: (choice: number, retain: boolean) => readonly Utterance[]
  readonly heartbeat: () => readonly Utterance[]
  /** Its description, where it describes itself, or that it takes it back. */
  readonly describe: (present: boolean) => readonly Utterance[]
  /** Loses what it was set to, as a lamp at a wall switch does. */
  readonly become: (manner: Manner, time: TimeStyle) => void
  readonly manner: () => Manner
}

interface Printed {
  readonly at: Json | undefined
  readonly ms: number | undefined
  readonly localMs?: number
}

const YEAR_MS = 365.25 * 86_400_000

/** @param trueWall what a right clock would show */
export function openFirmware(tongue: Tongue, trueWall: () => number, random: Random): Firmware {
  const { id } = tongue
  const values: Record<string, Json> = { ...tongue.values }
  let manner: Manner = 'fast'
  let timeStyle: TimeStyle = 'none'
  let lastId = 'none-before'

  const utter = (afterMs: number, kind: string, content: JsonObject, meaning: Meaning, retain = false): Utterance => {
    const { at, ms, localMs } = print(timeStyle, trueWall() + afterMs)
    return {
      afterMs,
      applianceId: id,
      topic: `${BASE}/${id}/${kind}`,
      payload: JSON.stringify(at === undefined ? content : { ...content, at }),
      retain,
      meaning: {
        ...meaning,
        ...(localMs === undefined ? { printedMs: ms } : { printedLocalMs: localMs }),
        retain,
      },
    }
  }
  const state = (afterMs: number, said: Record<string, Json>, retain = false): readonly Utterance[] =>
    tongue.native
      ? [utter(afterMs, 'state', said, { kind: 'state', values: { ...said } }, retain)]
      : [...BOUND_TOPICS].flatMap(([topic, { applianceId, property, kind }]) => {
          const value = said[property]
          if (applianceId !== id || kind !== 'state' || value === undefined) return []
          const meaning: Meaning = { kind: 'state', values: { [property]: value }, retain }
          return [{ afterMs, applianceId: id, topic, payload: String(value), retain, meaning }]
        })
  const result = (afterMs: number, resultId: string | undefined, said: Record<string, Json>): Utterance =>
    utter(
      afterMs,
      'result',
      { ...(resultId === undefined ? {} : { id: resultId }), ok: true, ...said },
      { kind: 'result', values: said, id: resultId },
    )

  const commanded = (commandId: string, wanted: Record<string, Json>): readonly Utterance[] => {
    const before = lastId
    lastId = commandId
    const soon = random.between(3, 60)
    const obey = (): Record<string, Json> => Object.assign(values, wanted) && wanted
    const done = (afterMs: number): readonly Utterance[] =>
      tongue.native ? [result(afterMs, commandId, obey())] : state(afterMs, obey())
    switch (manner) {
      case 'fast':
        return done(soon)
      case 'slow':
        return done(random.between(400, 3_300))
      case 'late':
        return done(random.between(3_450, 6_500))
      case 'silent':
        return []
      case 'liar':
        return tongue.native ? [result(soon, commandId, {})] : state(soon, wanted)
      case 'contrary':
        return state(soon, otherThan(tongue, wanted))
      case 'twice':
        return [...done(soon), ...done(soon + 2), ...state(soon + random.between(0, 900), wanted)]
      case 'stateOnly':
        return state(soon, obey())
      case 'noId':
        return tongue.native ? [result(soon, undefined, obey())] : done(soon)
      case 'oldId':
        return tongue.native ? [result(soon, before, wanted)] : []
      case 'refusing': {
        const error = { code: '2304', message: 'not now' }
        return tongue.native
          ? [utter(soon, 'result', { id: commandId, error }, { kind: 'result', id: commandId, isError: true })]
          : []
      }
    }
  }
  const questioned = (questionId: string, names: readonly string[]): readonly Utterance[] => {
    if (manner === 'silent' || manner === 'refusing') return []
    const afterMs = manner === 'slow' ? random.between(400, 3_000) : manner === 'late' ? 4_000 : random.between(3, 60)
    const said = Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
    if (!tongue.native || manner === 'stateOnly') return state(afterMs, said)
    return [result(afterMs, manner === 'noId' ? undefined : questionId, said)]
  }
  return {
    tongue,
    hears(topic, payload) {
      const bound = BOUND_TOPICS.get(topic)
      if (bound?.kind === 'set' && bound.applianceId === id) {
        const number = Number(payload)
        return commanded('', { [bound.property]: Number.isNaN(number) ? payload.toLowerCase() : number })
      }
      if (BOUND_QUESTIONS.get(topic) === id) return questioned(payload, Object.keys(values))
      if (topic !== `${BASE}/${id}/set` && topic !== `${BASE}/${id}/get`) return []
      const { id: messageId, action: _action, expires: _expires, properties, ...wanted } = JSON.parse(payload)
      return topic.endsWith('/get') ? questioned(messageId, properties) : commanded(messageId, wanted)
    },
    report(choice, retain) {
      const changes = Object.entries(tongue.others).map(([name, list]) => [name, list[choice % list.length] as Json])
      Object.assign(values, Object.fromEntries(changes))
      return state(0, values, retain)
    },
    heartbeat: () =>
      tongue.native && random.chance(0.5) ? [utter(0, 'heartbeat', {}, { kind: 'heartbeat' })] : state(0, values),
    describe(present) {
      const { announcement } = tongue
      if (announcement === undefined) return []
      const meaning = { kind: present ? 'announcement' : 'withdrawal' } as const
      const payload = present ? JSON.stringify(announcement) : ''
      return [{ afterMs: 0, applianceId: id, topic: `${BASE}/${id}/config`, payload, retain: true, meaning }]
    },
    become(nextManner, nextTime) {
      manner = nextManner
      timeStyle = nextTime
    },
    manner: () => manner,
  }
}

/** What an appliance says that was told one thing and became another. */
function otherThan({ others }: Tongue, wanted: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => {
      const other = others[name]?.find(
        one => one !== value && !(typeof one === 'number' && Math.abs(one - Number(value)) < 2),
      )
      return other === undefined ? [] : [[name, other]]
    }),
  )
}

const OFFSETS: Readonly<Partial<Record<TimeStyle, number>>> = {
  right: 0,
  local: 0,
  future: 10 * YEAR_MS,
  behind: -3 * 3_600_000,
  ahead: 120_000,
}

/** Prints the appliance's time in Seoul, to the second; `ms` is what a reader makes of it. */
function print(style: TimeStyle, trueMs: number): Printed {
  if (style === 'none') return { at: undefined, ms: undefined }
  if (style === 'garbage') return { at: 'yesterday', ms: undefined }
  if (style === 'number') return { at: Math.floor(trueMs / 1000), ms: Math.floor(trueMs / 1000) * 1000 }
  const offset = OFFSETS[style]
  // A clock that was never set counts from 1970.
  const shown = Math.floor((offset === undefined ? trueMs % 86_400_000 : trueMs + offset) / 1000) * 1000
  const local = new Date(shown + 9 * 3_600_000).toISOString().slice(0, 19)
  if (style === 'local') return { at: local, ms: undefined, localMs: shown + 9 * 3_600_000 }
  return { at: `${local}+09:00`, ms: shown }
}

/** Who is asked what, and when: one question after another to each, few at a time to all, answered by nobody else. */
import { randomInt } from 'node:crypto'
import { type MonoMs, monoMs, monoPlus } from '../../kernel/time.ts'
import type { ConventionMessage } from '../convention.ts'
import { ANSWER_MS, BURST, MAX_OPEN_QUESTIONS, QUESTIONS_PER_SECOND } from './bounds.ts'
import { callText } from './rpc.ts'

/** What is asked, in this order. */
export const STEPS = ['Shelly.GetDeviceInfo', 'Shelly.GetConfig', 'Shelly.GetStatus'] as const

export type Step = (typeof STEPS)[number]

export interface Asking {
  /** Has a question put when its turn comes; one per prefix. */
  readonly want: (prefix: string, step: Step) => void
  /** Has somebody who answers no calls say its status, when its turn comes. */
  readonly urge: (prefix: string) => void
  /** The questions whose turn it is. */
  readonly due: (now: MonoMs) => readonly ConventionMessage[]
  /** When it is the next one's turn, or the oldest question is open for too long; undefined when neither waits. */
  readonly dueAt: () => MonoMs | undefined
  /** Whose question an answer is about, once; undefined when nobody asked, or long ago. */
  readonly answered: (id: unknown, now: MonoMs) => { readonly prefix: string; readonly step: Step } | undefined
  /** Who has not answered in time, once; at most as many as may be open. */
  readonly unanswered: (now: MonoMs) => readonly string[]
  readonly forget: (prefix: string) => void
}

interface Pending {
  readonly prefix: string
  readonly step: Step
  readonly at: MonoMs
}

/** Ids cannot be guessed, so that nobody answers for somebody else. */
const MAX_ID = 2 ** 31

/** @param source where answers come: `<source>/rpc` */
export function createAsking(source: string): Asking {
  const waiting = new Map<string, Step>()
  const urged = new Set<string>()
  const pending = new Map<number, Pending>()
  let tokens = BURST
  let filledAt = monoMs(0)

  const refill = (now: MonoMs): void => {
    tokens = Math.min(BURST, tokens + (Math.max(0, now - filledAt) * QUESTIONS_PER_SECOND) / 1000)
    filledAt = now
  }
  const put = (prefix: string, step: Step, now: MonoMs): ConventionMessage => {
    const id = randomInt(MAX_ID)
    pending.set(id, { prefix, step, at: now })
    const [oldest] = pending.keys()
    if (pending.size > MAX_OPEN_QUESTIONS && oldest !== undefined) pending.delete(oldest)
    return { topic: `${prefix}/rpc`, payload: callText(id, source, step) }
  }

  return {
    want: (prefix, step) => void waiting.set(prefix, step),
    urge: prefix => void urged.add(prefix),
    due(now) {
      if (waiting.size === 0) return []
      refill(now)
      const questions: ConventionMessage[] = []
      for (const [prefix, step] of waiting) {
        if (tokens < 1) break
        tokens--
        waiting.delete(prefix)
        questions.push(put(prefix, step, now))
        if (urged.delete(prefix)) questions.push({ topic: `${prefix}/command`, payload: 'status_update' })
      }
      return questions
    },
    dueAt() {
      const [oldest] = pending.values()
      const late = oldest === undefined ? undefined : monoPlus(oldest.at, ANSWER_MS + 1)
      if (waiting.size === 0) return late
      const turn = monoPlus(filledAt, (Math.max(0, 1 - tokens) * 1000) / QUESTIONS_PER_SECOND)
      return late === undefined ? turn : monoMs(Math.min(late, turn))
    },
    unanswered(now) {
      const late = [...pending].filter(([, { at }]) => now - at > ANSWER_MS)
      for (const [id] of late) pending.delete(id)
      return late.map(([, { prefix }]) => prefix)
    },
    answered(id, now) {
      const asked = typeof id === 'number' ? pending.get(id) : undefined
      if (typeof id !== 'number' || asked === undefined) return undefined
      pending.delete(id)
      return now - asked.at > ANSWER_MS ? undefined : asked
    },
    forget(prefix) {
      waiting.delete(prefix)
      urged.delete(prefix)
    },
  }
}

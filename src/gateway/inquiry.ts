/** Questions to the silent, before their silence makes them offline, and to those who came back, for what has changed. */
import { type Reason, timeoutMs } from '../home/presence.ts'
import { askableProperties } from '../home/questionFor.ts'
import { type MonoMs, minutes, monoPlus, seconds } from '../kernel/time.ts'
import type { PropertyName } from '../protocol/properties.ts'
import { askAppliance } from './ask.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'

export interface Inquiry {
  /** Puts the questions that are due, as far as there is room for them; the rest waits for the next sweep. */
  readonly sweep: () => void
  /** Questions nobody has answered yet. */
  readonly underWay: () => number
}

/**
 * Questions at a time in the whole house: with a sweep each 5 s at most three a second, which no bridge and no radio
 * notices, and a house of 1,000 that has fallen silent as a whole is asked within some five minutes. Behind one parent it
 * is one at a time: an absent appliance occupies a Zigbee coordinator for seconds.
 */
export const MAX_UNDER_WAY = 16

/** A sleeping radio answers after up to two seconds, a bridge with a queue a little later. */
export const ANSWER_MS = seconds(5)

/** Times between questions to one that does not answer: 1, 2, 4 … minutes; it is heard by itself when it is back. */
const FIRST_AGAIN_MS = minutes(1)
const LONGEST_AGAIN_MS = minutes(30)

/** One without a cadence gets this long to be heard by itself after the broker has come up. */
const SETTLING_MS = minutes(1)

/** An appliance has a handful of readable properties; one announced with all 60 there are is read as it reports. */
const MAX_READ_BACK = 16

/** What to ask whom, and how urgent it is: silent for the first time, then back, then once more. */
interface Task {
  readonly resident: Resident
  readonly properties: readonly PropertyName[]
  readonly rank: 0 | 1 | 2
  readonly dueAt: number
}

export function createInquiry(context: GatewayContext): Inquiry {
  const { house, clock, log } = context
  /** Parents, and appliances without one, that are being asked. */
  const lines = new Set<string>()

  const ask = async ({ resident, properties, rank }: Task, line: string): Promise<void> => {
    const { id } = resident.appliance
    lines.add(line)
    resident.absence = rank === 1 ? 'none' : resident.absence
    resident.unread = false
    try {
      const asked = await askAppliance(context, resident, properties, { deadline: monoPlus(clock.mono(), ANSWER_MS) })
      log.debug(rank === 1 ? 'asked one that came back' : 'asked a silent one', { appliance: id, outcome: asked.kind })
    } catch (error) {
      log.error('a question failed inside', { appliance: id, reason: String(error) })
    } finally {
      lines.delete(line)
    }
  }

  return {
    sweep() {
      if (!house.listening() || lines.size >= MAX_UNDER_WAY) return
      const now = clock.mono()
      const tasks: Task[] = []
      for (const resident of house.all()) {
        const task = taskOf(context, resident, now)
        if (task !== undefined) tasks.push(task)
      }
      for (const task of tasks.sort((a, b) => a.rank - b.rank || a.dueAt - b.dueAt)) {
        if (lines.size >= MAX_UNDER_WAY) return
        const line = task.resident.appliance.parent ?? task.resident.appliance.id
        if (!lines.has(line)) void ask(task, line)
      }
    },
    underWay: () => lines.size,
  }
}

function taskOf({ house, waiters }: GatewayContext, resident: Resident, now: MonoMs): Task | undefined {
  const { appliance, question, evidence } = resident
  // Who is waited for already is asked or told something anyway, and two answers at once are hard to tell apart.
  if (question === undefined || appliance.cadence.silentOk || waiters.countFor(appliance.id) > 0) return undefined
  if (resident.unread) return readBack(resident)
  const { word, reason, rulesOut } = house.presence(resident, now)
  if (word === 'online') return resident.absence === 'back' ? readBack(resident) : undefined
  const { askedUnanswered, heard } = evidence
  const quietSince = Math.max(heard?.at ?? 0, house.listeningSince() ?? 0)
  // What it did not answer before its timeout is no reason to wait: it is owed a question now.
  if (reason.code === 'silent-asking') return { resident, properties: [question], rank: 0, dueAt: quietSince }
  const hasCadence = timeoutMs(house.expected(resident)) !== undefined
  if (rulesOut || !isWorthAsking(reason, hasCadence)) return undefined
  const isFirst = askedUnanswered === undefined || askedUnanswered.at < quietSince
  const dueAt = isFirst ? quietSince : askedUnanswered.at + againAfter(askedUnanswered.times)
  return dueAt > now ? undefined : { resident, properties: [question], rank: 2, dueAt }
}

const readBack = (resident: Resident): Task => ({
  resident,
  properties: askableProperties(resident.appliance).slice(0, MAX_READ_BACK),
  rank: 1,
  dueAt: 0,
})

const againAfter = (times: number): number => Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** (times - 1))

/** Whether an answer would change what is held of an appliance; one with a cadence is first given its timeout. */
function isWorthAsking(reason: Reason, hasCadence: boolean): boolean {
  switch (reason.code) {
    case 'silent':
    case 'long-silent':
    case 'command-unanswered':
    case 'last-will':
      return true
    case 'not-heard-yet':
      return !hasCadence && reason.sinceMs > SETTLING_MS
    default:
      return false
  }
}

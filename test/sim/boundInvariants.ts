/** What must stay bounded after every step, and the order of commands. */
import { MAX_DIRECTIVES_IN_FLIGHT } from '../../src/gateway/door.ts'
import type { StepInvariant, View } from './view.ts'

/** Appliances, their connections and the gateway's own timers: some tens each; more means that something piles up. */
const MAX_TIMERS = 1_000

/** A client for each login, and a few more ids that firmware made up meanwhile. */
const MAX_SESSIONS = 60

/** What the rogue leaves behind (attacker.ts). */
const ROGUE_RETAINED = 21

const waitersAreBounded: StepInvariant = {
  name: 'waitersAreBounded',
  why: 'A directive or a question of the gateway waits for one thing at a time; a waiter that outlives its directive is a leak that ends in a crash.',
  check: (_, { run, facts, now }) => {
    const gateway = run()?.gateway
    if (gateway === undefined) return undefined
    const { inFlight } = gateway.door.counters()
    const { waiters } = gateway.counters()
    if (inFlight > MAX_DIRECTIVES_IN_FLIGHT) return `${inFlight} directives in flight`
    const own = facts.commands.filter(
      // Timers that were due while the process stood still run right after it.
      ({ directive, notAfter }) =>
        directive === undefined && (notAfter ?? 0) >= now() - (facts.stalledMs > 0 ? 200 : 0),
    )
    // A scene waits for each of its appliances.
    const scenes = facts.asked.slice(-80).filter(one => one.wish.action === 'ActionScene' && one.answer === undefined)
    const actions = scenes.reduce((sum, one) => sum + new Set(one.commands.map(({ topic }) => topic)).size, 0)
    const allowed = inFlight + own.length + actions
    return waiters > allowed ? `${waiters} waiters for ${inFlight} directives and ${own.length} questions` : undefined
  },
}

const brokerIsBounded: StepInvariant = {
  name: 'brokerIsBounded',
  why: 'Sessions, queues and timers that grow with what clients do, and not with how many there are, fill the memory.',
  check: (_, { run, cast, timers }) => {
    if (timers() > MAX_TIMERS) return `${timers()} timers wait`
    const broker = run()?.broker
    if (broker === undefined) return undefined
    const counters = broker.counters()
    if (counters.storedSessions > MAX_SESSIONS) return `${counters.storedSessions} stored sessions`
    if (counters.clients > MAX_SESSIONS) return `${counters.clients} clients`
    if (counters.queuedMessages > 50 * MAX_SESSIONS) return `${counters.queuedMessages} queued messages`
    if (counters.retainedMessages > 6 * cast.roles.length + 10 + ROGUE_RETAINED)
      return `${counters.retainedMessages} retained messages`
    return undefined
  },
}

/** Commands in flight: handed over, and the directive not answered yet. */
function runningCommands({ facts }: View): Map<string, Set<number>> {
  const running = new Map<string, Set<number>>()
  for (const { wish, answer, lost, commands, number } of facts.asked.slice(-80)) {
    if (wish.applianceId === undefined || answer !== undefined || lost || !commands.some(({ asks }) => !asks)) continue
    running.set(wish.applianceId, (running.get(wish.applianceId) ?? new Set()).add(number))
  }
  return running
}

const oneCommandAtATime: StepInvariant = {
  name: 'oneCommandAtATime',
  why: 'Commands to one appliance run one after another: two at once could be answered by the same report, or overtake each other.',
  check: (_, view) => {
    for (const [id, numbers] of runningCommands(view)) {
      if (numbers.size > 1) return `${id} has commands of the directives ${[...numbers].join(' and ')} in flight`
    }
    return undefined
  },
}

export const BOUND_INVARIANTS: readonly StepInvariant[] = [waitersAreBounded, brokerIsBounded, oneCommandAtATime]

/** A run: the house, its network, CEK and the gateway, driven by one scheduler, looked at after every step. */
import { loadMqtt } from '../../src/adapters/mqtt/outsideLink.ts'
import { ANSWER_INVARIANTS, answerOf } from './answerInvariants.ts'
import { BOUND_INVARIANTS } from './boundInvariants.ts'
import { castOf } from './cast.ts'
import { openCek } from './cek.ts'
import { DELIVERY_INVARIANTS } from './deliveryInvariants.ts'
import { EVIDENCE_INVARIANTS, TOLD_INVARIANTS } from './evidenceInvariants.ts'
import { SIM_EPOCH } from './gatewayRun.ts'
import { happen, type Stage } from './happen.ts'
import { openHost } from './host.ts'
import { WITHHELD } from './openFindings.ts'
import { openOutsideHouse } from './outsideHouse.ts'
import { type OwnGlobals, takeGlobals } from './ownGlobals.ts'
import { openPeer } from './peer.ts'
import type { Plan, SimEvent } from './plan.ts'
import { PRESENCE_INVARIANTS, wordsNow } from './presenceInvariants.ts'
import { seededRandom } from './random.ts'
import { type Asked, type Delivery, openRecorder } from './record.ts'
import { simTime } from './simTime.ts'
import { TRUTH_INVARIANTS } from './truthInvariants.ts'
import type { Invariant, View } from './view.ts'
import { openWire } from './wire.ts'

const STEP = [...PRESENCE_INVARIANTS, ...EVIDENCE_INVARIANTS, ...BOUND_INVARIANTS]
const ANSWER = [...ANSWER_INVARIANTS, ...TRUTH_INVARIANTS, ...TOLD_INVARIANTS]

/** Every invariant there is, for the pages and the tests. */
export const INVARIANTS: readonly Pick<Invariant<never>, 'name' | 'why'>[] = [
  ...STEP,
  ...ANSWER,
  ...DELIVERY_INVARIANTS,
]

/** After the last event everything that waits comes to its end: the longest is a stop in good order. */
const AFTERWARDS_MS = 12_000

/** A run has some ten thousand steps; a hundred times that is a loop. */
const MAX_STEPS = 1_000_000

export interface Outcome {
  readonly hash: string
  readonly broken: { readonly name: string; readonly what: string; readonly at: number } | undefined
  readonly steps: number
  readonly answers: number
  readonly names: ReadonlyMap<string, number>
  readonly knownLimits: number
  readonly lines: readonly string[]
}

export interface RunOptions {
  /** Keeps the trace, for a replay. */
  readonly keepLines?: boolean
  /** What is overlooked; by default whatever belongs to an open finding. */
  readonly withheld?: ReadonlySet<string>
}

interface Scene extends Stage {
  readonly globals: OwnGlobals
  /** Answers by their name. */
  readonly names: ReadonlyMap<string, number>
  /** Judges what can be seen at any time. */
  readonly look: () => void
}

/** Takes the process's globals: whoever opens a scene restores them. */
function openScene({ setting, seed }: Plan, { keepLines = false, withheld = WITHHELD }: RunOptions): Scene {
  const random = seededRandom(`${seed}/world`)
  const time = simTime(SIM_EPOCH)
  if (!setting.trustedAtStart) {
    time.setTrusted(false)
    time.stepWall(-SIM_EPOCH)
  }
  const wire = openWire(time)
  const recorder = openRecorder(time, keepLines)
  const cast = castOf(setting.logins)
  const house = openOutsideHouse({
    time,
    recorder,
    roles: cast.roles,
    random: random.fork('outside'),
    ...setting,
    delivered: delivery => delivered(delivery),
  })
  const network = { createServer: wire.createServer, createConnection: house.createConnection }
  const globals = takeGlobals(time, random.fork('libraries'), network)
  const names = new Map<string, number>()
  const host = openHost({ time, wire, house, globals, recorder, setting, cast, random: random.fork('host') })
  const { facts } = recorder
  const { run, runSince, tokenIsLive } = host
  const view: View = {
    facts,
    setting,
    cast,
    now: time.mono,
    run,
    runSince,
    tokenIsLive,
    timers: time.pending,
    withheld,
  }
  const judge = <Subject>(list: readonly Invariant<Subject>[], subject: Subject): void => {
    for (const { name, check } of list) {
      const wrong = check(subject, view)
      if (wrong !== undefined) recorder.break(name, wrong)
    }
  }
  const delivered = (delivery: Delivery): void => {
    recorder.trace(`delivered ${delivery.login} ${delivery.topic} ${delivery.payload}`)
    judge(DELIVERY_INVARIANTS, delivery)
  }
  const answered = (asked: Asked): void => {
    const { name } = answerOf(asked).header
    names.set(name, (names.get(name) ?? 0) + 1)
    judge(ANSWER, asked)
  }
  const peers = cast.roles.map((role, at) => {
    const tongues = role.appliances.flatMap(id => cast.tongues.get(id) ?? [])
    const own = { random: random.fork(role.login), address: `192.168.0.${10 + at}` }
    return openPeer(role, tongues, {
      time,
      wire: () => (facts.mode === 'embedded' ? wire : house.wire),
      recorder,
      setting,
      delivered,
      reachableSince: () => {
        const whole = house.wholeSince()
        if (facts.mode === 'embedded') return Number.NEGATIVE_INFINITY
        return whole === undefined || facts.listeningSince === undefined
          ? undefined
          : Math.max(whole, facts.listeningSince)
      },
      arrived: ({ applianceId, topic, payload, meaning }) =>
        facts.mode === 'embedded'
          ? recorder.hear(applianceId, meaning)
          : house.spoke(applianceId, topic, payload, meaning),
      brokerIsClosing: host.isClosing,
      ...own,
    })
  })
  const cek = openCek({ time, recorder, cast, host, peers, answered })
  for (const peer of peers) time.after(random.between(0, 900), peer.start)
  const attacker = { time, recorder, random: random.fork('attacker'), wire: () => wire }
  return { time, globals, recorder, host, house, peers, cek, attacker, names, look: () => judge(STEP, wordsNow(view)) }
}

/** Runs the events of a plan; `events` may be fewer than it has, which is how a failing run is made small. */
export async function runPlan(plan: Plan, events: readonly SimEvent[], options: RunOptions = {}): Promise<Outcome> {
  // Loading takes real time, which a run does not have.
  await loadMqtt()
  const scene = openScene(plan, options)
  const { time, globals, recorder, host, cek, names } = scene
  // A fault that nobody catches ends a real process; here it ends the run and names its seed.
  const onFault = (error: unknown): void =>
    recorder.break('noFaultInside', error instanceof Error ? String(error.stack) : String(error))
  for (const event of FAULT_EVENTS) process.on(event, onFault)
  try {
    host.start()
    await globals.settle()
    for (const event of events) time.after(event.atMs, () => happen(event, scene))
    const steps = await runAll(scene, time.mono() + (events.at(-1)?.atMs ?? 0) + AFTERWARDS_MS)
    if (recorder.facts.broken.length === 0) cek.finish()
    return {
      hash: recorder.hash(),
      broken: recorder.facts.broken[0],
      steps,
      answers: recorder.facts.asked.filter(({ answer }) => answer !== undefined).length,
      names,
      knownLimits: recorder.facts.knownLimits,
      lines: recorder.lines,
    }
  } finally {
    for (const event of FAULT_EVENTS) process.off(event, onFault)
    host.close()
    await scene.house.close()
    globals.cancelTimers()
    globals.restore()
  }
}

const FAULT_EVENTS = ['uncaughtException', 'unhandledRejection'] as const

async function runAll({ time, globals, recorder, look }: Scene, end: number): Promise<number> {
  let steps = 0
  while ((time.nextAt() ?? end + 1) <= end && recorder.facts.broken.length === 0) {
    if (++steps > MAX_STEPS) throw new Error('the run does not end')
    time.runNext()
    await globals.settle()
    look()
  }
  return steps
}

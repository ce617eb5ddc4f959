/** The simulation of the house in the ordinary tests: a few fixed seeds, its own determinism, and what it has found before. */
import { describe, expect, test } from 'vitest'
import { FAULTS, planted } from './faultList.ts'
import { OPEN_FINDINGS } from './openFindings.ts'
import { planOf } from './plan.ts'
import { REGRESSIONS } from './regressions.ts'
import { shrink } from './shrink.ts'
import { INVARIANTS, runPlan } from './world.ts'

const SEEDS = 60

/** Runs cost the processor, never the clock; a machine that is busy with all other tests needs the room. */
const ROOM_MS = 300_000

describe('the simulated house', () => {
  test(
    `holds every invariant in ${SEEDS} seeds, and does something in them`,
    async () => {
      const names = new Map<string, number>()
      let answers = 0
      for (let seed = 1; seed <= SEEDS; seed++) {
        const plan = planOf(seed)
        const outcome = await runPlan(plan, plan.events)
        expect(outcome.broken, `npm run sim -- --seed ${seed}`).toBeUndefined()
        answers += outcome.answers
        for (const [name, count] of outcome.names) names.set(name, (names.get(name) ?? 0) + count)
      }
      expect(INVARIANTS.length).toBeGreaterThanOrEqual(25)
      expect(new Set(INVARIANTS.map(({ name }) => name)).size).toBe(INVARIANTS.length)
      expect(answers).toBeGreaterThan(SEEDS * 40)
      // The runs are worth nothing when everything fails, or nothing does.
      for (const name of [
        'TurnOnConfirmation',
        'IncrementBrightnessConfirmation',
        'TargetOfflineError',
        'ActionFailedError',
      ])
        expect(names.get(name), name).toBeGreaterThan(10)
    },
    ROOM_MS,
  )

  test(
    'is the same run twice for the same seed, to the last line, and another for another',
    async () => {
      const hashes = new Set<string>()
      // With the embedded broker, an outside one, and both in turns.
      for (const seed of [3, 20, 41, 4]) {
        const plan = planOf(seed)
        const [one, other] = [await runPlan(plan, plan.events), await runPlan(plan, plan.events)]
        expect(other).toEqual(one)
        expect(planOf(seed)).toEqual(plan)
        hashes.add(one.hash)
      }
      expect(hashes.size).toBe(4)
    },
    ROOM_MS,
  )
})

describe('what it has found', () => {
  test.each(REGRESSIONS.map(one => [`${one.finding} (${one.invariant})`, one] as const))(
    '%s',
    async (_, { finding, invariant, plan }) => {
      // A finding that is still open must break its invariant: otherwise it was mended, and its entry has to go.
      const isOpen = OPEN_FINDINGS.some(({ name }) => name === finding)
      const outcome = await runPlan(plan, plan.events, { withheld: new Set() })
      expect(outcome.broken?.name).toBe(isOpen ? invariant : undefined)
    },
    ROOM_MS,
  )

  test('every open finding has a run that shows it', () => {
    const shown = new Set(REGRESSIONS.map(({ finding }) => finding))
    expect(OPEN_FINDINGS.filter(({ name }) => !shown.has(name))).toEqual([])
  })
})

test('a failing run is made small: of 150 events the three that matter are left', async () => {
  const { events } = planOf(1)
  const matter = [4, 77, 78]
  const small = await shrink(events, async some => matter.every(id => some.some(event => event.id === id)))
  expect(small.map(({ id }) => id)).toEqual(matter)
  // A failure that needs a single event is found as well.
  expect(await shrink(events, async some => some.some(({ id }) => id === 149))).toEqual(events.slice(149))
})

test('every planted fault has its place in the source, exactly once', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(20)
  expect(FAULTS.filter(fault => planted(fault) === undefined).map(({ file, find }) => `${file}: ${find}`)).toEqual([])
})

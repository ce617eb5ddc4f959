/** What one rendering may cost. Everything that loops or builds something pays here first, so that no template runs away. */
import { fail } from './failure.ts'

/** Turns of all loops of one rendering together: the longest list seen in a state has 254 entries. */
export const MAX_TURNS = 1_000

/** Longest text of a rendering, and of every text on the way to it: the largest report that is looked at at all. */
export const MAX_TEXT_CHARACTERS = 65_536

/**
 * Steps of one rendering: a node evaluated, an element or 16 characters touched. The costliest rendering of the real
 * publishers takes 106; 1,000 turns with 15 nodes each fit; all of them together take up to 15 ms.
 */
export const MAX_WORK = 20_000

/** Deepest value that is compared or printed: payloads end at 64, a template can wrap them further by `set`. */
export const MAX_VALUE_DEPTH = 200

const CHARACTERS_PER_STEP = 16

/** The account of one rendering. */
export interface Work {
  /** Steps so far. */
  steps: number
  turns: number
}

export const openWork = (): Work => ({ steps: 0, turns: 0 })

/** Pays before the work is done; fails when the rendering has had its share. */
export function spend(work: Work, steps: number): void {
  work.steps += steps
  if (!(work.steps <= MAX_WORK)) fail(`takes more than ${MAX_WORK} steps`)
}

/** One more turn of a loop. */
export function turn(work: Work): void {
  work.turns++
  if (work.turns > MAX_TURNS) fail(`takes more than ${MAX_TURNS} turns of its loops`)
}

/** Refuses a text of this length, before it is built. */
export function checkLength(characters: number): void {
  if (!(characters <= MAX_TEXT_CHARACTERS)) fail(`makes a text longer than ${MAX_TEXT_CHARACTERS} characters`)
}

/** Pays for looking at a text of this length or building it, before that is done. */
export function room(work: Work, characters: number): void {
  checkLength(characters)
  spend(work, 1 + characters / CHARACTERS_PER_STEP)
}

/** Guards the functions that walk through values. */
export function within(depth: number): void {
  if (depth > MAX_VALUE_DEPTH) fail(`makes a value nested deeper than ${MAX_VALUE_DEPTH}`)
}

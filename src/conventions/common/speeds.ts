/** Speeds of fans: the three of the guides, from however many steps or names there are. */

const THREE = 3

/** Speed of the guides of a step, counted from 1: the third that it lies in; of two steps the slow and the fast one. */
export const speedOfStep = (step: number, steps: number): number =>
  steps === 2 ? (step <= 1 ? 1 : THREE) : Math.min(THREE, Math.max(1, Math.ceil((THREE * step) / steps)))

/** The highest step that reads as this speed; undefined where there is none. */
export function stepOfSpeed(speed: number, steps: number): number | undefined {
  if (steps === 2) return speed === 1 ? 1 : speed === THREE ? 2 : undefined
  const step = Math.floor((speed * steps) / THREE)
  return step >= 1 && speedOfStep(step, steps) === speed ? step : undefined
}

/** The speeds of the guides that so many steps can tell apart. */
export const speedsOf = (steps: number): readonly number[] =>
  [1, 2, THREE].filter(speed => stepOfSpeed(speed, steps) !== undefined)

/** Names of speeds, as fans had them before percentages and as air conditioners still do. */
const SPEED_NAMES: readonly (readonly [RegExp, number])[] = [
  [/^(low|1|level[ _]?1|약|약풍|min|弱|silent|quiet)$/i, 1],
  [/^(medium|mid|middle|2|level[ _]?2|중|중풍|中)$/i, 2],
  [/^(high|3|level[ _]?3|강|강풍|max|強|strong|turbo)$/i, 3],
]

/** Words of speeds with the speed of the guides each stands for; the first word of a speed is the one that is sent. */
export function namedSpeeds(words: readonly string[]): ReadonlyMap<number, string> {
  const named = new Map<number, string>()
  for (const [pattern, speed] of SPEED_NAMES) {
    const word = words.find(one => pattern.test(one.trim()))
    if (word !== undefined) named.set(speed, word)
  }
  return named
}

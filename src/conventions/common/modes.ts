/** Modes of publishers to those of the guides and back: only what has a word on both sides is offered. */

/**
 * What publishers call a mode, and the modes of the guides that it can be, best first: the type decides which of them
 * it has (`fan` is JP's `blower`).
 */
const MODES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(auto|automatic|smart|heat_cool|자동|自動)$/i, ['auto']],
  [/^(cool|cooling|냉방|冷房)$/i, ['cool']],
  [/^(heat|heating|난방|暖房)$/i, ['heat']],
  [/^(dry|dehumidify|제습|除湿)$/i, ['dehumidify', 'dry']],
  [/^(fan_only|fan|송풍|送風)$/i, ['fan', 'blower', 'ventilating']],
  [/^(sleep|night|취침|수면|おやすみ)$/i, ['sleep']],
  [/^(boost|turbo|power|파워|強力)$/i, ['powercool']],
  [/^(eco|saving|energy_saving|절전|省エネ)$/i, ['powersaving']],
  [/^(away|외출|外出)$/i, ['away']],
  [/^(home|indoor|재실|在宅)$/i, ['indoor']],
  [/^(baby|infant|아기)$/i, ['baby', 'infant']],
]

/** The modes of the guides a foreign word can stand for. */
export const guideModes = (word: string): readonly string[] => MODES.find(([pattern]) => pattern.test(word))?.[1] ?? []

/** Every guide mode with the foreign word for it; the first word of a mode counts. */
export function modeWords(words: readonly string[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  for (const word of words) for (const mode of guideModes(word)) if (!named.has(mode)) named.set(mode, word)
  return named
}

/** Heating and cooling in every convention: in which mode it starts, and when a set point has arrived. */
import type { KnownValue } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import { modeWords } from './modes.ts'

/** Modes to start in when nobody knows the last one; the only one there is comes before them. */
const START_MODES = ['auto', 'heat_cool', 'heat', 'cool']

/** The mode to be switched on in: the last one, else the only or a likely one. */
export function startMode(modes: readonly string[], known: KnownValue): string | undefined {
  const running = modes.filter(mode => mode !== 'off')
  const last = modeWords(running).get(String(known('mode')))
  if (last !== undefined) return last
  return running.length === 1 ? running[0] : (START_MODES.find(mode => running.includes(mode)) ?? running[0])
}

/** Whether a set point is the one asked for, within a step. */
export const near = (asked: Json, reported: Json, step: number): boolean =>
  typeof asked === 'number' && typeof reported === 'number' && Math.abs(asked - reported) <= step / 2 + 1e-9

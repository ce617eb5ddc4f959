/** The functions there are. Nothing of the house can be asked: no `states()`, no `now()`. */
import { row, type Table } from './callable.ts'
import { choose, toBoolean } from './choices.ts'
import { floatOr, intOr } from './numbers.ts'
import { extremeOf, range } from './rows.ts'

export const GLOBALS: Table = new Map([
  row('float', 'value default?', (work, _, [value = null, fallback]) => floatOr(work, value, fallback)),
  row('int', 'value default? base?', (work, _, [value = null, fallback, base]) => intOr(work, value, fallback, base)),
  row('bool', 'value default?', (work, _, [value = null, fallback]) => toBoolean(work, value, fallback)),
  row('iif', 'value if_true? if_false? if_none?', (_work, _, [value = null, ...given]) => choose(value, given)),
  row('min', 'first', (work, _, given) => extremeOf(work, given, 1), true),
  row('max', 'first', (work, _, given) => extremeOf(work, given, -1), true),
  row('range', 'start stop? step?', (work, _, given) => range(work, given)),
])

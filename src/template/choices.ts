/** Home Assistant's `bool` and `iif`. */
import { fail } from './failure.ts'
import { strip } from './strings.ts'
import { isNumber, orElse, truth, typeName, type Value } from './values.ts'
import { room, type Work } from './work.ts'

const YES = new Set(['1', 'true', 'yes', 'on', 'enable'])
const NO = new Set(['0', 'false', 'no', 'off', 'disable'])

/** `bool(value, default)`: numbers and Home Assistant's words for yes and no. */
export function toBoolean(work: Work, value: Value, fallback: Value | undefined): Value {
  if (isNumber(value)) return truth(value)
  if (typeof value === 'string') {
    room(work, value.length)
    const word = strip(value.toLowerCase(), undefined)
    if (YES.has(word)) return true
    if (NO.has(word)) return false
  }
  return orElse(fallback, () => fail(`bool got ${typeName(value)} that means neither yes nor no`))
}

/** `iif(value, if_true, if_false, if_none)`. */
export function choose(value: Value, given: readonly (Value | undefined)[]): Value {
  const [whenTrue = true, whenFalse = false, whenNone] = given
  if (value === null && whenNone !== undefined) return whenNone
  return truth(value) ? whenTrue : whenFalse
}

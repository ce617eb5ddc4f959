/** The filters there are: Jinja2's and Home Assistant's, as far as appliances announce them. Any other is no template. */
import { elementsOf, lengthOf } from './access.ts'
import { intOf, negate, numberOf } from './arithmetic.ts'
import { type Callable, row, type Table } from './callable.ts'
import { choose, toBoolean } from './choices.ts'
import { fail } from './failure.ts'
import { andInts } from './integers.ts'
import { compactJson, htmlJson } from './jsonText.ts'
import { floatOr, intOr, numberValue, refuse, roundOr, toFloat } from './numbers.ts'
import { parsedJson } from './parsedJson.ts'
import { formatPercent } from './percentFormat.ts'
import { textOf } from './pythonText.ts'
import { regexReplace } from './regexReplace.ts'
import { endOf, entriesOf, extreme, join, reverse, sort, sum } from './rows.ts'
import { selectByAttribute } from './selectAttribute.ts'
import { capitalize, lower, replaced, stripped, title, truncate, upper } from './textMethods.ts'
import { float, isUndefined, orElse, present, truth, type Value } from './values.ts'
import { room, spend, type Work } from './work.ts'

/** A filter of text takes anything, as it would print. */
const ofText =
  (change: (work: Work, text: string) => string): Callable['call'] =>
  (work, value) =>
    change(work, textOf(work, value))

/** Home Assistant's `multiply` and `add`: a float and whatever the amount is. */
const withFloat =
  (name: string, operate: (value: number, amount: number) => number): Callable['call'] =>
  (work, value, [amount = null, fallback]) => {
    const number = toFloat(work, value)
    if (number === undefined) return orElse(fallback, () => refuse(name, value))
    return float(operate(number, numberOf(numberValue(amount, name))))
  }

const orDefault: Callable['call'] = (_, value, [fallback = '', whenFalse = false]) =>
  isUndefined(value) || (truth(whenFalse) && !truth(value)) ? fallback : value

function fromJson(work: Work, value: Value, fallback: Value | undefined): Value {
  const text = typeof value === 'string' ? value : ''
  // Every second character may become an element.
  room(work, text.length)
  spend(work, text.length / 2)
  const parsed = parsedJson(text)
  return parsed === undefined ? orElse(fallback, () => fail('from_json got no JSON')) : parsed
}

function bitwiseAnd(left: Value, right: Value): Value {
  const [one, other] = [intOf(left), intOf(right)]
  if (one === undefined || other === undefined) return fail('bitwise_and takes whole numbers')
  return andInts(one, other)
}

function absolute(value: Value): Value {
  const number = numberValue(value, 'abs')
  if (typeof number === 'boolean') return Number(number)
  if (typeof number === 'object') return float(Math.abs(number.float))
  return number < 0 ? negate(number) : number
}

export const FILTERS: Table = new Map([
  row('default', 'default_value? boolean?', orDefault),
  row('d', 'default_value? boolean?', orDefault),
  row('is_defined', '', (_, value) => present(value)),
  row('float', 'default?', (work, value, [fallback]) => floatOr(work, value, fallback)),
  row('int', 'default? base?', (work, value, [fallback, base]) => intOr(work, value, fallback, base)),
  row('round', 'precision? method? default?', roundOr),
  row(
    'multiply',
    'amount default?',
    withFloat('multiply', (value, amount) => value * amount),
  ),
  row(
    'add',
    'amount default?',
    withFloat('add', (value, amount) => value + amount),
  ),
  row('bool', 'default?', (work, value, [fallback]) => toBoolean(work, value, fallback)),
  row('iif', 'if_true? if_false? if_none?', (_, value, given) => choose(value, given)),
  row('lower', '', ofText(lower)),
  row('upper', '', ofText(upper)),
  row('title', '', ofText(title)),
  row('capitalize', '', ofText(capitalize)),
  row('trim', 'chars?', (work, value, [chars]) => stripped(work, textOf(work, value), chars, 'both')),
  row('string', '', (work, value) => textOf(work, value)),
  row('replace', 'old new count?', (work, value, given) => replaced(work, textOf(work, value), given)),
  row('truncate', 'length? killwords? end? leeway?', truncate),
  row('length', '', (work, value) => lengthOf(work, value)),
  row('count', '', (work, value) => lengthOf(work, value)),
  row('first', '', (work, value) => endOf(work, value, false)),
  row('last', '', (work, value) => endOf(work, value, true)),
  row('join', 'd? attribute?', (work, value, [between, attribute]) => join(work, value, between, attribute)),
  row('list', '', (work, value) => elementsOf(work, value)),
  row('sort', 'reverse? case_sensitive? attribute?', sort),
  row('min', 'case_sensitive? attribute?', (work, value, given) => extreme(work, elementsOf(work, value), given, 1)),
  row('max', 'case_sensitive? attribute?', (work, value, given) => extreme(work, elementsOf(work, value), given, -1)),
  row('sum', 'attribute? start?', sum),
  row('abs', '', (_, value) => absolute(value)),
  row('reverse', '', reverse),
  row('selectattr', 'attribute test?', selectByAttribute, true),
  row('items', '', (work, value) => entriesOf(work, value, 'lazy')),
  row(
    'format',
    '',
    (work, value, given) =>
      formatPercent(
        work,
        textOf(work, value),
        given.map(one => one ?? null),
      ),
    true,
  ),
  row(
    'to_json',
    'ensure_ascii? pretty_print? sort_keys?',
    (work, value, [ascii = false, pretty = false, sorted = false]) =>
      truth(ascii) || truth(pretty)
        ? fail('to_json writes compact JSON only')
        : compactJson(work, value, truth(sorted)),
  ),
  row('tojson', '', (work, value) => htmlJson(work, value)),
  row('from_json', 'default?', (work, value, [fallback]) => fromJson(work, value, fallback)),
  row('regex_replace', 'find? replace? ignorecase?', regexReplace),
  row('bitwise_and', 'second_value', (_, value, [other = null]) => bitwiseAnd(value, other)),
])

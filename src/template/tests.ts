/** The tests there are, behind `is`. */
import { row, type Table } from './callable.ts'
import { contains, equal, itemsOf, order } from './comparison.ts'
import { isDict, isNumber, isRow, isUndefined, type Value } from './values.ts'
import type { Work } from './work.ts'

type Comparison = (work: Work, left: Value, right: Value) => boolean

/** A comparison has several names. */
const compared = (names: string, compare: Comparison) =>
  names.split(' ').map(name => row(name, 'other', (work, value, [other = null]) => compare(work, value, other)))

/** Python's sequences, and dicts, which Jinja2 counts among them. */
const isSequence = (value: Value): boolean =>
  typeof value === 'string' ||
  isDict(value) ||
  isUndefined(value) ||
  (itemsOf(value) !== undefined && (!isRow(value) || value.kind === 'tuple' || value.kind === 'range'))

export const TESTS: Table = new Map([
  row('defined', '', (_, value) => !isUndefined(value)),
  row('undefined', '', (_, value) => isUndefined(value)),
  row('none', '', (_, value) => value === null),
  row('number', '', (_, value) => isNumber(value)),
  row('string', '', (_, value) => typeof value === 'string'),
  row('mapping', '', (_, value) => isDict(value)),
  row('sequence', '', (_, value) => isSequence(value)),
  row('boolean', '', (_, value) => typeof value === 'boolean'),
  row('true', '', (_, value) => value === true),
  row('false', '', (_, value) => value === false),
  row('in', 'seq', (work, value, [seq = null]) => contains(work, seq, value)),
  ...compared('eq equalto ==', equal),
  ...compared('ne !=', (work, left, right) => !equal(work, left, right)),
  ...compared('lt lessthan <', (work, left, right) => order(work, left, right) < 0),
  ...compared('le <=', (work, left, right) => order(work, left, right) <= 0),
  ...compared('gt greaterthan >', (work, left, right) => order(work, left, right) > 0),
  ...compared('ge >=', (work, left, right) => order(work, left, right) >= 0),
])

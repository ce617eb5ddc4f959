/** What tables of filters, tests, methods and functions are made of: named parameters and what they do. */
import type { Value } from './values.ts'
import type { Work } from './work.ts'

/** What was given for each parameter, in order; undefined for those left out. */
export type Given = readonly (Value | undefined)[]

export interface Callable {
  /** Names of the parameters behind the value; those that end in `?` may be left out. */
  readonly parameters: readonly string[]
  /** Takes any number of values behind its parameters. */
  readonly more?: boolean
  /** `value` is what stands before the filter or the dot; for functions it is null. */
  readonly call: (work: Work, value: Value, given: Given) => Value
}

export type Table = ReadonlyMap<string, Callable>

/** A row of a table. */
export const row = (
  name: string,
  parameters: string,
  call: Callable['call'],
  more = false,
): readonly [string, Callable] => [name, { parameters: parameters === '' ? [] : parameters.split(' '), call, more }]

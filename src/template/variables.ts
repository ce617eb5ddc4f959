/** What templates are rendered with: a message's `value` and `value_json`, or the named values of a command. */
import { parsedJson } from './parsedJson.ts'
import type { Variables } from './scope.ts'
import { type Float, float, type Value } from './values.ts'

/** A value for a command: a number without fraction is a whole number, `float(21)` makes 21.0 of it. */
export type Given = string | number | boolean | null | Float

/**
 * A message: `value` is its text, `value_json` what it says as JSON, undefined when it is none. Read on first use and kept,
 * so that all templates of one message share it.
 */
export function messageVariables(payload: string): Variables {
  let parsed: { readonly value: Value | undefined } | undefined
  return {
    get: name => {
      if (name === 'value') return payload
      if (name !== 'value_json') return undefined
      parsed ??= { value: parsedJson(payload) }
      return parsed.value
    },
  }
}

/** A command's values by name, such as `value`, `position` or `red`; what is absent or undefined is not defined. */
export function commandVariables(named: Readonly<Record<string, Given | undefined>>): Variables {
  const values = new Map<string, Value>()
  for (const [name, given] of Object.entries(named)) {
    if (given !== undefined)
      values.set(name, typeof given === 'number' && !Number.isInteger(given) ? float(given) : given)
  }
  return values
}

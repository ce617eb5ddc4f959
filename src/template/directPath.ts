/** The shortcut for `{{ value_json.a["b"] }}`, which is nine of ten templates: no lexer, no closures. */
import { memberOf } from './access.ts'
import { textOf } from './pythonText.ts'
import type { Variables } from './scope.ts'
import { strip } from './strings.ts'
import { orUndefined } from './values.ts'
import { checkLength, spend, type Work } from './work.ts'

const PATH = /^\{\{\s*value_json((?:\.[A-Za-z_]\w*|\[(?:"[^"\\]*"|'[^'\\]*')\])*)\s*\}\}$/
const STEP = /\.(\w+)|\[["']([^"'\\]*)["']\]/g

/** The members of `value_json` that the template prints; undefined when it does anything else. */
export function directPath(source: string): readonly string[] | undefined {
  const written = PATH.exec(source)?.[1]
  if (written === undefined || /\["[^"]*'|\['[^']*"/.test(written)) return undefined
  return Array.from(written.matchAll(STEP), ([, name, quoted]) => name ?? quoted ?? '')
}

/** Prints the member that the path leads to. */
export function renderPath(work: Work, variables: Variables, path: readonly string[]): string {
  let value = orUndefined(variables.get('value_json'), 'value_json')
  spend(work, 1 + path.length)
  for (const name of path) value = memberOf(value, name)
  const text = textOf(work, value)
  checkLength(text.length)
  return strip(text, undefined)
}

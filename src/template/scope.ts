/** Where a rendering stands: its variables, what `set` and `for` named, the account of its work, and the text so far. */
import { orUndefined, type Undefined, type Value } from './values.ts'
import { checkLength, room, type Work } from './work.ts'

/** The variables a rendering is given; a Map will do. Asked only for names that the template uses. */
export interface Variables {
  readonly get: (name: string) => Value | undefined
}

/** The output is one for all scopes of a rendering. */
interface Output {
  readonly parts: string[]
  length: number
}

/** The whole template, or the body of a loop within it. */
export interface Scope {
  readonly work: Work
  readonly variables: Variables
  readonly locals: Map<string, Value>
  readonly outer: Scope | undefined
  readonly output: Output
}

/** An expression, compiled. */
export type Expression = (scope: Scope) => Value

/** Something that prints, compiled. */
export type Statement = (scope: Scope) => void

export const openScope = (work: Work, variables: Variables): Scope => ({
  work,
  variables,
  locals: new Map(),
  outer: undefined,
  output: { parts: [], length: 0 },
})

/** The body of a loop: what it sets is forgotten behind it, as in Jinja2. */
export const innerScope = (outer: Scope): Scope => ({ ...outer, locals: new Map(), outer })

/** The value of a name: the innermost that was set, else the variable. */
export function look(scope: Scope, name: string): Value | Undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const local = at.locals.get(name)
    if (local !== undefined) return local
  }
  return orUndefined(scope.variables.get(name), name)
}

/** Appends to the output. */
export function print(scope: Scope, text: string): void {
  const { output, work } = scope
  room(work, text.length)
  output.length += text.length
  checkLength(output.length)
  output.parts.push(text)
}

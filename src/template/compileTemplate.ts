/**
 * The door to templates: Home Assistant's value and command templates (Jinja2), compiled to closures. Whoever may publish
 * on the broker may write them, so nothing here throws, runs code, or does more than work.ts allows.
 */

import { directPath, renderPath } from './directPath.ts'
import { TemplateFailure } from './failure.ts'
import { cut, isPlain } from './pieces.ts'
import { openScope, type Statement, type Variables } from './scope.ts'
import { readTemplate } from './statements.ts'
import { strip } from './strings.ts'
import { openWork, type Work } from './work.ts'

/** Longest template: the longest of the real publishers has 1,100 characters. */
export const MAX_TEMPLATE_CHARACTERS = 8_192

/** What a rendering gave: the text without white space around it, or why there is none. */
export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }

export interface Template {
  /**
   * Never throws. A failed rendering means that the message says nothing. `work` is the account that pays, its own by
   * default: one account for all templates of a message bounds what the message costs.
   */
  readonly render: (variables: Variables, work?: Work) => Rendered
}

export type Compiled =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problem: string }

/** Compiles a template; never throws. The problem names the word and its place, for logs and pages. */
export function compileTemplate(text: string): Compiled {
  if (text.length > MAX_TEMPLATE_CHARACTERS) {
    return { ok: false, problem: `longer than ${MAX_TEMPLATE_CHARACTERS} characters` }
  }
  const source = strip(text.replaceAll('\r\n', '\n'), undefined)
  if (isPlain(source)) return { ok: true, template: { render: () => ({ ok: true, text: source }) } }
  try {
    const path = directPath(source)
    if (path !== undefined)
      return { ok: true, template: guarded((work, variables) => renderPath(work, variables, path)) }
    const statement = readTemplate(cut(source))
    return { ok: true, template: guarded((work, variables) => run(statement, work, variables)) }
  } catch (error) {
    return { ok: false, problem: messageOf(error) }
  }
}

function run(statement: Statement, work: Work, variables: Variables): string {
  const scope = openScope(work, variables)
  statement(scope)
  return strip(scope.output.parts.join(''), undefined)
}

function guarded(render: (work: Work, variables: Variables) => string): Template {
  return {
    render: (variables, work = openWork()) => {
      try {
        return { ok: true, text: render(work, variables) }
      } catch (error) {
        return { ok: false, reason: messageOf(error) }
      }
    },
  }
}

/** What is no failure of the template is a fault of this evaluator: told as such, still not thrown at the gateway. */
function messageOf(error: unknown): string {
  if (error instanceof TemplateFailure) return error.message
  return `fault of the evaluator: ${error instanceof Error ? error.message : String(error)}`
}

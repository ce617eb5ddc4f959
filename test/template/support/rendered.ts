/** Compiles and renders at once; a failure is told as a text that no rendering gives. */
import { compileTemplate } from '../../../src/template/compileTemplate.ts'
import type { Variables } from '../../../src/template/scope.ts'
import { commandVariables } from '../../../src/template/variables.ts'

export function rendered(template: string, variables: Variables = commandVariables({})): string {
  const compiled = compileTemplate(template)
  if (!compiled.ok) return `PROBLEM ${compiled.problem}`
  const result = compiled.template.render(variables)
  return result.ok ? result.text : `FAILED ${result.reason}`
}

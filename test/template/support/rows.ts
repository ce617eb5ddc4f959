/** One payload for all tables, and how a table is checked: rows are templates with what Jinja2 3.1 gives, null for failing. */
import { expect } from 'vitest'
import { compileTemplate } from '../../../src/template/compileTemplate.ts'
import { messageVariables } from '../../../src/template/variables.ts'

export const PAYLOAD = `{"s":"a,b,c","t":"Hello World foo","n":7,"f":21.0,"neg":-7,"l":[3,1,2],"e":[],"d":{"b":1,"a":2},"x":null,"y":true,"k":"조명 😀","big":9007199254740993,"rows":[{"n":2,"m":{"q":1}},{"n":1,"m":{"q":3}},{"n":2,"m":{"q":2}}],"mix":["b","A","c"],"nul":[null,1]}`

export type Row = readonly [template: string, result: string | null]

/** Checks every row, and that there are as many as the table is believed to have. */
export function checkRows(rows: readonly Row[], count: number): void {
  const variables = messageVariables(PAYLOAD)
  const wrong = rows.flatMap(([template, result]) => {
    const compiled = compileTemplate(template)
    const rendered = compiled.ok ? compiled.template.render(variables) : undefined
    const text = rendered?.ok === true ? rendered.text : null
    const why = compiled.ok ? (rendered?.ok === false ? rendered.reason : '') : compiled.problem
    return text === result && !why.startsWith('fault') ? [] : [{ template, result, text, why }]
  })
  expect(wrong).toEqual([])
  expect(rows).toHaveLength(count)
}

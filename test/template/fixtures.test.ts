/** What real publishers' templates give, as Jinja2 with Home Assistant's filters rendered them. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compileTemplate } from '../../src/template/compileTemplate.ts'
import { parsedJson } from '../../src/template/parsedJson.ts'
import { isDict, lookUp, type Value } from '../../src/template/values.ts'
import { messageVariables } from '../../src/template/variables.ts'
import { openWork } from '../../src/template/work.ts'

const FOLDER = process.env['CLOVA2MQTT_FIXTURES'] ?? fileURLToPath(new URL('../../../shared/fixtures', import.meta.url))
const FILE = `${FOLDER}/mqtt/templates.json`
const missing = !existsSync(FILE)

interface Row {
  readonly kind: 'value' | 'command'
  readonly template: string
  readonly payload?: string
  readonly result?: string
  readonly error?: true
}

/** The variables of each command as they are written there: 21.0 must stay a float. */
function variablesOf(document: Value | undefined, at: number): ReadonlyMap<string, Value> {
  const row = Array.isArray(document) ? (document as readonly Value[])[at] : undefined
  const named = row !== undefined && isDict(row) ? lookUp(row, 'vars') : undefined
  if (named === undefined || !isDict(named)) throw new Error(`row ${at} has no variables`)
  return new Map(Array.from(named.values(), ([key, value]) => [String(key), value]))
}

test.skipIf(missing)(
  `every rendering is exact${missing ? ' (skipped: no fixtures, set CLOVA2MQTT_FIXTURES)' : ''}`,
  () => {
    const text = readFileSync(FILE, 'utf8')
    const rows = JSON.parse(text) as readonly Row[]
    const exact = parsedJson(text)
    let [values, commands, errors, most] = [0, 0, 0, 0]
    rows.forEach((row, at) => {
      const compiled = compileTemplate(row.template)
      if (!compiled.ok) throw new Error(`${row.template}: ${compiled.problem}`)
      const work = openWork()
      const variables = row.kind === 'value' ? messageVariables(row.payload ?? '') : variablesOf(exact, at)
      const rendered = compiled.template.render(variables, work)
      const expected = row.error === true ? { ok: false } : { ok: true, text: row.result }
      expect(rendered, `${row.template} of ${row.payload ?? 'a command'}`).toMatchObject(expected)
      if (!rendered.ok) expect(rendered.reason).not.toContain('fault of the evaluator')
      if (row.kind === 'value') values++
      else commands++
      if (row.error === true) errors++
      most = Math.max(most, work.steps)
    })
    expect(values + commands).toBe(289)
    expect(commands).toBeGreaterThan(20)
    expect(errors).toBeGreaterThan(5)
    console.info(
      `templates: ${values} values, ${commands} commands, ${errors} errors, at most ${Math.ceil(most)} steps`,
    )
    // MAX_WORK leaves real templates two hundred times what they need.
    expect(most).toBeLessThan(120)
  },
)

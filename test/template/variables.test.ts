import { expect, test } from 'vitest'
import { compileTemplate, MAX_TEMPLATE_CHARACTERS } from '../../src/template/compileTemplate.ts'
import { MAX_TEMPLATES, templateCache } from '../../src/template/templateCache.ts'
import { float } from '../../src/template/values.ts'
import { commandVariables, messageVariables } from '../../src/template/variables.ts'
import { openWork } from '../../src/template/work.ts'
import { rendered } from './support/rendered.ts'

test('a message has its text and what it says as JSON, read once', () => {
  const variables = messageVariables('{"a":[1]}')
  expect(variables.get('value')).toBe('{"a":[1]}')
  expect(variables.get('value_json')).toBe(variables.get('value_json'))
  expect(variables.get('constructor')).toBeUndefined()
  expect(messageVariables('on').get('value_json')).toBeUndefined()
})

test('a command has its values by name, and no others', () => {
  const variables = commandVariables({ value: 37, position: 37.5, temperature: float(21), name: 'x', red: undefined })
  expect(rendered('{{ value }} {{ position }} {{ temperature }} {{ name }} {{ red }}|', variables)).toBe(
    '37 37.5 21.0 x |',
  )
  expect(rendered('{{ red is defined }} {{ toString is defined }}', variables)).toBe('False False')
})

test('a template too long is none', () => {
  const compiled = compileTemplate('x'.repeat(MAX_TEMPLATE_CHARACTERS + 1))
  expect(compiled).toEqual({ ok: false, problem: `longer than ${MAX_TEMPLATE_CHARACTERS} characters` })
  expect(compileTemplate('x'.repeat(MAX_TEMPLATE_CHARACTERS)).ok).toBe(true)
})

test('one account can pay for several renderings', () => {
  const compiled = compileTemplate('{% for x in range(900) %}{% endfor %}')
  if (!compiled.ok) throw new Error(compiled.problem)
  const work = openWork()
  expect(compiled.template.render(new Map(), work)).toEqual({ ok: true, text: '' })
  expect(compiled.template.render(new Map(), work)).toMatchObject({ ok: false })
  expect(compiled.template.render(new Map())).toEqual({ ok: true, text: '' })
})

test('the cache gives the same template for the same text, and forgets the one asked for longest ago', () => {
  const compile = templateCache()
  const first = compile('{{ value }}')
  const broken = compile('{{ value')
  expect(compile('{{ value }}')).toBe(first)
  expect(compile('{{ value')).toBe(broken)
  expect(broken.ok).toBe(false)
  for (let at = 0; at < MAX_TEMPLATES - 1; at++) compile(`{{ value }}${at}`)
  expect(compile('{{ value')).toBe(broken)
  expect(compile('{{ value }}')).not.toBe(first)
})

/** Templates and payloads written to hurt: what they may cost is counted, and nothing of JavaScript can be reached. */
import { expect, test } from 'vitest'
import { compileTemplate } from '../../src/template/compileTemplate.ts'
import { MAX_DEPTH } from '../../src/template/cursor.ts'
import { MAX_PAYLOAD_DEPTH } from '../../src/template/parsedJson.ts'
import { messageVariables } from '../../src/template/variables.ts'
import { MAX_TEXT_CHARACTERS, MAX_TURNS, MAX_WORK, openWork } from '../../src/template/work.ts'
import { rendered } from './support/rendered.ts'

const times = (text: string, count: number): string => text.repeat(count)
const doubled = (start: string, step: string, end: string): string => `{% set a = ${start} %}${times(step, 60)}${end}`

/** Each would take seconds, gigabytes or a deep stack; none may give a text. */
const TOO_MUCH: readonly string[] = [
  "{{ 'a' * 1000000000 }}",
  "{{ 'a' * 10 ** 300 }}",
  '{{ [1] * 1000000000 }}',
  '{{ (1,) * 1000000000 }}',
  "{{ '%999999999d' % 1 }}",
  "{{ '%.999999999f' % 1.0 }}",
  "{{ '%.99999d' % 1 }}",
  "{{ '{:999999999}'.format(1) }}",
  "{{ '{:.999999}'.format('a') * 99999 }}",
  "{{ '{:.200f}'.format(1.5) }}",
  "{{ '7'.zfill(1000000000) }}",
  '{{ range(1000000000) | list }}',
  '{{ range(0, 10 ** 300) | list }}',
  '{{ 2 ** 999999999 }}',
  '{{ 9 ** 9 ** 9 ** 9 }}',
  '{{ 1.5 ** 99999 }}',
  `{{ '${times('9', 2_000)}' | int }}`,
  `{{ ${times('9', 2_000)} }}`,
  '{% for a in range(900) %}{% for b in range(900) %}{% endfor %}{% endfor %}',
  '{% for a in range(600) if a %}{% endfor %}',
  `{% for a in range(900) %}${times('{{ a + 1 }}', 60)}{% endfor %}`,
  `{% for a in range(900) %}${times('x', 100)}{% endfor %}`,
  doubled("'aaaaaaaaaa'", '{% set a = a ~ a %}', '{{ a }}'),
  doubled("'aaaaaaaaaa'", '{% set a = a + a %}', '{{ a | length }}'),
  doubled('[1, 2]', '{% set a = a + a %}', '{{ a | length }}'),
  doubled('[1, 2]', '{% set a = [a, a] %}', '{{ a }}'),
  doubled('[1, 2]', '{% set a = [a, a] %}', '{{ a | to_json }}'),
  doubled('[1, 2]', "{% set a = {'x': a, 'y': a} %}", '{{ a | tojson }}'),
  doubled('[[1], [1]]', '{% set a = [[a[0], a[0]], [a[1], a[1]]] %}', '{{ a[0] == a[1] }}'),
  doubled('[[1], [1]]', '{% set a = [[a[0], a[0]], [a[1], a[1]]] %}', '{{ a | sort | length }}'),
  `{% set a = 1 %}${times('{% set a = [[[[a]]]] %}', 100)}{{ a }}`,
  `{% set a = 1 %}${times('{% set a = [[[[a]]]] %}', 100)}{{ a | to_json }}`,
  "{{ value | replace('', value) }}",
  "{{ value | replace('a', value) }}",
  "{{ value | regex_replace('', value) }}",
  "{{ value | regex_replace('(a+)+$', '') }}",
  "{{ value | regex_replace('(a|a)*b', '') }}",
  "{{ value | regex_replace('(a*)*b', '') }}",
  "{{ 'a' | regex_replace('((a{256}){256}){256}', '') }}",
  "{{ value in ('b' ~ value) * 1 and value * 2 in value }}{{ value * 2 }}",
  "{{ (value * 1).find('b' ~ value[:15000]) }}",
  "{{ value | replace('b' ~ value[:15000], '') }}",
  "{{ value.split('b' ~ value[:15000]) | length }}",
  '{{ ([value] * 20000) | sort | length }}',
  "{{ (value[1:] ~ 'b') in [value] * 40000 }}",
  "{{ [1] * 20000 | map('string') | join(value) }}",
  "{{ value | list | map('upper') | list | length }}",
  "{{ ('%' ~ '0' * 30000) % 1 }}",
  "{{ ('{:' * 20000).format(1) }}",
  '{{ value.strip(value) }}',
  "{{ ('[' * 30000) | from_json }}",
]

test('what would cost too much fails, and is stopped before it is done', () => {
  const variables = messageVariables(times('a', 30_000))
  for (const template of TOO_MUCH) {
    const compiled = compileTemplate(template)
    if (!compiled.ok) {
      expect(compiled.problem).not.toContain('fault of the evaluator')
      continue
    }
    const work = openWork()
    const result = compiled.template.render(variables, work)
    expect(result.ok, template.slice(0, 100)).toBe(false)
    expect(result.ok ? '' : result.reason, template.slice(0, 100)).not.toContain('fault of the evaluator')
    expect(work.turns).toBeLessThanOrEqual(MAX_TURNS + 1)
  }
  expect(TOO_MUCH).toHaveLength(51)
})

test('what stays within the bounds is rendered', () => {
  expect(rendered(`{% for a in range(${MAX_TURNS}) %}x{% endfor %}`)).toBe(times('x', MAX_TURNS))
  expect(rendered(`{{ 'x' * ${MAX_TEXT_CHARACTERS} }}`)).toHaveLength(MAX_TEXT_CHARACTERS)
  expect(rendered(`{{ 'x' * ${MAX_TEXT_CHARACTERS + 1} }}`)).toContain('longer than')
  expect(rendered(`{{ 1 ${times('+ 1 ', 2_000)} }}`)).toBe('2001')
  expect(rendered(`{{ 1 ${times('| d ', 1_500)} }}`)).toBe('1')
  expect(rendered(`{{ x${times('.a', 2_000)} is defined }}`)).toBe('FAILED x is undefined')
  expect(rendered(`{% if 0 %}${times('{% elif 0 %}', 600)}{% else %}a{% endif %}`)).toBe('a')
  expect(MAX_WORK).toBeGreaterThan(10 * MAX_TURNS)
})

test.each([
  ['brackets', '(', '1', ')'],
  ['lists', '[', '', ']'],
  ['dicts', '{1:', '1', '}'],
  ['signs', '-', '1', ''],
  ['not', 'not ', '1', ''],
  ['calls', 'int(', '1', ')'],
  ['elements', 'value_json[', '1', ']'],
  ['conditions', '1 if 0 else ', '1', ''],
  ['tests', '1 is eq (', '1', ')'],
])('nesting of %s ends at the bound, not of the stack', (_, open, middle, close) => {
  expect(rendered(`{{ ${times(open, 20)}${middle}${times(close, 20)} }}`)).not.toContain('PROBLEM')
  const deep = rendered(`{{ ${times(open, 600)}${middle}${times(close, 600)} }}`)
  expect(deep).toContain(`PROBLEM nested deeper than ${MAX_DEPTH}`)
})

test('nesting of blocks ends there too', () => {
  expect(rendered(times('{% if 1 %}', 300))).toContain('nested deeper')
  expect(rendered(times('{% for a in b %}', 300))).toContain('nested deeper')
})

test('payloads may be anything', () => {
  const first = '{{ value_json is defined }}'
  expect(rendered(first, messageVariables(times('[', 100_000)))).toBe('False')
  expect(rendered(first, messageVariables(times('[', 100_000) + times(']', 100_000)))).toBe('False')
  const deepest = times('[', MAX_PAYLOAD_DEPTH) + times(']', MAX_PAYLOAD_DEPTH)
  expect(rendered('{{ value_json }}', messageVariables(deepest))).toBe(deepest)
  expect(rendered(first, messageVariables(`[${deepest}]`))).toBe('False')
  expect(rendered('{{ value_json.a }}', messageVariables(`{"a":${times('9', 300)}}`))).toBe('1e+300')
  expect(rendered('{{ value_json }}', messageVariables(`"${times('x', 100_000)}"`))).toContain('longer than')
  expect(rendered('{{ value_json }}|', messageVariables(`"${times('x', 100_000)}"`))).toContain('longer than')
})

test('keys named like what JavaScript inherits are keys, and without a key they are nothing', () => {
  const own = messageVariables('{"__proto__":{"x":1},"constructor":2,"toString":3,"size":4,"length":5}')
  const all =
    '{{ value_json.__proto__.x }}{{ value_json.constructor }}{{ value_json["toString"] }}{{ value_json.size }}'
  expect(rendered(`${all}{{ value_json.length }}`, own)).toBe('12345')
  const names = [
    'constructor',
    '__proto__',
    'toString',
    'size',
    'length',
    'prototype',
    'valueOf',
    'has',
    'entries',
    'at',
  ]
  for (const payload of ['{}', '[]', '"text"', '1', '1.5', 'true', 'null', '{"a":[]}']) {
    for (const name of names) {
      const variables = messageVariables(payload)
      expect(rendered(`{{ value_json.${name} }}{{ value_json['${name}'] }}`, variables)).toBe('')
      expect(rendered(`{{ value_json.${name} is defined }}`, variables)).toBe('False')
      expect(rendered(`{{ [value_json] | map(attribute='${name}') | first is defined }}`, variables)).toBe('False')
    }
  }
  for (const name of names) expect(rendered(`{{ ${name} is defined }}`)).toBe('False')
})

test('no call reaches JavaScript', () => {
  const calls = [
    "{{ value.constructor.constructor('return 1')() }}",
    "{{ ''.constructor('x') }}",
    '{{ [].map(1) }}',
    '{{ [].at(0) }}',
    "{{ {}.hasOwnProperty('a') }}",
    "{{ value.__defineGetter__('x', 1) }}",
    '{{ value_json.toString() }}',
    "{{ 'a' | constructor }}",
    "{{ 'a' | __proto__ }}",
    "{{ 'a' is constructor }}",
    "{{ ['a'] | map('constructor') | list }}",
    "{{ [{}] | selectattr('a', 'constructor') | list }}",
    "{{ constructor('return 1') }}",
    "{{ eval('1') }}",
    "{{ require('fs') }}",
    '{{ (1).toFixed(2) }}',
  ]
  for (const call of calls)
    expect(rendered(call, messageVariables('{}'))).toMatch(/^(?:PROBLEM|FAILED) there is no|^PROBLEM nothing/)
  expect(calls).toHaveLength(16)
})

test('no getter of a prototype is asked', () => {
  const trap = { get: () => expect.unreachable('the getter was asked'), configurable: true }
  const prototypes = [Object.prototype, Array.prototype, Map.prototype, String.prototype, Number.prototype]
  for (const prototype of prototypes) Object.defineProperty(prototype, 'lure', trap)
  try {
    for (const payload of ['{}', '[1]', '"a"', '1', '1.5', '{"a":{}}']) {
      const variables = messageVariables(payload)
      const template =
        "{{ value_json.lure }}{{ value_json['lure'] }}{{ [value_json] | map(attribute='lure') | list | length }}"
      expect(rendered(template, variables)).toBe('1')
      expect(rendered('{{ value_json.lure }}', variables)).toBe('')
      expect(rendered('{{ value_json | lure }}', variables)).toContain('no filter')
    }
  } finally {
    for (const prototype of prototypes) Reflect.deleteProperty(prototype, 'lure')
  }
})

/** Arbitrary templates on arbitrary payloads: nothing is thrown, no fault of the evaluator shows, no bound is passed. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Compiled, compileTemplate, type Rendered } from '../../src/template/compileTemplate.ts'
import { parsedJson } from '../../src/template/parsedJson.ts'
import { messageVariables } from '../../src/template/variables.ts'
import { MAX_TEXT_CHARACTERS, MAX_TURNS, MAX_WORK, openWork } from '../../src/template/work.ts'
import { PAYLOAD } from './support/rows.ts'

interface Tried {
  readonly compiled: Compiled
  readonly rendered: Rendered | undefined
}

/** What must hold of every template, whatever it says. */
function tryOut(template: string, payload: string): Tried {
  const compiled = compileTemplate(template)
  if (!compiled.ok) {
    expect(compiled.problem).not.toContain('fault of the evaluator')
    return { compiled, rendered: undefined }
  }
  const work = openWork()
  const rendered = compiled.template.render(messageVariables(payload), work)
  if (rendered.ok) {
    expect(rendered.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARACTERS)
    expect(work.steps).toBeLessThanOrEqual(MAX_WORK)
    expect(work.turns).toBeLessThanOrEqual(MAX_TURNS)
    expect(rendered.text).not.toMatch(/\[object |native code/)
  } else expect(rendered.reason, template).not.toContain('fault of the evaluator')
  return { compiled, rendered }
}

/** Templates as publishers write them. */
const REAL: readonly string[] = [
  '{{ value_json["l"] }}',
  '{% if value_json.y %}true{% else %}false{% endif %}',
  "{{ value_json.s.split(',')[0:3]|join(',') }}",
  "{% set values = {None:None,'idle':'a',7:'heat'} %}{{ values[value_json[\"n\"]] | default('x') }}",
  '{"id":1{%if value_json.n is defined%},"t":{{max(value_json.n|int,1)}}{%endif%}}',
  "{{{'a': value_json.f, 'b': [1, 2.5]}|tojson}}",
  '{% for i in value_json.rows if i.n > 1 %}{{ loop.index }}{{ i.m.q }}{% if not loop.last %},{% endif %}{% endfor %}',
  "{{ (value_json.rows | selectattr('n','eq',2) | first).m }}",
  "{{ '%0.1f' | format(value_json.f / 3) }}{{ '{:>5}'.format(value_json.n) }}",
  "{{ value_json.k | regex_replace('(\\\\w+)', '[\\\\1]') | truncate(20, true, '', 0) }}",
  '{{ value_json.n // 2 ~ value_json.neg % 3 ~ 2 ** 5 }}',
  '{%- set a, b = value_json.l[0], value_json.l | sum -%}{{ a if a in [3] else b }}',
]

/** Words of the language, of Python and of JavaScript. */
const WORDS: readonly string[] = [
  ...['{{', '}}', '{%', '%}', '{#', '#}', '-', '{%-', '-}}', '(', ')', '[', ']', '{', '}', ',', ':', '.', '|', '~'],
  ...['+', '*', '/', '//', '%', '**', '==', '!=', '<', '>=', '=', 'in', 'not', 'and', 'or', 'is', 'if', 'else', 'for'],
  ...['elif', 'endif', 'endfor', 'set', 'loop', 'loop.last', 'i', 'a', 'value', 'value_json', 'value_json.l', 'none'],
  ...[
    'value_json.d',
    'value_json.rows',
    'value_json.big',
    'true',
    '0',
    '1',
    '2.5',
    '999999999',
    '1e308',
    "'x'",
    "'%s%d'",
  ],
  ...["'{:>9}{}'", "'[a-z]+'", "'\\\\1'", '""', '[1,2,3]', "{'a':1}", '(1,)', 'default', 'd', 'float', 'int', 'round'],
  ...['multiply', 'lower', 'title', 'trim', 'string', 'replace', 'truncate', 'length', 'first', 'last', 'join', 'list'],
  ...['sort', 'min', 'max', 'sum', 'abs', 'reverse', 'map', 'selectattr', 'items', 'format', 'to_json', 'tojson'],
  ...[
    'from_json',
    'regex_replace',
    'bitwise_and',
    'get',
    'keys',
    'split',
    'startswith',
    'strip',
    'find',
    'zfill',
    'range',
  ],
  ...[
    'defined',
    'number',
    'eq',
    'constructor',
    '__proto__',
    '__class__',
    'prototype',
    'toString',
    'size',
    '[0]',
    '[-1:]',
  ],
  ...["('a')", '(1)', "('a', 1)", "(attribute='n')", "('x', default=0)", '()'],
]

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map(words => words.join(' '))

/** A value with members, methods, filters and operators behind it: more of these compile. */
const expression = fc
  .tuple(
    fc.constantFrom(
      'value',
      'value_json.l',
      'value_json.d',
      'value_json.rows',
      'value_json.s',
      '2.5',
      '-7',
      "'a b'",
      '[]',
    ),
    fc.array(
      fc.oneof(
        fc.constantFrom(...WORDS.filter(word => /^[a-z_]+$/.test(word))).map(word => ` | ${word}`),
        fc
          .tuple(
            fc.constantFrom(...WORDS.filter(word => /^[a-z_]+$/.test(word))),
            fc.constantFrom("('a')", '(1)', '(2, 1)', '()'),
          )
          .map(([name, given]) => ` | ${name}${given}`),
        fc.constantFrom(
          ' + 1',
          ' * 3',
          ' ~ value',
          ' ** 9',
          ' % 3',
          '[0]',
          '[::-1]',
          '.a',
          ' in value_json.l',
          ' == 1',
          ' < 2',
          ' // 0.5',
        ),
        fc.constantFrom(
          ".get('a')",
          '.keys()',
          ".split(',')",
          ".join(['a'])",
          ".replace('a', 'bb')",
          '.zfill(9)',
          ".find('a')",
          '.items()',
        ),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([value, rest]) => `{{ ${value}${rest.join('')} }}`)

/** A real template with parts cut out, doubled, swapped or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(fc.tuple(fc.nat(200), fc.nat(12), fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 3 }))), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([template, changes]) =>
    changes.reduce((text, [at, length, by]) => {
      const from = at % (text.length + 1)
      return text.slice(0, from) + by + text.slice(from + length)
    }, template),
  )

const payload = fc.oneof(
  fc.constant(PAYLOAD),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.json().map(text => `{"l":${text},"s":${text},"d":{"a":${text}},"rows":[${text}]}`),
)

test.each([
  ['any text', fc.string({ unit: 'binary', maxLength: 200 }), 5_000],
  ['any text within marks', fc.string({ unit: 'binary', maxLength: 60 }).map(text => `{{ ${text} }}`), 10_000],
  ['words in any order', soup.map(text => `{{ ${text} }}`), 10_000],
  ['statements in any order', soup.map(text => `{% for a in value_json.l %}{{ a }}${text}{% endfor %}`), 5_000],
  ['expressions', expression, 15_000],
  ['changed templates', mutated, 15_000],
])('%s', (_, template, numRuns) => {
  const counts = { compiled: 0, rendered: 0 }
  fc.assert(
    fc.property(template, payload, (text, message) => {
      const { compiled, rendered } = tryOut(text, message)
      if (compiled.ok) counts.compiled++
      if (rendered?.ok === true) counts.rendered++
    }),
    { numRuns },
  )
  console.info(`${_}: ${numRuns} templates, ${counts.compiled} compiled, ${counts.rendered} rendered`)
})

test('the real ones compile and render', () => {
  for (const template of REAL) expect(tryOut(template, PAYLOAD).rendered, template).toMatchObject({ ok: true })
})

test('JSON is read as JavaScript reads it, but for what floats and long numbers are', () => {
  const text = fc.oneof(
    fc.json(),
    fc.json().map(json => json.replace(/[[\]{},:"\d]/, '')),
    fc.string({ unit: 'binary' }),
  )
  let read = 0
  fc.assert(
    fc.property(text, json => {
      const value = parsedJson(json)
      expect(value !== undefined, json).toBe(isJson(json))
      if (value !== undefined) read++
    }),
    { numRuns: 10_000 },
  )
  expect(read).toBeGreaterThan(3_000)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

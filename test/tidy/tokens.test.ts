/** The tokenizer of the tidy tests, on what could mislead it. */
import { expect, test } from 'vitest'
import { SCRIPTS, SOURCES, TESTS } from './files.ts'
import { type Token, tokenize } from './tokens.ts'

const of = (source: string, kind: Token['kind']): string[] =>
  tokenize(source)
    .filter(token => token.kind === kind)
    .map(token => token.text)

test('strings, templates and comments are told apart', () => {
  const source = `const a = 'it // is' // "no" string\n/* 'nor' */ b("x\\"y", \`one \${c ? \`in \${d}\` : '}'} two\`)`
  expect(of(source, 'string')).toEqual(['it // is', 'x\\"y', '}'])
  expect(of(source, 'template')).toEqual(['one ', 'in ', '', ' two'])
  expect(of(source, 'comment')).toEqual(['// "no" string', "/* 'nor' */"])
  expect(of(source, 'name')).toEqual(['const', 'a', 'b', 'c', 'd'])
})

test('a slash divides after a value and begins an expression elsewhere', () => {
  expect(of("x = a / b / 'c'", 'string')).toEqual(['c'])
  expect(of("x = (a) / 2 / 'c'", 'string')).toEqual(['c'])
  expect(of("x = /['\"/]/g.test(y) ? 'c' : 1", 'string')).toEqual(['c'])
  expect(of("return /[/']/ + 'c'", 'string')).toEqual(['c'])
})

test('lines are counted through comments and templates', () => {
  const last = tokenize(['/*\n\n*/ `\n$', '{\n1}` + end'].join('')).at(-1)
  expect(last).toEqual({ kind: 'name', text: 'end', line: 5 })
})

test('every file of the repository can be read', () => {
  const files = [...SOURCES, ...TESTS, ...SCRIPTS]
  for (const { text } of files) expect(tokenize(text).length).toBeGreaterThan(0)
  expect(files.length).toBeGreaterThan(150)
})

/** A secret leaves only by reveal(): no way of printing shows it. */
import { format, inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/kernel/secret.ts'

const word = 'hunter2-hunter2'
const secret = new Secret(word)

describe('Secret', () => {
  test('reveal gives the value', () => {
    expect(secret.reveal()).toBe(word)
  })

  test.each<[string, () => string]>([
    ['a template', () => `${secret}`],
    ['String()', () => String(secret)],
    ['concatenation', () => `${'token '}${secret}`],
    ['join', () => [secret].join()],
    ['JSON', () => JSON.stringify({ token: secret })],
    ['inspect', () => inspect(secret)],
    ['inspect of everything', () => inspect({ a: [secret] }, { showHidden: true, depth: null, getters: true })],
    ['inspect without custom', () => inspect(secret, { customInspect: false, showHidden: true })],
    ['format', () => format('%s %o %O %j', secret, secret, secret, secret)],
    ['an error message', () => String(new Error(`bad ${secret}`, { cause: secret }))],
    ['an inspected cause', () => inspect(new Error('bad', { cause: secret }))],
    ['its keys', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)])],
    ['a spread copy', () => JSON.stringify({ ...secret })],
    ['a structured clone', () => inspect(structuredClone(secret))],
  ])('%s does not show it', (_, print) => {
    expect(print()).not.toContain(word)
  })

  test('what is printed says that something was left out', () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual(['[redacted]', '"[redacted]"', '[redacted]'])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterContains, isFilter, isTopic, matchesFilter } from '../../src/kernel/topicFilter.ts'

/**
 * Every topic of up to three levels over an alphabet with one word that no filter below names. The empty one is no topic,
 * but it keeps `/#` and `/+/#` apart, which differ in nothing else.
 */
const WORDS = ['', 'a', 'b', '$c', 'other']
const TOPICS = levels(WORDS, 3)

function levels(words: readonly string[], depth: number): string[] {
  if (depth === 1) return [...words]
  const shorter = levels(words, depth - 1)
  const longest = shorter.filter(topic => topic.split('/').length === depth - 1)
  return [...shorter, ...longest.flatMap(topic => words.map(word => `${topic}/${word}`))]
}

const filter = fc
  .tuple(
    fc.array(fc.constantFrom('', 'a', 'b', '$c', '+'), { minLength: 0, maxLength: 3 }),
    fc.constantFrom(undefined, '#', 'a', '+'),
  )
  .map(([parts, last]) => (last === undefined ? parts : [...parts.slice(0, 2), last]).join('/'))
  .filter(text => text !== '')

describe('matchesFilter (MQTT 3.1.1 section 4.7)', () => {
  const rows: [string, string, boolean][] = [
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/b', 'a', false],
    ['a', 'a/b', false],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['#', 'a/b', true],
    ['+', 'a', true],
    ['+', '/a', false],
    ['/+', '/a', true],
    ['+/+', '/a', true],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['a/+/c', 'a/b/c', true],
    ['+/#', 'a', true],
    ['+/#', '$SYS/x', false],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
    ['$SYS/+', '$SYS/x', true],
    ['a/+', 'a/$x', true],
    ['거실/+', '거실/조명', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
  ]
  test.each(rows)('%s against %s: %s', (pattern, topic, expected) => {
    expect(matchesFilter(pattern, topic)).toBe(expected)
  })
  test('the table was read', () => expect(rows).toHaveLength(24))

  test('agrees with the plain reading of the rule on every topic', () => {
    const plain = (pattern: string, topic: string): boolean => {
      const [parts, names] = [pattern.split('/'), topic.split('/')]
      if (topic.startsWith('$') && /^[+#]/.test(pattern)) return false
      const deep = parts.at(-1) === '#'
      const fixed = deep ? parts.slice(0, -1) : parts
      if (deep ? names.length < fixed.length : names.length !== fixed.length) return false
      return fixed.every((part, at) => part === '+' || part === names[at])
    }
    fc.assert(
      fc.property(filter, pattern =>
        TOPICS.forEach(topic => void expect(matchesFilter(pattern, topic), topic).toBe(plain(pattern, topic))),
      ),
    )
  })
})

describe('filterContains', () => {
  test('is true exactly when no topic is matched by the inner filter alone', () => {
    let contained = 0
    fc.assert(
      fc.property(filter, filter, (outer, inner) => {
        const escapes = TOPICS.some(topic => matchesFilter(inner, topic) && !matchesFilter(outer, topic))
        const matchesAny = TOPICS.some(topic => matchesFilter(inner, topic))
        if (!escapes && matchesAny) contained++
        // A filter deeper than the topics above matches none of them and says nothing.
        if (matchesAny) expect(filterContains(outer, inner), `${outer} over ${inner}`).toBe(!escapes)
      }),
      { numRuns: 10_000 },
    )
    expect(contained).toBeGreaterThan(100)
  })
  const rows: [string, string, boolean][] = [
    ['home/+/set', 'home/lamp/set', true],
    ['home/+/set', 'home/#', false],
    ['home/#', 'home/+/set', true],
    ['home/#', 'home', true],
    ['home/+', 'home/#', false],
    ['#', '$SYS/#', false],
    ['#', '#', true],
    ['+/#', '#', true],
    ['home/lamp', 'home/+', false],
    ['home/lamp/#', 'home/lamp2/#', false],
  ]
  test.each(rows)('%s over %s: %s', (outer, inner, expected) => expect(filterContains(outer, inner)).toBe(expected))
  test('the table was read', () => expect(rows).toHaveLength(10))
})

describe('isTopic and isFilter', () => {
  test.each(['a', '/', 'a//b', '$SYS/x', ' '])('%s is a topic and a filter', text => {
    expect([isTopic(text), isFilter(text)]).toEqual([true, true])
  })
  test.each(['', 'a\u0000', '가'.repeat(21_846)])('neither: %#', text => {
    expect([isTopic(text), isFilter(text)]).toEqual([false, false])
  })
  test.each(['a+', '+a', 'a/#/b', 'a#', '#/a', 'a/b+/c'])('%s is no filter', text => expect(isFilter(text)).toBe(false))
  test.each(['+', '#', 'a/+/b', 'a/#', '+/+'])('%s is a filter, no topic', text => {
    expect([isTopic(text), isFilter(text)]).toEqual([false, true])
  })
})

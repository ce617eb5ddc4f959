/** Every kind of problem: where it is found, what is said, and that nothing secret is repeated. */
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/loadConfig.ts'
import { formatProblem, PROBLEM_CODES, type Problem, type ProblemCode } from '../../src/config/problem.ts'
import { APPLIANCE_CASES, BINDING_CASES, SCENE_CASES } from './applianceCases.ts'
import { LINKING_CASES } from './linkingCases.ts'
import { type ProblemCase, SETTINGS_CASES, SOURCE_CASES, VALUE_CASES } from './problemCases.ts'
import { TUNNEL_CASES } from './tunnelCases.ts'

const CASES: readonly ProblemCase[] = [
  ...SOURCE_CASES,
  ...VALUE_CASES,
  ...SETTINGS_CASES,
  ...LINKING_CASES,
  ...TUNNEL_CASES,
  ...APPLIANCE_CASES,
  ...BINDING_CASES,
  ...SCENE_CASES,
]

/** Files that cannot be read at all (load.test.ts), and warnings (house.test.ts, linking.test.ts, tunnel.test.ts). */
const ELSEWHERE: readonly ProblemCode[] = [
  'fileMissing',
  'fileUnreadable',
  'fileTooLarge',
  'notUtf8',
  'brokerOpen',
  'webhookOpen',
  'shortPassword',
  'accountIdle',
  'nameTwice',
  'onlyInEdition',
  'neverInEdition',
  'propertyUnused',
  'offersNothing',
  'placeUnfilled',
  'portNot443',
  'userUnlimited',
  'selectsNothing',
  'quickTunnel',
  'addressUnknown',
  'probeAuthority',
]

const problemsOf = (text: string): readonly Problem[] => {
  const result = parseConfig(text, 'home.yaml', {})
  return result.ok ? [] : result.problems
}

describe('problems', () => {
  test.each(CASES.map(one => [one.code, one.key, one] as const))('%s at %s', (_code, _key, one) => {
    const problems = problemsOf(one.text)
    const found = problems.find(problem => problem.code === one.code && problem.key === one.key)
    expect(problems.map(({ code, key }) => `${code} ${key}`)).toContain(`${one.code} ${one.key}`)
    expect(found?.line).toBe(one.line)
    expect(found?.column).toBeGreaterThan(0)
    expect(found?.fix.en).toContain(one.fix)
    if (one.value !== undefined) expect(found?.value).toBe(one.value)
    for (const language of ['ko', 'ja', 'en'] as const) {
      const said = formatProblem(found as Problem, language)
      expect(said).toContain(`home.yaml:${one.line}:`)
      // No parameter was forgotten.
      expect(said).not.toMatch(
        /\{(list|near|min|max|name|other|property|action|type|edition|reason|base|missing|limit|kind)\}/,
      )
    }
  })

  test('every kind has a case here or is a warning', () => {
    const covered = new Set<string>([...CASES.map(one => one.code), ...ELSEWHERE])
    expect(PROBLEM_CODES.filter(code => !covered.has(code))).toEqual([])
    expect(CASES.length).toBe(173 + TUNNEL_CASES.length)
    expect(PROBLEM_CODES.length).toBe(104)
  })

  test('one thing wrong is one problem', () => {
    const noisy = CASES.filter(one => problemsOf(one.text).length !== 1).map(one => `${one.code} ${one.key}`)
    expect(noisy).toEqual([])
  })

  test('problems come in the order of the file and no more than 100 of them', () => {
    const text = `appliances:\n${Array.from({ length: 150 }, (_, at) => `  a${at}: { type: NONE }`).join('\n')}`
    const lines = problemsOf(text).map(one => one.line)
    expect(lines).toEqual([...lines].sort((left, right) => left - right))
    expect(lines).toHaveLength(100)
  })

  test('a password is never repeated, whatever is wrong around it', () => {
    const secret = 'hunter2-hunter2'
    const texts = [
      `mqtt: { password: ${secret} }`,
      `mqtt: { url: "mqtt://pi", username: u, password: [${secret}] }`,
      `mqtt: { url: "mqtt://u:${secret}@pi" }`,
      `mqtt: { accounts: { a: { passwort: ${secret} } } }`,
      `mqtt: { accounts: { a: { password: "${secret}" extra } } }`,
      `mqtt: { accounts: { a: { password: @${secret} } } }`,
      `mqtt: { accounts: { a: { password: ${secret.repeat(20)} } } }`,
    ]
    for (const text of texts) {
      const problems = problemsOf(text)
      expect(problems.length).toBeGreaterThan(0)
      expect(JSON.stringify(problems)).not.toContain(secret)
    }
  })

  test('what a variable holds is never repeated', () => {
    const result = parseConfig('mqtt: { base: "${TOKEN}/#" }', 'home.yaml', { TOKEN: 'sesame' })
    expect(result.ok).toBe(false)
    expect(JSON.stringify(result)).not.toContain('sesame')
  })
})

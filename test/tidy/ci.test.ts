/** What ends a run of `.ci/run`: the count, and a failure for whatever did not pass. And that it calls every check. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { summarize, type TestReport } from '../../scripts/testSummary.ts'
import { ROOT } from './files.ts'

const report = (...statuses: readonly string[]): TestReport => ({
  testResults: [
    {
      name: 'a.test.ts',
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })),
    },
  ],
})

describe('the summary', () => {
  test('counts what passed', () => {
    expect(summarize(report('passed', 'passed'), 0)).toEqual({ line: '2 passed, 0 failed', ok: true, skipped: [] })
  })

  test.each(['skipped', 'pending', 'todo'])('%s tests are named and fail the run', status => {
    const expected = { line: '1 passed, 0 failed, 1 skipped', ok: false, skipped: ['test 1'] }
    expect(summarize(report('passed', status), 0)).toEqual(expected)
  })

  test('failed tests fail the run', () => {
    expect(summarize(report('passed', 'failed'), 1)).toMatchObject({ line: '1 passed, 1 failed', ok: false })
  })

  test('a file that could not be loaded is one failure', () => {
    const broken: TestReport = { testResults: [{ name: 'b.test.ts', status: 'failed', assertionResults: [] }] }
    expect(summarize({ testResults: [...report('passed').testResults, ...broken.testResults] }, 1)).toMatchObject({
      line: '1 passed, 1 failed',
      ok: false,
    })
  })

  test('a runner that ends badly without a failed test is a failure, and so is a run of nothing', () => {
    expect(summarize(report('passed'), 1)).toMatchObject({ line: '1 passed, 1 failed', ok: false })
    expect(summarize({ testResults: [] }, 0)).toMatchObject({ line: '0 passed, 0 failed', ok: false })
  })
})

describe('.ci/run', () => {
  const script = readFileSync(join(ROOT, '.ci/run'), 'utf8')
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }

  test('can be executed', () => {
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111)
  })

  test('calls every check that package.json has', () => {
    const called = [...script.matchAll(/npm (?:run --silent )?(check|types|knip|generate|build|bench|test|ci)\b/g)]
    const names = new Set(called.map(([, name]) => name))
    expect(names).toEqual(new Set(['ci', 'check', 'types', 'knip', 'generate', 'build', 'bench', 'test']))
    for (const name of ['check', 'types', 'knip', 'generate', 'build', 'test'])
      expect(Object.keys(scripts)).toContain(name)
  })
})

/** The count of a test run in one line, from the runner's JSON report. Whatever did not pass is told. */

/** What is read of the JSON report of vitest (the form of Jest). */
export interface TestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

export interface TestSummary {
  /** `812 passed, 0 failed`, and `, 3 skipped` where there are any. */
  readonly line: string
  /** Everything that ran and passed, and nothing was left out. */
  readonly ok: boolean
  readonly skipped: readonly string[]
}

/**
 * Counts a report. A test file that could not be loaded counts as one failure, and so does a runner that ended badly
 * although no test failed (an unhandled error between tests).
 * @param exitStatus what the runner ended with
 */
export function summarize(report: TestReport, exitStatus: number): TestSummary {
  const tests = report.testResults.flatMap(file => file.assertionResults)
  const passed = tests.filter(test => test.status === 'passed').length
  const failedTests = tests.filter(test => test.status === 'failed').length
  const skipped = tests.filter(test => test.status !== 'passed' && test.status !== 'failed').map(test => test.fullName)
  const unloaded = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  ).length
  const failed = Math.max(failedTests + unloaded, exitStatus === 0 ? 0 : 1)
  const tail = skipped.length === 0 ? '' : `, ${skipped.length} skipped`
  return {
    line: `${passed} passed, ${failed} failed${tail}`,
    ok: passed > 0 && failed === 0 && skipped.length === 0,
    skipped,
  }
}

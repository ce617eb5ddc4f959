/** What the simulation has found in the real code and what is not mended yet: overlooked in the runs, so that others are seen. */

export interface OpenFinding {
  readonly name: string
  readonly what: string
  /** Names of what an invariant overlooks while it is open. */
  readonly withholds: readonly string[]
}

/** Take an entry out when its finding is mended, and keep its seeds in regressions.ts. */
export const OPEN_FINDINGS: readonly OpenFinding[] = []

export const WITHHELD: ReadonlySet<string> = new Set(OPEN_FINDINGS.flatMap(({ withholds }) => withholds))

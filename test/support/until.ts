/** Waiting for what real sockets bring about; never a proof of a deadline, which is what the manual clock is for. */

/** Far beyond anything a local socket needs, so that it only ever ends a test that hangs. */
const HANG_MS = 60_000

/** Waits until the check holds, and fails with what was waited for when it never does. */
export async function until(check: () => boolean, what: string, hangMs = HANG_MS): Promise<void> {
  for (const end = Date.now() + hangMs; !check(); ) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}

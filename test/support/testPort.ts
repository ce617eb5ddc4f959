/** A port for a gateway or broker of a test, which no test file that runs at the same time is given too. */
import { freePort } from '../../src/cli/freePort.ts'

/**
 * Files run side by side, each in a process of its own, and a port is opened seconds after it was found free: each process
 * has its share, of 750 ports. More than eight files at once come into each other's way once in thousands of ports, as ever.
 */
const SHARES = 8

/** Counts from 1; which of the processes that run at the same time this is. */
const own = Number(process.env['VITEST_POOL_ID'] ?? 0) % SHARES

/** As `freePort`, of this process's share. */
export async function testPort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (port % SHARES === own) return port
  }
}

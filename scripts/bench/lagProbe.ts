/** How long an HTTP request waits for the gateway's event loop while something else keeps it busy. */
import type { HttpPool } from './httpPool.ts'
import { percentile } from './statistics.ts'

export interface Lags {
  readonly lagP99Ms: number
  readonly lagMaxMs: number
}

const LIVE = Buffer.from('GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')

/** Answers that are still on their way when the asking ends. */
const TRAIL_MS = 500

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Asks for the liveness path every `everyMs` milliseconds. @returns ends the asking, and tells */
export function probeLags(pool: HttpPool, everyMs: number): () => Promise<Lags> {
  const lags: number[] = []
  const probing = setInterval(() => {
    const at = performance.now()
    pool.send(LIVE, () => lags.push(performance.now() - at))
  }, everyMs)
  return async () => {
    clearInterval(probing)
    await pause(TRAIL_MS)
    const sorted = Float64Array.from(lags).sort()
    return { lagP99Ms: percentile(sorted, 0.99), lagMaxMs: percentile(sorted, 1) }
  }
}

/** A port for a gateway or broker that another process is about to open: configuration files have no word for "any". */

import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below what operating systems give to outgoing connections and to listeners
 * without a wish (Linux from 32768, some sandboxes from 16000), so that nobody
 * is handed the port between our look and its use.
 */
const FIRST_PORT = 10_000
const LAST_PORT = 15_999
/** A machine on which a hundred random ports of six thousand are taken has another trouble. */
const TRIES = 100

const given = new Set<number>()

/**
 * A port on 127.0.0.1 where nobody listens now, and which this process has not
 * given before.
 *
 * @throws Error when none is found
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1)
    if (given.has(port)) continue
    given.add(port)
    if (await canListen(port)) return port
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1 after ${TRIES} tries`)
}

function canListen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Fetches the text of the published key over HTTPS, bounded in time and size. */
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { KeyError } from './publicKey.ts'

/** A request may wait for this within the 3.5 to 7 s of its directive at worst; an answer takes under a second. */
const FETCH_TIMEOUT_MS = seconds(5)

/** A PEM public key of 4096 bits is 800 bytes; a captive portal's page is refused by its size or by the parser. */
const MAX_KEY_BYTES = 16 * 1024

/**
 * On node:https, since global fetch loads undici, several MB. Redirects are refused: the guides name the one URL.
 * @param ca PEM of the only authorities to trust, instead of the usual ones (tests, a proxy of the house)
 * @throws KeyError that names the URL
 */
export function fetchKey(url: URL, clock: Clock, ca: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent: false, headers: { Accept: '*/*' }, ...(ca === undefined ? {} : { ca }) })
    const cancel = clock.after(FETCH_TIMEOUT_MS, () => call.destroy(new Error(`no answer in ${FETCH_TIMEOUT_MS} ms`)))
    const fail = (cause: Error): void => {
      cancel()
      call.destroy()
      reject(new KeyError(`${url.href}: ${cause.message}`, { cause }))
    }
    call.on('error', fail)
    call.once('response', answer => {
      if (answer.statusCode !== 200) fail(new Error(`answered ${answer.statusCode}, not 200`))
      else
        readText(answer, fail, text => {
          cancel()
          resolve(text)
        })
    })
    call.end()
  })
}

function readText(answer: IncomingMessage, fail: (cause: Error) => void, done: (text: string) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  answer.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > MAX_KEY_BYTES) fail(new Error(`answered more than ${MAX_KEY_BYTES} bytes`))
    else pieces.push(piece)
  })
  answer.on('error', fail)
  answer.once('end', () => {
    if (size <= MAX_KEY_BYTES) done(Buffer.concat(pieces).toString('utf8'))
  })
}

/**
 * The internet outside the home, in one process: a name server that knows one name, and CLOVA, which sends a signed request
 * four times a second and prints each change between "answered" and "not". A line on its input has it crawl, or changes the
 * address that the name leads to.
 */

import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { createInterface } from 'node:readline'
import { createSigner } from '../../../src/adapters/cek/sign.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { cekRequest } from '../../support/cekRequest.ts'

export interface OutsideOptions {
  readonly host: string
  /** Where the name leads at first. */
  readonly address: string
  readonly own: string
  readonly caFile: string
  readonly keyFile: string
  readonly action: string
}

const POLL_MS = 250
/** Of CLOVA: one that is not answered by then counts as lost. */
const PATIENCE_MS = 2000
/** Of whoever only looks around: on a busy machine an answer may take its time. */
const CRAWL_PATIENCE_MS = 15_000

/** Answers every question for an address with the one that there is (RFC 1035 section 4). */
function serveNames(own: string, address: () => string): void {
  const socket = createSocket('udp4')
  socket.on('message', (question, from) => {
    const end = question.indexOf(0, 12) + 5
    const asked = question.subarray(12, end)
    const wantsV4 = question.readUInt16BE(end - 4) === 1
    const head = Buffer.from(question.subarray(0, 12))
    head.writeUInt16BE(0x8180, 2)
    head.writeUInt16BE(wantsV4 ? 1 : 0, 6)
    head.fill(0, 8)
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address().split('.').map(Number)])
    socket.send(Buffer.concat([head, asked, ...(wantsV4 ? [record] : [])]), from.port, from.address)
  })
  socket.bind(53, own)
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly port?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly patienceMs?: number
}

function askFrom({ host, caFile }: OutsideOptions, address: () => string) {
  const ca = readFileSync(caFile)
  return ({
    method,
    path,
    port = 443,
    headers = {},
    body,
    patienceMs = PATIENCE_MS,
  }: Asked): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const call = request({
        host: address(),
        port,
        servername: host,
        ca,
        method,
        path,
        agent: false,
        timeout: patienceMs,
        headers: { Host: host, ...headers, ...(body === undefined ? {} : { 'Content-Length': body.length }) },
      })
      const limit = setTimeout(() => call.destroy(new Error('timeout')), patienceMs)
      call.once('close', () => clearTimeout(limit))
      call.once('timeout', () => call.destroy(new Error('timeout')))
      call.once('error', reject)
      call.once('response', answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', piece => {
          text += piece
        })
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
        answer.once('error', reject)
      })
      call.end(body)
    })
}

const say = (line: object): void => console.info(JSON.stringify({ at: Date.now(), ...line }))

async function main(options: OutsideOptions): Promise<void> {
  let address = options.address
  serveNames(options.own, () => address)
  const ask = askFrom(options, () => address)
  const signer = createSigner(new Secret(readFileSync(options.keyFile, 'utf8')))
  const isAnswered = async (): Promise<string> => {
    const body = cekRequest({ action: options.action, token: 'nobody' })
    const headers = { SignatureCEK: signer.sign(body), 'Content-Type': 'application/json;charset-UTF-8' }
    const { status, body: text } = await ask({ method: 'POST', path: '/clova', headers, body })
    return status === 200 && text.includes('InvalidAccessTokenError') ? 'answered' : `status ${status}`
  }
  createInterface(process.stdin).on('line', line => {
    const list = JSON.parse(line) as readonly Asked[] | { readonly address: string }
    if ('address' in list) {
      address = list.address
      return
    }
    void Promise.all(
      list.map(async one => {
        const got = await ask({ patienceMs: CRAWL_PATIENCE_MS, ...one }).catch(error => ({
          status: 0,
          body: String(error),
        }))
        return { ...one, ...got }
      }),
    ).then(crawled => say({ crawled }))
  })
  let before: boolean | undefined
  for (;;) {
    const what = await isAnswered().catch(error => String(error))
    if ((what === 'answered') !== before) {
      before = what === 'answered'
      say({ answered: before, what })
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}

await main(JSON.parse(process.argv[2] ?? '{}') as OutsideOptions)

/** Raw requests to the webhook, and what came back in a word. */
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import type { Signer } from '../../src/adapters/cek/sign.ts'
import { isObject, type Json, member } from '../../src/kernel/json.ts'
import { interfaceByRequest } from '../../src/protocol/catalog.ts'
import { conformanceFaults } from '../../src/protocol/conform.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import type { HttpTools, Message } from './badCase.ts'
import { TOKENS } from './home.ts'

/** Longer than any deadline of the listener (10 s for a request): it only ends a test that hangs. */
const HANG_MS = 15_000

export function httpTools(port: number, signer: Signer, edition: Edition): HttpTools {
  const bytesOf = (body: Uint8Array | string): Uint8Array => (typeof body === 'string' ? Buffer.from(body) : body)
  const exchange = (bytes: Uint8Array | string, how: Parameters<HttpTools['raw']>[1] = {}): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      const pieces: Buffer[] = []
      const timer = setTimeout(() => {
        socket.destroy()
        reject(new Error(`no end after ${HANG_MS} ms: ${Buffer.concat(pieces).toString('latin1').slice(0, 200)}`))
      }, HANG_MS)
      socket.on('data', piece => pieces.push(piece))
      socket.on('error', () => undefined)
      socket.once('close', () => {
        clearTimeout(timer)
        resolve(Buffer.concat(pieces))
      })
      void write(socket, bytesOf(bytes), how)
    })
  const raw: HttpTools['raw'] = async (bytes, how) => outcomes(await exchange(bytes, how), undefined, edition)

  const request: HttpTools['request'] = (body, head = {}) => {
    const content = bytesOf(body)
    const { method = 'POST', path = '/clova', signature, headers = [], contentLength } = head
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: home.example', 'Connection: close', ...headers]
    if (signature !== null) lines.push(`SignatureCEK: ${signature ?? signer.sign(content)}`)
    if (contentLength !== null) lines.push(`Content-Length: ${contentLength ?? content.length}`)
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content])
  }
  const post: HttpTools['post'] = async (body, head) => outcomes(await exchange(request(body, head)), body, edition)
  const good = (action: string, applianceId?: string, operands: Record<string, unknown> = {}): Message => ({
    header: { messageId: randomUUID(), name: `${action}Request`, namespace: 'ClovaHome', payloadVersion: '1.0' },
    payload: {
      accessToken: TOKENS.good,
      ...(applianceId === undefined ? {} : { appliance: { applianceId } }),
      ...operands,
    },
  })
  return {
    port,
    sign: body => signer.sign(body),
    raw,
    request,
    post,
    body: (...directive) => JSON.stringify(good(...directive)),
    directive: (...directive) => post(JSON.stringify(good(...directive))),
    message(change) {
      const message = good('SetBrightness', 'lamp', { brightness: { value: 33 } })
      change(message)
      return post(JSON.stringify(message))
    },
  }
}

async function write(
  socket: ReturnType<typeof connect>,
  bytes: Uint8Array,
  { end = false, pieces = 1 }: { end?: boolean; pieces?: number },
): Promise<void> {
  const size = Math.ceil(bytes.length / pieces)
  for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
    socket.write(bytes.subarray(at, at + size))
    if (pieces > 1) await new Promise(resolve => setImmediate(resolve))
  }
  if (end) socket.end()
}

/** `200 SetBrightnessConfirmation`, or several of them, equal ones counted: `401 ×100`. */
function outcomes(received: Buffer, sent: Uint8Array | string | undefined, edition: Edition): string {
  const all: string[] = []
  for (let rest = received; rest.length > 0; ) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return 'an answer without an end'
    const head = rest.subarray(0, end).toString('latin1')
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
    // node:http ends the answers it gives by itself with an empty chunk.
    const chunked = /\r\ntransfer-encoding: chunked/i.test(head) ? rest.indexOf('0\r\n\r\n', end) + 5 : 0
    const body = rest.subarray(end + 4, end + 4 + length)
    const status = head.slice(9, 12)
    if (status !== '100') all.push(outcome(status, body, sent, edition))
    rest = rest.subarray(Math.max(end + 4 + length, chunked))
  }
  if (all.length === 0) return 'closed'
  const counted = new Map<string, number>()
  for (const one of all) counted.set(one, (counted.get(one) ?? 0) + 1)
  return [...counted].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`)).join(', ')
}

function outcome(status: string, body: Buffer, sent: Uint8Array | string | undefined, edition: Edition): string {
  if (status !== '200') return body.length === 0 ? status : `${status} with a body`
  const answer = jsonOf(body)
  const asked = sent === undefined ? undefined : jsonOf(sent)
  const name = String(member(member(answer, 'header'), 'name'))
  const payload = member(answer, 'payload')
  const bounds = [member(payload, 'minimumValue'), member(payload, 'maximumValue')]
  const range = bounds[0] === undefined ? '' : ` ${bounds.join('..')}`
  const faults = sent === undefined ? [] : faultsOf(answer, asked, edition)
  return `200 ${name}${range}${faults.map(fault => ` (${fault})`).join('')}`
}

/** Every verified answer is held against the guide. */
function faultsOf(answer: Json | undefined, asked: Json | undefined, edition: Edition): readonly string[] {
  const header = member(asked, 'header')
  const [name, id] = [member(header, 'name'), member(header, 'messageId')]
  const usable = typeof id === 'string' && id !== '' && id.length <= 2048
  return conformanceFaults(answer, {
    asked: typeof name === 'string' ? interfaceByRequest(name) : undefined,
    edition,
    messageId: usable && isObject(header) ? id : undefined,
  })
}

function jsonOf(body: Uint8Array | string): Json | undefined {
  try {
    return JSON.parse(Buffer.from(body as Uint8Array).toString()) as Json
  } catch {
    return undefined
  }
}

/** Requests to the public address from this machine, bounded in time and size, with a name for each way they fail. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls, type PeerCertificate, rootCertificates } from 'node:tls'
import { type Trouble, troubleOf } from '../adapters/probe/troubles.ts'
import { filled, type Text, text } from '../kernel/text.ts'
import { seconds } from '../kernel/time.ts'
import { ToldError } from '../kernel/told.ts'
import type { Clock } from '../ports/clock.ts'

/** A TCP handshake around the world takes 0.3 s, with two lost packets 3 s; a firewall that drops says nothing ever. */
export const CONNECT_MS = seconds(5)

/** CLOVA waits no longer for a token than for a directive, whose deadline is 7 s at most; a little more for TLS. */
export const ANSWER_MS = seconds(8)

/** Our largest page has 6 KiB; of a foreign one the beginning is enough to tell what it is. */
const MAX_BODY_BYTES = 64 * 1024

const SILENCE = text('{count}초 동안 아무것도 오지 않음', '{count} 秒間何も来なかった', 'nothing came for {count} s')

/** No answer came; the message is the system's, or that the time was up. */
export class ProbeError extends ToldError {
  override readonly name = 'ProbeError'
  readonly trouble: Trouble

  constructor(trouble: Trouble, message: Text | string, options?: ErrorOptions) {
    super(message, options)
    this.trouble = trouble
  }
}

export interface Place {
  readonly host: string
  readonly port: number
}

export interface Target extends Place {
  /** Where to connect instead of to what the name resolves to. */
  readonly connectTo?: Place
  /** PEM of an authority that is trusted besides the public ones. */
  readonly ca?: string
  readonly clock: Clock
  readonly connectMs: number
  readonly answerMs: number
}

export interface Ask {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The beginning of it. */
  readonly body: string
}

export interface Certificate {
  /** `Nov 21 06:38:00 2027 GMT` */
  readonly validTo: string
  readonly issuer: string
  /** False when only the extra authority vouches for it. */
  readonly public: boolean
}

function probeError(cause: Error): ProbeError {
  if (cause instanceof ProbeError) return cause
  const { code = '' } = cause as NodeJS.ErrnoException
  return new ProbeError(troubleOf(cause), cause.message === '' ? code : cause.message, { cause })
}

/** The part of a socket or request that a time limit needs. */
interface Destroyable {
  destroy(error?: Error): unknown
  once(event: 'error', listener: (error: Error) => void): unknown
}

/** Runs one exchange; whatever is not done in time is destroyed. @throws ProbeError */
function within<T>(
  clock: Clock,
  limitMs: number,
  begin: (done: (value: T) => void, fail: (error: Error) => void) => Destroyable,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      cancel()
      act()
    }
    const fail = (error: Error): void => finish(() => reject(probeError(error)))
    const work = begin(value => finish(() => resolve(value)), fail)
    const cancel = clock.after(limitMs, () => {
      const error = new ProbeError('timeout', filled(SILENCE, { count: limitMs / seconds(1) }))
      work.destroy(error)
      fail(error)
    })
    work.once('error', fail)
  })
}

/** RFC 6066 section 3: an address is no server name. */
const serverName = ({ host }: Target) => (isIP(host) === 0 ? { servername: host } : {})

const placeOf = ({ host, port, connectTo }: Target): Place => connectTo ?? { host, port }

/** Whether a connection can be made at all. @throws ProbeError */
export function knock(target: Target): Promise<void> {
  return within(target.clock, target.connectMs, done => {
    const socket = connectTcp(placeOf(target))
    socket.once('connect', () => {
      socket.destroy()
      done(undefined)
    })
    return socket
  })
}

/** The certificate, when it is good: by the public authorities alone, else with the extra one. @throws ProbeError */
export async function readCertificate(target: Target): Promise<Certificate> {
  try {
    return { ...(await handshake(target, undefined)), public: true }
  } catch (error) {
    const other = error instanceof ProbeError && ['selfSigned', 'untrusted'].includes(error.trouble)
    if (target.ca === undefined || !other) throw error
    return { ...(await handshake(target, authorities(target))), public: false }
  }
}

const authorities = ({ ca }: Target): string[] | undefined => (ca === undefined ? undefined : [...rootCertificates, ca])

function handshake(target: Target, ca: string[] | undefined): Promise<Omit<Certificate, 'public'>> {
  return within(target.clock, target.connectMs, done => {
    const socket = connectTls({ ...placeOf(target), ...serverName(target), ...(ca === undefined ? {} : { ca }) })
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate()
      socket.destroy()
      done({ validTo: certificate.valid_to, issuer: issuerOf(certificate) })
    })
    return socket
  })
}

function issuerOf({ issuer }: PeerCertificate): string {
  const name = issuer.O ?? issuer.CN
  return Array.isArray(name) ? name.join(', ') : (name ?? '?')
}

/**
 * One request with its answer, whatever the status. Redirects are not followed.
 * @param maxBytes of the body; of a longer one the beginning is read
 * @throws ProbeError
 */
export function ask(
  target: Target,
  { method, path, headers = {}, body = '' }: Ask,
  maxBytes = MAX_BODY_BYTES,
): Promise<Answer> {
  const { host, port } = target
  const ca = authorities(target)
  const length = method === 'POST' ? { 'Content-Length': Buffer.byteLength(body) } : {}
  return within(target.clock, target.answerMs, (done, fail) => {
    const call = request({
      ...placeOf(target),
      ...serverName(target),
      method,
      path,
      agent: false,
      headers: { Host: port === 443 ? host : `${host}:${port}`, ...headers, ...length },
      ...(ca === undefined ? {} : { ca }),
    })
    call.once('response', answer => readAnswer(answer, maxBytes, done, fail))
    call.end(body)
    return call
  })
}

function readAnswer(
  answer: IncomingMessage,
  maxBytes: number,
  done: (answer: Answer) => void,
  fail: (error: Error) => void,
): void {
  const pieces: Buffer[] = []
  let size = 0
  const finish = (): void => {
    const body = Buffer.concat(pieces).subarray(0, maxBytes).toString('utf8')
    done({ status: answer.statusCode ?? 0, headers: answer.headers, body })
  }
  answer.on('data', (piece: Buffer) => {
    pieces.push(piece)
    size += piece.length
    if (size < maxBytes) return
    finish()
    answer.destroy()
  })
  answer.on('error', fail)
  answer.once('end', finish)
}

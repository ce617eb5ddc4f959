/** Asks this gateway a question through its public address, from outside as far as that can be had from inside. */
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import type { ProbeVerdict } from '../../home/exposure.ts'
import { clip } from '../../kernel/text.ts'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { PROBE_PATH, type ProbeFinding, type ProbeQuestion, type Prober } from '../../ports/probe.ts'
import { classifyAnswer, type ProbeAnswer } from './classifyAnswer.ts'
import { isPrivate } from './privateAddress.ts'
import { resolveName } from './resolveName.ts'
import { type Trouble, troubleOf } from './troubles.ts'

export interface ProberOptions {
  readonly clock: Clock
  /** Public resolvers, `address` or `address:port`. */
  readonly resolvers: readonly string[]
  /** PEM of an authority believed beside the public ones; CLOVA does not believe it. */
  readonly ca?: string
  /** Where to connect instead of to what the name resolves to; for tests. */
  readonly connectTo?: { readonly host: string; readonly port: number }
}

/** CLOVA waits no longer for a directive than 7 s at most; a little more for the handshakes. */
const ANSWER_MS = seconds(8)

/** Our own answer has 64 bytes; of a foreign page the beginning is enough. */
const MAX_BODY_BYTES = 4096

/** A line of the log. */
const MAX_DETAIL_CHARACTERS = 200

const VERDICTS: Readonly<Record<Trouble, ProbeVerdict>> = {
  refused: 'refused',
  timeout: 'timeout',
  unreachable: 'unreachable',
  reset: 'reset',
  expired: 'expired',
  notYet: 'notYet',
  wrongName: 'wrongName',
  selfSigned: 'untrusted',
  untrusted: 'untrusted',
  noTls: 'noTls',
  other: 'failed',
}

export function createProber(options: ProberOptions): Prober {
  return {
    async probe(question) {
      try {
        const { verdict, detail } = await goOut(question, options)
        return { verdict, detail: clip(detail.replace(/\p{C}/gu, ' '), MAX_DETAIL_CHARACTERS) }
      } catch (error) {
        const cause = error instanceof Error ? error : new Error(String(error))
        return { verdict: VERDICTS[troubleOf(cause)], detail: clip(cause.message, MAX_DETAIL_CHARACTERS) }
      }
    },
  }
}

async function goOut(question: ProbeQuestion, options: ProberOptions): Promise<ProbeFinding> {
  const { hostname, port } = new URL(question.origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  const place = options.connectTo ?? (await placeOf(host, port, options.resolvers))
  if ('verdict' in place) return place
  const answer = await ask(place, host, question, options)
  const { verdict, detail } = classifyAnswer(answer, question.expected)
  return { verdict, detail: `${place.host}: ${detail}` }
}

async function placeOf(
  host: string,
  port: string,
  resolvers: readonly string[],
): Promise<{ host: string; port: number } | ProbeFinding> {
  const found = await resolveName(host, resolvers)
  if (!found.ok) return { verdict: found.verdict, detail: found.detail }
  if (isPrivate(found.address)) return { verdict: 'private', detail: `${host}: ${found.address}` }
  return { host: found.address, port: port === '' ? 443 : Number(port) }
}

/**
 * Trusts the authorities that Node brings along (Mozilla's list), not those somebody added to this machine: what CLOVA
 * will not believe must not pass here. Redirects are not followed. Without a header that would skip a tunnel's page.
 */
function ask(
  place: { readonly host: string; readonly port: number },
  host: string,
  { origin, nonce }: ProbeQuestion,
  { clock, ca }: ProberOptions,
): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({
      ...place,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      path: `${PROBE_PATH}?n=${nonce}`,
      agent: false,
      headers: { Host: new URL(origin).host, 'User-Agent': 'clova2mqtt-probe', 'Cache-Control': 'no-store' },
      ca: [...rootCertificates, ...(ca === undefined ? [] : [ca])],
    })
    const cancel = clock.after(ANSWER_MS, () => {
      const error: NodeJS.ErrnoException = new Error(`${place.host}: nothing came for ${ANSWER_MS / 1000} s`)
      error.code = 'ETIMEDOUT'
      call.destroy(error)
      reject(error)
    })
    call.once('response', answer => readBeginning(answer, resolve))
    call.once('error', reject)
    call.once('close', () => {
      cancel()
      reject(new Error(`${place.host}: closed without an answer`))
    })
    call.end()
  })
}

function readBeginning(answer: IncomingMessage, done: (answer: ProbeAnswer) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  const finish = (): void => {
    const body = Buffer.concat(pieces).subarray(0, MAX_BODY_BYTES).toString('latin1')
    done({ status: answer.statusCode ?? 0, headers: answer.headers, body })
    answer.destroy()
  }
  answer.on('data', (piece: Buffer) => {
    pieces.push(piece)
    size += piece.length
    if (size >= MAX_BODY_BYTES) finish()
  })
  answer.once('end', finish)
  answer.once('error', finish)
}

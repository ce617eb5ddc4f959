/** `fetch` that believes one authority and finds every host on this machine, as CLOVA's servers find the home. */
import { request } from 'node:https'

export type Fetch = (url: string | URL, init?: FetchInit) => Promise<Response>

export interface FetchInit {
  readonly method?: string
  readonly headers?: ConstructorParameters<typeof Headers>[0]
  readonly body?: string | URLSearchParams | Uint8Array | null
}

/** Never follows a redirect, so that a test sees each. Rejects when no answer comes. */
export function httpsFetch(ca: string): Fetch {
  return (url, init = {}) =>
    new Promise((resolve, reject) => {
      const headers: Record<string, string> = Object.fromEntries(new Headers(init.headers))
      const body = bytesOf(init.body)
      if (body !== undefined) headers['content-length'] = String(body.length)
      if (init.body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded'
      const { port, pathname, search, hostname, host } = new URL(url)
      const asked = request(
        {
          ...{ host: '127.0.0.1', port, path: `${pathname}${search}`, servername: hostname, ca, agent: false },
          method: init.method ?? 'GET',
          headers: { host, ...headers },
        },
        answer => {
          const pieces: Buffer[] = []
          answer.on('data', piece => pieces.push(piece))
          answer.once('error', reject)
          answer.once('end', () =>
            resolve(responseOf(answer.statusCode ?? 0, answer.rawHeaders, Buffer.concat(pieces))),
          )
        },
      )
      asked.once('error', reject)
      asked.end(body)
    })
}

function bytesOf(body: FetchInit['body']): Buffer | undefined {
  if (body === undefined || body === null) return undefined
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(body.toString())
}

function responseOf(status: number, raw: readonly string[], body: Buffer): Response {
  const headers = new Headers()
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '')
  const hasBody = ![204, 304].includes(status)
  return new Response(hasBody ? new Uint8Array(body) : null, { status, headers })
}

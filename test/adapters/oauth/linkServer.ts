/** The pages on the real public listener, over a Linking in memory, and a browser of a few lines. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import { openPublicListener } from '../../../src/adapters/http/public.ts'
import { type LinkPagesOptions, openLinkPages } from '../../../src/adapters/oauth/linkPages.ts'
import type { Linking } from '../../../src/ports/linking.ts'
import { type ManualClock, manualClock } from '../../support/manualClock.ts'
import { memoryLog } from '../log/memoryLog.ts'
import { CLIENT_ID, type FakeLinking, fakeLinking, REDIRECT } from './fakeLinking.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface LinkServer {
  readonly clock: ManualClock
  readonly linking: FakeLinking
  readonly log: ReturnType<typeof memoryLog>
  readonly port: number
  readonly url: string
  ask(path: string, ask?: Ask): Promise<Answer>
  /** POST of a form. */
  send(path: string, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Everything the log has, as one text. */
  logged(): string
}

export type Fields = Readonly<Record<string, string>> | readonly (readonly [string, string])[] | string

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export const encode = (fields: Fields): string =>
  typeof fields === 'string' ? fields : new URLSearchParams(fields as Record<string, string>).toString()

/** What CLOVA opens the login page with. */
export const ASKED: Readonly<Record<string, string>> = {
  response_type: 'code',
  client_id: CLIENT_ID,
  redirect_uri: REDIRECT,
  state: 'a state/with+odd &=% "signs"~',
  scope: 'home',
}

export const authorizePath = (fields: Fields = ASKED): string => `/oauth/authorize?${encode(fields)}`

/** Opens another linking than the one in memory. */
type OpenLinking = (clock: ManualClock, log: ReturnType<typeof memoryLog>) => Promise<Linking>

export async function linkServer(
  options: Partial<LinkPagesOptions> = {},
  openLinking?: OpenLinking,
): Promise<LinkServer & { readonly served: Linking }> {
  const clock = manualClock()
  const log = memoryLog()
  const linking = fakeLinking(() => clock.wall())
  const served = (await openLinking?.(clock, log)) ?? linking
  const pages = openLinkPages({
    linking: served,
    homeName: 'Home',
    edition: 'KR',
    language: 'ko',
    clock,
    log,
    ...options,
  })
  const door = { receive: async () => ({ verified: true, body: '' }) as const }
  const opened = await openPublicListener({ listen: { host: '127.0.0.1', port: 0 }, door, clock, log, pages })
  onTestFinished(async () => {
    const closing = opened.close(0)
    await clock.advance(0)
    await closing
  })
  const port = opened.port ?? 0
  const ask = (path: string, asked: Ask = {}): Promise<Answer> => askPort(port, path, asked)
  return {
    clock,
    linking,
    served,
    log,
    port,
    url: opened.url,
    ask,
    send: (path, fields, headers = {}) =>
      ask(path, { method: 'POST', headers: { ...FORM, ...headers }, body: encode(fields) }),
    logged: () => JSON.stringify(log.lines),
  }
}

/** On node:http, since fetch may not set `Host` or `Origin` and follows what it likes. */
function askPort(port: number, path: string, { method = 'GET', headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = { port, host: '127.0.0.1', path, method, headers: { ...length, ...headers }, agent: false }
    const request = httpRequest(options, response => {
      const pieces: Buffer[] = []
      response.on('data', piece => pieces.push(piece))
      response.once('end', () => {
        const text = Buffer.concat(pieces).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    request.once('error', reject)
    request.end(body)
  })
}

export interface OpenedPage {
  readonly transaction: string
  readonly cookie: string
}

/** The login page as a browser holds it. */
export async function openPage(server: LinkServer, fields: Fields = ASKED): Promise<OpenedPage> {
  const { status, headers, text } = await server.ask(authorizePath(fields))
  const transaction = /name="transaction" value="([^"]+)"/.exec(text)?.[1]
  const cookie = headers['set-cookie']?.[0]?.split(';', 1)[0]
  if (status !== 200 || transaction === undefined || cookie === undefined) throw new Error(`no login page: ${status}`)
  return { transaction, cookie }
}

/** Signs in and returns where the browser is sent. */
export async function linkedAt(
  server: LinkServer,
  name: string,
  password: string,
  fields: Fields = ASKED,
): Promise<URL> {
  const { transaction, cookie } = await openPage(server, fields)
  const answer = await server.send('/oauth/authorize', { transaction, name, password }, { cookie })
  if (answer.status !== 303) throw new Error(`not signed in: ${answer.status}`)
  return new URL(answer.headers.location ?? '')
}

/** Text of a page without its marks: good enough to see which page it is. */
export const titleOf = (answer: Answer): string => /<title>([^<]*)<\/title>/.exec(answer.text)?.[1] ?? ''

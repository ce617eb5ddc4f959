/** Strangers at the account-linking pages: requests that lead nowhere, and wrong passwords from ever new addresses. */
import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'

export interface LinkTarget {
  readonly port: number
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Somebody who may log in; half of the wrong passwords are for this name. */
  readonly user: string
}

export interface Garbage {
  /** Sends the next one. */
  readonly send: () => void
  /** Answers so far by what was sent and the status: `wrong password 429`. */
  readonly answers: () => Readonly<Record<string, number>>
}

const AUTHORIZE = '/oauth/authorize'
const TOKEN = '/oauth/token'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

interface Page {
  readonly cookie: string
  readonly transaction: string
}

/** Four kinds in turn: a garbled query, the login page, a wrong password with the form of that page, garbage for a token. */
export function openGarbage(target: LinkTarget): Garbage {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const answers: Record<string, number> = {}
  let sent = 0
  let page: Page | undefined
  const ask = (what: string, path: string, headers: Record<string, string>, body?: string): void => {
    const method = body === undefined ? 'GET' : 'POST'
    const own = { host: 'home.example', 'cf-connecting-ip': address(sent), ...headers }
    const asked = request({ host: '127.0.0.1', port: target.port, path, method, agent, headers: own }, answer => {
      const key = `${what} ${answer.statusCode}`
      answers[key] = (answers[key] ?? 0) + 1
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', piece => {
        text += piece
      })
      answer.once('end', () => {
        const transaction = /name="transaction" value="([^"]*)"/.exec(text)?.[1]
        const cookie = /^[^;]+/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[0]
        if (transaction !== undefined && cookie !== undefined) page = { cookie, transaction }
      })
    })
    asked.once('error', () => {
      answers[`${what} cut off`] = (answers[`${what} cut off`] ?? 0) + 1
    })
    asked.end(body)
  }
  const kinds = [
    () =>
      ask('garbled query', `${AUTHORIZE}?${noise()}=%E0&client_id=${noise()}&redirect_uri=https://evil.example/`, {}),
    () => ask('login page', loginPath(target), {}),
    () => {
      const name = sent % 8 < 4 ? target.user : noise()
      const { cookie = '', transaction = '' } = page ?? {}
      const body = new URLSearchParams({ transaction, name, password: noise() }).toString()
      ask('wrong password', AUTHORIZE, { ...FORM, cookie, origin: 'https://home.example' }, body)
    },
    () => {
      const secret = sent % 8 < 4 ? target.clientSecret : noise()
      const authorization = `Basic ${Buffer.from(`${target.clientId}:${secret}`).toString('base64')}`
      const { redirectUri } = target
      const body = new URLSearchParams({ grant_type: 'authorization_code', code: noise(), redirect_uri: redirectUri })
      ask('token', TOKEN, { ...FORM, authorization }, body.toString())
    },
  ]
  return {
    send: () => {
      kinds[sent % kinds.length]?.()
      sent++
    },
    answers: () => ({ ...answers }),
  }
}

const noise = (): string => randomBytes(32).toString('base64url')

/** Another one every time, so that no bound per address helps the gateway. */
const address = (at: number): string => `198.18.${(at >> 8) & 255}.${at & 255}`

function loginPath({ clientId, redirectUri }: LinkTarget): string {
  const parameters = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: noise() }
  return `${AUTHORIZE}?${new URLSearchParams(parameters)}`
}

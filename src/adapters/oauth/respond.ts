/** Answers of the pages and of the token endpoint, each with all headers it needs. */
import type { ServerResponse } from 'node:http'
import type { Html } from './html.ts'

type Headers = Readonly<Record<string, string>>

/**
 * No `form-action`: Chrome applies it to every hop after the POST, so that the redirect to CLOVA and on to its app would
 * be cut without a word. `same-origin` and not `no-referrer`: with that browsers send `Origin: null` with the form.
 */
const PAGE_HEADERS: Headers = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cache-Control': 'no-store',
}

/** RFC 6749 section 5.1 demands both of the token endpoint. */
const TOKEN_HEADERS: Headers = {
  'Content-Type': 'application/json;charset=UTF-8',
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
  'X-Content-Type-Options': 'nosniff',
}

export function answerPage(response: ServerResponse, status: number, page: Html, headers: Headers = {}): void {
  answer(response, status, page.text, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/html; charset=utf-8',
    Vary: 'Accept-Language',
    ...headers,
  })
}

/** 303, so that the browser goes on with GET whatever it came with. */
export function answerRedirect(response: ServerResponse, location: string): void {
  answer(response, 303, '', { ...PAGE_HEADERS, Location: location })
}

export function answerJson(
  response: ServerResponse,
  status: number,
  value: Readonly<Record<string, unknown>>,
  headers: Headers = {},
): void {
  answer(response, status, JSON.stringify(value), { ...TOKEN_HEADERS, ...headers })
}

/** Sends what the headers describe; a client that asked with HEAD gets the headers alone (node:http sees to that). */
export function answer(response: ServerResponse, status: number, body: string, headers: Headers): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

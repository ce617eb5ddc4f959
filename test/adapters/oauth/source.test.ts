/** Where an attempt came from, as the throttle hears it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sourceOf } from '../../../src/adapters/oauth/source.ts'

/** What a request with these headers is said to come from, over a socket of this address. */
async function sourceVia(listen: { port: number; host: string } | { path: string }, headers: Record<string, string>) {
  const server = createServer((request, response) => response.end(sourceOf(request)))
  await new Promise<void>(resolve => server.listen(listen, resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const to =
    typeof address === 'object' && address !== null
      ? { host: address.address, port: address.port }
      : { socketPath: address ?? '' }
  return new Promise<string>((resolve, reject) => {
    const request = httpRequest({ ...to, headers, agent: false }, response => {
      let text = ''
      response.on('data', piece => {
        text += String(piece)
      })
      response.once('end', () => resolve(text))
    })
    request.once('error', reject)
    request.end()
  })
}

const ROWS: readonly (readonly [Record<string, string>, string])[] = [
  [{}, '127.0.0.1'],
  [{ 'cf-connecting-ip': '203.0.113.7' }, '203.0.113.7'],
  [{ 'cf-connecting-ip': '2001:DB8::1' }, '2001:db8::1'],
  [{ 'cf-connecting-ip': '203.0.113.7', 'x-forwarded-for': '198.51.100.1' }, '203.0.113.7'],
  [{ 'x-forwarded-for': '1.1.1.1, 198.51.100.1' }, '198.51.100.1'],
  [{ 'x-forwarded-for': '198.51.100.1, nonsense' }, '127.0.0.1'],
  [{ 'cf-connecting-ip': 'nonsense', 'x-forwarded-for': '198.51.100.1' }, '198.51.100.1'],
  [{ 'cf-connecting-ip': '<script>' }, '127.0.0.1'],
  [{ 'x-forwarded-for': `${'1.1.1.1,'.repeat(200)}198.51.100.1` }, '127.0.0.1'],
]

test(`behind a tunnel on this machine it is what the tunnel says, if that is an address (${ROWS.length})`, async () => {
  for (const [headers, source] of ROWS) {
    expect([headers, await sourceVia({ port: 0, host: '127.0.0.1' }, headers)]).toEqual([headers, source])
  }
  expect(ROWS).toHaveLength(9)
})

test('behind a Unix socket too, where the peer has no address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'link-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(await sourceVia({ path: join(folder, 'a') }, { 'x-forwarded-for': '198.51.100.1' })).toBe('198.51.100.1')
  expect(await sourceVia({ path: join(folder, 'b') }, {})).toBe('local')
})

test('from elsewhere it is the socket, whatever the headers say', () => {
  const request = { socket: { remoteAddress: '192.0.2.1' }, headers: { 'cf-connecting-ip': '203.0.113.7' } }
  expect(sourceOf(request as unknown as Parameters<typeof sourceOf>[0])).toBe('192.0.2.1')
})

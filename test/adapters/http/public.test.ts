import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DoorAnswer } from '../../../src/ports/door.ts'
import { fakeDoor, gate, listener } from './listener.ts'
import { post, rawConnection } from './raw.ts'

/** The request exactly as both guides print its headers. */
const CEK_HEADERS = {
  'Content-Type': 'application/json;charset-UTF-8',
  Accept: 'application/json',
  'Accept-Charset': 'utf-8',
  SignatureCEK: 'c2ln',
}

describe('webhook', () => {
  test('hands over raw bytes and signature, and answers with the door’s bytes', async () => {
    const { url, received, opened } = await listener()
    const body = Buffer.from([0x7b, 0x00, 0xff, 0x0a, 0x7d])
    const answer = await fetch(`${url}/clova`, { method: 'POST', body, headers: CEK_HEADERS })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json;charset-UTF-8')
    expect(answer.headers.get('content-length')).toBe('5')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(body)
    expect(received).toEqual([{ body, signature: 'c2ln' }])
    expect(opened.counters()).toEqual({ requests: 1, unverified: 0, oversize: 0, busy: 0, failed: 0, dropped: 0 })
  })

  test('a text answer counts its bytes, not its characters', async () => {
    const { door } = fakeDoor(() => ({ verified: true, body: '{"a":"거실 조명"}' }))
    const { url } = await listener({ door })
    const answer = await fetch(`${url}/clova?x=1`, { method: 'POST', body: '{}' })
    expect(await answer.json()).toEqual({ a: '거실 조명' })
  })

  test('header names are case-insensitive and any content type is taken', async () => {
    const { port, received } = await listener()
    const types = ['application/json;charset-UTF-8', 'text/plain;;;=', ';', 'multipart/form-data']
    for (const type of types) {
      const raw = rawConnection(port)
      raw.send(post('/clova', '{}', 'signaturecek: abc', `Content-Type: ${type}`, 'Connection: close'))
      expect(await raw.closed()).toContain('200 OK')
    }
    expect(received.map(item => item.signature)).toEqual(types.map(() => 'abc'))
  })

  test('an unverified request, an empty probe included, gets 401 and nothing else', async () => {
    const { door, received } = fakeDoor(() => ({ verified: false }))
    const { url, opened, log } = await listener({ door })
    const answer = await fetch(`${url}/clova`, { method: 'POST' })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('content-type')).toBeNull()
    expect(received).toEqual([{ body: Buffer.alloc(0), signature: undefined }])
    await fetch(`${url}/clova`, { method: 'POST', body: 'my secret', headers: CEK_HEADERS })
    expect(opened.counters().unverified).toBe(2)
    expect(log.lines.map(line => line.fields)).toEqual([
      { bytes: 0, signed: false },
      { bytes: 9, signed: true },
    ])
  })

  test('a door that breaks its promise costs one answer, not the process', async () => {
    let calls = 0
    const { door } = fakeDoor(() => {
      calls++
      if (calls === 1) throw new Error('broken inside')
      return { verified: true, body: 'fine' }
    })
    const { url, opened, log } = await listener({ door })
    const answer = await fetch(`${url}/clova`, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('')
    expect(opened.counters().failed).toBe(1)
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: 'The door failed on a request; answered 500',
        fields: { error: 'Error: broken inside', bytes: 2 },
      },
    ])
    expect(await (await fetch(`${url}/clova`, { method: 'POST' })).text()).toBe('fine')
  })

  test('over the places at the door it answers 503, and the place comes free again', async () => {
    const gates = [gate<DoorAnswer>(), gate<DoorAnswer>()]
    let at = 0
    const { door, received } = fakeDoor(() => gates[at++]?.promise ?? { verified: true, body: 'third' })
    const { url, opened } = await listener({ door, limits: { maxInFlight: 2 } })
    const send = () => fetch(`${url}/clova`, { method: 'POST', body: '{}' })
    const first = [send(), send()]
    await expect.poll(() => received.length).toBe(2)
    const refused = await send()
    expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([503, '1', ''])
    expect(opened.counters().busy).toBe(1)
    for (const { open } of gates) open({ verified: true, body: 'done' })
    const answers = await Promise.all(first)
    expect(await Promise.all(answers.map(answer => answer.text()))).toEqual(['done', 'done'])
    expect(await (await send()).text()).toBe('third')
  })

  test('senders that drip their body hold no place at the door', async () => {
    const { port, url } = await listener({ limits: { maxInFlight: 1 } })
    const slow = [1, 2, 3].map(() => rawConnection(port))
    for (const raw of slow) raw.send('POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
    expect((await fetch(`${url}/clova`, { method: 'POST', body: '{}' })).status).toBe(200)
    for (const raw of slow) raw.socket.destroy()
  })
})

describe('other paths', () => {
  const rows = [
    ['GET', '/clova', 405, 'POST'],
    ['PUT', '/clova', 405, 'POST'],
    ['HEAD', '/clova', 405, 'POST'],
    ['GET', '/live', 204, null],
    ['HEAD', '/live', 204, null],
    ['POST', '/live', 405, 'GET, HEAD'],
    ['GET', '/', 404, null],
    ['POST', '/clova/', 404, null],
    ['POST', '/CLOVA', 404, null],
    ['POST', '/clova/../clova2', 404, null],
    ['GET', '/metrics', 404, null],
    ['OPTIONS', '/oauth/token', 404, null],
  ] as const

  test.each(rows)('%s %s is %i', async (method, path, status, allow) => {
    const { url, received } = await listener()
    const answer = await fetch(url + path, { method })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('allow')).toBe(allow)
    expect(await answer.text()).toBe('')
    expect(received).toEqual([])
  })

  test('pages get what is neither webhook nor liveness, and their faults are caught', async () => {
    const pages = (asked: IncomingMessage, response: ServerResponse): void => {
      if (asked.url === '/broken') throw new Error('page')
      response.end(`page ${asked.url}`)
    }
    const { url, log } = await listener({ pages, path: '/hook', livePath: '/up' })
    expect(await (await fetch(`${url}/oauth/authorize?a=1`)).text()).toBe('page /oauth/authorize?a=1')
    expect(await (await fetch(`${url}/clova`, { method: 'POST' })).text()).toBe('page /clova')
    expect((await fetch(`${url}/hook`, { method: 'POST' })).status).toBe(200)
    expect((await fetch(`${url}/up`)).status).toBe(204)
    const broken = await fetch(`${url}/broken`)
    expect([broken.status, await broken.text()]).toEqual([500, ''])
    expect(log.lines.map(line => line.level)).toEqual(['error'])
  })
})

describe('address', () => {
  test('a Unix socket, for a tunnel on the same machine', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'public-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const socketPath = join(folder, 'made', 'public.sock')
    const { opened } = await listener({ listen: { socketPath } })
    expect(opened.url).toBe(`unix:${socketPath}`)
    expect(opened.port).toBeUndefined()
    expect(statSync(socketPath).mode & 0o777).toBe(0o660)
    const status = await new Promise(resolve => {
      request({ socketPath, path: '/live' }, answer => resolve(answer.resume().statusCode)).end()
    })
    expect(status).toBe(204)
  })

  test('a taken port is an error that names it', async () => {
    const { port } = await listener()
    await expect(listener({ listen: { host: '127.0.0.1', port } })).rejects.toThrow(
      `cannot listen on 127.0.0.1 port ${port}: `,
    )
  })
})

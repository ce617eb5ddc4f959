import { describe, expect, test } from 'vitest'
import type { DoorAnswer } from '../../../src/ports/door.ts'
import { fakeDoor, gate, listener } from './listener.ts'
import { post, rawConnection } from './raw.ts'

const KIB_64 = 64 * 1024

describe('body bound', () => {
  test('64 KiB passes whole, whatever the pieces', async () => {
    const { url, port, received } = await listener()
    const body = Buffer.alloc(KIB_64, 'ab')
    expect((await fetch(`${url}/clova`, { method: 'POST', body })).status).toBe(200)
    const raw = rawConnection(port)
    raw.send('POST /clova HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n')
    const sizes = [1, 2, 5000, 1, 30_000, 30_532]
    let at = 0
    for (const size of sizes) {
      raw.send(`${size.toString(16)}\r\n`)
      raw.send(body.subarray(at, at + size))
      raw.send('\r\n')
      at += size
    }
    raw.send('0\r\n\r\n')
    expect(await raw.closed()).toContain('200 OK')
    expect(at).toBe(KIB_64)
    expect(received.map(item => item.body.equals(body))).toEqual([true, true])
  })

  test('one byte more is 413 with an empty body, and the connection closes', async () => {
    const { port, received, opened } = await listener()
    const raw = rawConnection(port)
    raw.send(post('/clova', 'a'.repeat(KIB_64 + 1)))
    const text = await raw.closed()
    expect(text).toMatch(/^HTTP\/1\.1 413 .*Connection: close\r\n.*\r\n\r\n$/s)
    expect(received).toEqual([])
    expect(opened.counters().oversize).toBe(1)
  })

  test('a declared gigabyte is refused before it is sent', async () => {
    const { port } = await listener()
    const raw = rawConnection(port)
    raw.send('POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n{')
    expect(await raw.until('413')).toContain('Connection: close')
    raw.socket.destroy()
  })

  test('an endless chunked body is refused, read a little further, and cut', async () => {
    const { port, opened } = await listener()
    const raw = rawConnection(port)
    raw.send('POST /clova HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`
    let sent = 0
    const pump = (): void => {
      while (!raw.socket.destroyed && raw.socket.write(chunk)) sent++
    }
    raw.socket.on('drain', pump)
    pump()
    expect(await raw.closed()).toContain('413')
    expect(opened.counters().oversize).toBe(1)
    expect(sent).toBeLessThan(1024)
  })

  test('a body shorter than declared never reaches the door', async () => {
    const { port, received, opened } = await listener()
    const raw = rawConnection(port)
    raw.send('POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{}')
    await expect.poll(() => opened.counters().requests).toBe(1)
    raw.socket.destroy()
    await raw.closed()
    await rawLive(port)
    expect(received).toEqual([])
  })

  test('more than declared is the next request, and a malformed one at that', async () => {
    const { port, received } = await listener()
    const raw = rawConnection(port)
    raw.send('POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}surplus\r\n\r\n')
    await raw.closed()
    expect(received.map(item => item.body.toString())).toEqual(['{}'])
  })
})

/** Proves that the listener still serves. */
async function rawLive(port: number): Promise<void> {
  const raw = rawConnection(port)
  raw.send('GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(await raw.closed()).toMatch(/^HTTP\/1\.1 204 /)
}

describe('malformed requests', () => {
  const rows: readonly [name: string, text: string, status: string][] = [
    ['no HTTP', 'hello\r\n\r\n', '400'],
    ['a TLS hello', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', '400'],
    ['no Host', 'GET /live HTTP/1.1\r\n\r\n', '400'],
    ['a bad length', 'POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', '400'],
    ['two lengths', 'POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}', '400'],
    [
      'length and chunks (smuggling)',
      'POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['a bad chunk', 'POST /clova HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', '400'],
    ['a control character', 'GET /live HTTP/1.1\r\nHost: x\r\nA: \u0000\r\n\r\n', '400'],
    ['9 KiB of headers', `GET /live HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(9 * 1024)}\r\n\r\n`, '431'],
  ]

  test('each is refused, closes its connection and harms nobody', async () => {
    const { port, received } = await listener()
    let checked = 0
    for (const [name, text, status] of rows) {
      const raw = rawConnection(port)
      raw.send(Buffer.from(text, 'latin1'))
      expect(await raw.closed(), name).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      await rawLive(port)
      checked++
    }
    expect(checked).toBe(9)
    expect(received).toEqual([])
  })

  test('an upgrade is not offered and CONNECT is closed', async () => {
    const { port } = await listener()
    const upgrade = rawConnection(port)
    upgrade.send('GET /clova HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n')
    expect(await upgrade.closed()).toMatch(/^HTTP\/1\.1 405 /)
    const proxy = rawConnection(port)
    proxy.send('CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(await proxy.closed()).toBe('')
    await rawLive(port)
  })
})

describe('slow and many', () => {
  const limits = { headersTimeoutMs: 600, requestTimeoutMs: 900, checkIntervalMs: 50 }

  test('headers and bodies that drip end with 408', async () => {
    const { port, received } = await listener({ limits })
    const headers = rawConnection(port)
    headers.send('POST /clova HTTP/1.1\r\nHost: x\r\nA: ')
    const body = rawConnection(port)
    body.send('POST /clova HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n')
    const drip = setInterval(() => {
      headers.send('a')
      body.send('a')
    }, 20)
    const texts = await Promise.all([headers.closed(), body.closed()])
    clearInterval(drip)
    for (const text of texts) expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(received).toEqual([])
    await rawLive(port)
  })

  test('a directive may take longer than the request timeout', async () => {
    const held = gate<DoorAnswer>()
    const { door } = fakeDoor(() => held.promise)
    const { port } = await listener({ door, limits })
    const raw = rawConnection(port)
    raw.send(post('/clova', '{}', 'Connection: close'))
    await new Promise(resolve => setTimeout(resolve, 1_300))
    held.open({ verified: true, body: 'late' })
    expect(await raw.closed()).toMatch(/^HTTP\/1\.1 200 .*late$/s)
  })

  test('connections above the bound are dropped and counted', async () => {
    const { port, opened } = await listener({ limits: { maxConnections: 2 } })
    const kept = [rawConnection(port), rawConnection(port)]
    for (const raw of kept) {
      raw.send('GET /live HTTP/1.1\r\nHost: x\r\n\r\n')
      await raw.until('204')
    }
    expect(await rawConnection(port).closed()).toBe('')
    expect(opened.counters().dropped).toBe(1)
    for (const raw of kept) raw.socket.destroy()
    await expect.poll(() => rawLive(port).then(() => true)).toBe(true)
  })

  test('a connection without traffic is closed', async () => {
    const { port } = await listener({ limits: { idleMs: 100 } })
    expect(await rawConnection(port).closed()).toBe('')
  })
})

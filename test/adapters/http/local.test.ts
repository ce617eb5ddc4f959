import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openLocalListener } from '../../../src/adapters/http/local.ts'
import { callLocal } from '../../../src/adapters/http/localClient.ts'
import { LocalError } from '../../../src/adapters/http/localError.ts'
import type { LocalRoute } from '../../../src/adapters/http/localRoute.ts'
import { manualClock } from '../../support/manualClock.ts'
import { memoryLog } from '../log/memoryLog.ts'
import { post, rawConnection } from './raw.ts'

const ROUTES: readonly LocalRoute[] = [
  { method: 'GET', path: '/status', handle: async () => ({ status: 200, body: { ok: true } }) },
  { method: 'POST', path: '/echo', handle: async body => ({ status: 201, body: { got: body ?? null } }) },
  {
    method: 'DELETE',
    path: '/appliances/:id/:what',
    handle: async (_, params) => ({ status: 200, body: { ...params } }),
  },
  {
    method: 'GET',
    path: '/refuse',
    handle: () => Promise.reject(new LocalError('badRequest', 'no "name"')),
  },
  { method: 'GET', path: '/break', handle: () => Promise.reject(new Error('inner detail')) },
]

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'local-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

async function open(socketPath = join(folder(), 'run', 'control.sock')) {
  const log = memoryLog()
  const clock = manualClock()
  const opened = await openLocalListener({ socketPath, routes: ROUTES, clock, log })
  onTestFinished(async () => {
    const closing = opened.close(0)
    await clock.advance(0)
    await closing
  })
  return { socketPath, opened, log }
}

/** A socket file whose process was killed. */
async function leaveBehind(socketPath: string): Promise<void> {
  const script = `require('net').createServer().listen(process.argv[1], () => console.log('up'))`
  const child = spawn(process.execPath, ['-e', script, socketPath])
  await new Promise(resolve => child.stdout.once('data', resolve))
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('close', resolve))
}

describe('control API', () => {
  test('JSON in, JSON out', async () => {
    const { socketPath } = await open()
    expect(await callLocal(socketPath, 'GET', '/status?x=1')).toEqual({ status: 200, body: { ok: true } })
    expect(await callLocal(socketPath, 'POST', '/echo', { name: '조명', list: [1, null] })).toEqual({
      status: 201,
      body: { got: { name: '조명', list: [1, null] } },
    })
    expect(await callLocal(socketPath, 'POST', '/echo')).toEqual({ status: 201, body: { got: null } })
    const path = `/appliances/${encodeURIComponent('a/b 등')}/__proto__`
    expect((await callLocal(socketPath, 'DELETE', path)).body).toEqual({ id: 'a/b 등', what: '__proto__' })
  })

  test('errors have the appliance API structure', async () => {
    const { socketPath, log } = await open()
    const rows = [
      ['GET', '/refuse', 400, '1000', 'no "name"'],
      ['GET', '/nothing', 404, '1203', 'there is no /nothing'],
      ['GET', '/appliances//state', 404, '1203', 'there is no /appliances//state'],
      ['POST', '/status', 404, '1203', '/status does not take POST, only GET'],
      ['GET', '/%zz', 400, '1000', 'the path /%zz is not properly percent-encoded'],
      ['GET', '/break', 500, '2000', 'the gateway failed on this request; its log says why'],
    ] as const
    for (const [method, path, status, code, message] of rows) {
      expect(await callLocal(socketPath, method, path), path).toEqual({ status, body: { error: { code, message } } })
    }
    expect(rows).toHaveLength(6)
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: 'A local request failed',
        fields: { method: 'GET', path: '/break', error: 'Error: inner detail' },
      },
    ])
  })

  test('a body that is no JSON, too deep or too large is refused', async () => {
    const { socketPath } = await open()
    const rows = [
      ['{', 'HTTP/1.1 400', 'the body is not JSON'],
      ['['.repeat(17) + ']'.repeat(17), 'HTTP/1.1 400', 'the body is nested deeper than 16'],
      [`"${'a'.repeat(1_048_576)}"`, 'HTTP/1.1 413', 'the body is longer than 1048576 bytes'],
    ] as const
    for (const [body, status, message] of rows) {
      const raw = rawConnection(socketPath)
      raw.send(post('/echo', body, 'Connection: close').replace('Host: x', 'Host: localhost'))
      const text = await raw.closed()
      expect(text.startsWith(status), text).toBe(true)
      expect(text).toContain(`{"error":{"code":"1000","message":"${message}"}}`)
    }
    expect(rows).toHaveLength(3)
  })

  test('a request that came through a proxy is refused', async () => {
    const { socketPath, log } = await open()
    const headers = [
      'X-Forwarded-For: 1.2.3.4',
      'x-forwarded-host: h',
      'Forwarded: for=1',
      'CF-Ray: 1',
      'cf-visitor: a',
    ]
    headers.push('Tailscale-User-Login: me')
    for (const header of headers) {
      const raw = rawConnection(socketPath)
      raw.send(`GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}\r\n\r\n`)
      expect(await raw.closed(), header).toMatch(/^HTTP\/1\.1 403 .*"code":"1305"/s)
    }
    expect(log.lines).toHaveLength(6)
  })

  test('a request that was meant for another host is refused', async () => {
    const { socketPath, log } = await open()
    const statusFor = async (host: string): Promise<string> => {
      const raw = rawConnection(socketPath)
      raw.send(`GET /status HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
      return (await raw.closed()).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)
    }
    const others = ['home.example.com', 'localhost.example.com', 'localhost:x', '127.0.0.1', '[::1]', 'x', '']
    for (const host of others) expect(await statusFor(`Host: ${host}\r\n`), host).toBe('403')
    for (const host of ['localhost', 'LocalHost', 'localhost:80'])
      expect(await statusFor(`Host: ${host}\r\n`)).toBe('200')
    // Node itself refuses one without the header (RFC 9112 section 3.2).
    expect(await statusFor('')).toBe('400')
    expect(log.lines).toHaveLength(others.length)
  })
})

describe('socket file', () => {
  test('only the owner can open it, and it goes with the listener', async () => {
    const mask = process.umask()
    const { socketPath, opened } = await open()
    expect(process.umask()).toBe(mask)
    expect(statSync(socketPath).mode & 0o777).toBe(0o600)
    expect(statSync(join(socketPath, '..')).mode & 0o777).toBe(0o700)
    await opened.close(0)
    expect(existsSync(socketPath)).toBe(false)
  })

  test('what a killed process left behind is replaced', async () => {
    const socketPath = join(folder(), 'control.sock')
    await leaveBehind(socketPath)
    expect(existsSync(socketPath)).toBe(true)
    await open(socketPath)
    expect((await callLocal(socketPath, 'GET', '/status')).status).toBe(200)
  })

  test('a living process keeps its socket', async () => {
    const { socketPath } = await open()
    await expect(open(socketPath)).rejects.toThrow(`another process answers on ${socketPath}`)
    expect((await callLocal(socketPath, 'GET', '/status')).status).toBe(200)
  })

  test('a file that is no socket is left alone', async () => {
    const socketPath = join(folder(), 'notes.txt')
    writeFileSync(socketPath, 'mine')
    await expect(open(socketPath)).rejects.toThrow(`${socketPath} exists and is not a socket`)
    expect(readFileSync(socketPath, 'utf8')).toBe('mine')
  })

  test('a folder that everybody may write to and a path that is too long are refused', async () => {
    const shared = folder()
    chmodSync(shared, 0o1777)
    await expect(open(join(shared, 'control.sock'))).rejects.toThrow('everybody may write to it (mode 1777)')
    const long = join(folder(), 'a'.repeat(100))
    await expect(open(long)).rejects.toThrow('is longer than 107 bytes')
  })
})

describe('client', () => {
  test('says that the gateway is not running', async () => {
    const made = folder()
    const missing = join(made, 'none.sock')
    await expect(callLocal(missing, 'GET', '/status')).rejects.toThrow(
      `the gateway is not running: no socket at ${missing}`,
    )
    const dead = join(made, 'dead.sock')
    await leaveBehind(dead)
    await expect(callLocal(dead, 'GET', '/status')).rejects.toThrow(
      `the gateway is not running: nothing answers at ${dead}`,
    )
  })

  test('an answer that is cut off or no JSON is an error', async () => {
    const socketPath = join(folder(), 'odd.sock')
    const answers = [
      'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"a"',
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\noops',
    ]
    const server = createServer(socket => {
      socket.once('data', () => socket.end(answers.shift() ?? ''))
    })
    await new Promise<void>(resolve => server.listen(socketPath, resolve))
    onTestFinished(() => void server.close())
    await expect(callLocal(socketPath, 'GET', '/a')).rejects.toThrow('was cut off (aborted)')
    await expect(callLocal(socketPath, 'GET', '/a')).rejects.toThrow('is not JSON')
  })
})

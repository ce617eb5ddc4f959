import { describe, expect, test } from 'vitest'
import { seconds } from '../../../src/kernel/time.ts'
import { LINK_PATHS } from '../../../src/ports/linking.ts'
import { rawConnection } from '../http/raw.ts'
import { type Answer, ASKED, authorizePath, encode, FORM, linkServer, openPage, titleOf } from './linkServer.ts'

const LANGUAGES = ['ko', 'ja', 'en'] as const

describe('addresses', () => {
  test('every other path is an empty 404', async () => {
    const server = await linkServer()
    const paths = ['/', '/oauth', '/oauth/', '/oauth/authorize/', '/OAUTH/token', '/oauth//token', '/oauth/%61uthorize']
    const others = ['/constructor', '/__proto__', '/favicon.ico', '/privacy/../token', '/oauth/token;x=1', '//privacy']
    for (const path of [...paths, ...others]) {
      for (const method of ['GET', 'POST']) {
        const answer = await server.ask(path, { method })
        expect([path, answer.status, answer.text]).toEqual([path, 404, ''])
      }
    }
  })

  test('the style is kept for good under its version, and asked for again without', async () => {
    const server = await linkServer()
    const href = /<link rel="stylesheet" href="([^"]+)">/.exec((await server.ask('/privacy')).text)?.[1] ?? ''
    const style = await server.ask(href)
    expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
    expect(style.headers['cache-control']).toContain('immutable')
    expect((await server.ask(LINK_PATHS.style)).headers['cache-control']).toBe('no-cache')
    expect(style.text).not.toMatch(/url\(|@import|http/)
  })
})

describe('every page', () => {
  const pages = async (): Promise<readonly (readonly [string, Answer])[]> => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const send = (name: string) => server.send('/oauth/authorize', { transaction, name, password: 'x' }, { cookie })
    return [
      ['login', await server.ask(authorizePath())],
      ['wrong', await send('x')],
      ['unknown client', await server.ask(authorizePath({ ...ASKED, client_id: 'x' }))],
      ['error redirect', await server.ask(authorizePath({ ...ASKED, response_type: 'token' }))],
      ['privacy', await server.ask('/privacy')],
    ]
  }

  test('has the headers that keep it from being framed, cached, sniffed or followed', async () => {
    const all = await pages()
    for (const [name, { headers }] of all) {
      const csp = String(headers['content-security-policy'])
      expect([name, csp]).toEqual([
        name,
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      ])
      expect(csp).not.toContain('form-action')
      expect(headers['referrer-policy']).toBe('same-origin')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['x-frame-options']).toBe('DENY')
      expect(headers['cache-control']).toBe('no-store')
    }
    expect(all).toHaveLength(5)
  })

  test('needs nothing from elsewhere and runs nothing', async () => {
    for (const [, { text }] of await pages()) {
      expect(text).not.toMatch(/<script|<img|<iframe|javascript:|\son\w+=|style=|https?:\/\//i)
    }
  })
})

describe('languages', () => {
  test('the page speaks what the browser asks for, else the default', async () => {
    const server = await linkServer({ language: 'ja' })
    const rows: readonly (readonly [string | undefined, string])[] = [
      ['ko-KR,ko;q=0.9,en-US;q=0.8', 'ko'],
      ['ja-JP', 'ja'],
      ['en-GB,en;q=0.9', 'en'],
      ['fr, de;q=0.9', 'ja'],
      ['fr, en;q=0.1', 'en'],
      ['en;q=0.2, ko;q=0.7', 'ko'],
      ['en;q=0, fr', 'ja'],
      ['*', 'ja'],
      ['EN', 'en'],
      ['en;q=2, ko;q=x', 'ja'],
      [`${'x'.repeat(300)},en`, 'ja'],
      [undefined, 'ja'],
    ]
    for (const [header, language] of rows) {
      const { text } = await server.ask('/privacy', {
        headers: header === undefined ? {} : { 'accept-language': header },
      })
      expect([header, /<html lang="(\w+)">/.exec(text)?.[1]]).toEqual([header, language])
    }
    expect(rows).toHaveLength(12)
  })

  test('every page is whole in each of them: nothing left to fill, one heading, labels for fields', async () => {
    for (const edition of ['KR', 'JP'] as const) {
      const server = await linkServer({ edition })
      for (const language of LANGUAGES) {
        const headers = { 'accept-language': language }
        const asked = [authorizePath(), authorizePath({ ...ASKED, redirect_uri: 'x' }), authorizePath(''), '/privacy']
        for (const path of asked) {
          const answer = await server.ask(path, { headers })
          expect(answer.text).not.toMatch(/\{\w+\}|undefined|\[object/)
          expect(answer.text.match(/<h1>/g)).toHaveLength(1)
          expect(titleOf(answer)).not.toBe('')
        }
        const { text } = await server.ask(authorizePath(), { headers })
        expect(text).toMatch(/<label for="name">[^<]+<.*<label for="password">[^<]+</s)
        expect(text).toContain('autocomplete="current-password"')
      }
    }
  })
})

describe('what comes from outside', () => {
  const HOSTILE = `</title><script>alert("1")</script>'"><b a='&amp;`

  test('stands in a page only as text', async () => {
    const server = await linkServer({ homeName: HOSTILE })
    const { transaction, cookie } = await openPage(server)
    const form = { transaction, name: HOSTILE, password: HOSTILE }
    const answers = [
      await server.ask(authorizePath()),
      await server.send('/oauth/authorize', form, { cookie }),
      await server.send('/oauth/authorize', { ...form, transaction: HOSTILE }, { cookie }),
      await server.ask(authorizePath({ ...ASKED, client_id: HOSTILE })),
      await server.ask(authorizePath({ ...ASKED, state: HOSTILE })),
    ]
    for (const { text } of answers) expect(text).not.toMatch(/<script|<b a|alert\("|'">/)
    expect(answers[1]?.text).toContain(
      'value="&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&quot;&gt;&lt;b a=&#39;&amp;amp;"',
    )
    expect(answers[0]?.text).toContain('<p class="brand">&lt;/title&gt;')
  })

  test('a body that never ends is cut at its deadline, with its connection', async () => {
    const server = await linkServer()
    const raw = rawConnection(server.port)
    raw.send(
      `POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM['content-type']}\r\nContent-Length: 9\r\n\r\na=`,
    )
    await expect.poll(() => server.clock.pendingTimers()).toBe(1)
    await server.clock.advance(seconds(10))
    expect(await raw.closed()).toBe('')
    expect(server.clock.pendingTimers()).toBe(0)
  })

  test('a body without end in size is answered while its sender still listens, then cut', async () => {
    const server = await linkServer()
    const raw = rawConnection(server.port)
    raw.send('POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
    const piece = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    for (let sent = 0; sent < 40; sent++) raw.send(piece)
    await raw.until('HTTP/1.1 413')
    expect(await raw.until('Connection: close')).toContain('invalid_request')
    raw.socket.destroy()
    await expect.poll(() => server.clock.pendingTimers()).toBe(0)
  })

  test('somebody who hangs up in the middle leaves nothing behind', async () => {
    const server = await linkServer()
    const raw = rawConnection(server.port)
    raw.send('POST /oauth/authorize HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ntransaction=')
    await expect.poll(() => server.clock.pendingTimers()).toBe(1)
    raw.socket.destroy()
    await expect.poll(() => server.clock.pendingTimers()).toBe(0)
    expect(server.log.lines).toEqual([])
  })

  test('the longest form of the longest page still fits', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server, {
      ...ASKED,
      state: '"\\'.repeat(1000),
      scope: 'x'.repeat(512),
      code_challenge: 'x'.repeat(128),
    })
    const form = { transaction, name: '한'.repeat(64), password: '%'.repeat(1024) }
    expect(encode(form).length).toBeLessThan(20 * 1024)
    expect((await server.send('/oauth/authorize', form, { cookie })).status).toBe(403)
  })
})

/** The end of the way in: a test directive round through the public address, and what is left to do in the console. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import type { Line } from '../../src/cli/doctor/check.ts'
import { CONSOLE_CHECKS } from '../../src/cli/doctor/consoleChecks.ts'
import { openLinkDesk } from '../../src/compose/openLinkDesk.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { manualClock } from '../support/manualClock.ts'
import { openWard, type Ward } from './doctorBench.ts'
import {
  front,
  type Handler,
  HOST,
  hasOpenssl,
  makeAuthority,
  PASSWORD,
  PUBLIC_ADDRESS,
  passTo,
  quiet,
} from './linkBench.ts'

const PUBLIC = `webhook: { port: WEBHOOK, publicUrl: 'https://${HOST}' }`

/** `id.code` of what was said. */
const seen = new Set<string>()

/** The lines of the way in and of the console, as if the name led to a server of this machine. */
async function lookThrough(ward: Ward, handler: Handler): Promise<readonly Line[]> {
  const { issue, ca } = makeAuthority()
  const port = await front(issue(HOST), handler)
  const outside = { resolve: async () => [PUBLIC_ADDRESS], target: { connectTo: { host: '127.0.0.1', port } } }
  const lines = await ward.lines({ isOffline: false, authority: ca, outside })
  for (const { id, code } of lines) seen.add(`${id}.${code}`)
  return lines.filter(({ id }) => id.startsWith('outside.') || id === 'console')
}

const around = (lines: readonly Line[]): string => {
  const line = lines.find(({ id }) => id === 'outside.directive')
  return line === undefined ? 'nothing' : `${line.code} ${line.level}: ${line.text}`
}

/** A proxy that changes a request before it passes it on. */
const changing =
  (pass: Handler, change: (headers: NodeJS.Dict<string | string[]>) => void): Handler =>
  (request, response) => {
    change(request.headers)
    pass(request, response)
  }

describe.skipIf(!hasOpenssl)('a test directive through the public address (needs openssl)', () => {
  test('without any key: answered, and no request of CLOVA is seen in it', async () => {
    const ward = await openWard(PUBLIC)
    await ward.start()
    const lines = await lookThrough(ward, passTo(ward.ports.webhook))
    expect(around(lines)).toMatch(/^good ok: answered with 0 appliance\(s\) in \d+ ms$/)
    expect(lines.at(-1)).toMatchObject({ id: 'console', code: 'unlinked', level: 'warning' })
    // The first user is made a little after the start: whether tokens can be bought by now is no matter of this test.
    expect(lines.map(({ id }) => id)).toEqual(expect.arrayContaining(['outside.webhook', 'outside.login']))
    expect(await ward.says('directive')).toEqual(['none warning'])
  })

  test('a proxy that drops the header, or writes the body anew, is told', async () => {
    const ward = await openWard(PUBLIC)
    await ward.start()
    const pass = passTo(ward.ports.webhook)
    const dropping = changing(pass, headers => Reflect.deleteProperty(headers, 'signaturecek'))
    expect(around(await lookThrough(ward, dropping))).toMatch(/^changed failure: the webhook refused it with 401/)
    const rewriting = changing(pass, headers => Object.assign(headers, { 'content-encoding': 'identity' }))
    expect(around(await lookThrough(ward, rewriting))).toMatch(/^good ok/)
    const other = await openWard(PUBLIC)
    await other.start()
    // The webhook of another home: its pages do not know this one either, and are told in lines of their own.
    expect(around(await lookThrough(ward, passTo(other.ports.webhook)))).toMatch(/^changed failure/)
  })

  test('an answer that is none, and none at all', async () => {
    const ward = await openWard(PUBLIC)
    await ward.start()
    const pass = passTo(ward.ports.webhook)
    const instead =
      (own: Handler): Handler =>
      (request, response) =>
        (request.headers['signaturecek'] === undefined ? pass : own)(request, response)
    const page: Handler = (_request, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>')
    expect(around(await lookThrough(ward, instead(page)))).toMatch(/^wrong failure: HTTP 502/)
    const cut: Handler = request => void request.socket.destroy()
    expect(around(await lookThrough(ward, instead(cut)))).toMatch(/^wrong failure: .+/)
  })

  test('is not tried where the way in is closed; only waits where the gateway does not run', async () => {
    const ward = await openWard(PUBLIC)
    openDatabase({ file: join(ward.data, 'clova2mqtt.db'), log: quiet }).close()
    const gone: Handler = (_request, response) => void response.writeHead(502).end()
    expect(around(await lookThrough(ward, gone))).toBe('nothing')
    const other = await openWard(PUBLIC)
    await other.start()
    // Behind the name is a gateway that answers, and this one, whose data is looked at, does not run.
    expect(around(await lookThrough(ward, passTo(other.ports.webhook)))).toMatch(/^notRunning skipped/)
  })
})

describe('the developer console', () => {
  const consoleOf = async (ward: Ward): Promise<Line | undefined> => {
    const line = (await ward.lines()).find(({ id }) => id === 'console')
    if (line !== undefined) seen.add(`console.${line.code}`)
    return line
  }
  /** As a login makes one. */
  const link = async (ward: Ward): Promise<void> => {
    const { desk, linking, close } = openLinkDesk(ward.config(), { clock: manualClock(), log: quiet })
    await desk.addUser('mina', new Secret(PASSWORD))
    const [redirectUri = ''] = linking.redirectUris
    const request = {
      user: 'mina',
      clientId: linking.client().id,
      scope: undefined,
      challenge: undefined,
      redirectUri,
    }
    linking.exchange(linking.issueCode(request).reveal())
    close()
  }

  test('says what is left to do, in the words of the edition', async () => {
    expect(await consoleOf(await openWard())).toMatchObject({
      code: 'unlinked',
      next: expect.stringMatching(/CLOVA developer console.*NAVER ID as a tester/),
    })
    expect(await consoleOf(await openWard('edition: JP'))).toMatchObject({
      next: expect.stringMatching(/Clova Developer Center.*LINE ID as a tester/),
    })
    expect(await consoleOf(await openWard('linking: { enabled: false }'))).toMatchObject({ code: 'off' })
  })

  test('linked, linked but never called, and called', async () => {
    const ward = await openWard(PUBLIC)
    await link(ward)
    expect(await consoleOf(ward)).toMatchObject({ code: 'linked', level: 'ok', text: '1 link(s)' })
    const quietHome = await openWard(PUBLIC)
    await link(quietHome)
    await quietHome.pretend({ directives: {} })
    expect(await consoleOf(quietHome)).toMatchObject({
      code: 'uncalled',
      next: expect.stringContaining(`https://${HOST}/clova`),
    })
    const called = await openWard(PUBLIC)
    await link(called)
    await called.pretend({ directives: { lastVerifiedAgoMs: 5 } })
    expect(await consoleOf(called)).toMatchObject({ code: 'good', level: 'ok' })
  })
})

test.skipIf(!hasOpenssl)('everything these rows may say has been brought about (needs openssl)', () => {
  const all = CONSOLE_CHECKS.flatMap(({ id, sayings }) => Object.keys(sayings).map(code => `${id}.${code}`))
  expect(all.filter(one => !seen.has(one))).toEqual([])
  expect(all).toHaveLength(9)
})

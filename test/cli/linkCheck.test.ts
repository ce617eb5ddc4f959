import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLinkDesk } from '../../src/compose/openLinkDesk.ts'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import { testPort } from '../support/testPort.ts'
import {
  collect,
  front,
  type Handler,
  HOST,
  hasOpenssl,
  inState,
  makeAuthority,
  openLinkBench,
  PUBLIC_ADDRESS,
  passTo,
  quiet,
  silent,
} from './linkBench.ts'
import { begin, main, makeHome } from './support.ts'

const ALL = [
  'address',
  'port',
  'name',
  'connect',
  'certificate',
  'live',
  'webhook',
  'login',
  'redirect',
  'privacy',
  'basic',
  'refresh',
  'body',
]

describe.skipIf(!hasOpenssl)('link show --check (needs openssl)', () => {
  test('passes every step, in order, and leaves no link behind', async () => {
    const bench = await openLinkBench()
    const { issue, ca } = makeAuthority()
    const findings = await bench.check(await front(issue(HOST), bench.pass), ca)
    expect(findings.map(({ id }) => id)).toEqual(ALL)
    expect(inState(findings, 'ok')).toEqual(ALL.filter(id => id !== 'certificate'))
    expect(findings.find(({ id }) => id === 'certificate')).toMatchObject({
      state: 'note',
      text: expect.stringMatching(/^Test Authority, until .+ GMT: trusted through --ca alone/),
    })
    expect(findings.find(({ id }) => id === 'name')?.text).toBe(`${HOST} → ${PUBLIC_ADDRESS}`)
    expect(bench.desk.desk.links()).toEqual([])
  })

  test('without rotation as well', async () => {
    const bench = await openLinkBench('linking: { rotate: false }')
    const { issue, ca } = makeAuthority()
    const findings = await bench.check(await front(issue(HOST), bench.pass), ca)
    expect(findings).toHaveLength(ALL.length)
    expect([inState(findings, 'failed'), inState(findings, 'unknown'), inState(findings, 'skipped')]).toEqual([
      [],
      [],
      [],
    ])
  })

  test('never pushes a real link out', async () => {
    const bench = await openLinkBench()
    const { linking, desk } = bench.desk
    const request = { user: 'mina', clientId: linking.client().id, scope: undefined, challenge: undefined }
    for (let count = 0; count < 10; count++) {
      linking.exchange(linking.issueCode({ ...request, redirectUri: linking.redirectUris[0] ?? '' }).reveal())
    }
    const { issue, ca } = makeAuthority()
    const findings = await bench.check(await front(issue(HOST), bench.pass), ca)
    expect(inState(findings, 'failed')).toEqual(['basic', 'body'])
    expect(findings.find(({ id }) => id === 'basic')?.fix).toContain('link revoke ID')
    expect(desk.links().filter(({ revokedAt }) => revokedAt === undefined)).toHaveLength(10)
    // With room for one again, the check passes, and the nine are still there.
    desk.revokeLink(desk.links()[0]?.id ?? 0)
    const again = await bench.check(await front(issue(HOST), bench.pass), ca)
    expect(inState(again, 'failed')).toEqual([])
    expect(desk.links().filter(({ revokedAt }) => revokedAt === undefined)).toHaveLength(9)
    expect(desk.links()).toHaveLength(10)
  })

  test('without a user the pages pass and the exchange says what is missing', async () => {
    const bench = await openLinkBench()
    bench.desk.desk.removeUser('mina')
    const { issue, ca } = makeAuthority()
    const findings = await bench.check(await front(issue(HOST), bench.pass), ca)
    expect(inState(findings, 'failed')).toEqual(['basic', 'body'])
    expect(inState(findings, 'skipped')).toEqual(['refresh'])
    expect(findings.find(({ id }) => id === 'body')?.fix).toContain('user add NAME')
  })

  test('of a running gateway, from the command line', async () => {
    const home = await makeHome()
    const port = await testPort()
    const { issue, ca } = makeAuthority()
    const written = readFileSync(home.file, 'utf8')
    writeFileSync(home.file, written.replace('webhook: {', `webhook: { publicUrl: 'https://localhost:${port}',`))
    const authority = join(home.folder, 'ca.pem')
    writeFileSync(authority, ca)
    const running = begin(['start', '--config', home.file])
    await running.says('first-login.txt')
    const webhook = Number(/webhook: \{.*? port: (\d+)/.exec(written)?.[1])
    const leaf = issue('localhost')
    const tunnel = await front(leaf, passTo(webhook))
    const check = ['link', 'show', '--check', '--config', home.file]
    // Nothing listens at the public address: an address of this machine itself, so that it is certain.
    const refused = await main([...check, '--lang', 'en'])
    expect(refused.code).toBe(1)
    expect(refused.out).toMatch(/\[FAILED\] connection\n {4}Cause: connection refused .*\n {4}Fix: .*http:\/\/127/)
    expect(refused.out).toContain('[not checked] token refresh')
    // Then it does, at a port that is not 443, which is the only fault left.
    writeFileSync(home.file, readFileSync(home.file, 'utf8').replace(`:${port}'`, `:${tunnel}'`))
    const { code, out, err } = await main([...check, '--ca', authority, '--lang', 'ko'])
    expect([code, err]).toEqual([1, ''])
    expect(out.match(/^\[실패\]/gm)).toHaveLength(1)
    expect(out).toContain('CLOVA는 443만 부릅니다')
    expect(out.match(/^\[(정상|주의)\]/gm)).toHaveLength(ALL.length - 1)
    const untrusted = await main([...check, '--json'])
    expect(JSON.parse(untrusted.out)[4]).toMatchObject({ id: 'certificate', state: 'failed' })
    // An authority that the machine trusts counts as public; the days are counted.
    const env = { NODE_EXTRA_CA_CERTS: authority, LANG: 'C' }
    const trusted = await main([...check, '--json', '--lang', 'en'], { env })
    const days = expect.stringMatching(/^Test Authority, 39 days left \(.+ GMT\)$/)
    expect(JSON.parse(trusted.out)[4]).toEqual({ id: 'certificate', state: 'ok', text: days })
    const soon = await front(issue('localhost', 5), passTo(webhook))
    writeFileSync(home.file, readFileSync(home.file, 'utf8').replace(`:${tunnel}'`, `:${soon}'`))
    const old = JSON.parse((await main([...check, '--json', '--lang', 'en'], { env })).out)
    expect(old[4]).toMatchObject({ state: 'note', text: expect.stringContaining('4 days left') })
    expect(old.slice(5).map(({ state }: { state: string }) => state)).toEqual(Array(8).fill('ok'))
    // As CLOVA sees it, all is well: port 443 at a public address.
    const bench = await openLinkBench('', 'https://localhost')
    const config = { ...bench.config, dataFolder: join(home.folder, 'data'), linking: bench.config.linking }
    const desk = openLinkDesk(config, { clock: bench.clock, log: quiet })
    const findings = await collect({ config, desk, clock: bench.clock }, tunnel, ca)
    expect([...inState(findings, 'ok'), ...inState(findings, 'note')]).toHaveLength(ALL.length)
    expect(desk.desk.links()).toEqual([])
    desk.close()
  })
  test('Ctrl-C in the middle of an exchange leaves no link either', async () => {
    const { issue, ca } = makeAuthority()
    let handler: Handler = () => undefined
    const port = await front(issue('localhost'), (request, response) => handler(request, response))
    const bench = await openLinkBench('', `https://localhost:${port}`)
    const authority = join(bench.config.dataFolder, 'ca.pem')
    writeFileSync(authority, ca)
    const live = () => bench.desk.desk.links().filter(({ revokedAt }) => revokedAt === undefined)
    const child = begin(['link', 'show', '--check', '--config', bench.config.file, '--ca', authority])
    let seen = 0
    handler = (request, response) => {
      if (request.url !== LINK_PATHS.token) return bench.pass(request, response)
      // The gateway hands out its tokens, and nobody hears of it.
      bench.pass(request, silent(response))
      response.once('unheard', () => {
        seen = live().length
        child.child.kill('SIGINT')
      })
    }
    expect((await child.ended).code).toBe(130)
    expect([seen, live()]).toEqual([1, []])
  })
})

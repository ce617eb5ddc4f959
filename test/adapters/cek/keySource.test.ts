import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openKeySource, PUBLISHED_KEY_URLS } from '../../../src/adapters/cek/keySource.ts'
import { fingerprint, parsePublicKey } from '../../../src/adapters/cek/publicKey.ts'
import { generateDevelopmentKey } from '../../../src/adapters/cek/sign.ts'
import { days, seconds } from '../../../src/kernel/time.ts'
import { manualClock } from '../../support/manualClock.ts'
import { memoryLog } from '../log/memoryLog.ts'
import { httpsServer, temporaryFolder } from './certificates.ts'

const FIRST = generateDevelopmentKey().publicKeyPem
const SECOND = generateDevelopmentKey().publicKeyPem
const print = (pem: string): string => fingerprint(parsePublicKey(pem, 'test'))

async function open(answer: (response: ServerResponse) => void, pins: readonly string[] = []) {
  const state = { answer, requests: 0 }
  const server = await httpsServer((_, response) => {
    state.requests++
    state.answer(response)
  })
  const clock = manualClock()
  const log = memoryLog()
  const cacheFile = join(temporaryFolder(), 'key.pem')
  const location = { kind: 'url', url: server.url, ca: server.ca, cacheFile } as const
  const again = () => openKeySource({ location, pins, clock, log })
  const source = await again()
  const prints = (): string[] => source.keys().map(fingerprint)
  return { state, server, clock, log, cacheFile, location, source, prints, again }
}

const serve = (pem: string) => (response: ServerResponse) => response.end(pem)

describe('published key', () => {
  test('the addresses are those of the guides', () => {
    expect(Object.values(PUBLISHED_KEY_URLS).map(url => new URL(url).hostname)).toEqual([
      'clova.ai',
      'clova-cek-requests.line.me',
    ])
  })

  test('opening fetches nothing; the first refresh gets the key and saves it', async () => {
    const { source, prints, state, cacheFile, log } = await open(serve(FIRST))
    expect(source.keys()).toEqual([])
    expect(state.requests).toBe(0)
    expect(await source.refresh()).toBe(true)
    expect(prints()).toEqual([print(FIRST)])
    expect(readFileSync(cacheFile, 'utf8')).toBe(FIRST)
    expect(statSync(cacheFile).mode & 0o777).toBe(0o644)
    expect(existsSync(`${cacheFile}.new`)).toBe(false)
    expect(await source.refresh()).toBe(false)
    expect(log.lines.map(line => line.level)).toEqual(['info'])
  })

  test('starts from the saved copy without the Internet', async () => {
    const { source, server, again } = await open(serve(FIRST))
    await source.refresh()
    await server.stop()
    const restarted = await again()
    expect(restarted.keys().map(fingerprint)).toEqual([print(FIRST)])
    await expect(restarted.refresh()).rejects.toThrow(`${server.url}: connect ECONNREFUSED`)
    expect(restarted.keys()).toHaveLength(1)
  })

  test('a change is logged with both fingerprints and the old key stays 7 days by the monotonic clock', async () => {
    const { source, state, prints, clock, log, cacheFile } = await open(serve(FIRST))
    await source.refresh()
    state.answer = serve(SECOND)
    expect(await source.refresh()).toBe(true)
    expect(prints()).toEqual([print(SECOND), print(FIRST)])
    expect(log.lines.at(-1)).toEqual({
      level: 'warn',
      message: 'Signature key changed',
      fields: { from: print(FIRST), to: print(SECOND) },
    })
    expect(readFileSync(cacheFile, 'utf8')).toBe(SECOND)
    await clock.advance(days(7) - 1)
    expect(prints()).toHaveLength(2)
    await clock.advance(1)
    expect(prints()).toEqual([print(SECOND)])
  })

  test('refreshes side by side are one request', async () => {
    const { source, state } = await open(serve(FIRST))
    expect(await Promise.all([source.refresh(), source.refresh(), source.refresh()])).toEqual([true, true, true])
    expect(state.requests).toBe(1)
  })

  test('nothing but a proper key is taken, and what was known stays', async () => {
    const { source, state, prints, cacheFile } = await open(serve(FIRST))
    await source.refresh()
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
    const pem = (key: typeof ec.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString()
    const rows: readonly [name: string, answer: (response: ServerResponse) => unknown, message: string][] = [
      ['captive portal', serve('<html>Log in</html>'), 'not a PEM public key'],
      ['empty', serve(''), 'not a PEM public key'],
      ['cut', serve(SECOND.slice(0, 200)), 'not a readable public key'],
      ['private', serve(generateDevelopmentKey().privateKeyPem.reveal()), 'not a PEM public key'],
      ['elliptic', serve(pem(ec.publicKey)), 'a key of type ec, not rsa'],
      ['pss', serve(pem(pss.publicKey)), 'a key of type rsa-pss, not rsa'],
      ['short', serve(pem(small.publicKey)), 'an RSA key of 1024 bits; 2048 to 4096 are accepted'],
      ['large', serve(SECOND + ' '.repeat(16 * 1024)), 'answered more than 16384 bytes'],
      ['redirect', r => r.writeHead(302, { Location: 'https://example.org/' }).end(), 'answered 302, not 200'],
      ['error page', r => r.writeHead(503).end(SECOND), 'answered 503, not 200'],
      ['broken off', r => r.writeHead(200, { 'Content-Length': 900 }).write(SECOND, () => r.destroy()), 'aborted'],
    ]
    for (const [name, answer, message] of rows) {
      state.answer = response => void answer(response)
      await expect(source.refresh(), name).rejects.toThrow(message)
    }
    expect(rows).toHaveLength(11)
    expect(prints()).toEqual([print(FIRST)])
    expect(readFileSync(cacheFile, 'utf8')).toBe(FIRST)
  })

  test('a server that never answers is left after 5 s', async () => {
    const { source, state, clock } = await open(() => undefined)
    const refreshed = source.refresh()
    const outcome = expect(refreshed).rejects.toThrow('no answer in 5000 ms')
    await expect.poll(() => state.requests).toBe(1)
    await clock.advance(seconds(5))
    await outcome
    expect(clock.pendingTimers()).toBe(0)
  })

  test('an unknown authority is refused', async () => {
    const { location, clock, log } = await open(serve(FIRST))
    const { ca: _, ...withoutCa } = location
    const source = await openKeySource({ location: withoutCa, clock, log })
    await expect(source.refresh()).rejects.toThrow(/self.signed certificate/)
  })

  test('a damaged copy is reported and got again; a disk that takes none does not cost the key', async () => {
    const { cacheFile, again, log, clock, location } = await open(serve(FIRST))
    writeFileSync(cacheFile, 'garbage')
    const source = await again()
    expect(source.keys()).toEqual([])
    expect(log.lines.at(-1)?.fields['error']).toBe(
      `cached key ${cacheFile}: not a PEM public key (no "BEGIN PUBLIC KEY" at its start)`,
    )
    await source.refresh()
    expect(readFileSync(cacheFile, 'utf8')).toBe(FIRST)
    const nowhere = await openKeySource({ location: { ...location, cacheFile: '/proc/none/key.pem' }, clock, log })
    expect(await nowhere.refresh()).toBe(true)
    expect(nowhere.keys()).toHaveLength(1)
    expect(log.lines.at(-1)?.message).toBe('Signature key not saved')
  })

  test('pins decide, for fetched and for saved keys', async () => {
    const pin = (print(SECOND).toUpperCase().match(/../g) ?? []).join(':')
    const { source, state, prints, cacheFile, again } = await open(serve(FIRST), [pin])
    await expect(source.refresh()).rejects.toThrow(`the key ${print(FIRST)} is none of the 1 pinned`)
    state.answer = serve(SECOND)
    expect(await source.refresh()).toBe(true)
    expect(prints()).toEqual([print(SECOND)])
    writeFileSync(cacheFile, FIRST)
    expect((await again()).keys()).toEqual([])
    await expect(open(serve(FIRST), ['abc'])).rejects.toThrow('pin "abc" is not a SHA-256')
  })

  test('only https', async () => {
    const { clock, log, cacheFile } = await open(serve(FIRST))
    for (const url of ['http://clova.ai/key.pem', 'file:///etc/passwd', 'clova.ai']) {
      const opening = openKeySource({ location: { kind: 'url', url, cacheFile }, clock, log })
      await expect(opening).rejects.toThrow(`key URL "${url}" is not an https: URL`)
    }
  })
})

describe('key file and key text', () => {
  test('a file is read again on refresh, and must be there and readable', async () => {
    const clock = manualClock()
    const log = memoryLog()
    const path = join(temporaryFolder(), 'dev.pem')
    const location = { kind: 'file', path } as const
    await expect(openKeySource({ location, clock, log })).rejects.toThrow(`key file ${path} does not exist`)
    writeFileSync(path, FIRST)
    const source = await openKeySource({ location, clock, log })
    expect(await source.refresh()).toBe(false)
    writeFileSync(path, SECOND)
    expect(await source.refresh()).toBe(true)
    expect(source.keys().map(fingerprint)).toEqual([print(SECOND), print(FIRST)])
    writeFileSync(path, ' '.repeat(20_000))
    await expect(source.refresh()).rejects.toThrow('longer than 16384 bytes')
    const directory = join(temporaryFolder(), 'folder')
    mkdirSync(directory)
    chmodSync(directory, 0o700)
    const wrong = openKeySource({ location: { kind: 'file', path: directory }, clock, log })
    await expect(wrong).rejects.toThrow(`key file ${directory} cannot be read: EISDIR`)
  })

  test('a text never changes', async () => {
    const options = { clock: manualClock(), log: memoryLog() }
    const source = await openKeySource({ location: { kind: 'pem', pem: FIRST }, ...options })
    expect(await source.refresh()).toBe(false)
    expect(source.keys().map(fingerprint)).toEqual([print(FIRST)])
    const wrong = openKeySource({ location: { kind: 'pem', pem: 'no key' }, ...options })
    await expect(wrong).rejects.toThrow('configured key: not a PEM public key')
  })
})

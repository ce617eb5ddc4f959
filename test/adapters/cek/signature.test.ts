import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { KeySource } from '../../../src/adapters/cek/keySource.ts'
import { createSigner, generateDevelopmentKey } from '../../../src/adapters/cek/sign.ts'
import { createVerifier } from '../../../src/adapters/cek/signature.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { minutes, seconds } from '../../../src/kernel/time.ts'
import { manualClock } from '../../support/manualClock.ts'
import { memoryLog } from '../log/memoryLog.ts'
import { temporaryFolder } from './certificates.ts'

const PAIRS = [generateDevelopmentKey(), generateDevelopmentKey()] as const
const SIGNERS = PAIRS.map(pair => createSigner(pair.privateKeyPem))
const KEYS = PAIRS.map(pair => createPublicKey(pair.publicKeyPem))
const BODY = Buffer.from('{"header":{"messageId":"거실"}}')
const signed = (at: 0 | 1, body: Uint8Array = BODY): string => SIGNERS[at]?.sign(body) ?? ''

/** A key source whose look-ups the test settles. */
function open(first: readonly (KeyObject | undefined)[] = [KEYS[0]]) {
  const clock = manualClock()
  const log = memoryLog()
  const state = {
    keys: first.filter(key => key !== undefined),
    refreshes: 0,
    settle: (_: boolean | Error): void => undefined,
  }
  const keys: KeySource = {
    keys: () => state.keys,
    refresh: () => {
      state.refreshes++
      return new Promise((resolve, reject) => {
        state.settle = outcome => (outcome instanceof Error ? reject(outcome) : resolve(outcome))
      })
    },
  }
  return { clock, log, state, verifier: createVerifier({ keys, clock, log }) }
}

describe('signatures', () => {
  test('a right one is true at once, for the current and the previous key', () => {
    const { verifier, state } = open([KEYS[0], KEYS[1]])
    expect(verifier.verify(BODY, signed(0))).toBe(true)
    expect(verifier.verify(BODY, signed(1))).toBe(true)
    expect(verifier.verify(Buffer.alloc(0), signed(0, Buffer.alloc(0)))).toBe(true)
    expect(verifier.verify(BODY, signed(0).replace(/=+$/, ''))).toBe(true)
    expect(state.refreshes).toBe(0)
    expect(verifier.counters()).toEqual({ verified: 4, refused: 0, refreshes: 0 })
  })

  test('agrees with openssl, in both directions', () => {
    const { verifier } = open()
    const folder = temporaryFolder()
    const [keyFile, bodyFile, signatureFile, publicFile] = ['key', 'body', 'sig', 'pub'].map(name => join(folder, name))
    if (!keyFile || !bodyFile || !signatureFile || !publicFile) throw new Error('four names')
    writeFileSync(keyFile, PAIRS[0].privateKeyPem.reveal())
    writeFileSync(bodyFile, BODY)
    const made = execFileSync('openssl', ['dgst', '-sha256', '-sign', keyFile, bodyFile])
    expect(verifier.verify(BODY, made.toString('base64'))).toBe(true)
    writeFileSync(publicFile, SIGNERS[0]?.publicKeyPem ?? '')
    writeFileSync(signatureFile, Buffer.from(signed(0), 'base64'))
    const args = ['dgst', '-sha256', '-verify', publicFile, '-signature', signatureFile, bodyFile]
    expect(execFileSync('openssl', args).toString()).toBe('Verified OK\n')
  })

  test('a 4096-bit key works', () => {
    const large = generateKeyPairSync('rsa', { modulusLength: 4096 })
    const { verifier } = open([large.publicKey])
    expect(verifier.verify(BODY, sign('sha256', BODY, large.privateKey).toString('base64'))).toBe(true)
  })

  test('malformed ones are false at once and look nothing up', () => {
    const { verifier, state } = open()
    const good = signed(0)
    const rows = [
      undefined,
      '',
      'x',
      ' ',
      'null',
      `${good} `,
      ` ${good}`,
      `${good}, ${good}`,
      `${good.slice(0, 100)}\n`,
    ]
    rows.push(good.slice(0, 340), `${good}AAAA`.repeat(3), 'é'.repeat(344), `-${good.slice(1)}`, '='.repeat(344))
    for (const text of rows) expect(verifier.verify(BODY, text), String(text)).toBe(false)
    expect(rows).toHaveLength(14)
    expect(state.refreshes).toBe(0)
    expect(verifier.counters()).toEqual({ verified: 0, refused: 14, refreshes: 0 })
  })

  test('another body, another key, another hash, another padding are wrong', async () => {
    const { verifier, state, clock } = open()
    const key = createPrivateKey(PAIRS[0].privateKeyPem.reveal())
    const wrong = [
      signed(0, Buffer.from(`${BODY} `)),
      signed(1),
      sign('sha1', BODY, key).toString('base64'),
      sign('sha256', BODY, { key, padding: 6 }).toString('base64'),
    ]
    for (const text of wrong) {
      const answer = verifier.verify(BODY, text)
      state.settle(false)
      expect(await answer).toBe(false)
      await clock.advance(minutes(10))
    }
    expect(verifier.counters()).toEqual({ verified: 0, refused: 4, refreshes: 4 })
  })
})

describe('looking the key up again', () => {
  test('a changed key is found by the first request signed with it', async () => {
    const { verifier, state } = open()
    const answer = verifier.verify(BODY, signed(1))
    expect(answer).toBeInstanceOf(Promise)
    expect(verifier.verify(BODY, signed(0))).toBe(true)
    state.keys = KEYS.toReversed()
    state.settle(true)
    expect(await answer).toBe(true)
    expect(verifier.verify(BODY, signed(1))).toBe(true)
    expect(state.refreshes).toBe(1)
  })

  test('a flood of wrong signatures causes one look-up in 10 minutes and few waiters', async () => {
    const { verifier, state, clock } = open()
    const answers = Array.from({ length: 1000 }, () => verifier.verify(BODY, signed(1)))
    const waiting = answers.filter(answer => answer !== false)
    expect(waiting).toHaveLength(8)
    expect(verifier.verify(BODY, signed(0))).toBe(true)
    state.settle(false)
    expect(await Promise.all(waiting)).toEqual(Array(8).fill(false))
    for (let round = 0; round < 599; round++) {
      await clock.advance(seconds(1))
      expect(verifier.verify(BODY, signed(1))).toBe(false)
    }
    expect(state.refreshes).toBe(1)
    await clock.advance(seconds(1))
    expect(verifier.verify(BODY, signed(1))).toBeInstanceOf(Promise)
    expect(state.refreshes).toBe(2)
    state.settle(false)
  })

  test('places to wait come free again', async () => {
    const { verifier, state, clock } = open()
    for (let round = 0; round < 3; round++) {
      const answers = Array.from({ length: 20 }, () => verifier.verify(BODY, signed(1)))
      expect(answers.filter(answer => answer !== false)).toHaveLength(8)
      state.settle(false)
      await Promise.all(answers)
      await clock.advance(minutes(10))
    }
  })

  test('a look-up that fails is a refusal and a warning, never an exception', async () => {
    const { verifier, state, log } = open()
    const answer = verifier.verify(BODY, signed(1))
    state.settle(new Error('no route to host'))
    expect(await answer).toBe(false)
    expect(log.lines).toEqual([
      { level: 'warn', message: 'Signature key could not be looked up', fields: { error: 'no route to host' } },
    ])
  })

  test('without any key it tries every 15 s', async () => {
    const { verifier, state, clock } = open([])
    const first = verifier.verify(BODY, signed(0))
    state.settle(new Error('offline'))
    expect(await first).toBe(false)
    await clock.advance(seconds(14))
    expect(verifier.verify(BODY, signed(0))).toBe(false)
    await clock.advance(seconds(1))
    const second = verifier.verify(BODY, signed(0))
    state.keys = KEYS.slice(0, 1)
    state.settle(true)
    expect(await second).toBe(true)
    expect(state.refreshes).toBe(2)
  })
})

describe('development key', () => {
  test('is never printed, and anything else is refused without being shown', () => {
    expect(JSON.stringify(PAIRS[0])).not.toContain('PRIVATE')
    expect(() => createSigner(new Secret('my password'))).toThrow(
      'the development key is not the PEM of an RSA private key',
    )
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const pem = ec.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(() => createSigner(new Secret(pem))).toThrow('not the PEM of an RSA private key')
  })
})

/** What every {@link TokenStore} must do, the real one and the fake alike. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hours, wallMs, wallPlus } from '../../src/kernel/time.ts'
import { StoreError, type TokenStore } from '../../src/ports/stores.ts'

export interface OpenedTokenStore {
  readonly store: TokenStore
  close(): void
}

const NOW = wallMs(1_795_136_400_000)
const HOUR = wallPlus(NOW, hours(1))

export const tokenHash = (text: string): string => createHash('sha256').update(text).digest('hex')

export function tokenStoreContract(name: string, open: () => OpenedTokenStore): void {
  describe(`token store contract: ${name}`, () => {
    let opened: OpenedTokenStore
    let store: TokenStore
    beforeEach(() => {
      opened = open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('an added token is found by its hash and by nothing else', () => {
      const hash = tokenHash('a')
      const row = store.add(hash, { label: '거실 스피커', issuedAt: NOW, expiresAt: HOUR })
      const expected = {
        id: hash.slice(0, 8),
        label: '거실 스피커',
        issuedAt: NOW,
        expiresAt: HOUR,
        revokedAt: undefined,
        user: undefined,
        linkId: undefined,
      }
      expect(row).toEqual(expected)
      expect(store.find(hash)).toEqual(expected)
      const strangers = [
        tokenHash('b'),
        hash.slice(0, 8),
        hash.slice(0, 63),
        `${hash}0`,
        '',
        'zz'.repeat(32),
        "' OR 1=1",
      ]
      for (const stranger of strangers) expect(store.find(stranger), stranger).toBeUndefined()
      expect(strangers).toHaveLength(7)
    })

    test('upper and lower case hexadecimal name the same hash', () => {
      store.add(tokenHash('a').toUpperCase(), { label: 'x', issuedAt: NOW, expiresAt: undefined })
      expect(store.find(tokenHash('a'))?.id).toBe(tokenHash('a').slice(0, 8))
    })

    test('a token without an end keeps none', () => {
      store.add(tokenHash('a'), { label: 'x', issuedAt: NOW, expiresAt: undefined })
      expect(store.find(tokenHash('a'))?.expiresAt).toBeUndefined()
    })

    test('the list is in order of issue and keeps ended tokens', () => {
      for (const [label, age] of [
        ['second', 2],
        ['first', 1],
        ['third', 3],
      ] as const) {
        store.add(tokenHash(label), { label, issuedAt: wallPlus(NOW, age), expiresAt: wallPlus(NOW, 10) })
      }
      expect(store.revoke(tokenHash('first').slice(0, 8), wallPlus(NOW, 5))).toBe(true)
      expect(store.list().map(row => [row.label, row.revokedAt])).toEqual([
        ['first', NOW + 5],
        ['second', undefined],
        ['third', undefined],
      ])
    })

    test('revoking answers true once, and only for a live token', () => {
      store.add(tokenHash('a'), { label: 'a', issuedAt: NOW, expiresAt: undefined })
      store.add(tokenHash('b'), { label: 'b', issuedAt: NOW, expiresAt: HOUR })
      const id = tokenHash('a').slice(0, 8)
      expect(store.revoke(id, HOUR)).toBe(true)
      expect(store.find(tokenHash('a'))?.revokedAt).toBe(HOUR)
      expect(store.revoke(id, wallPlus(HOUR, 1))).toBe(false)
      expect(store.find(tokenHash('a'))?.revokedAt).toBe(HOUR)
      expect(store.revoke(tokenHash('b').slice(0, 8), HOUR)).toBe(false)
      for (const unknown of ['00000000', '', 'nonsense', id.slice(0, 7)]) expect(store.revoke(unknown, NOW)).toBe(false)
    })

    test('a hash that is none, or an id that exists, is refused and nothing is stored', () => {
      const hash = tokenHash('a')
      const row = { label: 'x', issuedAt: NOW, expiresAt: undefined }
      store.add(hash, row)
      const refused = [hash, hash.slice(0, 8).padEnd(64, '0'), 'token', hash.slice(1), `${hash}ab`]
      for (const bad of refused) expect(() => store.add(bad, row), bad).toThrow(StoreError)
      expect(store.list()).toHaveLength(1)
    })
  })
}

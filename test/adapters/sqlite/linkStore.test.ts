/** What only the SQLite link store promises: durability, survival, one transaction, retention, speed. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openLinkStore, type SqliteLinkStore } from '../../../src/adapters/sqlite/linkStore.ts'
import { MIGRATIONS } from '../../../src/adapters/sqlite/migrations.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { ENDED_TOKEN_RETENTION_MS, MAX_LIVE_TOKENS, openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { hours, type WallMs, wallMs, wallPlus } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { cpuMs } from '../../support/cpuMs.ts'
import { quietLog } from './quietLog.ts'
import { tempFolder } from './support.ts'

const NOW = wallMs(1_795_136_400_000)
const LATER = wallPlus(NOW, ENDED_TOKEN_RETENTION_MS)
const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest()
const REQUEST = { user: 'anna', clientId: 'c', redirectUri: 'https://x/', scope: undefined, challenge: undefined }

let file: string
let database: Database
let store: SqliteLinkStore
const reopen = (): void => {
  database.close()
  database = openDatabase({ file, log: quietLog })
  store = openLinkStore(database)
}
const count = (table: string): unknown => database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()
const synchronous = (): unknown => database.prepare('PRAGMA synchronous').pluck().get()

beforeEach(() => {
  file = join(tempFolder(), 'x.db')
  database = openDatabase({ file, log: quietLog })
  store = openLinkStore(database)
})
afterEach(() => database.close())

/** A link with one refresh and one access token. */
function link(name: string, expiresAt: WallMs = wallPlus(NOW, hours(1))): { linkId: number; refreshId: number } {
  return store.durable(() => {
    const linkId = store.addLink({ user: name, clientId: 'c', scope: 'home', linkedAt: NOW })
    const fresh = { linkId, parentId: undefined, issuedAt: NOW, endsAt: undefined }
    const refreshId = store.addRefresh(hash(`r ${name}`), fresh)
    store.addAccess(hash(`a ${name}`), { linkId, refreshId, user: name, issuedAt: NOW, expiresAt })
    return { linkId, refreshId }
  })
}

test('every row comes back as it was after closing and opening again', () => {
  const challenge = { value: 'v', method: 'plain' } as const
  const { linkId, refreshId } = link('anna')
  store.durable(() => {
    store.putClient({ id: 'one', secret: new Secret('s') }, NOW)
    store.putClient({ id: 'one', secret: new Secret('t') }, NOW)
    store.addCode(hash('plain'), { ...REQUEST, scope: 'home', challenge }, LATER)
    store.addCode(hash('bare'), REQUEST, LATER)
    store.useCode(2, NOW, linkId)
    store.touchLink(linkId, 'used', LATER)
    store.touchLink(linkId, 'refreshed', NOW)
  })
  reopen()
  expect(store.client()?.secret.reveal()).toBe('t')
  expect(count('link_client')).toBe(1)
  const life = { expiresAt: LATER, usedAt: undefined, revokedAt: undefined, linkId: undefined }
  expect(store.code(hash('plain'))).toEqual({ ...REQUEST, scope: 'home', challenge, id: 1, ...life })
  expect(store.code(hash('bare'))).toEqual({ ...REQUEST, id: 2, ...life, usedAt: NOW, linkId })
  const moments = { linkedAt: NOW, refreshedAt: NOW, usedAt: LATER, revokedAt: undefined, revokedWhy: undefined }
  const row = { id: linkId, user: 'anna', clientId: 'c', scope: 'home', ...moments }
  expect([store.link(linkId), store.links()]).toEqual([row, [row]])
  const token = { id: refreshId, linkId, parentId: undefined, receivedAt: undefined, endsAt: undefined }
  expect([store.refresh(hash('r anna')), store.refreshById(refreshId)]).toEqual([token, token])
  expect(store.refreshOfAccess(tokenHash('a anna').slice(0, 8))).toBe(refreshId)
  for (const other of ['', 'zz', '00000000']) expect(store.refreshOfAccess(other)).toBeUndefined()
})

test('durable writes are FULL, batched ones NORMAL, and FULL is what remains', () => {
  expect(store.durable(synchronous)).toBe(2)
  expect(store.batched(synchronous)).toBe(1)
  expect(synchronous()).toBe(2)
})

test('what throws within durable has never been, also when it is nested', () => {
  const fail = (): never => {
    link('anna')
    throw new Error('no')
  }
  expect(() => store.durable(fail)).toThrow('no')
  expect(() => store.durable(() => store.durable(fail))).toThrow('no')
  expect(count('link')).toBe(0)
  store.durable(() => {
    expect(() => store.durable(fail)).toThrow('no')
    link('minho')
  })
  expect(store.links().map(({ user }) => user)).toEqual(['minho'])
  expect(synchronous()).toBe(2)
})

test('ids of links and refresh tokens are never given twice', () => {
  const first = link('anna')
  store.durable(() => store.revokeLink(first.linkId, NOW, 'asked'))
  expect(store.prune(wallPlus(LATER, 1))).toBe(1)
  const second = link('anna')
  expect([second.linkId, second.refreshId]).toEqual([first.linkId + 1, first.refreshId + 1])
})

describe('access tokens of links', () => {
  test('are found like others, with their user and link', () => {
    const { linkId } = link('anna')
    const tokens = openTokenStore(database)
    expect(tokens.find(tokenHash('a anna'))).toEqual({
      id: tokenHash('a anna').slice(0, 8),
      label: `link ${linkId}`,
      issuedAt: NOW,
      expiresAt: NOW + hours(1),
      revokedAt: undefined,
      user: 'anna',
      linkId,
    })
  })

  test('are neither listed nor revoked nor pruned nor counted with those of the command line', () => {
    const tokens = openTokenStore(database)
    link('anna')
    const id = tokenHash('a anna').slice(0, 8)
    expect([tokens.list(), tokens.revoke(id, NOW), tokens.prune(wallPlus(LATER, hours(9)))]).toEqual([[], false, 0])
    database.write('durable', () => {
      const insert = database.prepare('INSERT INTO token (hash, label, issued_ms, link) VALUES (?, ?, ?, 1)')
      for (let at = 0; at < MAX_LIVE_TOKENS; at++) insert.run(Buffer.from(hash(`t${at}`)), 'x', NOW)
    })
    expect(tokens.add(tokenHash('own'), { label: 'x', issuedAt: NOW, expiresAt: undefined }).linkId).toBeUndefined()
  })

  test('and those of the command line never share an id', () => {
    const tokens = openTokenStore(database)
    const { linkId, refreshId } = link('anna')
    const twin = Buffer.from(hash('a anna'))
    twin[31] = (twin[31] ?? 0) ^ 1
    const row = { linkId, refreshId, user: 'anna', issuedAt: NOW, expiresAt: LATER }
    expect(store.durable(() => store.addAccess(twin, row))).toBe(false)
    const own = { label: 'x', issuedAt: NOW, expiresAt: undefined }
    expect(() => tokens.add(twin.toString('hex'), own)).toThrow(StoreError)
  })

  test('are found in microseconds among thousands', () => {
    const { linkId, refreshId } = link('anna')
    const tokens = openTokenStore(database)
    const names = Array.from({ length: 5_000 }, (_, at) => `t${at}`)
    const row = { linkId, refreshId, user: 'anna', issuedAt: NOW, expiresAt: LATER }
    store.durable(() => names.map(name => store.addAccess(hash(name), row)))
    const hashes = names.slice(0, 900).map(tokenHash)
    const tookMs = cpuMs(() => {
      for (const one of hashes) for (let time = 0; time < 10; time++) tokens.find(one)
    })
    const eachUs = (tookMs * 1000) / 9_000
    console.info(`look-up of a token: ${eachUs.toFixed(1)} us`)
    expect(eachUs).toBeLessThan(60)
  })
})

describe('retention', () => {
  test('keeps what ended for 30 days, and takes it then', () => {
    const ended = link('revoked')
    const live = link('live')
    store.durable(() => {
      store.revokeLink(ended.linkId, NOW, 'reuse')
      store.addCode(hash('unused'), REQUEST, NOW)
      store.addCode(hash('used'), REQUEST, wallPlus(NOW, -9))
      store.useCode(2, NOW, live.linkId)
      store.addCode(hash('of the revoked'), REQUEST, LATER)
      store.useCode(3, LATER, ended.linkId)
      const next = { linkId: live.linkId, parentId: live.refreshId, issuedAt: NOW, endsAt: undefined }
      const nextId = store.addRefresh(hash('next'), next)
      expect(store.endRefresh(live.refreshId, nextId, NOW)).toEqual([live.refreshId])
    })
    const counts = (): unknown[] => ['link', 'code', 'refresh_token', 'token'].map(count)
    expect(store.prune(LATER)).toBe(0)
    expect(counts()).toEqual([2, 3, 3, 2])
    expect(store.link(ended.linkId)?.revokedWhy).toBe('reuse')
    store.prune(wallPlus(LATER, 1))
    expect(counts()).toEqual([1, 0, 1, 1])
    expect(store.refresh(hash('next'))?.linkId).toBe(live.linkId)
  })

  test('leaves the newest access tokens of a live link, however old their dates are', () => {
    const { linkId, refreshId } = link('anna', wallMs(0))
    store.durable(() => {
      for (let at = 1; at <= 20; at++) {
        const moments = { issuedAt: wallMs(at), expiresAt: wallMs(at) }
        store.addAccess(hash(`t${at}`), { linkId, refreshId, user: 'anna', ...moments })
      }
    })
    expect(store.prune(NOW)).toBe(5)
    const tokens = openTokenStore(database)
    expect([5, 6].map(at => tokens.find(tokenHash(`t${at}`)) === undefined)).toEqual([true, false])
  })
})

test('a home of the version before keeps its tokens, which belong to nobody', () => {
  const old = openDatabase({ file: join(tempFolder(), 'old.db'), log: quietLog, migrations: MIGRATIONS.slice(0, 2) })
  old.prepare('INSERT INTO token VALUES (?, ?, ?, NULL, NULL)').run(Buffer.from(hash('t')), 'x', NOW)
  const path = old.file
  old.close()
  const upgraded = openDatabase({ file: path, log: quietLog })
  const [token] = openTokenStore(upgraded).list()
  expect(token).toMatchObject({ label: 'x', user: undefined, linkId: undefined })
  upgraded.close()
})

/** Access tokens in SQLite: found by hash on each directive; those of the command line are also made and ended here. */
import { filled } from '../../kernel/text.ts'
import { days, type WallMs, wallMs } from '../../kernel/time.ts'
import { StoreError, type TokenRow, type TokenStore } from '../../ports/stores.ts'
import type { Database } from './database.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/**
 * Live tokens made on the command line at one time; those of links are bounded per link, so that neither keeps out the
 * other. A thousand means something creates them in a loop, and a page that lists them stays usable.
 */
export const MAX_LIVE_TOKENS = 1_000

/** Ended tokens stay this long, so that "expired" and "revoked" can be told from "never existed" and be looked up. */
export const ENDED_TOKEN_RETENTION_MS = days(30)

/** Adds the nightly retention, which is no business of the use cases. */
export interface SqliteTokenStore extends TokenStore {
  /**
   * Deletes tokens of no link that expired or were revoked more than {@link ENDED_TOKEN_RETENTION_MS} before `now`;
   * returns how many. Those of links go with `prune` of the link store. Call it only while wall time is trusted. Throws StoreError.
   */
  prune(now: WallMs): number
}

interface Row {
  readonly hash: Buffer
  readonly label: string
  readonly issued_ms: number
  readonly expires_ms: number | null
  readonly revoked_ms: number | null
  readonly link: number | null
  readonly user: string | null
}

const OWN_LIVE = 'link IS NULL AND revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > ?)'

/** Tokens whose hash begins with the four bytes of an id: a range of the primary key; see {@link idRange}. */
export const SAME_ID = 'hash BETWEEN ? AND ?'

/**
 * `find` is one prepared look-up by primary key, about 8 us; it is not cached, because a `token revoke` of another
 * process must count from the next directive on.
 */
export function openTokenStore(database: Database): SqliteTokenStore {
  const byHash = database.prepare<[hash: Buffer], Row>('SELECT * FROM token WHERE hash = ?')
  const all = database.prepare<[], Row>('SELECT * FROM token WHERE link IS NULL ORDER BY issued_ms, hash')
  const liveCount = database.prepare<[at: number], { count: number }>(
    `SELECT count(*) AS count FROM token WHERE ${OWN_LIVE}`,
  )
  const sameId = database.prepare<IdRange, Row>(`SELECT * FROM token WHERE ${SAME_ID}`)
  const insert = database.prepare<[Buffer, string, number, number | null], unknown>(
    'INSERT INTO token (hash, label, issued_ms, expires_ms) VALUES (?, ?, ?, ?)',
  )
  const revoke = database.prepare<[revokedMs: number, ...IdRange, at: number], unknown>(
    `UPDATE token SET revoked_ms = ? WHERE ${SAME_ID} AND ${OWN_LIVE}`,
  )
  const prune = database.prepare<[before: number, sameBefore: number], unknown>(
    'DELETE FROM token WHERE link IS NULL AND (expires_ms < ? OR revoked_ms < ?)',
  )

  return {
    find(hash) {
      const key = hexBytes(hash, 32)
      const row = key === undefined ? undefined : database.read(() => byHash.get(key))
      return row === undefined ? undefined : asTokenRow(row)
    },
    add(hash, { label, issuedAt, expiresAt }) {
      const key = hexBytes(hash, 32)
      if (key === undefined) throw new StoreError(`${database.file}: a token hash must be 64 hexadecimal digits`)
      return database.write('durable', () => {
        if ((liveCount.get(issuedAt)?.count ?? 0) >= MAX_LIVE_TOKENS) {
          throw new StoreError(filled(STORE_TEXTS.tooManyTokens, { file: database.file, count: MAX_LIVE_TOKENS }))
        }
        // Two tokens must not share the eight digits they are named by; chance 1 in 4 million with 1,000 tokens.
        if (sameId.get(...idRange(key)) !== undefined) {
          throw new StoreError(filled(STORE_TEXTS.sameToken, { file: database.file, id: hash.slice(0, 8) }))
        }
        insert.run(key, label, issuedAt, expiresAt ?? null)
        const life = { label, issuedAt, expiresAt, revokedAt: undefined }
        return { id: hash.slice(0, 8).toLowerCase(), ...life, user: undefined, linkId: undefined }
      })
    },
    list: () => database.read(() => all.all().map(asTokenRow)),
    revoke(id, at) {
      const key = hexBytes(id, 4)
      return key !== undefined && database.write('durable', () => revoke.run(at, ...idRange(key), at).changes > 0)
    },
    prune(now) {
      const before = now - ENDED_TOKEN_RETENTION_MS
      return database.write('durable', () => prune.run(before, before).changes)
    },
  }
}

type IdRange = [from: Uint8Array, to: Uint8Array]

/** Bounds of all hashes that share the first four bytes, by which a token is named. */
export function idRange(hashOrId: Uint8Array): IdRange {
  const id = hashOrId.subarray(0, 4)
  return [id, Buffer.concat([id, Buffer.alloc(28, 0xff)])]
}

/** Bytes of exactly so many pairs of hexadecimal digits, else undefined (`Buffer.from` would stop silently). */
export function hexBytes(text: string, count: number): Buffer | undefined {
  return text.length === count * 2 && /^[0-9a-f]+$/i.test(text) ? Buffer.from(text, 'hex') : undefined
}

const asTokenRow = (row: Row): TokenRow => ({
  id: row.hash.toString('hex', 0, 4),
  label: row.label,
  issuedAt: wallMs(row.issued_ms),
  expiresAt: row.expires_ms === null ? undefined : wallMs(row.expires_ms),
  revokedAt: row.revoked_ms === null ? undefined : wallMs(row.revoked_ms),
  user: row.user ?? undefined,
  linkId: row.link ?? undefined,
})

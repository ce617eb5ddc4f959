/** Refresh and access tokens of links in SQLite; the part of the link store that is about tokens. */
import { wallMs } from '../../kernel/time.ts'
import type { LinkStore, StoredRefresh } from '../../ports/linkStore.ts'
import { StoreError } from '../../ports/stores.ts'
import type { Database } from './database.ts'
import { hexBytes, idRange, SAME_ID } from './tokenStore.ts'

interface RefreshColumns {
  readonly id: number
  readonly link: number
  readonly parent: number | null
  readonly received_ms: number | null
  readonly ends_ms: number | null
}

type RefreshRows = Pick<
  LinkStore,
  'addRefresh' | 'refresh' | 'refreshById' | 'setReceived' | 'endRefresh' | 'trimSuccessors' | 'trimRefresh'
>

/** Found by hash; a token's place in its family is its id, its parent and what it bought. */
export function refreshTokenRows(database: Database): RefreshRows {
  const insert = database.prepare<[Uint8Array, number, number | null, number, number | null], { id: number }>(
    'INSERT INTO refresh_token (hash, link, parent, issued_ms, ends_ms) VALUES (?, ?, ?, ?, ?) RETURNING id',
  )
  const byHash = database.prepare<[hash: Uint8Array], RefreshColumns>('SELECT * FROM refresh_token WHERE hash = ?')
  const byId = database.prepare<[id: number], RefreshColumns>('SELECT * FROM refresh_token WHERE id = ?')
  const receive = database.prepare<[receivedMs: number, id: number], unknown>(
    'UPDATE refresh_token SET received_ms = ? WHERE id = ? AND received_ms IS NULL',
  )
  const end = database.prepare<[endsMs: number, id: number, parent: number, except: number], { id: number }>(
    `UPDATE refresh_token SET ends_ms = ? WHERE (id = ? OR parent = ?) AND id <> ? AND ends_ms IS NULL RETURNING id`,
  )
  const trimSuccessors = database.prepare<[parent: number, keep: number], unknown>(
    `DELETE FROM refresh_token WHERE id IN
      (SELECT id FROM refresh_token WHERE parent = ? AND received_ms IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?)`,
  )
  const trimEnded = database.prepare<[link: number, sameLink: number, keep: number], unknown>(
    `DELETE FROM refresh_token WHERE link = ? AND ends_ms IS NOT NULL AND id <=
      (SELECT id FROM refresh_token WHERE link = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
  )
  const asked = (row: RefreshColumns | undefined): StoredRefresh | undefined =>
    row === undefined ? undefined : asStoredRefresh(row)
  return {
    addRefresh: (hash, { linkId, parentId, issuedAt, endsAt }) =>
      idOf(insert.get(hash, linkId, parentId ?? null, issuedAt, endsAt ?? null)),
    refresh: hash => asked(database.read(() => byHash.get(hash))),
    refreshById: id => asked(database.read(() => byId.get(id))),
    setReceived: (id, at) => void receive.run(at, id),
    endRefresh: (id, exceptId, at) => end.all(at, id, id, exceptId).map(row => row.id),
    trimSuccessors: (parentId, keep) => void trimSuccessors.run(parentId, keep),
    trimRefresh: (linkId, keep) => void trimEnded.run(linkId, linkId, keep),
  }
}

type AccessRows = Pick<LinkStore, 'addAccess' | 'refreshOfAccess' | 'expireAccess' | 'trimAccess'>

/**
 * Written here, looked up by tokenStore.ts. The newest are those of the newest refresh token, and then by time of issue,
 * so that a clock that went back does not make the newest look old.
 */
export function accessTokenRows(database: Database): AccessRows {
  const insert = database.prepare<(Uint8Array | string | number)[], unknown>(
    'INSERT INTO token (hash, label, issued_ms, expires_ms, link, user, refresh) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const sameId = database.prepare<[Uint8Array, Uint8Array], { refresh: number | null }>(
    `SELECT refresh FROM token WHERE ${SAME_ID}`,
  )
  const expire = database.prepare<[{ link: number; keep: number; at: number }], unknown>(
    `UPDATE token SET expires_ms = :at WHERE hash IN
      (SELECT hash FROM token WHERE link = :link AND revoked_ms IS NULL AND expires_ms > :at
        ORDER BY refresh DESC, issued_ms DESC LIMIT -1 OFFSET :keep)`,
  )
  const trim = database.prepare<[link: number, keep: number], unknown>(
    `DELETE FROM token WHERE hash IN
      (SELECT hash FROM token WHERE link = ? ORDER BY refresh DESC, issued_ms DESC LIMIT -1 OFFSET ?)`,
  )
  return {
    addAccess(hash, { linkId, refreshId, user, issuedAt, expiresAt }) {
      if (sameId.get(...idRange(hash)) !== undefined) return false
      insert.run(hash, `link ${linkId}`, issuedAt, expiresAt, linkId, user, refreshId)
      return true
    },
    refreshOfAccess(tokenId) {
      const id = hexBytes(tokenId, 4)
      if (id === undefined) return undefined
      return database.read(() => sameId.get(...idRange(id)))?.refresh ?? undefined
    },
    expireAccess: (linkId, keep, at) => void expire.run({ link: linkId, keep, at }),
    trimAccess: (linkId, keep) => void trim.run(linkId, keep),
  }
}

/** An insert that succeeds returns its row. */
export function idOf(row: { readonly id: number } | undefined): number {
  if (row === undefined) throw new StoreError('an inserted row has no id')
  return row.id
}

const asStoredRefresh = (row: RefreshColumns): StoredRefresh => ({
  id: row.id,
  linkId: row.link,
  parentId: row.parent ?? undefined,
  receivedAt: row.received_ms === null ? undefined : wallMs(row.received_ms),
  endsAt: row.ends_ms === null ? undefined : wallMs(row.ends_ms),
})

/** Account linking in SQLite: the client, users' links and their codes; tokens are in linkTokens.ts. */
import { Secret } from '../../kernel/secret.ts'
import { type WallMs, wallMs } from '../../kernel/time.ts'
import type { Challenge, RevokeReason } from '../../ports/linking.ts'
import type { LinkStore, StoredCode, StoredLink } from '../../ports/linkStore.ts'
import type { Database } from './database.ts'
import { accessTokenRows, idOf, refreshTokenRows } from './linkTokens.ts'
import { ENDED_TOKEN_RETENTION_MS } from './tokenStore.ts'

/**
 * Access tokens of a link that no retention takes: the one that CLOVA holds may carry a time of issue from before the
 * clock was set, and must still be told "expired", not "unknown".
 */
const KEPT_TOKENS_PER_LINK = 16

/** Adds the nightly retention, which is no business of the use cases. */
export interface SqliteLinkStore extends LinkStore {
  /**
   * Deletes what ended more than 30 days before `now`: revoked links with all of theirs, used-up refresh tokens, access
   * tokens, codes. Returns how many rows of those. Call it only while wall time is trusted. Throws StoreError.
   */
  prune(now: WallMs): number
}

/** Nothing is remembered: a `link revoke` of another process counts from the next directive on. */
export function openLinkStore(database: Database): SqliteLinkStore {
  return {
    durable: run => database.write('durable', run),
    batched: run => database.write('batched', run),
    whenHolds: database.whenHolds,
    ...clientRows(database),
    ...codeRows(database),
    ...linkRows(database),
    ...refreshTokenRows(database),
    ...accessTokenRows(database),
    prune: pruning(database),
  }
}

function clientRows(database: Database): Pick<LinkStore, 'client' | 'putClient' | 'hasUser'> {
  const one = database.prepare<[], { id: string; secret: string }>('SELECT id, secret FROM link_client')
  const put = database.prepare<[string, string, number], unknown>(
    'INSERT OR REPLACE INTO link_client (one, id, secret, made_ms) VALUES (1, ?, ?, ?)',
  )
  const user = database.prepare<[name: string], unknown>('SELECT 1 FROM user WHERE name = ?')
  return {
    client() {
      const row = database.read(() => one.get())
      return row === undefined ? undefined : { id: row.id, secret: new Secret(row.secret) }
    },
    putClient: ({ id, secret }, madeAt) => void put.run(id, secret.reveal(), madeAt),
    hasUser: name => database.read(() => user.get(name)) !== undefined,
  }
}

interface CodeColumns {
  readonly id: number
  readonly user: string
  readonly client: string
  readonly redirect_uri: string
  readonly scope: string | null
  readonly challenge: string | null
  readonly challenge_method: string | null
  readonly expires_ms: number
  readonly used_ms: number | null
  readonly revoked_ms: number | null
  readonly link: number | null
}

type CodeRows = Pick<LinkStore, 'addCode' | 'code' | 'useCode' | 'revokeCodes' | 'trimCodes'>

function codeRows(database: Database): CodeRows {
  const insert = database.prepare<(Uint8Array | string | number | null)[], unknown>(
    `INSERT INTO code (hash, user, client, redirect_uri, scope, challenge, challenge_method, expires_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byHash = database.prepare<[hash: Uint8Array], CodeColumns>('SELECT * FROM code WHERE hash = ?')
  const use = database.prepare<[usedMs: number, link: number, id: number], unknown>(
    'UPDATE code SET used_ms = ?, link = ? WHERE id = ?',
  )
  const revoke = database.prepare<[revokedMs: number, user: string], unknown>(
    'UPDATE code SET revoked_ms = ? WHERE user = ? AND used_ms IS NULL AND revoked_ms IS NULL',
  )
  const trim = database.prepare<[keep: number], unknown>(
    `DELETE FROM code WHERE id IN
      (SELECT id FROM code WHERE used_ms IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?)`,
  )
  return {
    addCode(hash, { user, clientId, redirectUri, scope, challenge }, expiresAt) {
      const proof = [challenge?.value ?? null, challenge?.method ?? null]
      insert.run(hash, user, clientId, redirectUri, scope ?? null, ...proof, expiresAt)
    },
    code(hash) {
      const row = database.read(() => byHash.get(hash))
      return row === undefined ? undefined : asStoredCode(row)
    },
    useCode: (id, at, linkId) => void use.run(at, linkId, id),
    revokeCodes: (user, at) => void revoke.run(at, user),
    trimCodes: keep => void trim.run(keep),
  }
}

interface LinkColumns {
  readonly id: number
  readonly user: string
  readonly client: string
  readonly scope: string | null
  readonly linked_ms: number
  readonly refreshed_ms: number | null
  readonly used_ms: number | null
  readonly revoked_ms: number | null
  readonly revoked_why: string | null
}

type LinkRows = Pick<LinkStore, 'addLink' | 'link' | 'links' | 'revokeLink' | 'touchLink' | 'trimLinks'>

function linkRows(database: Database): LinkRows {
  const insert = database.prepare<[string, string, string | null, number], { id: number }>(
    'INSERT INTO link (user, client, scope, linked_ms) VALUES (?, ?, ?, ?) RETURNING id',
  )
  const byId = database.prepare<[id: number], LinkColumns>('SELECT * FROM link WHERE id = ?')
  const all = database.prepare<[], LinkColumns>('SELECT * FROM link ORDER BY id')
  const revoke = database.prepare<[revokedMs: number, why: string, id: number], unknown>(
    'UPDATE link SET revoked_ms = ?, revoked_why = ? WHERE id = ? AND revoked_ms IS NULL',
  )
  const revokeTokens = database.prepare<[revokedMs: number, link: number], unknown>(
    'UPDATE token SET revoked_ms = ? WHERE link = ? AND revoked_ms IS NULL',
  )
  const touch = {
    refreshed: database.prepare<[at: number, id: number], unknown>('UPDATE link SET refreshed_ms = ? WHERE id = ?'),
    used: database.prepare<[at: number, id: number], unknown>('UPDATE link SET used_ms = ? WHERE id = ?'),
  }
  const trim = database.prepare<[user: string, keep: number], unknown>(
    `DELETE FROM link WHERE id IN
      (SELECT id FROM link WHERE user = ? AND revoked_ms IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ?)`,
  )
  return {
    addLink: ({ user, clientId, scope, linkedAt }) => idOf(insert.get(user, clientId, scope ?? null, linkedAt)),
    link(id) {
      const row = database.read(() => byId.get(id))
      return row === undefined ? undefined : asStoredLink(row)
    },
    links: () => database.read(() => all.all().map(asStoredLink)),
    revokeLink(id, at, why) {
      const live = revoke.run(at, why, id).changes > 0
      if (live) revokeTokens.run(at, id)
      return live
    },
    touchLink: (id, what, at) => void touch[what].run(at, id),
    trimLinks: (user, keep) => void trim.run(user, keep),
  }
}

function pruning(database: Database): SqliteLinkStore['prune'] {
  const steps = [
    'DELETE FROM link WHERE revoked_ms < :before',
    'DELETE FROM code WHERE coalesce(used_ms, revoked_ms, expires_ms) < :before',
    'DELETE FROM refresh_token WHERE ends_ms < :before',
    `DELETE FROM token WHERE link IS NOT NULL AND expires_ms < :before AND hash NOT IN
      (SELECT hash FROM
        (SELECT hash, row_number() OVER (PARTITION BY link ORDER BY refresh DESC, issued_ms DESC) AS place
          FROM token WHERE link IS NOT NULL)
        WHERE place <= ${KEPT_TOKENS_PER_LINK})`,
  ].map(sql => database.prepare<[{ before: number }], unknown>(sql))
  return now => {
    const before = now - ENDED_TOKEN_RETENTION_MS
    return database.write('durable', () => steps.reduce((sum, step) => sum + step.run({ before }).changes, 0))
  }
}

const asStoredCode = (row: CodeColumns): StoredCode => ({
  id: row.id,
  user: row.user,
  clientId: row.client,
  redirectUri: row.redirect_uri,
  scope: row.scope ?? undefined,
  challenge: challengeOf(row),
  expiresAt: wallMs(row.expires_ms),
  usedAt: moment(row.used_ms),
  revokedAt: moment(row.revoked_ms),
  linkId: row.link ?? undefined,
})

/** Both columns come from a `Challenge`; a row that says otherwise must not pass as one without proof. */
function challengeOf({ challenge, challenge_method: method }: CodeColumns): Challenge | undefined {
  if (challenge === null) return undefined
  return { value: challenge, method: method === 'plain' ? 'plain' : 'S256' }
}

const asStoredLink = (row: LinkColumns): StoredLink => ({
  id: row.id,
  user: row.user,
  clientId: row.client,
  scope: row.scope ?? undefined,
  linkedAt: wallMs(row.linked_ms),
  refreshedAt: moment(row.refreshed_ms),
  usedAt: moment(row.used_ms),
  revokedAt: moment(row.revoked_ms),
  revokedWhy: REASONS.find(reason => reason === row.revoked_why),
})

const REASONS: readonly RevokeReason[] = ['asked', 'reuse', 'user', 'crowded']

const moment = (value: number | null): WallMs | undefined => (value === null ? undefined : wallMs(value))

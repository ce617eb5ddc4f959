/** Access tokens of users, beside those of a token store: as account linking would have issued them. */
import { createHash } from 'node:crypto'
import { wallMs } from '../../src/kernel/time.ts'
import type { TokenRow, TokenStore } from '../../src/ports/stores.ts'

/** A token store that knows further tokens, given as token to user. */
export function withLinked(tokens: TokenStore, linked: Readonly<Record<string, string>> = {}): TokenStore {
  const rows = new Map(
    Object.entries(linked).map(([token, user], at): [string, TokenRow] => {
      const hash = createHash('sha256').update(token).digest('hex')
      const life = { issuedAt: wallMs(0), expiresAt: undefined, revokedAt: undefined }
      return [hash, { id: hash.slice(0, 8), label: 'linked', ...life, user, linkId: at + 1 }]
    }),
  )
  return { ...tokens, find: hash => rows.get(hash) ?? tokens.find(hash) }
}

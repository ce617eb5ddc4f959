/** Grants over a real database in a temp folder, with a manual clock, users, and ways to die and come back. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openLinkStore, type SqliteLinkStore } from '../../../src/adapters/sqlite/linkStore.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTokenStore, type SqliteTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { openUserStore } from '../../../src/adapters/sqlite/userStore.ts'
import { createGrants, type Grants } from '../../../src/gateway/linking/grants.ts'
import type { CodeRequest, GrantOutcome, IssuedTokens } from '../../../src/ports/linking.ts'
import type { LinkStore } from '../../../src/ports/linkStore.ts'
import type { Log, LogFields } from '../../../src/ports/log.ts'
import type { TokenRow } from '../../../src/ports/stores.ts'
import { type ManualClock, manualClock } from '../../support/manualClock.ts'

export interface LinkHome {
  readonly clock: ManualClock
  readonly grants: Grants
  readonly store: SqliteLinkStore
  readonly tokens: SqliteTokenStore
  readonly database: Database
  readonly lines: readonly LogLine[]
  addUser(name: string): void
  removeUser(name: string): void
  /** Closes and opens again, without a flush: what a killed process leaves. */
  restart(options?: Partial<HomeOptions>): void
  /** Grants over the same store with something of it replaced. */
  grantsWith(store: Partial<LinkStore>): Grants
  request(user?: string): CodeRequest
  link(user?: string): Tokens
  refresh(token: string): Tokens
  /** How the webhook sees an access token; `used` is called for a live one. */
  directive(accessToken: string): 'live' | 'expired' | 'revoked' | 'unknown'
  find(accessToken: string): TokenRow | undefined
  count(table: string): number
  close(): void
}

interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields | undefined
}

export interface Tokens {
  readonly access: string
  readonly refresh: string
}

interface HomeOptions {
  readonly rotate: boolean
  readonly random: (count: number) => Uint8Array
}

/** In memory where the system has a place for it: thousands of durable commits, of which none is about the disk. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const REDIRECT = 'https://clova.example/al/token/'

export const revealed = (tokens: IssuedTokens): Tokens => ({
  access: tokens.accessToken.reveal(),
  refresh: tokens.refreshToken.reveal(),
})

/** The tokens of a purchase that must have worked. */
export function bought(outcome: GrantOutcome): Tokens {
  if (!outcome.ok) throw new Error(`refused: ${outcome.why}`)
  return revealed(outcome.tokens)
}

export const why = (outcome: GrantOutcome): string => (outcome.ok ? 'ok' : outcome.why)

export function openLinkHome(first: Partial<HomeOptions> = {}): LinkHome {
  const folder = mkdtempSync(join(FOLDER, 'clova2mqtt-linking-'))
  const file = join(folder, 'home.db')
  const clock = manualClock()
  const lines: LogLine[] = []
  const at = (level: string) => (message: string, fields?: LogFields) => void lines.push({ level, message, fields })
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  const quiet: Log = { ...log, info: () => undefined }
  const open = (options: Partial<HomeOptions>) => {
    const database = openDatabase({ file, log: quiet })
    const store = openLinkStore(database)
    const parts = { database, store, tokens: openTokenStore(database), users: openUserStore(database) }
    const settings = { clock, log, rotate: true, ...options }
    return { ...parts, settings, grants: createGrants({ store, ...settings }) }
  }
  let home = open(first)
  const find = (accessToken: string): TokenRow | undefined =>
    home.tokens.find(createHash('sha256').update(accessToken).digest('hex'))
  const request = (user = 'anna'): CodeRequest => ({
    user,
    clientId: home.grants.client().id,
    redirectUri: REDIRECT,
    scope: 'home',
    challenge: undefined,
  })

  return {
    clock,
    lines,
    get grants() {
      return home.grants
    },
    get store() {
      return home.store
    },
    get tokens() {
      return home.tokens
    },
    get database() {
      return home.database
    },
    addUser: name => void home.users.add(name, 'hash', clock.wall()),
    removeUser: name => void home.grants.revokeUser(name, () => home.users.remove(name)),
    restart(options = {}) {
      home.database.close()
      home = open({ ...home.settings, ...options })
    },
    grantsWith: store => createGrants({ ...home.settings, store: { ...home.store, ...store } }),
    request,
    link: (user = 'anna') => bought(home.grants.exchange(home.grants.issueCode(request(user)).reveal())),
    refresh: token => bought(home.grants.refresh(token)),
    directive(accessToken) {
      const row = find(accessToken)
      if (row === undefined) return 'unknown'
      if (row.revokedAt !== undefined) return 'revoked'
      if (row.expiresAt !== undefined && clock.wallTrusted() && clock.wall() >= row.expiresAt) return 'expired'
      home.grants.used(row)
      return 'live'
    },
    find,
    count: table => Number(home.database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()),
    close() {
      home.database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

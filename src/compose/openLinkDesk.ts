/** Account linking for the command line: users, links and the client, beside a running gateway. */
import { join } from 'node:path'
import { scryptHasher } from '../adapters/password/scrypt.ts'
import { openLinkStore } from '../adapters/sqlite/linkStore.ts'
import { openDatabase } from '../adapters/sqlite/open.ts'
import { openUserStore } from '../adapters/sqlite/userStore.ts'
import type { Config } from '../config/config.ts'
import { MAX_LIVE_LINKS_PER_USER } from '../gateway/linking/codes.ts'
import { hashOf } from '../gateway/linking/grantContext.ts'
import { createGrants } from '../gateway/linking/grants.ts'
import { createLinkDesk, createLinking, type LinkingAtOnce } from '../gateway/linking/linking.ts'
import { createLogins } from '../gateway/linking/logins.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Clock } from '../ports/clock.ts'
import type { LinkDesk } from '../ports/linking.ts'
import type { Log } from '../ports/log.ts'
import { DATABASE_FILE } from './databaseFile.ts'

/** Marks the links that a check of the set-up makes and revokes: nobody's account, so no list shows them. */
const CHECK_SCOPE = 'clova2mqtt-check'

export interface LinkDeskHandle {
  readonly desk: LinkDesk
  readonly linking: LinkingAtOnce
  /**
   * Issues a code as a login would, for a check of the set-up.
   * @returns undefined when no user has room for one more link: a real one would be pushed out
   */
  readonly issueCheckCode: () => CheckCode | undefined
  readonly close: () => void
}

export interface CheckCode {
  readonly code: Secret
  readonly redirectUri: string
  /** Ends what came of it, whoever exchanged it and whether or not the answer arrived; more than once does no harm. */
  readonly revoke: () => void
}

export interface LinkDeskRuntime {
  readonly clock: Clock
  readonly log: Log
}

/** Opens the database as a tool: it leaves a damaged file alone, and may run beside a gateway. @throws StoreError naming the file */
export function openLinkDesk(config: Config, { clock, log }: LinkDeskRuntime): LinkDeskHandle {
  const database = openDatabase({ file: join(config.dataFolder, DATABASE_FILE), log, role: 'tool' })
  const store = openLinkStore(database)
  const { redirectUris, rotate } = config.linking
  const grants = createGrants({ store, clock, log, rotate })
  const logins = createLogins({ users: openUserStore(database), hasher: scryptHasher(), clock, log })
  const linking = createLinking({ grants, logins, redirectUris })
  const desk = createLinkDesk({ grants, logins })

  return {
    desk: { ...desk, links: () => shownLinks(desk.links(), store) },
    linking,
    issueCheckCode() {
      const user = userWithRoom(desk)
      const [redirectUri] = redirectUris
      if (user === undefined || redirectUri === undefined) return undefined
      const request = { user, redirectUri, clientId: linking.client().id, scope: CHECK_SCOPE, challenge: undefined }
      const code = linking.issueCode(request)
      const hash = hashOf(code.reveal())
      const revoke = (): void => {
        // A code that nobody exchanged is used up here, so that nobody can any more.
        if (store.code(hash)?.linkId === undefined) linking.exchange(code.reveal())
        const linkId = store.code(hash)?.linkId
        if (linkId !== undefined) desk.revokeLink(linkId)
      }
      return { code, redirectUri, revoke }
    },
    close: () => database.close(),
  }
}

function shownLinks(
  rows: ReturnType<LinkDesk['links']>,
  store: ReturnType<typeof openLinkStore>,
): ReturnType<LinkDesk['links']> {
  const checks = new Set(store.links().flatMap(({ id, scope }) => (scope === CHECK_SCOPE ? [id] : [])))
  return rows.filter(({ id, revokedAt }) => revokedAt === undefined || !checks.has(id))
}

/** The first user whose links a further one would not push out. */
function userWithRoom({ users, links }: LinkDesk): string | undefined {
  const live = links().filter(({ revokedAt }) => revokedAt === undefined)
  const countOf = (name: string): number => live.filter(({ user }) => user === name).length
  return users().find(({ name }) => countOf(name) < MAX_LIVE_LINKS_PER_USER)?.name
}

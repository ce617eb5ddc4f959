/** Account linking put together for a running gateway: its rules, its pages, and the login that the first start makes. */
import { join } from 'node:path'
import { removeFile } from '../adapters/files/removeFile.ts'
import { writePrivateFile } from '../adapters/files/writePrivateFile.ts'
import { openLinkPages } from '../adapters/oauth/linkPages.ts'
import { scryptHasher } from '../adapters/password/scrypt.ts'
import type { Database } from '../adapters/sqlite/database.ts'
import { openLinkStore } from '../adapters/sqlite/linkStore.ts'
import { openUserStore } from '../adapters/sqlite/userStore.ts'
import type { Config } from '../config/config.ts'
import type { LinkUses } from '../gateway/context.ts'
import { createGrants } from '../gateway/linking/grants.ts'
import { createLinking, type LinkingAtOnce } from '../gateway/linking/linking.ts'
import { createLogins, FIRST_USER_NAME, type FirstUser, type LoginUsers } from '../gateway/linking/logins.ts'
import type { WallMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Linking, UserRow } from '../ports/linking.ts'
import type { Log } from '../ports/log.ts'
import type { UserStore } from '../ports/users.ts'
import { FIRST_LOGIN_FILE } from './databaseFile.ts'

export interface LinkingRuntime {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  /** Takes the lines that strangers can cause. */
  readonly strangers: Log
}

export interface OpenedLinking {
  readonly uses: LinkUses
  /** Undefined when linking is switched off: links that exist go on, new ones cannot be made. */
  readonly pages: ReturnType<typeof openLinkPages> | undefined
  /** Writes when links were last used; rejects with StoreError, and then keeps it for the next time. */
  readonly flush: () => Promise<void>
  /** Rejects with StoreError. */
  readonly prune: (now: WallMs) => Promise<void>
  /** Warns of limits in the configuration that name nobody: a misspelt name would leave its owner without limits. */
  readonly tellUnknown: (limited: Config['users']) => void
  /** Makes a user when there is none, with its password in {@link FIRST_LOGIN_FILE}; clears that file when it is outdated. */
  readonly welcome: () => Promise<void>
}

/** Puts the parts together; nothing of it listens by itself. */
export function openLinking(config: Config, { database, clock, log, strangers }: LinkingRuntime): OpenedLinking {
  const { enabled, redirectUris, rotate } = config.linking
  const store = openLinkStore(database)
  const grants = createGrants({ store, clock, log, rotate })
  const users = patientUsers(openUserStore(database), database)
  const logins = createLogins({ users, hasher: scryptHasher(), clock, log: strangers })
  const linking = patient(createLinking({ grants, logins, redirectUris }), database)
  // Made by the first start, before anybody is served: later it is only read.
  linking.client()
  const { homeName, edition, language } = config
  const file = join(config.dataFolder, FIRST_LOGIN_FILE)

  return {
    uses: grants,
    pages: enabled ? openLinkPages({ linking, homeName, edition, language, clock, log: strangers }) : undefined,
    flush: () => database.transact('batched', grants.flush),
    prune: now => database.transact('durable', () => void store.prune(now)),
    tellUnknown(limited) {
      const known = new Set(logins.users().map(({ name }) => name))
      const unknown = [...limited.keys()].filter(name => !known.has(name))
      if (unknown.length > 0) log.warn('limits in the configuration name users that do not exist', { users: unknown })
    },
    async welcome() {
      if (!enabled) return
      const first = await logins.firstUser(user => writePrivateFile(file, firstLoginText(user)))
      if (first !== undefined)
        log.info('the first user was made; its password is in a file', { user: first.name, file })
      else if (!hasFirstPassword(logins.users())) removeFile(file)
    },
  }
}

/** What is handed out waits for the disk; the event loop, and with it every directive, does not. */
const patient = (linking: LinkingAtOnce, { transact }: Database): Linking => ({
  ...linking,
  issueCode: request => transact('durable', () => linking.issueCode(request)),
  exchange: code => transact('durable', () => linking.exchange(code)),
  refresh: token => transact('durable', () => linking.refresh(token)),
})

/** A running gateway makes no user but the first. */
const patientUsers = (users: UserStore, { transact }: Database): LoginUsers => ({
  ...users,
  addFirst: (name, password, at) => transact('durable', () => users.addFirst(name, password, at)),
})

/** Whether the first user is still there with the password it was made with: else the file is of no more use. */
const hasFirstPassword = (users: readonly UserRow[]): boolean =>
  users.some(({ name, addedAt, passwordAt }) => name === FIRST_USER_NAME && addedAt === passwordAt)

const firstLoginText = ({ name, password }: FirstUser): string =>
  [
    `이름 / 名前 / name: ${name}`,
    `비밀번호 / パスワード / password: ${password.reveal()}`,
    '',
    `CLOVA 계정 연동에 씁니다. 바꾸기: clova2mqtt user passwd ${name}`,
    `CLOVA のアカウント連携に使います。変更: clova2mqtt user passwd ${name}`,
    `For linking with CLOVA. Change it: clova2mqtt user passwd ${name}`,
    '',
  ].join('\n')

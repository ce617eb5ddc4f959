/** Linking as it runs: its rules over a database file, passwords with scrypt. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { scryptHasher } from '../../../src/adapters/password/scrypt.ts'
import { openLinkStore } from '../../../src/adapters/sqlite/linkStore.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openUserStore } from '../../../src/adapters/sqlite/userStore.ts'
import { createGrants } from '../../../src/gateway/linking/grants.ts'
import { createLinking } from '../../../src/gateway/linking/linking.ts'
import { createLogins } from '../../../src/gateway/linking/logins.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import type { Linking } from '../../../src/ports/linking.ts'
import type { Log } from '../../../src/ports/log.ts'
import { tempFolder } from '../sqlite/support.ts'
import { PASSWORD, REDIRECT, USER } from './fakeLinking.ts'

export async function realLinking(clock: Clock, log: Log): Promise<Linking> {
  const database = openDatabase({ file: join(tempFolder(), 'link.db'), log })
  onTestFinished(() => database.close())
  const logins = createLogins({ users: openUserStore(database), hasher: scryptHasher(), clock, log })
  await logins.addUser(USER, new Secret(PASSWORD))
  const grants = createGrants({ store: openLinkStore(database), clock, log, rotate: true })
  return createLinking({ grants, logins, redirectUris: [REDIRECT] })
}

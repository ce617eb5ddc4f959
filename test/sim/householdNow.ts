/** The configuration as it is now: appliances come and go with it, and with them their logins. */
import type { BrokerAccount } from '../../src/adapters/mqtt/accounts.ts'
import type { Household } from '../../src/gateway/gateway.ts'
import type { Cast } from './cast.ts'
import { secretOf } from './peerLogin.ts'
import type { Recorder } from './record.ts'
import { ROGUE } from './roles.ts'
import { hashOf, USER_TOKENS } from './storage.ts'

interface Configured {
  readonly cast: Cast
  readonly recorder: Recorder
}

/** Tokens of users to their users. */
export const LINKED = Object.fromEntries(Object.entries(USER_TOKENS).map(([user, token]) => [token, user]))

/** Logins of those that are in the configuration, and of the rogue. */
export function accountsOf({ cast, recorder: { facts } }: Configured): readonly BrokerAccount[] {
  const here = cast.roles.filter(({ appliances }) => appliances.some(id => !facts.absent.has(id)))
  return [...here, ROGUE].map(({ login, rights }) => ({
    name: login,
    secretHash: hashOf(secretOf(login)),
    ...rights,
  }))
}

export function householdOf({ cast, recorder: { facts } }: Configured, hasLogins: boolean): Household {
  const isHere = (id: string): boolean => !facts.absent.has(id)
  return {
    appliances: cast.configured.filter(({ id }) => isHere(id)),
    bridges: cast.bridges,
    accounts: new Map(hasLogins ? [...cast.accounts].filter(([, id]) => isHere(id)) : []),
    scenes: cast.scenes,
    customCommands: [],
    users: cast.users,
  }
}

/** Puts grants and logins together: as the pages and endpoints see account linking, and as the command line does. */
import type { LinkDesk, Linking } from '../../ports/linking.ts'
import { foldUserName } from '../../ports/users.ts'
import type { Grants } from './grants.ts'
import type { Logins } from './logins.ts'

/** Both are those of one gateway. */
export interface LinkingOptions {
  readonly grants: Grants
  readonly logins: Pick<Logins, 'login'>
  readonly redirectUris: readonly string[]
}

/** Every write is on the card when its method returns. */
export type LinkingAtOnce = Omit<Linking, GrantWrites> & Pick<Grants, GrantWrites>

type GrantWrites = 'issueCode' | 'exchange' | 'refresh'

/** What the public listener serves. */
export function createLinking({ grants, logins, redirectUris }: LinkingOptions): LinkingAtOnce {
  const { client, isClient, issueCode, findCode, exchange, findRefresh, refresh } = grants
  const { login } = logins
  return { client, isClient, redirectUris, login, issueCode, findCode, exchange, findRefresh, refresh }
}

export interface LinkDeskOptions {
  readonly grants: Pick<Grants, 'links' | 'revokeLink' | 'revokeUser' | 'renewSecret'>
  /** On the same database as `grants`. */
  readonly logins: Pick<Logins, 'users' | 'addUser' | 'setPassword' | 'removeUser'>
}

/** What the command line does beside a running gateway. */
export function createLinkDesk({ grants, logins }: LinkDeskOptions): LinkDesk {
  const { links, revokeLink, renewSecret } = grants
  const { users, addUser, setPassword } = logins
  return {
    users,
    addUser,
    setPassword,
    removeUser: name => grants.revokeUser(foldUserName(name) ?? name, () => logins.removeUser(name)),
    links,
    revokeLink,
    renewSecret,
  }
}

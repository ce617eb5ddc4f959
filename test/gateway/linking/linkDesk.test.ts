/** The desk of the command line and what the listener gets: grants and logins as one. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openUserStore } from '../../../src/adapters/sqlite/userStore.ts'
import { createLinkDesk, createLinking } from '../../../src/gateway/linking/linking.ts'
import { createLogins } from '../../../src/gateway/linking/logins.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { quietLog } from '../../adapters/sqlite/quietLog.ts'
import { bought, type LinkHome, openLinkHome, why } from './linkHome.ts'

/** The real one takes a third of a second; what it is worth has tests of its own. */
const plainHasher = {
  hash: async (password: Secret) => `plain ${password.reveal()}`,
  verify: async (password: Secret, stored: string | undefined) => stored === `plain ${password.reveal()}`,
}
const PASSWORD = new Secret('correct horse battery')

let home: LinkHome
beforeEach(() => {
  home = openLinkHome()
})
afterEach(() => home.close())

function open() {
  const users = openUserStore(home.database)
  const logins = createLogins({ users, hasher: plainHasher, clock: home.clock, log: quietLog })
  const linking = createLinking({ grants: home.grants, logins, redirectUris: ['https://clova.example/'] })
  return { linking, desk: createLinkDesk({ grants: home.grants, logins }) }
}

test('from a new user to a link, its revocation and the end of the user', async () => {
  const { linking, desk } = open()
  await desk.addUser('Anna', PASSWORD)
  expect(desk.users().map(({ name }) => name)).toEqual(['anna'])
  const login = await linking.login({ name: 'ANNA', password: PASSWORD, source: 'test' })
  expect(login).toEqual({ ok: true, user: 'anna' })
  const { id } = linking.client()
  expect(linking.isClient(id, linking.client().secret.reveal())).toBe(true)
  const redirectUri = linking.redirectUris[0] ?? ''
  const buy = () => {
    const request = { user: 'anna', clientId: id, redirectUri, scope: undefined, challenge: undefined }
    const code = linking.issueCode(request).reveal()
    expect(linking.findCode(code)).toMatchObject(request)
    return bought(linking.exchange(code))
  }
  const [one, two] = [buy(), buy()]
  expect(linking.findRefresh(one.refresh)).toEqual({ user: 'anna', clientId: id, scope: undefined })
  expect(desk.revokeLink(1)).toBe(true)
  expect(why(linking.refresh(one.refresh))).toBe('revoked')
  expect(await desk.setPassword('anna', new Secret('another long password'))).toBe(true)
  expect(home.directive(two.access)).toBe('live')
  expect(desk.removeUser('ANNA ')).toBe(true)
  expect(home.directive(two.access)).toBe('revoked')
  expect(desk.links().map(({ revokedWhy }) => revokedWhy)).toEqual(['asked', 'user'])
  expect([desk.users(), desk.removeUser('anna')]).toEqual([[], false])
  expect(desk.renewSecret().id).toBe(id)
})

test('a removal that fails leaves the user and the links', async () => {
  const { desk } = open()
  await desk.addUser('anna', PASSWORD)
  const { access } = home.link('anna')
  home.database.prepare("CREATE TRIGGER no BEFORE DELETE ON user BEGIN SELECT RAISE(FAIL, 'no'); END").run()
  expect(() => desk.removeUser('anna')).toThrow(StoreError)
  expect(desk.users()).toHaveLength(1)
  expect(home.directive(access)).toBe('live')
})

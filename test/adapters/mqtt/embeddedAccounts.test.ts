import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountBook } from '../../../src/adapters/mqtt/accounts.ts'
import { account, eventually, received, startBroker, type TestBroker } from './support.ts'

const code = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : error)

describe('logins of the embedded broker', () => {
  let under: TestBroker
  const refusal = (options: object): Promise<unknown> =>
    connectAsync(`mqtt://127.0.0.1:${under.broker.port()}`, { reconnectPeriod: 0, ...options }).then(
      client => client.endAsync().then(() => 'accepted'),
      code,
    )
  beforeEach(async () => {
    under = await startBroker()
  })
  afterEach(() => under.stop())

  test('refuses wrong names, wrong passwords and no login with return code 4, and tells who', async () => {
    expect(await refusal({ username: 'lamp', password: 'wrong' })).toBe(4)
    expect(await refusal({ username: 'nobody', password: 'secret of lamp' })).toBe(4)
    expect(await refusal({ username: 'lamp' })).toBe(4)
    expect(await refusal({})).toBe(4)
    expect(await refusal({ username: '', password: '' })).toBe(4)
    expect(await refusal({ username: 'lamp', password: 'secret of lamp' })).toBe('accepted')
    expect(under.broker.counters().loginsRefused).toBe(5)
    const line = under.log.lines.find(({ message }) => message === 'MQTT login refused')
    expect(line?.fields).toMatchObject({
      address: '127.0.0.1',
      account: 'lamp',
      reason: 'user name or password is wrong',
    })
    expect(JSON.stringify(under.log.lines)).not.toContain('secret of')
  })

  test.each([
    'DVES_ABC123',
    'mqttjs_1a2b3c',
    'living-room-a1b2c3',
    'shellyplus1pm-a8032abe54dc',
    'a:b.c',
    'x'.repeat(64),
  ])('accepts the client id %s', async clientId =>
    expect(await refusal({ clientId, username: 'lamp', password: 'secret of lamp' })).toBe('accepted'),
  )

  test.each(['a/b', 'a+', '#', 'a b', 'x'.repeat(65), '거실'])(
    'refuses the client id %s with return code 2',
    async clientId => expect(await refusal({ clientId, username: 'lamp', password: 'secret of lamp' })).toBe(2),
  )

  test.each([0, 301])('refuses a keep-alive of %d s with return code 2', async keepalive => {
    expect(await refusal({ keepalive, username: 'lamp', password: 'secret of lamp' })).toBe(2)
    expect(under.log.lines[0]?.fields).toMatchObject({ reason: 'keep-alive must be 1 to 300 s' })
  })

  test('an account cannot take over a client id of another, connected, stored or free', async () => {
    const victim = await under.client('lamp', { clientId: 'lamp-1', clean: false })
    await victim.subscribeAsync('home/lamp/set', { qos: 1 })
    const rogue = await under.client('all', { clientId: 'lamp-1', clean: false })
    expect([victim.connected, rogue.connected]).toEqual([true, true])
    // Each has a session of its own, and what waits for one is not told to the other.
    await victim.endAsync()
    await eventually(() => under.broker.counters().clients === 1, 'away')
    const heard = received(rogue)
    const publisher = await under.client('all', { clientId: 'publisher' })
    await publisher.publishAsync('home/lamp/set', 'on', { qos: 1 })
    expect(under.broker.counters()).toMatchObject({ storedSessions: 2, queuedMessages: 1 })
    // Whoever comes first to an id that is free has it for its own account only.
    await under.client('lamp', { clientId: 'lamp-1', clean: false })
    await eventually(() => under.broker.counters().queuedMessages === 0, 'the queue was delivered and acknowledged')
    expect([rogue.connected, heard]).toEqual([true, []])
    expect(under.log.lines.filter(({ message }) => message.includes('refused'))).toEqual([])
  })

  test('replaced accounts lose their sessions when they vanished or got another secret, others keep theirs', async () => {
    const lamp = await under.client('lamp')
    const all = await under.client('all')
    const renewed = { ...account('all', ['#'], ['#']), secretHash: 'ab'.repeat(32) }
    under.broker.setAccounts([account('lamp', ['home/lamp/state'], ['home/lamp/#', 'more']), renewed])
    await eventually(() => !all.connected, 'the account with another secret is closed')
    expect(lamp.connected).toBe(true)
    under.broker.setAccounts([renewed])
    await eventually(() => !lamp.connected, 'the account that vanished is closed')
    expect(under.broker.counters().clients).toBe(0)
  })
})

describe('rights', () => {
  let under: TestBroker
  afterEach(() => under.stop())

  test('a message outside the rights is acknowledged, dropped, counted and logged; the client stays connected', async () => {
    under = await startBroker()
    await under.broker.subscribe(['#'])
    const [lamp, all] = [await under.client('lamp'), await under.client('all')]
    const got = received(all)
    await all.subscribeAsync('#')
    for (const qos of [0, 1, 2] as const) await lamp.publishAsync('home/door/state', 'forged', { qos, retain: true })
    await lamp.publishAsync('$SYS/x', 'forged', { qos: 1 })
    for (let count = 0; count < 50; count++) lamp.publish('home/door/state', 'forged')
    await lamp.publishAsync('home/lamp/state', 'on', { qos: 2 })
    await eventually(() => got.length > 0 && under.heard.messages.length > 0, 'the allowed message')
    expect(got).toEqual(['home/lamp/state=on'])
    expect(under.heard.messages.map(({ topic, account: name }) => [topic, name])).toEqual([['home/lamp/state', 'lamp']])
    expect(under.broker.counters()).toMatchObject({ publishesRefused: 54, retainedMessages: 0, clients: 2 })
    const lines = under.log.lines.filter(({ message }) => message.includes('may not publish'))
    expect(lines.map(line => [line.fields?.['account'], line.fields?.['topic']])).toEqual([['lamp', 'home/door/state']])
    await under.clock.advance(60_001)
    await lamp.publishAsync('home/door/state', 'forged', { qos: 1 })
    expect(under.log.lines.at(-1)?.fields).toMatchObject({ repeated: 53 })
  })

  test('a will outside the rights is not published', async () => {
    under = await startBroker()
    await under.broker.subscribe(['#'])
    const will = (topic: string) => ({
      will: { topic, payload: Buffer.from('offline'), qos: 0 as const, retain: false },
    })
    const [bad, good] = [
      await under.client('lamp', will('home/door/state')),
      await under.client('lamp', will('home/lamp/state')),
    ]
    bad.stream.destroy()
    good.stream.destroy()
    await eventually(
      () => under.heard.messages.length > 0 && under.broker.counters().publishesRefused > 0,
      'both wills',
    )
    expect(under.heard.messages.map(({ topic, account: name }) => [topic, name])).toEqual([['home/lamp/state', 'lamp']])
  })

  test('a subscription must lie within the rights; refused parts get 0x80, also in a stored session', async () => {
    under = await startBroker()
    const lamp = await under.client('lamp', { clientId: 'lamp-1', clean: false })
    const grants = await lamp
      .subscribeAsync({ 'home/lamp/set': { qos: 1 }, '#': { qos: 1 }, 'home/+/set': { qos: 1 }, '$SYS/#': { qos: 1 } })
      .catch(error => error.packet.granted)
    expect(grants).toEqual([1, 128, 128, 128])
    await lamp.endAsync()
    const all = await under.client('all')
    await all.publishAsync('home/door/set', 'secret', { qos: 1 })
    await all.publishAsync('home/lamp/set', 'on', { qos: 1 })
    expect(under.broker.counters()).toMatchObject({ subscriptionsRefused: 3, queuedMessages: 1, storedSessions: 1 })
  })

  test('anonymous clients have the rights of the switch, and messages without an account', async () => {
    under = await startBroker({ anonymous: { publish: ['open/#'], subscribe: ['open/#'] } })
    await under.broker.subscribe(['#'])
    const nobody = await under.client()
    await nobody.publishAsync('home/lamp/state', 'no', { qos: 1 })
    await nobody.publishAsync('open/x', 'yes', { qos: 1 })
    await eventually(() => under.heard.messages.length > 0, 'the message')
    expect(under.heard.messages.map(({ topic }) => topic)).toEqual(['open/x'])
    expect(under.heard.messages[0]).not.toHaveProperty('account')
    await expect(nobody.subscribeAsync('#')).rejects.toThrow()
  })
})

describe('accountBook', () => {
  test('topics that begin with $ are refused even where a filter names them', () => {
    const book = accountBook([account('a', ['$SYS/#', '#'], ['$SYS/#', '#'])], undefined)
    expect([book.mayPublish('a', '$SYS/x'), book.maySubscribe('a', '$SYS/#')]).toEqual([false, false])
    expect([book.mayPublish('a', 'x'), book.maySubscribe('a', '#'), book.mayPublish('b', 'x')]).toEqual([
      true,
      true,
      false,
    ])
  })
  test.each([
    [{ ...account('a', []), secretHash: 'plain' }, 'secretHash'],
    [{ ...account('a', ['x/#/y']) }, 'not a topic filter'],
    [{ ...account('$a', []) }, 'account name'],
    [{ ...account('', []) }, 'account name'],
  ])('refuses a malformed account: %#', (wrong, text) => expect(() => accountBook([wrong], undefined)).toThrow(text))
  test('refuses the same name twice', () =>
    expect(() => accountBook([account('a', []), account('a', [])], undefined)).toThrow('twice'))
})

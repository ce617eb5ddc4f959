/** A store that fails at any step of a purchase: nothing is handed out, nothing is remembered, the next try works. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Grants } from '../../../src/gateway/linking/grants.ts'
import { seconds } from '../../../src/kernel/time.ts'
import type { LinkStore } from '../../../src/ports/linkStore.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { type LinkHome, openLinkHome, type Tokens, why } from './linkHome.ts'

let home: LinkHome
let first: Tokens
beforeEach(() => {
  home = openLinkHome()
  home.addUser('anna')
  first = home.link()
})
afterEach(() => home.close())

const TABLES = ['link_client', 'code', 'link', 'refresh_token', 'token']
const everything = (): string =>
  JSON.stringify(TABLES.map(table => home.database.prepare(`SELECT * FROM ${table}`).all()))

/** Names of the store's methods in the order in which one purchase calls them. */
function stepsOf(purchase: (grants: Grants) => unknown): readonly (keyof LinkStore)[] {
  const steps: (keyof LinkStore)[] = []
  const spied = Object.fromEntries(
    Object.entries(home.store).map(([name, method]) => [
      name,
      (...inputs: unknown[]) => {
        steps.push(name as keyof LinkStore)
        return Reflect.apply(method, undefined, inputs)
      },
    ]),
  )
  purchase(home.grantsWith(spied))
  return steps
}

/** Fails when the step with this number is done: what it wrote is written, what follows never comes. */
function failingAfter(step: number): Partial<LinkStore> {
  let done = -1
  return Object.fromEntries(
    Object.entries(home.store).map(([name, method]) => [
      name,
      (...inputs: unknown[]) => {
        // What waits for the transaction is done when that holds.
        if (name === 'durable' || name === 'whenHolds') return Reflect.apply(method, undefined, inputs)
        const result: unknown = Reflect.apply(method, undefined, inputs)
        done++
        if (done === step) throw new StoreError(`fails after step ${step}, ${name}`)
        return result
      },
    ]),
  )
}

const PURCHASES = [
  { name: 'an exchange', least: 10, setUp: () => home.grants.issueCode(home.request()).reveal(), method: 'exchange' },
  { name: 'a refresh', least: 10, setUp: () => home.refresh(home.link().refresh).refresh, method: 'refresh' },
] as const

for (const { name, least, setUp, method } of PURCHASES) {
  test(`${name} that fails after any of its steps has never been`, () => {
    const before = setUp()
    const steps = stepsOf(grants => grants[method](setUp())).filter(step => step !== 'durable' && step !== 'whenHolds')
    expect(steps.length).toBeGreaterThanOrEqual(least)
    for (let step = 0; step < steps.length; step++) {
      const rows = everything()
      expect(() => home.grantsWith(failingAfter(step))[method](before), String(steps[step])).toThrow(StoreError)
      expect(everything(), String(steps[step])).toBe(rows)
    }
    home.restart()
    expect(why(home.grants[method](before))).toBe('ok')
  })
}

describe('noted directives', () => {
  test('stay noted when a flush fails, and are written by the next', () => {
    home.directive(first.access)
    const broken = home.grantsWith({
      touchLink: () => {
        throw new StoreError('disk full')
      },
    })
    const row = home.find(first.access)
    if (row !== undefined) broken.used(row)
    expect(() => broken.flush()).toThrow('disk full')
    expect(() => broken.flush()).toThrow('disk full')
    expect(home.grants.links()[0]?.usedAt).toBeUndefined()
    home.grants.flush()
    expect(home.grants.links()[0]?.usedAt).toBe(home.clock.wall())
  })

  test('without any nothing is written, and tokens of no link are none', () => {
    const token = home.tokens.add('ab'.repeat(32), { label: 'x', issuedAt: home.clock.wall(), expiresAt: undefined })
    home.grants.used(token)
    const batches: unknown[] = []
    const grants = home.grantsWith({
      batched: run => {
        batches.push(run)
        return run()
      },
    })
    grants.used(token)
    grants.flush()
    expect(batches).toEqual([])
  })

  test('tell the first use and the last', async () => {
    const next = home.refresh(first.refresh)
    home.directive(next.access)
    const firstUse = home.clock.wall()
    await home.clock.advance(seconds(50))
    home.directive(next.access)
    home.grants.flush()
    expect(home.grants.links()[0]?.usedAt).toBe(firstUse + seconds(50))
    await home.clock.advance(seconds(10))
    expect(why(home.grants.refresh(first.refresh))).toBe('reused')
  })

  test('of a thousand tokens and one more, the oldest is dropped', () => {
    for (let at = 0; at <= 1_000; at++) {
      const id = at.toString(16).padStart(8, '0')
      const life = { label: 'x', issuedAt: home.clock.wall(), expiresAt: undefined, revokedAt: undefined }
      home.grants.used({ id, ...life, user: 'anna', linkId: at === 0 ? 1 : 99 })
    }
    home.grants.flush()
    expect(home.grants.links()[0]?.usedAt).toBeUndefined()
  })
})

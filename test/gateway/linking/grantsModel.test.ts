/** Random lives of codes and tokens, lived by the real grants on a real database and by a small model, side by side. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days, hours, minutes, seconds } from '../../../src/kernel/time.ts'
import type { GrantOutcome } from '../../../src/ports/linking.ts'
import { lifeModel, type ModelAccess, type ModelCode, type ModelRefresh, type Purchase } from './lifeModel.ts'
import { type LinkHome, openLinkHome, revealed, why } from './linkHome.ts'

const RUNS = 250
const MAX_COMMANDS = 60
const STEPS = [1, seconds(1), seconds(59), seconds(61), minutes(2), minutes(59), hours(2), days(15), days(31)]

const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('login' as const), user: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('exchange' as const), code: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('link' as const), user: fc.nat(1), times: fc.nat(3) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('refresh' as const),
      token: fc.nat(6),
      lost: fc.boolean(),
      times: fc.constantFrom(1, 1, 1, 1, 2, 9, 17),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('directive' as const), token: fc.nat(6) }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(...STEPS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'restart' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('prune' as const, 'flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), link: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'add' as const), user: fc.nat(1) }) },
)
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never

interface Seen<M> {
  readonly text: string
  readonly model: M
}

/** The newest first, so that small numbers meet what is going on; nothing when there is none yet. */
const pick = <T>(all: readonly T[], fromEnd: number): T | undefined => all.at(-1 - (fromEnd % Math.max(1, all.length)))

/** Runs both; every answer must be the same. Returns what was answered, so that the runs can be seen to meet everything. */
async function live(home: LinkHome, rotate: boolean, commands: readonly Command[]): Promise<readonly string[]> {
  const model = lifeModel(rotate)
  const names = ['anna', 'minho']
  const nameOf = (user: number): string => names[user] ?? ''
  const codes: Seen<ModelCode>[] = []
  const refreshes: Seen<ModelRefresh>[] = []
  const accesses: Seen<ModelAccess>[] = []
  const answers: string[] = []
  const now = (): number => home.clock.wall()

  const same = (what: string, real: string, expected: string): void => {
    answers.push(`${what} ${real}`)
    expect(real, what).toBe(expected)
  }
  const keep = (what: string, real: GrantOutcome, expected: Purchase | string, lost = false): void => {
    same(what, why(real), typeof expected === 'string' ? expected : 'ok')
    if (!real.ok || typeof expected === 'string' || lost) return
    const { access, refresh } = revealed(real.tokens)
    accesses.push({ text: access, model: expected.access })
    refreshes.push({ text: refresh, model: expected.refresh })
  }
  const login = (user: number): void => {
    const code = home.grants.issueCode(home.request(nameOf(user)))
    codes.push({ text: code.reveal(), model: model.login(nameOf(user), now()) })
  }
  const exchange = (fromEnd: number): void => {
    const code = pick(codes, fromEnd)
    if (code !== undefined) keep('exchange', home.grants.exchange(code.text), model.exchange(code.model, now()))
  }
  const refresh = async (fromEnd: number, lost: boolean, times: number): Promise<void> => {
    const token = pick(refreshes, fromEnd)
    for (let time = 0; time < times && token !== undefined; time++) {
      await home.clock.advance(1)
      keep('refresh', home.grants.refresh(token.text), model.refresh(token.model, now()), lost)
    }
  }
  const perform = async (one: Command): Promise<void> => {
    switch (one.kind) {
      case 'login':
        return login(one.user)
      case 'exchange':
        return exchange(one.code)
      case 'link':
        for (let time = 0; time <= one.times; time++) {
          await home.clock.advance(1)
          login(one.user)
          exchange(0)
        }
        return
      case 'refresh':
        return refresh(one.token, one.lost, one.times)
      case 'directive': {
        const token = pick(accesses, one.token)
        if (token !== undefined) same('directive', home.directive(token.text), model.directive(token.model, now()))
        return
      }
      case 'wait':
        return home.clock.advance(one.ms)
      case 'kill':
        model.kill()
        return home.restart()
      case 'restart':
        home.grants.flush()
        model.flush()
        return home.restart()
      case 'flush':
        home.grants.flush()
        return model.flush()
      case 'prune':
        home.tokens.prune(home.clock.wall())
        home.store.prune(home.clock.wall())
        return model.prune(now())
      case 'revoke': {
        const link = pick(model.links, one.link)
        if (link === undefined) return
        const id = model.links.indexOf(link) + 1
        return same('revoke', String(home.grants.revokeLink(id)), String(model.revoke(link, now())))
      }
      case 'remove':
        home.removeUser(nameOf(one.user))
        return model.removeUser(nameOf(one.user), now())
      case 'add':
        if (model.hasUser(nameOf(one.user))) return
        home.addUser(nameOf(one.user))
        return model.addUser(nameOf(one.user))
    }
  }

  for (const name of names) {
    home.addUser(name)
    model.addUser(name)
  }
  for (const one of commands) {
    await home.clock.advance(1)
    await perform(one)
  }
  model.flush()
  home.grants.flush()
  expect(home.grants.links().map(({ id, revokedAt, revokedWhy }) => [id, revokedAt, revokedWhy])).toEqual(
    model.links.flatMap((one, at) => (one.gone ? [] : [[at + 1, one.revokedAt, one.why]])),
  )
  for (const { text, model: token } of accesses) same('at last', home.directive(text), model.directive(token, now()))
  for (const { text, model: token } of refreshes) expect(home.grants.findRefresh(text) === undefined).toBe(token.gone)
  for (const { text, model: code } of codes) expect(home.grants.findCode(text) === undefined).toBe(code.gone)
  return answers
}

/** Chance comes to what was forgotten a few times in a run, and now and then not at all. */
const FORGOTTEN: Command[] = [
  { kind: 'link', user: 0, times: 0 },
  { kind: 'revoke', link: 0 },
  { kind: 'login', user: 0 },
  { kind: 'wait', ms: days(31) },
  { kind: 'wait', ms: days(31) },
  { kind: 'prune' },
  { kind: 'exchange', code: 0 },
  { kind: 'directive', token: 0 },
]

/** What the runs together must have met, or they prove little. */
const MUST_MEET = [
  ...['ok', 'unknown', 'expired', 'reused', 'revoked'].map(answer => `exchange ${answer}`),
  ...['ok', 'unknown', 'reused', 'revoked'].map(answer => `refresh ${answer}`),
  ...['live', 'expired', 'revoked', 'unknown'].map(answer => `directive ${answer}`),
  ...['true', 'false'].map(answer => `revoke ${answer}`),
]

test(`${RUNS} lives of up to ${MAX_COMMANDS} commands go as the model says`, { timeout: 60_000 }, async () => {
  const met = new Map<string, number>()
  const life = fc.array(command, { minLength: 1, maxLength: MAX_COMMANDS, size: 'max' })
  const everySwitch = fc.constantFrom(true, true, true, false)
  await fc.assert(
    fc.asyncProperty(everySwitch, life, async (rotate, commands) => {
      const home = openLinkHome({ rotate })
      try {
        for (const answer of await live(home, rotate, commands)) met.set(answer, (met.get(answer) ?? 0) + 1)
      } finally {
        home.close()
      }
    }),
    { numRuns: RUNS, examples: [[true, FORGOTTEN]] },
  )
  expect(MUST_MEET.filter(answer => !met.has(answer))).toEqual([])
})

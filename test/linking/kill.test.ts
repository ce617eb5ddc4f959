/** The gateway is killed between every two steps of a login, an exchange and a refresh; after the restart the user can go on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { hasOpenssl } from './support/certificate.ts'
import { type ChildStage, openChildStage } from './support/childStage.ts'
import type { Tokens } from './support/clova.ts'
import { GUEST, MASTER } from './support/homeFile.ts'
import { type Login, logInUnseen } from './support/logIn.ts'

const GOOD = 'DiscoverAppliancesResponse'
const dieAt = (position: number): Record<string, string> => ({ 'x-test-die-at': String(position) })

/** What came back of a request, if anything did. */
const answered = async <T>(request: Promise<T>): Promise<T | undefined> => {
  try {
    return await request
  } catch (error) {
    // An answer of the gateway is never what a kill leaves behind.
    if (error instanceof Error && 'status' in error) throw error
    return undefined
  }
}

/** Some forty starts of the program, each a second where it is alone and ten on a machine that does much else. */
const TIMEOUT_MS = 600_000

describe.skipIf(!hasOpenssl)('a kill at any point (needs openssl)', { timeout: TIMEOUT_MS }, () => {
  let stage: ChildStage
  let states = 0

  beforeAll(async () => {
    stage = await openChildStage({ killable: true })
  })
  afterAll(() => stage?.close())

  const code = async (headers = {}, login: Login = MASTER): Promise<{ state: string; parameters: URLSearchParams }> => {
    const state = `kill-${++states}`
    return { state, parameters: await logInUnseen(stage.clova, stage.tunnel.origin, state, login, headers) }
  }
  const linked = async (login?: Login): Promise<Tokens> => {
    const { state, parameters } = await code({}, login)
    return stage.clova.exchange(parameters, state)
  }
  const works = async ({ accessToken, refreshToken }: Tokens): Promise<void> => {
    expect(await stage.speaker.check(accessToken)).toBe(GOOD)
    const next = await stage.clova.refresh(refreshToken)
    expect(await stage.speaker.check(next.accessToken)).toBe(GOOD)
    // Writes down the use that is only noted so far, so that no later request has to.
    await stage.clova.refresh(next.refreshToken)
  }
  /** What the gateway has printed under this key, in order. */
  const printed = <T>(key: string): readonly T[] =>
    stage.home
      .printed()
      .split('\n')
      .filter(line => line.startsWith(`{"${key}":`))
      .map(line => (JSON.parse(line) as Record<string, T>)[key] as T)

  /** Runs one request per step that a dry run counts, each ended at its step, and checks what is left after the restart. */
  const atEveryStep = async (
    dryRun: () => Promise<unknown>,
    killed: (position: number) => Promise<() => Promise<void>>,
  ): Promise<readonly string[]> => {
    const before = printed('diedAt').length
    const runs = printed('steps').length
    await dryRun()
    await until(() => printed('steps').length > runs, 'the steps are printed')
    const steps = printed<string[]>('steps').at(-1) ?? []
    for (let position = 1; position <= steps.length; position++) {
      stage.revokeAll(MASTER.name)
      const check = await killed(position)
      await stage.home.ended()
      await stage.home.start()
      await check()
    }
    expect(printed('diedAt').slice(before)).toEqual(steps)
    console.info(`killed at ${steps.length} positions: ${steps.join(' | ')}`)
    return steps
  }

  test('of a login: the user logs in again, and a code that reached CLOVA is good', async () => {
    const steps = await atEveryStep(
      () => code(dieAt(0)),
      async position => {
        const got = await answered(code(dieAt(position)))
        return async () => {
          const { state, parameters } = got ?? (await code())
          await works(await stage.clova.exchange(parameters, state))
        }
      },
    )
    expect(steps).toContain('after COMMIT')
  })

  test('of an exchange: a code not used is good still, one that was used leads to a login that works', async () => {
    const earlier = await linked(GUEST)
    await works(earlier)
    const outcomes: string[] = []
    const steps = await atEveryStep(
      async () => {
        const { state, parameters } = await code()
        await stage.clova.exchange(parameters, state, { headers: dieAt(0) })
      },
      async position => {
        const { state, parameters } = await code()
        const got = await answered(stage.clova.exchange(parameters, state, { headers: dieAt(position) }))
        return async () => {
          if (got !== undefined) {
            outcomes.push('answered')
            await works(got)
            return
          }
          try {
            await works(await stage.clova.exchange(parameters, state))
            outcomes.push('again')
          } catch (error) {
            expect(error).toMatchObject({ error: 'invalid_grant' })
            await works(await linked())
            outcomes.push('login')
          }
        }
      },
    )
    const committed = steps.indexOf('after COMMIT')
    expect(committed).toBeGreaterThan(2)
    expect(outcomes).toEqual(
      steps.map((_, at) => (at < committed ? 'again' : at < steps.length - 1 ? 'login' : 'answered')),
    )
    expect(await stage.speaker.check(earlier.accessToken)).toBe(GOOD)
  })

  test('of a refresh: the user is linked still, whatever became of the answer', async () => {
    const steps = await atEveryStep(
      async () => stage.clova.refresh((await linked()).refreshToken, { headers: dieAt(0) }),
      async position => {
        const tokens = await linked()
        const got = await answered(stage.clova.refresh(tokens.refreshToken, { headers: dieAt(position) }))
        return async () => {
          expect(await stage.speaker.check(tokens.accessToken)).toBe(GOOD)
          await works(got ?? (await stage.clova.refresh(tokens.refreshToken)))
        }
      },
    )
    expect(steps.filter(step => /^before (INSERT|UPDATE)/i.test(step)).length).toBeGreaterThanOrEqual(2)
    expect(steps).toContain('after COMMIT')
    expect(steps.slice(-2)).toEqual(['before the answer', 'after the answer'])
  })
})

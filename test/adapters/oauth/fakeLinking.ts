/** A Linking in memory that keeps to the port's contract as far as the pages can tell; the real one has its own tests. */
import { createHash, randomBytes } from 'node:crypto'
import { Secret } from '../../../src/kernel/secret.ts'
import { type WallMs, wallPlus } from '../../../src/kernel/time.ts'
import type { CodeDetails, GrantOutcome, Linking, LoginAttempt, LoginOutcome } from '../../../src/ports/linking.ts'

export const CLIENT_ID = 'clova-test-client'
/** With signs that form-encoding changes, so that both readings of Basic differ. */
export const CLIENT_SECRET = 's3cret:with+odd %chars/'
export const REDIRECT = 'https://prod-ni-cic.clova.ai/v1/al/token/'
export const REDIRECT_WITH_QUERY = 'https://clova.example/back?region=kr'
export const USER = 'minji'
export const PASSWORD = 'right & proper=1 ü+%'

export interface FakeLinking extends Linking {
  readonly attempts: LoginAttempt[]
  /** Everything secret that was ever made here. */
  readonly secrets: Set<string>
  /** Takes the place of the password check. */
  answerLogin: ((attempt: LoginAttempt) => Promise<LoginOutcome>) | undefined
  /** Thrown by every write from now on. */
  failure: Error | undefined
}

interface KeptRefresh extends CodeDetails {
  used: boolean
}

export function fakeLinking(now: () => WallMs, clientSecret = CLIENT_SECRET): FakeLinking {
  const codes = new Map<string, CodeDetails & { used: boolean }>()
  const refreshes = new Map<string, KeptRefresh>()
  const secrets = new Set([clientSecret, PASSWORD])
  const make = (): string => {
    const made = randomBytes(32).toString('base64url')
    secrets.add(made)
    return made
  }
  const failIfAsked = (): void => {
    if (fake.failure !== undefined) throw fake.failure
  }
  const issue = (details: CodeDetails): GrantOutcome => {
    const [accessToken, refreshToken] = [make(), make()]
    refreshes.set(refreshToken, { ...details, used: false })
    const tokens = {
      accessToken: new Secret(accessToken),
      refreshToken: new Secret(refreshToken),
      expiresInSeconds: 3600,
      scope: details.scope,
    }
    return { ok: true, tokens }
  }
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
  const fake: FakeLinking = {
    attempts: [],
    secrets,
    answerLogin: undefined,
    failure: undefined,
    client: () => ({ id: CLIENT_ID, secret: new Secret(clientSecret) }),
    isClient: (id, secret) => id === CLIENT_ID && digest(secret) === digest(clientSecret),
    redirectUris: [REDIRECT, REDIRECT_WITH_QUERY],
    async login(attempt) {
      failIfAsked()
      fake.attempts.push(attempt)
      if (fake.answerLogin !== undefined) return fake.answerLogin(attempt)
      const right = attempt.name === USER && attempt.password.reveal() === PASSWORD
      return right ? { ok: true, user: USER } : { ok: false, why: 'wrong' }
    },
    issueCode(request) {
      failIfAsked()
      const code = make()
      codes.set(code, { ...request, expiresAt: wallPlus(now(), 120_000), used: false })
      return new Secret(code)
    },
    findCode: code => codes.get(code),
    exchange(code) {
      failIfAsked()
      const kept = codes.get(code)
      if (kept === undefined) return { ok: false, why: 'unknown' }
      if (kept.used) return { ok: false, why: 'reused' }
      if (now() > kept.expiresAt) return { ok: false, why: 'expired' }
      kept.used = true
      return issue(kept)
    },
    findRefresh: token => refreshes.get(token),
    refresh(token) {
      failIfAsked()
      const kept = refreshes.get(token)
      if (kept === undefined) return { ok: false, why: 'unknown' }
      if (kept.used) return { ok: false, why: 'reused' }
      kept.used = true
      return issue(kept)
    },
  }
  return fake
}

/** Decides when a password may be checked: per source, per account and in all, with turns set aside for those who wait. */
import { clip } from '../../kernel/text.ts'
import { type MonoMs, minutes, monoPlus, seconds } from '../../kernel/time.ts'
import { loginDelays } from './loginDelays.ts'

/** Checks in a row for the whole home; as many as may wait for the hasher, so that a turn is hardly ever refused there. */
const BURST = 8

/** One check in this time in the long run: 28,800 guesses a day from everywhere together, 6 % of one core as measured. */
const REFILL_MS = seconds(3)

/** Quiet that forgives everything: who gave up starts anew, and an attacker gets no more than 3 quick guesses for it. */
const FORGET_MS = minutes(15)

/**
 * Turns set aside at one time, one per source: the last of them comes after 20 * 10 s, within the five minutes that
 * CLOVA's `state` lives.
 */
export const MAX_PROMISED = 20

/** A turn set aside is kept this long for someone who types the password again. */
const KEEP_TURN_MS = seconds(60)

/**
 * Only a check or a turn set aside makes a key, and of those there are at most 8 + 20 + 300 in the 15 minutes until a
 * key is forgotten: made-up names and addresses cannot push out a key that is being attacked.
 */
export const MAX_KEYS = 400

/** An address has 45 characters at most; what a tunnel's header holds instead is not kept at any length. */
const MAX_SOURCE_CHARACTERS = 64

/** The longest delays; a source shared by a home behind a tunnel is as new after one minute of patience. */
const SOURCE_RULE = { freeFailures: 3, longestMs: seconds(60), forgetMs: FORGET_MS, maxKeys: MAX_KEYS }
const ACCOUNT_RULE = { freeFailures: 5, longestMs: seconds(10), forgetMs: FORGET_MS, maxKeys: MAX_KEYS }

/** Leave for one check. */
export interface Admission {
  readonly ok: true
  /** The password was right: source and account start anew. */
  readonly succeeded: () => void
  /** Nothing was checked after all, so nothing is counted. */
  readonly undo: () => void
}

export type Turn = Admission | { readonly ok: false; readonly waitMs: number }

/**
 * What it promises, whatever anybody sends at whatever rate:
 *
 * - A refused attempt costs its sender nothing. Nobody is ever locked out: every wait told is at most 210 s (twenty turns
 *   set aside and one more).
 * - Attacks from S other sources (S < 20), on any names, the user's own included: a user who comes back when told (and
 *   within a minute) has the password checked at most (S + 1) * 10 s after the first attempt, because each source can
 *   have one turn set aside and turns are given in order of asking.
 * - Attacks from the user's own source (all the world, when the tunnel does not say where a request came from): whoever
 *   comes first after a delay of at most 60 s is checked, and the user may well not be it. More cannot be promised: a
 *   rule that lets the right password through among N wrong ones a second which look the same tests those as well, and
 *   slow guessing is the whole point. Links that exist go on working meanwhile, and at most 60 s after the attack ended
 *   the user is checked. It is the same with 20 sources and more, when no turn is left to be set aside; there the user
 *   is checked at most 210 s after the attack ended.
 */
export interface LoginThrottle {
  /** Asks for leave to check a password now. Known and unknown accounts are treated alike. */
  readonly take: (source: string, account: string, now: MonoMs) => Turn
  /** Keys and turns held, to show that it is bounded. */
  readonly size: () => number
}

interface Promised {
  readonly account: string
  readonly at: MonoMs
  readonly undo: () => void
}

/** One of it guards all logins of a gateway; it remembers nothing across a restart. */
export function loginThrottle(): LoginThrottle {
  const sources = loginDelays(SOURCE_RULE)
  const accounts = loginDelays(ACCOUNT_RULE)
  const budget = checkBudget()
  const promises = new Map<string, Promised>()

  const dropLapsed = (now: MonoMs): void => {
    for (const [source, { at }] of promises) if (now >= monoPlus(at, KEEP_TURN_MS)) promises.delete(source)
  }
  /** Counts a check of this account at a moment. */
  const book = (account: string, at: MonoMs, now: MonoMs): (() => void) => {
    const unspend = budget.spend(now)
    const uncount = accounts.charge(account, at, now)
    return () => {
      unspend()
      uncount()
    }
  }
  const admit = (source: string, account: string, now: MonoMs, unbook: () => void): Admission => {
    const uncount = sources.charge(source, now, now)
    return {
      ok: true,
      succeeded() {
        sources.forgive(source)
        accounts.forgive(account)
      },
      undo() {
        uncount()
        unbook()
      },
    }
  }
  const waitUntil = (at: MonoMs, now: MonoMs): Turn => ({ ok: false, waitMs: Math.ceil(at - now) })

  return {
    take(address, account, now) {
      const source = sourceKey(address)
      const ownDelayEnd = sources.freeAt(source, now)
      if (ownDelayEnd > now) return waitUntil(ownDelayEnd, now)
      dropLapsed(now)
      const promised = promises.get(source)
      if (promised?.account === account) {
        if (promised.at > now) return waitUntil(promised.at, now)
        promises.delete(source)
        return admit(source, account, now, promised.undo)
      }
      const at = later(accounts.freeAt(account, now), budget.freeAt(now))
      if (at <= now) return admit(source, account, now, book(account, now, now))
      if (promised === undefined && promises.size < MAX_PROMISED) {
        promises.set(source, { account, at, undo: book(account, at, now) })
      }
      return waitUntil(at, now)
    },
    size: () => sources.size() + accounts.size() + promises.size,
  }
}

/** A bucket that may be overdrawn by turns set aside, kept as the moment at which it would be full again. */
function checkBudget() {
  let fullAt: MonoMs | undefined
  return {
    freeAt: (now: MonoMs): MonoMs =>
      fullAt === undefined ? now : later(now, monoPlus(fullAt, -(BURST - 1) * REFILL_MS)),
    spend(now: MonoMs): () => void {
      fullAt = monoPlus(fullAt === undefined ? now : later(fullAt, now), REFILL_MS)
      return () => {
        fullAt = fullAt === undefined ? undefined : monoPlus(fullAt, -REFILL_MS)
      }
    },
  }
}

const later = (one: MonoMs, other: MonoMs): MonoMs => (one > other ? one : other)

/**
 * Who sends from an IPv6 address has at least the other 2^64 of its network (RFC 6177), so they count as one source. An
 * IPv4 address in IPv6 form (`::ffff:192.0.2.1`, as Node prints it) is the IPv4 address.
 */
export function sourceKey(address: string): string {
  const text = clip(address, MAX_SOURCE_CHARACTERS).toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1]
  if (mapped !== undefined) return mapped
  if (!/^[0-9a-f:]*:[0-9a-f:.]*(?:%.*)?$/.test(text)) return text
  const [head = '', tail] = text.split('::')
  const groups = head === '' ? [] : head.split(':')
  // With `::` the missing groups are zeros; an address needs no more of them than the network's four.
  const tailGroups = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - tailGroups.length)
  const network = [...groups, ...Array<string>(zeros).fill('0'), ...tailGroups].slice(0, 4)
  return `${network.map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

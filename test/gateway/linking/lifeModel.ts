/** The rules of issue 3 on plain arrays: no hashes, no transactions, no batches. What the real thing is measured by. */
import { days, hours, minutes, seconds } from '../../../src/kernel/time.ts'
import type { RevokeReason } from '../../../src/ports/linking.ts'

export interface ModelLink {
  readonly user: string
  revokedAt: number | undefined
  why: RevokeReason | undefined
  lastSign: number
  gone: boolean
}

export interface ModelCode {
  readonly user: string
  readonly endsAt: number
  usedAt: number | undefined
  revokedAt: number | undefined
  link: ModelLink | undefined
  gone: boolean
}

export interface ModelRefresh {
  readonly link: ModelLink
  readonly parent: ModelRefresh | undefined
  readonly children: ModelRefresh[]
  received: boolean
  endsAt: number
  gone: boolean
}

export interface ModelAccess {
  readonly refresh: ModelRefresh
  endsAt: number
  gone: boolean
}

export interface Purchase {
  readonly access: ModelAccess
  readonly refresh: ModelRefresh
}

const KEPT = days(30)

/** All it knows; `now` is the only clock. */
export function lifeModel(rotate: boolean) {
  const users = new Set<string>()
  const links: ModelLink[] = []
  const codes: ModelCode[] = []
  const accesses: ModelAccess[] = []
  const refreshes: ModelRefresh[] = []
  let noted: { access: ModelAccess; first: number; last: number }[] = []

  const revoke = (link: ModelLink, why: RevokeReason, now: number): void => {
    if (link.revokedAt !== undefined) return
    link.revokedAt = now
    link.why = why
  }
  const receive = (token: ModelRefresh, at: number): void => {
    if (token.received || token.gone) return
    token.received = true
    if (token.parent === undefined || token.endsAt < Infinity) return
    for (const other of [token.parent, ...token.parent.children]) {
      if (other !== token) other.endsAt = Math.min(other.endsAt, at + seconds(60))
    }
  }
  const flush = (): void => {
    for (const { access, first, last } of noted) {
      if (!access.gone) receive(access.refresh, first)
      access.refresh.link.lastSign = last
    }
    noted = []
  }
  const issue = (refresh: ModelRefresh, now: number): Purchase => {
    const live = accesses.filter(one => one.refresh.link === refresh.link && one.endsAt > now)
    for (const old of live.slice(0, -15)) if (live.length > 15) old.endsAt = now
    const access = { refresh, endsAt: now + hours(1), gone: false }
    accesses.push(access)
    return { access, refresh }
  }
  const grow = (link: ModelLink, parent?: ModelRefresh): ModelRefresh => {
    const token = { link, parent, children: [], received: false, endsAt: parent?.endsAt ?? Infinity, gone: false }
    const lost = parent?.children.filter(one => !one.received && !one.gone) ?? []
    if (lost.length >= 8 && lost[0] !== undefined) lost[0].gone = true
    parent?.children.push(token)
    refreshes.push(token)
    return token
  }

  return {
    links,
    flush,
    addUser: (name: string) => void users.add(name),
    hasUser: (name: string) => users.has(name),
    removeUser(name: string, now: number) {
      users.delete(name)
      for (const link of links) if (link.user === name) revoke(link, 'user', now)
      for (const code of codes) if (code.user === name && code.usedAt === undefined) code.revokedAt ??= now
    },
    revoke(link: ModelLink, now: number) {
      const live = link.revokedAt === undefined
      revoke(link, 'asked', now)
      return live
    },
    login(user: string, now: number): ModelCode {
      const code = {
        user,
        endsAt: now + minutes(2),
        usedAt: undefined,
        revokedAt: undefined,
        link: undefined,
        gone: false,
      }
      codes.push(code)
      return code
    },
    exchange(code: ModelCode, now: number): Purchase | string {
      flush()
      if (code.gone) return 'unknown'
      if (code.link !== undefined) {
        revoke(code.link, 'reuse', now)
        return 'reused'
      }
      if (code.revokedAt !== undefined || !users.has(code.user)) return 'revoked'
      if (now >= code.endsAt) return 'expired'
      const live = links.filter(one => one.user === code.user && one.revokedAt === undefined)
      if (live.length >= 10) {
        const quietest = live.reduce((one, other) => (other.lastSign < one.lastSign ? other : one))
        revoke(quietest, 'crowded', now)
      }
      const link: ModelLink = { user: code.user, revokedAt: undefined, why: undefined, lastSign: now, gone: false }
      links.push(link)
      code.usedAt = now
      code.link = link
      return issue(grow(link), now)
    },
    refresh(token: ModelRefresh, now: number): Purchase | string {
      flush()
      if (token.gone) return 'unknown'
      if (token.link.revokedAt !== undefined) return 'revoked'
      if (now >= token.endsAt) {
        revoke(token.link, 'reuse', now)
        return 'reused'
      }
      receive(token, now)
      token.link.lastSign = now
      return issue(rotate ? grow(token.link, token) : token, now)
    },
    directive(access: ModelAccess, now: number): string {
      if (access.gone) return 'unknown'
      if (access.refresh.link.revokedAt !== undefined) return 'revoked'
      if (now >= access.endsAt) return 'expired'
      const use = noted.find(one => one.access === access)
      if (use === undefined) noted.push({ access, first: now, last: now })
      else use.last = now
      return 'live'
    },
    /** What was noted of directives dies with the process. */
    kill() {
      noted = []
    },
    prune(now: number) {
      const isOld = (at: number | undefined): boolean => at !== undefined && at < now - KEPT
      for (const link of links) {
        link.gone ||= isOld(link.revokedAt)
        const held = accesses.filter(one => one.refresh.link === link && !one.gone)
        for (const old of held.slice(0, -16)) old.gone = isOld(old.endsAt)
      }
      for (const one of accesses) one.gone ||= one.refresh.link.gone
      for (const one of refreshes) one.gone ||= one.link.gone || isOld(one.endsAt)
      for (const one of codes) one.gone ||= one.link?.gone === true || isOld(one.usedAt ?? one.revokedAt ?? one.endsAt)
    },
  }
}

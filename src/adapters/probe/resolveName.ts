/** Addresses of a name as the internet sees them: by public resolvers, not by what the router or a VPN says at home. */
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

export type Resolution =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly verdict: 'noName' | 'resolver'; readonly detail: string }

/** Two servers with two tries each of 1 and 2 s: longer than a lookup through a slow line, shorter than a person waits. */
const TRY_MS = 1000
const TRIES = 2

/** The name server has spoken: there is no such name, or it is broken for everybody. */
const SPOKEN = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'EFORMERR', 'EBADNAME'])

/**
 * The first address; IPv4 before IPv6. A name that a VPN answers with an address of its own (tailscale#6972) would be a
 * false success, hence `servers`: `address` or `address:port`.
 */
export async function resolveName(host: string, servers: readonly string[]): Promise<Resolution> {
  if (isIP(host) !== 0) return { ok: true, address: host }
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES })
  resolver.setServers(servers)
  try {
    const [address] = await resolver.resolve4(host)
    if (address !== undefined) return { ok: true, address }
  } catch (error) {
    if (codeOf(error) !== 'ENODATA') return failure(error, host)
  }
  try {
    const [address] = await resolver.resolve6(host)
    if (address !== undefined) return { ok: true, address }
  } catch (error) {
    return failure(error, host)
  }
  return { ok: false, verdict: 'noName', detail: `${host}: no address` }
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code)

function failure(error: unknown, host: string): Resolution {
  const code = codeOf(error)
  return { ok: false, verdict: SPOKEN.has(code) ? 'noName' : 'resolver', detail: `${host}: ${code}` }
}

/** Tells where a request came from, for throttling, and whether a form came from our own page. */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Longest header that is looked at: one address is at most 45 characters, and only the last of a list counts. */
const MAX_HEADER_CHARACTERS = 1024

/**
 * The socket's peer, or what a tunnel on this machine calls it. A stranger can write these headers himself, so they count
 * only from loopback or a Unix socket, and of a list only its last entry, which the tunnel itself added.
 */
export function sourceOf(request: IncomingMessage): string {
  const peer = request.socket.remoteAddress
  if (peer !== undefined && !isLoopback(peer)) return peer
  const { 'cf-connecting-ip': cloudflare, 'x-forwarded-for': forwarded } = request.headers
  return addressIn(cloudflare) ?? addressIn(forwarded) ?? peer ?? 'local'
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address)

function addressIn(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header.length > MAX_HEADER_CHARACTERS) return undefined
  const last = header.slice(header.lastIndexOf(',') + 1).trim()
  return isIP(last) === 0 ? undefined : last.toLowerCase()
}

/**
 * Whether a form may be taken: browsers say in `Origin` which page a POST came from. It must be the host that was asked,
 * by the name the browser used (`Host`, or `X-Forwarded-Host` of a proxy that rewrites `Host`; a page of somebody else
 * can set neither). `null` is refused. Without `Origin` (old browsers) cookie and seal decide alone.
 */
export function isOwnForm(request: IncomingMessage): boolean {
  const { origin, host, 'x-forwarded-host': forwarded } = request.headers
  if (origin === undefined) return true
  if (origin.length > MAX_HEADER_CHARACTERS || !URL.canParse(origin)) return false
  const { protocol, host: sent } = new URL(origin)
  const asked = [host, typeof forwarded === 'string' ? forwarded.split(',', 1)[0]?.trim() : undefined]
  return asked.some(name => {
    const own = `${protocol}//${name ?? ''}`
    return name !== undefined && name !== '' && URL.canParse(own) && new URL(own).host === sent
  })
}

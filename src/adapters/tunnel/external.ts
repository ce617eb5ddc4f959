/** Somebody else's tunnel, a proxy, or a forwarded port: there is nothing to start, and nothing is known of it. */
import type { Clock } from '../../ports/clock.ts'
import type { Tunnel } from '../../ports/tunnel.ts'

export function externalTunnel(clock: Clock): Tunnel {
  const since = clock.mono()
  return {
    start: () => undefined,
    stop: async () => undefined,
    restart: () => undefined,
    publicUrl: () => undefined,
    health: () => ({
      kind: 'external',
      state: 'unwatched',
      since,
      cause: undefined,
      detail: undefined,
      restarts: 0,
    }),
  }
}

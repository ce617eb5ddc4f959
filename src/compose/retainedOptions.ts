/** How the retained messages of the embedded broker are kept. */
import { ANONYMOUS } from '../adapters/mqtt/accounts.ts'
import { DEFAULT_LIMITS } from '../adapters/mqtt/brokerLimits.ts'
import type { RetainedStoreOptions } from '../adapters/sqlite/retainedStore.ts'
import type { Config } from '../config/config.ts'
import { conventionsOf } from '../conventions/conventions.ts'
import { matchNative } from '../home/native.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

type Embedded = Extract<Config['mqtt'], { readonly kind: 'embedded' }>

export function retainedOptions(
  { accounts, anonymous, base, limits }: Embedded,
  announcements: Config['announcements'],
  clock: Clock,
  log: Log,
): RetainedStoreOptions {
  const conventions = announcements === undefined ? [] : conventionsOf(announcements.conventions)
  const isDiscovery = (topic: string): boolean => conventions.some(one => one.owns(topic))
  const { maxRetained, maxRetainedBytes } = { ...DEFAULT_LIMITS, ...limits }
  const names = new Set([...accounts.map(({ name }) => name), ...(anonymous ? [ANONYMOUS] : [])])
  return {
    clock,
    log,
    maxMessages: maxRetained,
    maxBytes: maxRetainedBytes,
    isKnown: account => names.has(account),
    isUrgent: topic => matchNative(base, topic)?.kind === 'config' || isDiscovery(topic),
  }
}

/** Keeps one connection to an outside broker going: attempts, waiting times, and the protocol version it speaks. */
import { BusError } from '../../ports/bus.ts'
import type { Cancel } from '../../ports/clock.ts'
import { backoff } from './backoff.ts'
import { type Link, type LinkEvents, openLink } from './outsideLink.ts'
import type { OutsideBrokerOptions } from './outsideOptions.ts'
import type { QuietLog } from './quietLog.ts'

/** CONNACK codes for a protocol version the broker does not speak: of MQTT 3.1.1 and of MQTT 5. */
const VERSION_REFUSED: ReadonlySet<unknown> = new Set([1, 0x84])

export interface ConnectionEvents {
  up(link: Link): void
  /** Told after `up` only. */
  down(): void
  message: LinkEvents['message']
}

export interface OutsideConnection {
  /** Resolves when the first attempt is under way. Rejects when MQTT.js does not accept the options. */
  start(): Promise<void>
  /** The link while it is up. */
  current(): Link | undefined
  /** Says good-bye, and tells nothing any more. */
  stop(): Promise<void>
}

export function openOutsideConnection(
  options: OutsideBrokerOptions,
  broker: string,
  warn: QuietLog,
  events: ConnectionEvents,
): OutsideConnection {
  const { clock, log } = options
  const wait = backoff(options.random ?? Math.random)
  let version = options.protocolVersion ?? 5
  let link: Link | undefined
  let up = false
  let stopped = false
  let cancelRetry: Cancel = () => undefined

  const attempt = async (): Promise<void> => {
    const opened = await openLink(options, version, linkEvents)
    if (stopped) await opened.end()
    else link = opened
  }
  const retry = (): void => {
    cancelRetry = clock.after(wait.next(), () => {
      attempt().catch(error => linkEvents.down(new BusError(String(error), { cause: error })))
    })
  }
  const linkEvents: LinkEvents = {
    up() {
      if (link === undefined || stopped) return
      up = true
      wait.reset()
      log.info('connected to the MQTT broker', { broker, protocolVersion: version })
      events.up(link)
    },
    down(reason) {
      const wasUp = up
      up = false
      link = undefined
      if (stopped) return
      warn(wasUp ? 'MQTT connection lost' : 'MQTT broker not reached', broker, { broker, reason: reason?.message })
      if (options.protocolVersion === undefined && refusesVersion(reason)) version = 4
      if (wasUp) events.down()
      retry()
    },
    message: (topic, payload, retained) => {
      if (!stopped) events.message(topic, payload, retained)
    },
  }
  return {
    start: attempt,
    current: () => (up ? link : undefined),
    async stop() {
      stopped = true
      cancelRetry()
      const last = link
      up = false
      link = undefined
      await last?.end()
    },
  }
}

const refusesVersion = (error: Error | undefined): boolean =>
  error !== undefined && 'code' in error && VERSION_REFUSED.has(error.code)

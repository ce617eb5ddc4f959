/** Options and bounds of the connection to an outside broker. */
import type { Secret } from '../../kernel/secret.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** A retained or live announcement of the gateway itself (`clova2mqtt/bridge/state`). */
export interface BridgeMessage {
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
}

export interface OutsideBrokerOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`, with host and optionally port and path; no credentials in it. */
  readonly url: string
  /** Stable over restarts, unique on that broker: two clients with one id throw each other out. */
  readonly clientId: string
  readonly username?: string | undefined
  readonly password?: Secret | undefined
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca?: string | undefined
  /** Published by the broker when the connection breaks, and by us when we close it. */
  readonly will?: BridgeMessage | undefined
  /** Published after every connection. */
  readonly birth?: BridgeMessage | undefined
  /** Larger messages are dropped and logged; default {@link MAX_PAYLOAD_BYTES}. */
  readonly maxPayloadBytes?: number | undefined
  /** Absent: 5, and 4 (MQTT 3.1.1) once the broker has refused 5. */
  readonly protocolVersion?: 4 | 5 | undefined
  readonly clock: Clock
  readonly log: Log
  /** For the spread of waiting times; default Math.random. */
  readonly random?: (() => number) | undefined
  /**
   * Asked at a command's deadline when the broker has not answered the ping behind it; default: it may still arrive. Brokers
   * answer in real time, so a test whose clock jumps to the deadline has to answer for them.
   */
  readonly mayStillArrive?: (() => boolean) | undefined
}

/** Zigbee2MQTT's list of 1,000 appliances; everything else that is followed is far smaller, and bounded where it is read. */
export const MAX_PAYLOAD_BYTES = 4_194_304

/**
 * What an MQTT 5 broker is told never to send: MQTT.js collects a packet whole before we see its size. The largest payload
 * with the longest topic.
 */
export const MAX_PACKET_BYTES = MAX_PAYLOAD_BYTES + 131_072

/** Seconds: a dead connection is noticed after 45 s. Commands fail at their own deadline long before. */
export const KEEPALIVE_SECONDS = 30

/** From the connection attempt to the CONNACK; a TLS handshake on a Pi Zero takes about 1 s. */
export const CONNECT_TIMEOUT_MS = 10_000

/** From a QoS 1 publish to its PUBACK. A broker that takes longer has a problem that must not pile up here. */
export const PUBACK_TIMEOUT_MS = 10_000

/** Unsent bytes of ours above which nothing more is taken: four of the largest messages, seconds of normal traffic. */
export const MAX_UNSENT_BYTES = 262_144

/** A closing connection gets this long to send what is on its way. */
export const CLOSE_TIMEOUT_MS = 1_000

/** Filters per SUBSCRIBE: 50 of 200 bytes are 10 kB, below the packet limit of every broker we know. */
export const FILTERS_PER_PACKET = 50

/** Refused filters that an error names: ten of 200 bytes fit a line of the log. */
export const MAX_REFUSED_NAMED = 10

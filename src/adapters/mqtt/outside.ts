/** The bus on an outside broker (Mosquitto and others), by MQTT.js, which is loaded only when a connection is opened. */
import { isTopic } from '../../kernel/topicFilter.ts'
import { BusError, type BusInbound, type MessageBus, type OutgoingMessage } from '../../ports/bus.ts'
import { filterIndex } from './filterIndex.ts'
import { openOutsideConnection } from './outsideConnection.ts'
import type { Link, LinkEvents } from './outsideLink.ts'
import { type BridgeMessage, MAX_PAYLOAD_BYTES, type OutsideBrokerOptions } from './outsideOptions.ts'
import { ownEcho } from './ownEcho.ts'
import { type QuietLog, quietLog } from './quietLog.ts'

/** @throws BusError when the URL is not one of a broker */
export function openOutsideBroker(options: OutsideBrokerOptions): MessageBus {
  const { clock, log } = options
  const broker = brokerAddress(options.url)
  const warn = quietLog(log, clock)
  const echo = ownEcho(clock)
  let wanted = filterIndex([])
  let inbound: BusInbound | undefined

  const send = (message: OutgoingMessage, link: Link): Promise<void> => {
    const comesBack = link.version === 4 && wanted.matches(message.topic)
    echo.sent(message.topic, Buffer.from(message.payload), message.retain, comesBack)
    return link.publish(message)
  }
  const announce = async (message: BridgeMessage | undefined, link: Link): Promise<void> => {
    if (message !== undefined) await send({ ...message, qos: 1 }, link)
  }
  const setUp = (link: Link): void => {
    inbound?.connection(true)
    Promise.all([announce(options.birth, link), link.subscribe(wanted.filters)]).catch(error =>
      warn('MQTT set-up failed', broker, { broker, reason: String(error) }),
    )
  }
  const hear = boundedSize(options, warn, (topic, payload, retained) => {
    if (!echo.isOwn(topic, payload, retained)) inbound?.message({ topic, payload, retained })
  })
  /** When the connection is gone meanwhile, the next one subscribes everything. */
  const onLink = async (run: (link: Link) => Promise<unknown>): Promise<void> => {
    const link = connection.current()
    if (link === undefined) return
    try {
      await run(link)
    } catch (error) {
      if (connection.current() === link) throw error
    }
  }
  const connection = openOutsideConnection(options, broker, warn, {
    up: setUp,
    down: () => inbound?.connection(false),
    message: hear,
  })

  return {
    async open(to) {
      if (inbound !== undefined) throw new BusError('the connection is open already')
      inbound = to
      await connection.start()
    },
    connected: () => connection.current() !== undefined,
    async publish(message) {
      await send(message, checked(message, connection.current(), options))
    },
    async subscribe(filters) {
      const before = wanted
      wanted = filterIndex(filters)
      const removed = before.filters.filter(filter => !wanted.has(filter))
      const added = wanted.filters.filter(filter => !before.has(filter))
      await onLink(link => Promise.all([link.unsubscribe(removed), link.subscribe(added)]))
    },
    // The very filter again: a broker must then send what it retains again (MQTT 3.1.1 section 3.8.4). A narrower one beside
    // it would overlap, and bring what is live twice.
    replay: topics => onLink(link => link.subscribe(wanted.matching(topics))),
    async close() {
      const link = connection.current()
      const told = inbound
      inbound = undefined
      if (link !== undefined) {
        told?.connection(false)
        // A broker does not send the will of a client that says good-bye.
        await announce(options.will, link).catch(error =>
          warn('MQTT good-bye failed', broker, { broker, reason: String(error) }),
        )
      }
      await connection.stop()
    },
  }
}

/** Passes messages on that are not larger than the options allow. */
function boundedSize(
  options: OutsideBrokerOptions,
  warn: QuietLog,
  pass: LinkEvents['message'],
): LinkEvents['message'] {
  const maxPayloadBytes = options.maxPayloadBytes ?? MAX_PAYLOAD_BYTES
  return (topic, payload, retained) => {
    if (payload.length <= maxPayloadBytes) pass(topic, payload, retained)
    else {
      const fields = { topic: topic.slice(0, 256), bytes: payload.length, maxPayloadBytes }
      warn('MQTT message dropped: too large', 'size', fields)
    }
  }
}

/** @throws BusError when the message cannot go out now; nothing is kept */
function checked(message: OutgoingMessage, link: Link | undefined, { clock }: OutsideBrokerOptions): Link {
  const { topic, notAfter, retain } = message
  if (link === undefined) throw new BusError('no connection to the MQTT broker')
  if (!isTopic(topic)) throw new BusError(`"${topic}" is not a topic that can be published to`)
  if (notAfter === undefined) return link
  if (retain) throw new BusError(`a message to ${topic} with a deadline cannot be retained`)
  if (clock.mono() > notAfter) throw new BusError(`the moment of the message to ${topic} has passed`)
  return link
}

/** Host and port for logs. */
function brokerAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^(mqtts?|wss?):$/.test(parsed.protocol) || parsed.host === '') {
    throw new BusError('mqtt.url must be mqtt://, mqtts://, ws:// or wss:// with a host')
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new BusError('mqtt.url must not hold credentials: use the user name and password settings')
  }
  return parsed.host
}

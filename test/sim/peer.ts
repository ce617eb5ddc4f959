/** A client of the broker: connects, pings, reconnects, and speaks for its appliances in MQTT bytes. */
import { generate, type IPublishPacket, type Packet } from 'mqtt-packet'
import type { Cancel } from '../../src/ports/clock.ts'
import type { Tongue } from './cast.ts'
import { type Firmware, openFirmware, type Utterance } from './firmware.ts'
import { clientIdOf, connectPacket, openTruth } from './peerLogin.ts'
import type { Setting } from './plan.ts'
import type { Random } from './random.ts'
import type { Delivery, Recorder } from './record.ts'
import type { Role } from './roles.ts'
import type { SimTime } from './simTime.ts'
import type { Link, LinkOptions, Wire } from './wire.ts'

export interface PeerSurroundings {
  readonly time: SimTime
  /** The network of the broker that the house uses now. */
  readonly wire: () => Wire
  readonly recorder: Recorder
  readonly setting: Setting
  readonly random: Random
  readonly address: string
  readonly delivered: (delivery: Delivery) => void
  /** Since when the gateway can be reached by way of the broker; undefined while it cannot. */
  readonly reachableSince: () => number | undefined
  /** A message has reached the broker. */
  readonly arrived: (utterance: Utterance) => void
  /** Whether the broker is closing by order: last wills then say nothing. */
  readonly brokerIsClosing: () => boolean
}

export interface Peer {
  readonly role: Role
  readonly firmwares: readonly Firmware[]
  readonly start: () => void
  /** Says goodbye, and returns later. */
  readonly leave: (backMs: number) => void
  /** The connection ends without a goodbye. */
  readonly breakOff: (backMs: number) => void
  readonly powerOff: (backMs: number) => void
  /** Connects once more before it gives up the connection it has, as firmware does after a reset of its own. */
  readonly takeOver: (sameId: boolean, overlapMs: number) => void
  readonly part: (forMs: number, retryMs: number) => void
  readonly say: (utterances: readonly Utterance[]) => void
  readonly changed: () => void
  readonly announce: (present: boolean) => void
  /** Since when it is connected, subscribed, quick and honest; undefined when it is not. */
  readonly wellSince: () => number | undefined
}

interface Connection {
  readonly link: Link
  readonly pings: Cancel
  /** Whether this is one to an outside broker. */
  readonly isOutside: boolean
  up: boolean
  refused: boolean
  lastHeardAt: number
}

const RECONNECT_MS = 1_000

/** After a refusal firmware waits for longer. */
const REFUSED_MS = 5_000

export function openPeer(role: Role, tongues: readonly Tongue[], around: PeerSurroundings): Peer {
  const { time, recorder, random, setting } = around
  const firmwares = tongues.map(tongue => openFirmware(tongue, time.trueWall, random.fork(tongue.id)))
  const options: LinkOptions = { ...setting, address: around.address, random }
  let connection: Connection | undefined
  let wellSince: number | undefined
  let powered = true
  let packetId = 1
  let generation = 0
  let idCount = 0
  let announced = true

  const well = (): void => {
    const isWell =
      connection?.up === true && !connection.link.parted() && firmwares.every(one => one.manner() === 'fast')
    wellSince = isWell ? time.mono() : undefined
  }
  const comeBack = (afterMs: number): void => {
    const mine = ++generation
    time.after(afterMs, () => {
      if (generation === mine && connection === undefined) connect()
    })
  }
  const forget = (): void => {
    connection?.pings()
    connection = undefined
    well()
  }
  const publish = (utterance: Utterance): void => {
    if (connection?.up !== true) return
    const { topic, payload, retain } = utterance
    const qos = random.chance(0.5) ? 1 : 0
    packetId = (packetId % 60_000) + 1
    const bytes = generate({ cmd: 'publish', topic, payload, qos, retain, dup: false, messageId: packetId } as Packet)
    connection.link.send(bytes, () => around.arrived(utterance))
  }
  const say = (utterances: readonly Utterance[]): void => {
    for (const one of utterances) {
      if (one.afterMs === 0) publish(one)
      else time.after(one.afterMs, () => publish(one))
    }
  }
  const availability = (word: 'online' | 'offline'): void => {
    if (role.availability === undefined) return
    const meaning = { kind: word } as const
    for (const applianceId of role.appliances)
      publish({ afterMs: 0, applianceId, topic: role.availability, payload: word, retain: true, meaning })
  }
  const subscribed = (current: Connection): void => {
    current.up = true
    for (const one of announced ? firmwares : []) say(one.describe(true))
    availability('online')
    if (random.chance(0.6)) for (const one of firmwares) say(one.heartbeat())
    well()
  }
  const took = ({ link, isOutside }: Connection, packet: IPublishPacket, takenAt: number): void => {
    const { topic } = packet
    const payload = packet.payload.toString()
    if (packet.qos > 0) link.send(generate({ cmd: 'puback', messageId: packet.messageId } as Packet))
    const by = { heardBetween: link.heardBetween, ...(isOutside ? ({ outside: 'by' } as const) : {}) }
    around.delivered({ login: role.login, topic, payload, takenAt, at: time.mono(), ...by })
    for (const one of firmwares) say(one.hears(topic, payload))
  }
  const received = (current: Connection, packet: Packet, takenAt: number): void => {
    if (!powered) return
    current.lastHeardAt = time.mono()
    if (packet.cmd === 'connack') {
      // Its login is not in the configuration now, or its client id is another's: it tries again, as firmware does.
      current.refused = packet.returnCode !== 0
      if (current.refused) return
      const subscriptions = role.subscribes.map(one => ({ ...one }))
      current.link.send(generate({ cmd: 'subscribe', messageId: 65_000, subscriptions } as Packet))
    } else if (packet.cmd === 'suback') subscribed(current)
    else if (packet.cmd === 'publish') took(current, packet, takenAt)
  }
  const ping = (current: Connection): void => {
    if (!powered || connection !== current) return
    if (time.mono() - current.lastHeardAt > role.keepaliveS * 1_900) {
      current.link.close()
      forget()
      comeBack(RECONNECT_MS)
      return
    }
    current.link.send(generate({ cmd: 'pingreq' }), () => {
      if (current.isOutside) return
      for (const id of role.appliances) if (id === role.login) recorder.hear(id, { kind: 'ping' })
    })
  }
  const connect = (): void => {
    const truth = openTruth(role, clientIdOf(role, idCount), around)
    let current: Connection
    const link = around.wire().connect(
      options,
      {
        received: (packet, takenAt) => received(current, packet, takenAt),
        closed: () => {
          if (connection !== current) return current.pings()
          forget()
          comeBack(current.refused ? REFUSED_MS : random.pick([10, 400, RECONNECT_MS]))
        },
      },
      truth,
    )
    if (link === undefined) {
      comeBack(RECONNECT_MS)
      return
    }
    const pings = time.every(role.keepaliveS * 1_000, () => ping(current))
    current = {
      link,
      pings,
      isOutside: recorder.facts.mode === 'outside',
      up: false,
      refused: false,
      lastHeardAt: time.mono(),
    }
    connection = current
    well()
    link.send(connectPacket(role, idCount))
  }
  return {
    role,
    firmwares,
    start() {
      if (role.everyS !== undefined) {
        time.every(role.everyS * 1_000, () => {
          for (const one of firmwares) if (one.manner() !== 'silent') say(one.heartbeat())
        })
      }
      connect()
    },
    leave(backMs) {
      if (random.chance(0.5)) availability('offline')
      connection?.link.send(generate({ cmd: 'disconnect' }))
      connection?.link.close()
      forget()
      comeBack(backMs)
    },
    breakOff(backMs) {
      connection?.link.close()
      forget()
      comeBack(backMs)
    },
    powerOff(backMs) {
      powered = false
      connection?.link.vanish()
      forget()
      const mine = ++generation
      time.after(backMs, () => {
        powered = true
        if (generation === mine && connection === undefined) connect()
      })
    },
    takeOver(sameId, overlapMs) {
      if (!powered || connection === undefined) return
      const old = connection
      if (!sameId) idCount++
      connect()
      // With no overlap nobody knows which the broker sees first: the new login or the end of the old connection.
      time.after(overlapMs, () => {
        old.pings()
        old.link.close()
      })
    },
    part(forMs, retryMs) {
      const current = connection
      current?.link.part()
      well()
      time.after(forMs, () => {
        current?.link.heal(retryMs)
        well()
      })
    },
    say,
    changed: well,
    announce(present) {
      announced = present
      for (const one of firmwares) say(one.describe(present))
    },
    // It may not know yet that the broker is gone.
    wellSince: () => {
      const reachable = around.reachableSince()
      if (recorder.session(role.login).open === 0 || wellSince === undefined || reachable === undefined)
        return undefined
      return Math.max(wellSince, reachable)
    },
  }
}

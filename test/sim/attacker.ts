/** One client of the embedded broker against all others: with an account of its own, and with none. */
import { generate, type Packet } from 'mqtt-packet'
import { secretOf } from './peerLogin.ts'
import type { Attack } from './plan.ts'
import type { Random } from './random.ts'
import type { Recorder } from './record.ts'
import { BASE, ROGUE } from './roles.ts'
import type { SimTime } from './simTime.ts'
import type { Link, Wire } from './wire.ts'

export interface AttackerOptions {
  readonly time: SimTime
  readonly recorder: Recorder
  readonly random: Random
  readonly wire: () => Wire
}

/** A little more than the burst that one client may send (src/adapters/mqtt/brokerLimits.ts). */
const FLOOD = 2_100

/** It gives up, or is thrown out, and comes with the next attack. */
const STAYS_MS = 20_000

const publish = (topic: string, payload: string, retain = false): Uint8Array =>
  generate({ cmd: 'publish', topic, payload, qos: 0, retain, dup: false } as Packet)

const subscribe = (...topics: readonly string[]): Uint8Array =>
  generate({ cmd: 'subscribe', messageId: 7, subscriptions: topics.map(topic => ({ topic, qos: 0 })) } as Packet)

/** What it says when it is logged in. */
const WORDS: Readonly<Record<Attack, (attack: AttackerOptions) => readonly Uint8Array[]>> = {
  flood: () => [Buffer.concat(Array.from({ length: FLOOD }, (_, at) => publish('rogue/flood', String(at))))],
  // The length of a frame of 200 MiB, and a little of it.
  giant: () => [Buffer.from([0x30, 0x80, 0x80, 0x80, 0x64, 0x00, 0x01, 0x61])],
  foreignId: () => [],
  wildcard: () => [subscribe('#', '+/+/+', `${BASE}/#`, 'home/#', '$SYS/#'), subscribe(`${BASE}/lamp/set`)],
  forge: () => [
    publish(`${BASE}/lamp/state`, '{"power":"on","brightness":3}', true),
    publish(`${BASE}/lock/result`, '{"id":"id-1","ok":true,"lockState":"UNLOCKED"}'),
    publish(`${BASE}/lamp/availability`, 'offline', true),
    publish(`${BASE}/lock/set`, '{"id":"forged","action":"SetLockState","lockState":"UNLOCKED"}'),
    publish(`${BASE}/fan/config`, '', true),
    publish('home/thermo/lwt', 'offline', true),
    publish('home/ir/power', 'ON'),
    publish('$SYS/x', 'y'),
  ],
  retained: () => Array.from({ length: 20 }, (_, at) => publish(`rogue/${at}`, 'kept', true)),
  badLogin: () => [],
  manyIds: () => [],
  garbage: ({ random }) => [Buffer.from(Array.from({ length: 60 }, () => random.between(0, 255)))],
}

const IDS: Readonly<Partial<Record<Attack, readonly string[]>>> = {
  foreignId: ['c-lamp', 'c-air', 'c-hub', 'c-lock', 'c-plug'],
  manyIds: ['r-1', 'r-2', 'r-3', 'r-4', 'r-5'],
}

/** Attacks the broker that the house uses now; what it gets that is not its own breaks an invariant. */
export function attack(how: Attack, options: AttackerOptions): void {
  const { time, recorder, wire, random } = options
  if (recorder.facts.mode === 'outside') return
  const once = (clientId: string): void => {
    const link: Link | undefined = wire().connect(
      { address: '192.168.0.66', random, maxLatencyMs: 2, sendBufferBytes: 65_536 },
      { received: packet => got(packet), closed: () => undefined },
      {
        brokerWrote: packet => {
          // In the same instant: the owner of the id has not left by itself.
          if (packet.cmd === 'connack' && heldAt === time.mono() && !recorder.facts.clientIds.has(clientId))
            recorder.break('rightsHold', `${clientId} was thrown out`)
        },
        brokerClosed: () => undefined,
      },
    )
    const got = (packet: Packet): void => {
      if (packet.cmd === 'connack' && packet.returnCode === 0)
        for (const bytes of WORDS[how](options)) link?.send(bytes)
      if (packet.cmd === 'connack' && packet.returnCode === 0 && how === 'badLogin')
        recorder.break('rightsHold', `${clientId} was let in`)
      if (packet.cmd === 'publish' && !packet.topic.startsWith('rogue/'))
        recorder.break('rightsHold', `the rogue got ${packet.topic} ${packet.payload.toString()}`)
    }
    let heldAt: number | undefined
    link?.send(connectPacket(clientId, how), () => {
      if (recorder.facts.clientIds.has(clientId)) heldAt = time.mono()
    })
    time.after(STAYS_MS, () => link?.close())
  }
  for (const id of IDS[how] ?? ['rogue']) once(id)
}

function connectPacket(clientId: string, how: Attack): Uint8Array {
  const packet = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: how !== 'manyIds',
    keepalive: 30,
    username: ROGUE.login,
    password: Buffer.from(how === 'badLogin' ? 'guessed' : secretOf(ROGUE.login)),
  }
  return generate(packet as unknown as Packet)
}

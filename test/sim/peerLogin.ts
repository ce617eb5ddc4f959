/** How a client of the broker logs in, and what its session truly is. */
import { generate, type Packet } from 'mqtt-packet'
import type { Recorder } from './record.ts'
import type { Role } from './roles.ts'
import type { SimTime } from './simTime.ts'

interface TruthSurroundings {
  readonly time: SimTime
  readonly recorder: Recorder
  /** Whether the broker is closing by order: last wills then say nothing. */
  readonly brokerIsClosing: () => boolean
}

export const clientIdOf = ({ login }: Role, idCount: number): string =>
  idCount === 0 ? `c-${login}` : `c-${login}-${idCount}`

export function connectPacket(role: Role, idCount: number): Uint8Array {
  const { login, clean, keepaliveS, availability } = role
  const will =
    availability === undefined ? {} : { will: { topic: availability, payload: 'offline', qos: 1, retain: true } }
  const packet = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: clientIdOf(role, idCount),
    clean,
    keepalive: keepaliveS,
    username: login,
    password: Buffer.from(secretOf(login)),
    ...will,
  }
  return generate(packet as unknown as Packet)
}

export const secretOf = (login: string): string => `secret of ${login}`

/** What the broker truly holds: the session stands from the CONNACK until the broker's socket is closed. */
export function openTruth(role: Role, clientId: string, { recorder, time, brokerIsClosing }: TruthSurroundings) {
  const { facts } = recorder
  const broker = facts.life
  const { mode } = facts
  const session = recorder.session(role.login)
  let open = false
  return {
    brokerWrote(packet: Packet) {
      if (packet.cmd !== 'connack' || packet.returnCode !== 0 || open) return
      open = true
      session.open++
      facts.clientIds.add(clientId)
      session.opened = true
      recorder.trace(`session ${role.login} open ${session.open}`)
      if (facts.mode === 'outside') return
      for (const id of role.appliances) if (id === role.login) recorder.hear(id, { kind: 'session' })
    },
    brokerClosed(how: 'closed' | 'lost') {
      if (!open) return
      open = false
      facts.clientIds.delete(clientId)
      // A broker that closed took its sessions with it; the count began anew.
      if ((mode === 'embedded' && facts.life !== broker) || recorder.session(role.login) !== session) return
      session.open--
      session.closedAt = time.mono()
      recorder.trace(`session ${role.login} closed ${session.open}`)
      if (mode === 'embedded' && role.availability !== undefined && how === 'closed' && !brokerIsClosing()) {
        for (const id of role.appliances) recorder.hear(id, { kind: 'offline' })
      }
    },
  }
}

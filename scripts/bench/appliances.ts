/** Simulated native appliances over a few raw MQTT connections: they answer each command at once. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connectPacket, packetReader, publishPacket, subscribePacket } from './mqttWire.ts'

const SUBACK = 9

export const BASE = 'clova2mqtt'
export const applianceId = (at: number): string => `lamp-${String(at).padStart(4, '0')}`

export interface ApplianceOptions {
  readonly port: number
  readonly appliances: number
  readonly connections: number
  /** Whether they follow and answer commands; without it they only beat. */
  readonly answering: boolean
}

export interface Appliances {
  /** Commands received so far. */
  readonly commands: () => number
  readonly beat: (at: number) => void
  /** Bytes that the broker has not taken yet. */
  readonly unsentBytes: () => number
  readonly close: () => void
}

/** Resolves when every connection is subscribed. */
export async function openAppliances(options: ApplianceOptions): Promise<Appliances> {
  let commands = 0
  const sockets: Socket[] = []
  const answer = (socket: Socket, topic: string, payload: string): void => {
    commands++
    const { id, brightness } = JSON.parse(payload) as { id: string; brightness: number }
    const result = JSON.stringify({ id, ok: true, brightness })
    socket.write(publishPacket(topic.replace(/set$/, 'result'), result))
  }
  for (let at = 0; at < options.connections; at++) {
    const own = Array.from({ length: options.appliances }, (_, index) => index).filter(
      index => index % options.connections === at,
    )
    sockets.push(await openConnection(options, at, own, answer))
  }
  const beats = Array.from({ length: options.appliances }, (_, at) =>
    publishPacket(`${BASE}/${applianceId(at)}/heartbeat`, ''),
  )
  return {
    commands: () => commands,
    beat: at => {
      const which = at % options.appliances
      sockets[which % options.connections]?.write(beats[which] ?? '')
    },
    unsentBytes: () => sockets.reduce((sum, socket) => sum + socket.writableLength, 0),
    close: () => sockets.forEach(socket => void socket.destroy()),
  }
}

async function openConnection(
  { port, answering }: ApplianceOptions,
  at: number,
  own: readonly number[],
  answer: (socket: Socket, topic: string, payload: string) => void,
): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const filters = answering ? own.map(index => `${BASE}/${applianceId(index)}/set`) : [`bench/${at}`]
  socket.write(connectPacket(`appliances-${at}`))
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the broker closed the connection of an appliance')))
    const reader = packetReader({
      other: type => (type === SUBACK ? resolve() : undefined),
      publish: (topic, payload) => answer(socket, topic, payload),
    })
    socket.on('data', reader)
    socket.write(subscribePacket(filters))
  })
  return socket
}

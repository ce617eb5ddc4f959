/** A process that attacks a broker in one way until it is killed: `attacker.ts PORT KIND`. Says when it has begun. */
import { connect, type Socket } from 'node:net'
import { type Connect, connectPacket, packet, publishPacket, subscribePacket } from '../../badInput/mqttBytes.ts'
import { PASSWORD } from '../house.ts'

const [portText = '', kind = ''] = process.argv.slice(2)
const LOGIN = { username: kind, password: PASSWORD }
const NOISE = 'x'.repeat(100)
const CONNACK_BYTES = 4

let ids = 0

/** `once` of Node fails with an error of the socket, which is what an attacker expects. */
const happens = (socket: Socket, event: string): Promise<void> =>
  new Promise(resolve => void socket.once(event, () => resolve()))

async function open(): Promise<Socket> {
  const socket = connect({ port: Number(portText), host: '127.0.0.1', noDelay: true })
  socket.on('error', () => undefined)
  await Promise.race([happens(socket, 'connect'), happens(socket, 'close')])
  return socket
}

/** A connection that is logged in, or was refused; reads and forgets unless it is paused. */
async function logIn(more: Connect = {}): Promise<Socket> {
  const socket = await open()
  socket.write(connectPacket({ ...LOGIN, clientId: `mallory-${process.pid}-${ids++}`, ...more }))
  await new Promise<void>(resolve => {
    let bytes = 0
    socket.on('data', chunk => {
      bytes += chunk.length
      if (bytes >= CONNACK_BYTES) resolve()
    })
    socket.once('close', () => resolve())
  })
  return socket
}

/** Writes as fast as the other side takes it, for ever, over a new connection where one was closed. */
async function pour(
  bytes: Uint8Array,
  how: { before?: Uint8Array; connection?: () => Promise<Socket> } = {},
): Promise<never> {
  for (;;) {
    const socket = await (how.connection ?? logIn)()
    if (how.before !== undefined) socket.write(how.before)
    const closed = happens(socket, 'close')
    while (!socket.destroyed) {
      if (!socket.write(bytes)) await Promise.race([happens(socket, 'drain'), closed])
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}

const many = (count: number, make: (at: number) => Uint8Array): Uint8Array =>
  Buffer.concat(Array.from({ length: count }, (_, at) => make(at)))

/** QoS 1 and 2 with a packet id of its own each. */
const numbered = (flags: number, at: number): Uint8Array =>
  packet(0x30 | flags, [0, 9], Buffer.from('mallory/x'), [(at >> 8) + 1, at & 0xff], Buffer.from(NOISE))

/** So many of it side by side, each again and again. */
function again(width: number, act: () => Promise<void>): void {
  const forever = async (): Promise<never> => {
    for (;;) {
      await act()
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  for (let at = 0; at < width; at++) void forever()
}

const retained = (first: number, count: number): Uint8Array =>
  many(count, at => publishPacket(`mallory/kept/${first + at}`, NOISE, 1))

const KINDS: Readonly<Record<string, () => unknown>> = {
  flood0: () => pour(many(500, () => publishPacket('mallory/x', NOISE))),
  flood1: () => pour(many(500, at => numbered(2, at))),
  flood2: () => pour(many(500, at => numbered(4, at))),
  forgery: () =>
    pour(many(500, at => publishPacket(`clova2mqtt/lamp-${at % 3}/${at % 2 === 0 ? 'set' : 'result'}`, '{"ok":true}'))),
  giantFrames: () =>
    again(5, async () => {
      for (const connection of [open, logIn]) {
        const socket = await connection()
        socket.write(Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(60_000)]))
        await Promise.race([happens(socket, 'close'), new Promise(resolve => setTimeout(resolve, 200))])
        socket.destroy()
      }
    }),
  halfFrames: async () => {
    const half = packet(0x30, [0, 9], Buffer.from('mallory/x'), Buffer.alloc(250_000)).subarray(0, -1_000)
    for (let at = 0; at < 80; at++) (await logIn()).write(half)
  },
  connectionStorm: () => again(40, async () => void (await logIn()).resetAndDestroy()),
  silentSockets: () => again(150, async () => happens(await open(), 'close')),
  wrongLogins: () => again(40, async () => void (await logIn({ password: 'wrong' })).destroy()),
  subscribeStorm: () => pour(many(3_000, at => subscribePacket(`mallory/${at}/+/#`))),
  replayStorm: async () => {
    const socket = await logIn()
    for (let at = 0; at < 3_000; at += 300) {
      socket.write(retained(at, 300))
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return pour(many(500, () => subscribePacket('mallory/#')))
  },
  frozenReader: async () => {
    const reader = await logIn()
    reader.write(subscribePacket('mallory/#'))
    await new Promise(resolve => setTimeout(resolve, 50))
    reader.pause()
    const big = publishPacket('mallory/x', 'x'.repeat(100_000))
    return pour(big)
  },
  retainedFlood: async () => {
    const socket = await logIn()
    for (let at = 0; !socket.destroyed; at += 100) {
      socket.write(retained(at, 100))
      // Below the rate, which would drop them before they are looked at.
      await new Promise(resolve => setTimeout(resolve, 100))
      if (at === 0) socket.write(many(1_900, more => publishPacket(`mallory/old/${more}`, 'x'.repeat(4_000), 1)))
    }
  },
  willFlood: () =>
    again(20, async () => {
      const socket = await logIn({ will: { topic: `mallory/will/${ids}`, payload: NOISE, retain: true } })
      socket.resetAndDestroy()
    }),
  pingFlood: () => pour(many(10_000, () => Buffer.from([0xc0, 0]))),
  takeover: () => again(20, async () => void (await logIn({ clientId: `fake-lamp-${ids++ % 3}` })).resetAndDestroy()),
}

const attack = KINDS[kind]
if (attack === undefined) throw new RangeError(`${kind}: one of ${Object.keys(KINDS).join(', ')} is wanted`)
void attack()
process.stdout.write('begun\n')

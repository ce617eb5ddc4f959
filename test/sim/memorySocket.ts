/** A socket without a kernel: a real `net.Socket` as far as anybody asks, with the kernel replaced. */
import type net from 'node:net'
import { Socket } from 'node:net'
import mqttPacket, { type Packet } from 'mqtt-packet'

export interface Kernel {
  readonly highWaterMark: number | undefined
  readonly unacknowledged: () => number
  readonly room: (bytes: number) => boolean
  /** The kernel has these bytes, and with them these packets are complete. */
  readonly took: (packets: readonly Packet[], chunk: Buffer) => void
  readonly ended: (how: 'closed' | 'reset') => void
}

export class MemorySocket extends Socket {
  readonly #kernel: Kernel
  readonly #parser = mqttPacket.parser()
  #packets: Packet[] = []
  #waiting: { readonly bytes: Buffer; readonly done: () => void } | undefined
  #taken = 0
  #received = 0
  #reset = false

  constructor(address: string, kernel: Kernel) {
    const { highWaterMark } = kernel
    super({
      allowHalfOpen: false,
      ...(highWaterMark === undefined ? {} : { highWaterMark }),
    } as net.SocketConstructorOpts)
    this.#kernel = kernel
    this.#parser.on('packet', packet => this.#packets.push(packet))
    Object.defineProperties(this, {
      bytesWritten: { get: () => this.#taken + this.writableLength },
      bytesRead: { get: () => this.#received },
      remoteAddress: { value: address },
    })
    this.once('close', () => kernel.ended(this.#reset ? 'reset' : 'closed'))
  }
  receive(bytes: Uint8Array): void {
    this.#received += bytes.length
    this.push(Buffer.from(bytes))
  }
  unacknowledged(): number {
    return this.#kernel.unacknowledged()
  }
  kernelHasRoom(): void {
    const waiting = this.#waiting
    if (waiting === undefined || !this.#kernel.room(waiting.bytes.length)) return
    this.#waiting = undefined
    this.#take(waiting.bytes)
    waiting.done()
  }
  #take(bytes: Buffer): void {
    this.#taken += bytes.length
    this.#parser.parse(bytes)
    const packets = this.#packets
    this.#packets = []
    this.#kernel.took(packets, bytes)
  }
  override _read(): void {
    // Bytes are pushed when they arrive.
  }
  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    const bytes = bytesOf(chunk, encoding)
    if (this.#kernel.room(bytes.length)) {
      this.#take(bytes)
      done()
    } else this.#waiting = { bytes, done }
  }
  override _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk, encoding }) => bytesOf(chunk, encoding))), 'utf8', done)
  }
  override _final(done: () => void): void {
    done()
  }
  override resetAndDestroy(): this {
    this.#reset = true
    return this.destroy()
  }
}

/** A socket takes text undecoded. */
const bytesOf = (chunk: Buffer | string, encoding: BufferEncoding): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk

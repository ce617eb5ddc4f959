/** Raw connections to a listener, for what no HTTP client would send. */
import { connect, type Socket } from 'node:net'

export interface RawConnection {
  readonly socket: Socket
  send(text: string | Uint8Array): void
  /** Everything received so far. */
  text(): string
  /** Resolves with everything received once the other side closed, however it did. */
  closed(): Promise<string>
  /** Resolves once the received text contains this. */
  until(part: string): Promise<string>
}

export function rawConnection(address: number | string): RawConnection {
  const socket = typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address)
  let received = ''
  socket.on('data', piece => {
    received += piece.toString('latin1')
  })
  socket.on('error', () => undefined)
  const closed = new Promise<string>(resolve => socket.once('close', () => resolve(received)))
  return {
    socket,
    send: text => void socket.write(text),
    text: () => received,
    closed: () => closed,
    until: part =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (received.includes(part)) resolve(received)
        }
        socket.on('data', look)
        socket.once('close', () => reject(new Error(`closed before "${part}": ${received}`)))
        look()
      }),
  }
}

/** A whole POST as bytes; `headers` are lines without their line ends. */
export function post(path: string, body: string, ...headers: string[]): string {
  const lines = [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Length: ${Buffer.byteLength(body)}`, ...headers]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

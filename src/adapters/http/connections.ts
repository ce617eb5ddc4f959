/** Knows which connections of a server have a request in flight, so that closing is quick and loses no answer. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../ports/clock.ts'

export interface Connections {
  /**
   * Stops accepting, closes idle connections, lets requests in flight finish for up to `graceMs` milliseconds, then
   * destroys what is left. Resolves when nothing is open; later calls wait for the first one.
   */
  close(graceMs: number): Promise<void>
}

/**
 * Counts requests per connection itself: `server.closeIdleConnections()` takes a connection that has not sent anything
 * yet (a tunnel's spare one) for a busy one, and would hold every stop for the whole grace.
 */
export function trackConnections(server: Server, clock: Clock): Connections {
  const requests = new Map<Socket, number>()
  let closed: Promise<void> | undefined

  server.on('connection', (socket: Socket) => {
    requests.set(socket, 0)
    socket.once('close', () => requests.delete(socket))
  })
  server.on('request', (request, response) => {
    const { socket } = request
    requests.set(socket, (requests.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const before = requests.get(socket)
      if (before === undefined) return
      requests.set(socket, before - 1)
      if (closed !== undefined && before === 1) socket.destroySoon()
    })
  })

  const closeNow = (graceMs: number): Promise<void> =>
    new Promise(resolve => {
      const cancel = clock.after(graceMs, () => {
        for (const socket of requests.keys()) socket.destroy()
      })
      server.close(() => {
        cancel()
        resolve()
      })
      for (const [socket, count] of requests) if (count === 0) socket.destroySoon()
    })

  return {
    close(graceMs) {
      closed ??= closeNow(graceMs)
      return closed
    },
  }
}

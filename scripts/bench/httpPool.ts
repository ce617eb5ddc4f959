/** Kept-alive HTTP connections on bare sockets: a client library costs as much as the server that is measured. */
import { connect, type Socket } from 'node:net'

export interface HttpPool {
  /** Sends a whole request as soon as a connection is free; `done` gets the status and the body. */
  readonly send: (request: Buffer, done: (status: number, body: string) => void) => void
  readonly queued: () => number
  readonly close: () => void
}

interface Job {
  readonly request: Buffer
  readonly done: (status: number, body: string) => void
}

/** @param size connections at most; fewer than the gateway lets in at once, so that overload shows as waiting */
export function openHttpPool(port: number, size: number): HttpPool {
  const idle: Lane[] = []
  const queue: Job[] = []
  const lanes = new Set<Lane>()
  let head = 0

  const next = (): Job | undefined => {
    const job = queue[head]
    if (job === undefined) return undefined
    head++
    if (head > 1000) {
      queue.splice(0, head)
      head = 0
    }
    return job
  }
  const free = (lane: Lane): void => {
    const job = next()
    if (job === undefined) idle.push(lane)
    else lane.start(job)
  }
  return {
    send(request, done) {
      let lane = idle.pop()
      if (lane === undefined && lanes.size < size) {
        lane = openLane(port, free)
        lanes.add(lane)
      }
      if (lane === undefined) queue.push({ request, done })
      else lane.start({ request, done })
    },
    queued: () => queue.length - head,
    close: () => lanes.forEach(lane => void lane.close()),
  }
}

interface Lane {
  readonly start: (job: Job) => void
  readonly close: () => void
}

/** One connection; reopened when the server says that this answer was its last. */
function openLane(port: number, free: (lane: Lane) => void): Lane {
  let job: Job | undefined
  let received = ''
  let socket = open()

  function open(): Socket {
    const opened = connect({ port, host: '127.0.0.1', noDelay: true })
    opened.setEncoding('latin1')
    opened.on('data', (chunk: string) => take(chunk))
    opened.on('error', () => undefined)
    opened.on('close', () => {
      if (opened === socket && job !== undefined) finish(0, '')
    })
    return opened
  }
  const finish = (status: number, body: string): void => {
    const done = job?.done
    job = undefined
    received = ''
    done?.(status, body)
    free(lane)
  }
  const take = (chunk: string): void => {
    received = received === '' ? chunk : received + chunk
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const heads = received.slice(0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(heads)?.[1])
    if (received.length < headEnd + 4 + length) return
    const body = received.slice(headEnd + 4)
    if (/connection: close/i.test(heads)) {
      const old = socket
      socket = open()
      old.destroy()
    }
    finish(Number(heads.slice(9, 12)), body)
  }
  const lane: Lane = {
    start: next => {
      job = next
      if (socket.destroyed) socket = open()
      socket.write(next.request)
    },
    close: () => void socket.destroy(),
  }
  return lane
}

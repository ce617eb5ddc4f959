/** What stands in front of the gateway on the internet: ends TLS, says where a request came from, loses an answer on demand. */
import { request as plainRequest } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { HOME_HOST, type Tls } from './certificate.ts'

export interface Tunnel {
  /** `https://home.example:PORT` */
  readonly origin: string
  /** Sends what comes from now on to this port of the gateway. */
  readonly leadTo: (port: number) => void
  /** The next answer to this path is waited for in full and then lost with the connection. */
  readonly loseAnswer: (path: string) => void
  /** Answers lost so far. */
  readonly lost: () => number
  /** Where requests seem to come from from now on. */
  readonly comesFrom: (address: string) => void
  readonly close: () => Promise<void>
}

export async function openTunnel({ key, cert }: Tls): Promise<Tunnel> {
  let port = 0
  let source = '203.0.113.7'
  let losing: string | undefined
  let lost = 0
  const server = createServer({ key, cert }, (request, response) => {
    const path = request.url?.split('?', 1)[0]
    const headers = {
      ...request.headers,
      'x-forwarded-for': source,
      'x-forwarded-proto': 'https',
      'cf-connecting-ip': source,
    }
    const onward = plainRequest(
      { host: '127.0.0.1', port, method: request.method, path: request.url, headers },
      answer => {
        if (path === losing) {
          answer.resume().once('end', () => {
            losing = undefined
            lost++
            response.destroy()
          })
          return
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        // A gateway that is killed in the middle of its answer leaves the same on the other side.
        answer.once('error', () => response.destroy())
        answer.pipe(response)
      },
    )
    onward.once('error', () => response.destroy())
    request.pipe(onward)
  })
  await listen(server)
  return {
    origin: `https://${HOME_HOST}:${portOf(server)}`,
    leadTo: to => {
      port = to
    },
    loseAnswer: path => {
      losing = path
    },
    lost: () => lost,
    comesFrom: address => {
      source = address
    },
    close: () => closeServer(server),
  }
}

export const listen = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

export const closeServer = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

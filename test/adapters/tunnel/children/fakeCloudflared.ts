/**
 * Plays cloudflared as its documentation and its log describe it: a log on standard error, a status page on the port that
 * the log names. Its lines are those that users of 2025 and 2026 quote in its public issues (#1503, #972 and others). What goes wrong stands in the file named by its own path with `.faults` behind it.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [own = '', ...args] = process.argv.slice(2)
const faults = (): readonly string[] =>
  existsSync(`${own}.faults`) ? readFileSync(`${own}.faults`, 'utf8').split('\n') : []
const has = (fault: string): boolean => faults().includes(fault)

appendFileSync(`${own}.calls`, `${JSON.stringify({ args, env: process.env, pid: process.pid })}\n`)

// Before the first line that a test waits for.
process.on('SIGTERM', () => {
  appendFileSync(`${own}.calls`, `${JSON.stringify({ signal: 'SIGTERM', pid: process.pid })}\n`)
  if (!has('stubborn')) process.exit(0)
})

const log = (level: string, text: string): void => console.error(`2025-12-02T10:30:45Z ${level} ${text}`)

if (args.includes('--token-file') && has('old')) {
  console.error('Incorrect Usage: flag provided but not defined: -token-file')
  process.exit(1)
}
if (has('bad token')) {
  console.error('Provided Tunnel token is not valid.')
  process.exit(255)
}
const quick = args.includes('--url')
if (quick && has('too many')) {
  const odd = "invalid character 'e' looking for beginning of value"
  log(
    'ERR',
    `Error unmarshaling QuickTunnel response: error code: 1015 error="${odd}" status_code="429 Too Many Requests"`,
  )
  console.error(`failed to unmarshal quick Tunnel: ${odd}`)
  process.exit(1)
}
log('INF', 'Version 2025.4.0 (Checksum 0000)')
log('INF', `Starting tunnel with token eyJhIjoiNzg5IiwidCI6IjAwMDAwMDAwLTAwMDAiLCJzIjoic2VjcmV0In0=`)
const startedAt = Date.now()
const server = createServer((request, response) => {
  const connections = has('not ready') || Date.now() - startedAt < 300 ? 0 : 4
  if (has('deaf')) return
  if (request.url === '/ready') {
    response.writeHead(connections > 0 ? 200 : 503)
    response.end(
      JSON.stringify({ status: connections > 0 ? 200 : 503, readyConnections: connections, connectorId: 'x' }),
    )
  } else if (request.url === '/quicktunnel') {
    const hostname = has('odd name') ? 'evil.example/x' : 'purple-rain-4d7f.trycloudflare.com'
    response.end(JSON.stringify(quick ? { hostname } : { hostname: '' }))
  } else response.writeHead(404).end()
})
server.listen(0, '127.0.0.1', () => {
  log('INF', `Starting metrics server on 127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)
  if (has('udp'))
    log(
      'ERR',
      'Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=0 event=0 ip=198.51.100.7',
    )
  for (let n = 0; n < 4; n++) log('INF', `Registered tunnel connection connIndex=${n} protocol=quic`)
})
setInterval(() => {
  if (has('exit 0')) process.exit(0)
  if (has('shout')) log('ERR', `something failed again, number ${Math.random()}`)
}, 20)

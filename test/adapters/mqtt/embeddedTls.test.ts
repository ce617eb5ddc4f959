import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { afterAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/kernel/secret.ts'
import { eventually, received, startBroker } from './support.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'broker-tls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const selfSigned = (): { cert: string; key: Secret } => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, ...name, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { cert: readFileSync(cert, 'utf8'), key: new Secret(readFileSync(key, 'utf8')) }
}

describe.skipIf(!hasOpenssl)('TLS listener of the embedded broker (needs openssl)', () => {
  test('carries the same sessions, and the frame guard sees its clear text', async () => {
    const { cert, key } = selfSigned()
    const under = await startBroker({ tls: { port: 0, cert, key } })
    await under.broker.subscribe(['#'])
    const url = `mqtts://127.0.0.1:${under.broker.tlsPort()}`
    const login = { username: 'all', password: 'secret of all', ca: cert, reconnectPeriod: 0 }
    const client = await connectAsync(url, login)
    client.on('error', () => undefined)
    const got = received(client)
    await client.subscribeAsync('home/#')
    for (let at = 0; at < 100; at++) await client.publishAsync(`home/${at}`, Buffer.alloc(at * 50, 0x41), { qos: 1 })
    await under.broker.publish({ topic: 'home/x', payload: 'y', qos: 0, retain: false })
    await eventually(() => got.length === 101, '101 messages')
    expect(under.heard.messages).toHaveLength(100)
    client.publish('home/x', Buffer.alloc(1_048_576))
    await eventually(() => !client.connected, 'closed for a frame too large')
    expect(under.broker.counters().framesRefused).toBe(1)
    await under.stop()
  })

  test('refuses who does not trust it, survives what is not TLS, and ends handshakes that stand still', async () => {
    const { cert, key } = selfSigned()
    const under = await startBroker({ tls: { port: 0, cert, key }, limits: { connectTimeoutMs: 100 } })
    const port = under.broker.tlsPort() ?? 0
    await expect(connectAsync(`mqtts://127.0.0.1:${port}`, { reconnectPeriod: 0 })).rejects.toThrow('self-signed')
    const silent = connect(port, '127.0.0.1')
    let ended = false
    silent.resume().once('close', () => {
      ended = true
    })
    silent.on('error', () => undefined)
    await eventually(() => ended, 'the handshake time-out')
    const other = connect(port, '127.0.0.1')
    other.on('error', () => undefined)
    other.end('GET / HTTP/1.1\r\n\r\n')
    await new Promise(resolve => other.resume().once('close', resolve))
    expect(under.broker.connected()).toBe(true)
    await under.stop()
  })
})

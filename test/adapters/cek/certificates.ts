/** A self-signed certificate for 127.0.0.1 and a real HTTPS server with it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'cek-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

let identity: { key: string; cert: string } | undefined

function selfSigned(): { key: string; cert: string } {
  if (identity !== undefined) return identity
  const folder = mkdtempSync(join(tmpdir(), 'cek-ca-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const files = ['-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  })
  identity = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return identity
}

export async function httpsServer(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const { key, cert } = selfSigned()
  const server = createServer({ key, cert }, handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  onTestFinished(stop)
  const { port } = server.address() as AddressInfo
  return { url: `https://127.0.0.1:${port}/.well-known/signature-public-key.pem`, ca: cert, stop }
}

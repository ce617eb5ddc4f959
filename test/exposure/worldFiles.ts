/** What the programs of a world read: keys, certificates, and the configurations of sshd, nginx, Caddy and the gateway. */
import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateDevelopmentKey } from '../../src/adapters/cek/sign.ts'
import { HOME_HOST, makeCertificate } from '../linking/support/certificate.ts'
import type { OutsideOptions } from './children/outside.ts'
import { programAt } from './programs.ts'

export const RENTED = '203.0.113.10'
export const OUTSIDE = '203.0.113.20'
export const ROUTER = '203.0.113.2'

/** Ends of the WireGuard link, as docs/tunnels.md has them. */
export const WIRED = { rented: '10.8.0.1', pi: '10.8.0.2' } as const

/** How requests come to the Pi. */
export type Way = 'ssh' | 'caddy' | 'wireguard'

/** Of nginx on the rented host: as it should be, with a page of its own, with a certificate that has ended. */
export type WebKind = 'good' | 'page' | 'ended'

export interface WorldFiles {
  readonly sshd: string
  readonly nginx: Readonly<Record<WebKind, string>>
  readonly caddy: string
  /** Caddy keeps its authority below this. */
  readonly caddyData: string
  readonly config: string
  readonly outside: OutsideOptions
  readonly outsideProgram: string
}

/** The socket of the tunnel lies in the folder, which all namespaces share. @param sshHost of the rented host, by name or address */
export function writeFiles(folder: string, way: Way, sshHost: string): WorldFiles {
  const at = (name: string): string => join(folder, name)
  const write = (name: string, text: string): string => {
    writeFileSync(at(name), text, { mode: 0o600 })
    return at(name)
  }
  // sshd and nginx look at who may write to the folders above.
  chmodSync(folder, 0o711)
  const keygen = (name: string): void =>
    void execFileSync(programAt('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
  keygen('host_key')
  keygen('id')
  const publicKey = (name: string): string => readFileSync(at(`${name}.pub`), 'utf8')
  write('authorized_keys', `restrict,port-forwarding,command="/bin/false" ${publicKey('id')}`)
  write('known_hosts', `${sshHost} ${publicKey('host_key')}`)
  const { cert, key } = makeCertificate(folder)
  write('tls.pem', cert)
  write('tls.key', key)
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')]
  const ended = ['x509', '-req', '-in', at('leaf.csr'), ...signed, '-days', '-1', '-out', at('ended.pem')]
  execFileSync('openssl', ended, { stdio: 'ignore' })
  const cek = generateDevelopmentKey()
  write('cek.pub.pem', cek.publicKeyPem)
  const caFile = way === 'caddy' ? at('caddy/caddy/pki/authorities/local/root.crt') : at('ca.pem')
  const nginx = (kind: WebKind): string => write(`nginx-${kind}.conf`, nginxConfig(at, way, kind))
  return {
    sshd: write('sshd_config', sshdConfig(at)),
    nginx: { good: nginx('good'), page: nginx('page'), ended: nginx('ended') },
    caddy: write('Caddyfile', caddyConfig(at)),
    caddyData: at('caddy'),
    config: write('clova2mqtt.yaml', gatewayConfig(way, caFile, { host: sshHost, socket: at('gw.sock') })),
    outside: {
      host: HOME_HOST,
      address: way === 'caddy' ? ROUTER : RENTED,
      own: OUTSIDE,
      caFile,
      keyFile: write('cek.pem', cek.privateKeyPem.reveal()),
      action: 'DiscoverAppliances',
    },
    outsideProgram: fileURLToPath(new URL('children/outside.ts', import.meta.url)),
  }
}

const sshdConfig = (at: (name: string) => string): string => `
HostKey ${at('host_key')}
PidFile none
StrictModes no
UsePAM no
AuthorizedKeysFile ${at('authorized_keys')}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding remote
PermitListen 127.0.0.1:1
AllowStreamLocalForwarding remote
StreamLocalBindUnlink yes
`

/** Without keep-alive to the socket: a pooled connection of a dead tunnel would hold up the first request after it. */
function nginxConfig(at: (name: string) => string, way: Way, kind: WebKind): string {
  const home = way === 'wireguard' ? `http://${WIRED.pi}:8080` : `http://unix:${at('gw.sock')}:`
  const served =
    kind === 'page'
      ? "default_type text/html; return 200 '<title>Welcome to nginx!</title>';"
      : `proxy_pass ${home}; proxy_set_header X-Forwarded-For $remote_addr;`
  return `
daemon off; user root; worker_processes 1; pid ${at('nginx.pid')}; error_log ${at('nginx.log')};
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${at('t1')}; proxy_temp_path ${at('t2')}; fastcgi_temp_path ${at('t3')};
  uwsgi_temp_path ${at('t4')}; scgi_temp_path ${at('t5')};
  ssl_certificate ${at(kind === 'ended' ? 'ended.pem' : 'tls.pem')}; ssl_certificate_key ${at('tls.key')};
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; proxy_read_timeout 10s;
  proxy_connect_timeout 2s;
  server {
    listen 443 ssl;
    location / { ${served} }
  }
  # Pointed at the wrong socket, as a mistake in a configuration does it.
  server { listen 8443 ssl; location / { proxy_pass http://unix:${at('data/control.sock')}:; } }
}
`
}

/**
 * The site as docs/tunnels.md has it. Above it what makes it work without the internet: certificates of its own authority, and
 * nothing installed on this machine. Below it what points it at the wrong socket, whatever Host is asked for.
 */
const caddyConfig = (at: (name: string) => string): string => `
{
  local_certs
  skip_install_trust
  admin off
  auto_https disable_redirects
}
${HOME_HOST} {
  reverse_proxy 127.0.0.1:8080
}
${HOME_HOST}:8443, localhost:8443 {
  reverse_proxy unix/${at('data/control.sock')}
}
`

/** Signs of life every 2 s instead of 5, so that a loss is noticed within 8 s instead of 20; all else is as it comes. */
function gatewayConfig(way: Way, ca: string, { host, socket }: { host: string; socket: string }): string {
  const listen = way === 'wireguard' ? `host: ${WIRED.pi}, ` : ''
  const ssh = `
  kind: ssh
  ssh:
    host: ${host}
    user: root
    keyFile: id
    knownHostsFile: known_hosts
    socket: ${socket}
    alive: 2s`
  return `
language: en
webhook: { ${listen}port: 8080, publicUrl: 'https://${HOME_HOST}', key: { file: cek.pub.pem } }
mqtt: { port: 1883 }
log: { style: json }
tunnel:${way === 'ssh' ? ssh : ''}
  probe: { every: 1m, resolvers: ['${OUTSIDE}'], ca: ${ca} }
`
}

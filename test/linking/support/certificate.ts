/** Certificates as a tunnel has them, made by openssl for one test: an authority of its own and a leaf for the two hosts. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** The gateway as the internet sees it, and CLOVA: two sites, so that the browser treats one as foreign to the other. */
export const HOME_HOST = 'home.example'
export const CLOVA_HOST = 'clova.test'

export interface Tls {
  readonly key: string
  readonly cert: string
  /** The authority, to be believed by whoever connects. */
  readonly ca: string
}

export function makeCertificate(folder: string): Tls {
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' })
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl(
    'req',
    '-x509',
    ...curve,
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  )
  openssl('req', ...curve, '-subj', `/CN=${HOME_HOST}`, '-keyout', at('leaf.key'), '-out', at('leaf.csr'))
  writeFileSync(at('names'), `subjectAltName=DNS:${HOME_HOST},DNS:${CLOVA_HOST}\n`)
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')]
  openssl('x509', '-req', '-in', at('leaf.csr'), ...signed, '-days', '2', '-out', at('leaf.pem'))
  const [key, cert, ca] = ['leaf.key', 'leaf.pem', 'ca.pem'].map(name => readFileSync(at(name), 'utf8'))
  return { key: key ?? '', cert: cert ?? '', ca: ca ?? '' }
}

/** The webhook's part of the configuration: where it listens, and whose signature it trusts. */
import { LINK_PATHS } from '../ports/linking.ts'
import { PROBE_PATH } from '../ports/probe.ts'
import type { Edition } from '../protocol/edition.ts'
import type { FileEntry } from './applianceSchema.ts'
import { type Building, given } from './building.ts'
import { publicOrigin } from './buildLinking.ts'
import { isLoopback, type PathOf } from './buildMqtt.ts'
import type { KeyConfig, WebhookConfig } from './config.ts'

type KeyEntry = FileEntry['webhook']['key']

/** Where each platform publishes its key (KR guide "verifying the request message", JP guide "request verification"). */
export const DEFAULT_KEY_URLS: Readonly<Record<Edition, string>> = {
  KR: 'https://clova.ai/.well-known/signature-public-key.pem',
  JP: 'https://clova-cek-requests.line.me/.well-known/signature-public-key.pem',
}

/** Paths of the same listener that are taken: account linking, the sign of life for the tunnel, our own probe. */
const TAKEN_PATHS: readonly string[] = [...Object.values(LINK_PATHS), '/live', PROBE_PATH]

export function buildWebhook(entry: FileEntry, pathOf: PathOf, building: Building): WebhookConfig {
  const { host, port, path, deadline, key } = entry.webhook
  const { report } = building
  if (!isLoopback(host)) report.warning('webhookOpen', ['webhook', 'host'])
  if (!/^\/[A-Za-z0-9._~/-]*$/.test(path)) report.problem('wantPath', ['webhook', 'path'])
  else if (TAKEN_PATHS.includes(path))
    report.problem('pathTaken', ['webhook', 'path'], { list: TAKEN_PATHS.join(', ') })
  return {
    host,
    port,
    path,
    ...given('publicUrl', publicOrigin(entry, building)),
    deadlineMs: deadline,
    key: keyOf(key, pathOf, building),
  }
}

function keyOf(key: KeyEntry, pathOf: PathOf, { report, edition }: Building): KeyConfig {
  const path = ['webhook', 'key']
  const [first, second] = (['url', 'file', 'pem'] as const).filter(one => key[one] !== undefined)
  if (first !== undefined && second !== undefined)
    report.problem('conflict', [...path, second], { other: first }, 'key')
  if (key.ca !== undefined && first !== undefined && first !== 'url') {
    report.problem('conflict', [...path, 'ca'], { other: first }, 'key')
  }
  for (const [at, pin] of key.pins.entries()) {
    if (!/^[0-9a-f]{64}$/i.test(pin.replaceAll(':', ''))) report.problem('wantPin', [...path, 'pins', at])
  }
  if (key.pem !== undefined) {
    if (!/-----BEGIN (RSA )?PUBLIC KEY-----/.test(key.pem)) report.problem('wantPem', [...path, 'pem'])
    if (key.pins.length > 0) report.problem('conflict', [...path, 'pins'], { other: 'pem' }, 'key')
    return { kind: 'pem', pem: key.pem }
  }
  if (key.file !== undefined) return { kind: 'file', file: pathOf(key.file), pins: key.pins }
  const url = key.url ?? DEFAULT_KEY_URLS[edition]
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') report.problem('wantHttps', [...path, 'url'])
  return { kind: 'url', url, pins: key.pins, ...given('caFile', key.ca === undefined ? undefined : pathOf(key.ca)) }
}

/** The broker's part of the configuration: the embedded one, or another. */

import { Secret } from '../kernel/secret.ts'
import { isTopic } from '../kernel/topicFilter.ts'
import { accountsOf } from './accounts.ts'
import type { FileEntry } from './applianceSchema.ts'
import type { House } from './buildHouse.ts'
import { type Building, given } from './building.ts'
import type { EmbeddedMqttConfig, MqttConfig, OutsideMqttConfig } from './config.ts'
import type { LimitName } from './settingsSchema.ts'

type MqttEntry = FileEntry['mqtt']

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 1883

/** Keys that mean the embedded broker, and those that mean another. */
const EMBEDDED_KEYS = ['host', 'port', 'tls', 'anonymous', 'accounts', 'limits'] as const
const OUTSIDE_KEYS = ['username', 'password', 'ca', 'clientId', 'version'] as const

/** Absolute path of a path in the file. */
export type PathOf = (path: string) => string

/** Addresses that only this machine reaches. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** Longest base topic: it stands before every id and is sent with every message. */
const MAX_BASE_CHARACTERS = 64

/** First levels of our own topics; no wildcard, no slash at either end. */
export const isBase = (base: string): boolean =>
  isTopic(base) && base.length <= MAX_BASE_CHARACTERS && !/^[$/]|\/$|\/\//.test(base)

export function buildMqtt(file: FileEntry, house: House, pathOf: PathOf, building: Building): MqttConfig {
  const { mqtt } = file
  const { report } = building
  const [stray, other] =
    mqtt.url === undefined ? ([OUTSIDE_KEYS, 'needs'] as const) : ([EMBEDDED_KEYS, 'conflict'] as const)
  for (const key of stray) if (mqtt[key] !== undefined) report.problem(other, ['mqtt', key], { other: 'url' }, 'key')
  return mqtt.url === undefined ? embedded(file, house, pathOf, building) : outside(mqtt, mqtt.url, pathOf, building)
}

function embedded(file: FileEntry, house: House, pathOf: PathOf, building: Building): EmbeddedMqttConfig {
  const { mqtt } = file
  const ids = { appliances: Object.keys(file.appliances), bridges: Object.keys(file.bridges) }
  const accounts = accountsOf(mqtt.accounts, house, ids, building)
  const host = mqtt.host ?? DEFAULT_HOST
  const { tls } = mqtt
  const open = !isLoopback(host) || (tls !== undefined && !isLoopback(tls.host ?? host))
  checkOpen(mqtt, open, accounts.length, building)
  const limits = Object.entries(mqtt.limits ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name as LimitName, value] as const],
  )
  return {
    kind: 'embedded',
    base: mqtt.base,
    host,
    port: mqtt.port ?? DEFAULT_PORT,
    ...given(
      'tls',
      tls && { port: tls.port, host: tls.host ?? host, certFile: pathOf(tls.cert), keyFile: pathOf(tls.key) },
    ),
    anonymous: mqtt.anonymous ?? (!open && accounts.length === 0),
    accounts,
    limits: Object.fromEntries(limits),
  }
}

/** Whoever reaches an open broker can switch everything in the house: that must be said, not slipped into. */
function checkOpen(mqtt: MqttEntry, open: boolean, accounts: number, { report }: Building): void {
  if (!open) return
  const place = ['mqtt', mqtt.host === undefined ? 'tls' : 'host']
  if (mqtt.anonymous === true) report.warning('brokerOpen', ['mqtt', 'anonymous'])
  else if (accounts === 0) report.problem('brokerUnguarded', place)
}

function outside(mqtt: MqttEntry, url: string, pathOf: PathOf, { report }: Building): OutsideMqttConfig {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^mqtts?:$/.test(parsed.protocol) || parsed.hostname === '') {
    report.problem('wantBrokerUrl', ['mqtt', 'url'])
  } else if (parsed.username !== '' || parsed.password !== '') report.problem('loginInUrl', ['mqtt', 'url'])
  if (mqtt.password !== undefined && mqtt.username === undefined) {
    report.problem('needs', ['mqtt', 'password'], { other: 'username' }, 'key')
  }
  return {
    kind: 'outside',
    base: mqtt.base,
    url,
    ...given('username', mqtt.username),
    ...given('password', mqtt.password === undefined ? undefined : new Secret(mqtt.password)),
    ...given('caFile', mqtt.ca === undefined ? undefined : pathOf(mqtt.ca)),
    ...given('clientId', mqtt.clientId),
    ...given('protocolVersion', mqtt.version === undefined ? undefined : mqtt.version === '5' ? 5 : 4),
  }
}

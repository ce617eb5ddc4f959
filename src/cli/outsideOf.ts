/** A configuration as those need it who play the outside: where webhook and broker are, and who logs in as whom. */
import { readFileSync } from 'node:fs'
import type { SimulatorLogin, SimulatorOptions } from '../adapters/simulator/playMqtt.ts'
import type { Config } from '../config/config.ts'
import { zoneOffset } from '../kernel/time.ts'

/** Addresses to listen on that are none to connect to. */
const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** Host and port to connect to, for an address to listen on. */
function reachable(host: string, port: number): string {
  const near = EVERYWHERE.has(host) ? '127.0.0.1' : host
  return `${near.includes(':') ? `[${near}]` : near}:${port}`
}

export const webhookUrl = ({ webhook: { host, port, path } }: Config): string =>
  `http://${reachable(host, port)}${path}`

export const brokerUrl = ({ mqtt }: Config): string =>
  mqtt.kind === 'outside' ? mqtt.url : `mqtt://${reachable(mqtt.host, mqtt.port)}`

/** A login of the embedded broker by its name. */
export function accountOf({ mqtt }: Config, name: string): SimulatorLogin | undefined {
  const account = mqtt.kind === 'embedded' ? mqtt.accounts.find(one => one.name === name) : undefined
  return account && { username: account.name, password: account.password }
}

/** Own login, else that of whoever answers for it, else none. */
function loginOf(config: Config, id: string): SimulatorLogin | undefined {
  const { mqtt, appliances } = config
  if (mqtt.kind === 'outside') {
    return mqtt.username === undefined ? undefined : { username: mqtt.username, password: mqtt.password }
  }
  const own = mqtt.accounts.find(one => one.appliance === id || one.bridge === id)
  if (own !== undefined) return { username: own.name, password: own.password }
  const parent = appliances.find(one => one.id === id)?.parent
  return parent === undefined ? undefined : loginOf(config, parent)
}

export function simulatorSources(config: Config, url: string): Omit<SimulatorOptions, 'clock' | 'log'> {
  const { mqtt } = config
  return {
    url,
    base: mqtt.base,
    zone: zoneOffset(config.timezone),
    appliances: config.appliances,
    bridges: config.bridges,
    loginOf: id => loginOf(config, id),
    ...(mqtt.kind === 'outside' && mqtt.caFile !== undefined ? { ca: readFileSync(mqtt.caFile, 'utf8') } : {}),
  }
}

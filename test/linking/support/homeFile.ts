/** The home that is linked: its configuration, its keys, its users. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSigner, generateDevelopmentKey, type Signer } from '../../../src/adapters/cek/sign.ts'

/** Logins of the two users; nobody's real password, and long enough for any rule. */
export const MASTER = { name: 'mina', password: 'sunny-harbour-lantern-42' }
/** May use the lamp only. */
export const GUEST = { name: 'guest', password: 'paper-boat-under-bridge-7' }

export const BROKER_PASSWORD = 'correct-horse-battery'
export const HOME_NAME = '미나네 집'

/** All appliances, in the order of the file. */
export const APPLIANCES = ['lamp', 'fan-heater', 'bedroom-lamp'] as const

export interface HomeFile {
  readonly folder: string
  readonly file: string
  readonly signer: Signer
}

export interface HomeFileOptions {
  readonly folder: string
  readonly webhookPort: number
  readonly brokerPort: number
  /** Origin under which the internet knows the home. */
  readonly publicUrl: string
  readonly redirectUri: string
  /** Whether refresh tokens rotate; default as the gateway does. */
  readonly rotate?: boolean
}

export function writeHomeFile(options: HomeFileOptions): HomeFile {
  const { folder, webhookPort, brokerPort, publicUrl, redirectUri, rotate = true } = options
  const { privateKeyPem, publicKeyPem } = generateDevelopmentKey()
  writeFileSync(join(folder, 'key.pem'), publicKeyPem)
  const file = join(folder, 'clova2mqtt.yaml')
  writeFileSync(
    file,
    `
name: ${HOME_NAME}
language: en
dataFolder: data
webhook: { port: ${webhookPort}, deadline: 2s, publicUrl: "${publicUrl}", key: { file: key.pem } }
mqtt: { port: ${brokerPort}, accounts: { lamp: { password: ${BROKER_PASSWORD}, appliance: lamp } } }
log: { style: json, level: debug }
linking: { redirectUris: ["${redirectUri}"], rotate: ${rotate} }
users: { ${GUEST.name}: { only: [lamp] } }
appliances:
  lamp: { type: LIGHT, name: Lamp, native: true, properties: { power: {}, brightness: {} } }
  fan-heater: { type: SWITCH, name: Fan heater, native: true, properties: { power: {} } }
  bedroom-lamp: { type: LIGHT, name: Bedroom lamp, native: true, properties: { power: {} } }
`,
  )
  return { folder, file, signer: createSigner(privateKeyPem) }
}

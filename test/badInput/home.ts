/** The home that bad input is sent to: its configuration and everything in it that must never stand in a log. */

/** Passwords of the broker logins by account. */
export const PASSWORDS = {
  lamp: 'lamp-password-Qb71xRt',
  desk: 'desk-password-Zk20pLm',
  plug: 'plug-password-Yw88sDf',
  probe: 'probe-password-Hn35cVb',
  visitor: 'visitor-password-Ux64gKj',
  newcomer: 'newcomer-password-Op17tEr',
} as const

export const TOKENS = {
  good: 'good-token-8fJ2mQx7',
  revoked: 'revoked-token-5cN9wTy3',
  expired: 'expired-token-1dV6bHz4',
}

/** Who may link this home. */
export const USER = { name: 'mina', password: 'mina-password-Lt83sWq5' } as const

/** Stands in payloads, unsigned bodies and wrong passwords: what people say at home is nobody's log line. */
export const PRIVATE = 'private-4mR8kXw2'

/** What no log line may contain. */
export const UNSPEAKABLE: readonly string[] = [
  ...Object.values(PASSWORDS),
  ...Object.values(TOKENS),
  USER.password,
  PRIVATE,
  'PRIVATE KEY',
]

const own = (id: keyof typeof PASSWORDS): string => `    ${id}: { password: ${PASSWORDS[id]}, appliance: ${id} }`

/** The two lamps that are connected; the others never say a word. */
const LAMP_ACCOUNTS = ['', '  accounts:', own('lamp'), own('desk')].join('\n')
const OTHER_ACCOUNTS = `
${own('plug')}
${own('probe')}
    visitor: { password: ${PASSWORDS.visitor}, publish: [visitor/#], subscribe: [visitor/#] }
    newcomer: { password: ${PASSWORDS.newcomer}, publish: [clova2mqtt/+/config, clova2mqtt/nobody/+] }`

export interface HomeOptions {
  /** URL of an outside broker; the embedded one has a login per appliance. */
  readonly broker?: string | undefined
  /** Only the appliances that answer. */
  readonly lampsOnly?: boolean
}

export const homeConfig = (edition: 'KR' | 'JP', { broker, lampsOnly = false }: HomeOptions = {}): string => `
edition: ${edition}
presence: { misses: 100 }
language: en
dataFolder: data
webhook:
  deadline: 1500ms
  key: { file: key.pem }
mqtt:${broker === undefined ? `${LAMP_ACCOUNTS}${lampsOnly ? '' : OTHER_ACCOUNTS}` : `\n  url: ${broker}`}
appliances:${LAMPS}${lampsOnly ? '' : OTHERS}`

const LAMPS = `
  lamp:
    type: LIGHT
    name: Lamp
    native: true
    properties: { power: {}, brightness: { min: 0, max: 100 }, color: {}, mode: { values: [reading, rest] } }
  desk:
    type: LIGHT
    name: Desk lamp
    native: true
    properties: { power: {}, brightness: { min: 0, max: 100 } }`

const OTHERS = `
  probe:
    type: LIGHT
    name: Probe
    native: true
    properties: { brightness: {} }
  aircon:
    type: AIRCONDITIONER
    name: Aircon
    native: true
    properties: { power: {}, targetTemperature: { min: 18, max: 30, step: 0.5 } }
  fridge:
    type: REFRIGERATOR
    name: Fridge
    native: true
    properties: { fridgeTargetTemperature: { min: 1, max: 7 } }
  door:
    type: SMARTLOCK
    name: Door
    native: true
    properties: { lockState: {} }
  plug:
    type: LIGHT
    name: Plug
    availability: { topic: plug/status, pointer: /state }
    properties:
      power:
        state: { topic: plug/state, pointer: /POWER }
        command: { topic: plug/cmnd }
      brightness:
        state: { topic: plug/level }
        command: { topic: plug/dim }
`

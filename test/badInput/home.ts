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

/** Stands in payloads, unsigned bodies and wrong passwords: what people say at home is nobody's log line. */
export const PRIVATE = 'private-4mR8kXw2'

/** What no log line may contain. */
export const UNSPEAKABLE: readonly string[] = [
  ...Object.values(PASSWORDS),
  ...Object.values(TOKENS),
  PRIVATE,
  'PRIVATE KEY',
]

const accounts = `
  accounts:
    lamp: { password: ${PASSWORDS.lamp}, appliance: lamp }
    desk: { password: ${PASSWORDS.desk}, appliance: desk }
    plug: { password: ${PASSWORDS.plug}, appliance: plug }
    probe: { password: ${PASSWORDS.probe}, appliance: probe }
    visitor: { password: ${PASSWORDS.visitor}, publish: [visitor/#], subscribe: [visitor/#] }
    newcomer: { password: ${PASSWORDS.newcomer}, publish: [clova2mqtt/+/config, clova2mqtt/nobody/+] }`

/** @param broker lines of `mqtt` for an outside broker; the embedded one has a login per appliance */
export const homeConfig = (edition: 'KR' | 'JP', broker?: string): string => `
edition: ${edition}
language: en
dataFolder: data
webhook:
  deadline: 1500ms
  key: { file: key.pem }
mqtt:${broker === undefined ? accounts : `\n  url: ${broker}`}
appliances:
  lamp:
    type: LIGHT
    name: Lamp
    native: true
    properties: { power: {}, brightness: { min: 0, max: 100 }, color: {}, mode: { values: [reading, rest] } }
  desk:
    type: LIGHT
    name: Desk lamp
    native: true
    properties: { power: {}, brightness: { min: 0, max: 100 } }
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

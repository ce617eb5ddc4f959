/** A Tasmota plug with a meter as its firmware behaves: it announces itself, tells, answers and obeys. */
import { config, places } from '../conventions/support/tasmotaConfig.ts'

export interface TasmotaOptions {
  readonly mac: string
  readonly topic: string
  readonly name: string
  readonly say: (topic: string, payload: string, retain: boolean) => void
}

export interface Tasmota {
  /** What it says when it has connected. */
  readonly begin: () => void
  readonly hear: (topic: string, payload: string) => void
  readonly isOn: () => boolean
}

/** Makes one that is off; its meter tells 5 W while it is on. */
export function makeTasmota({ mac, topic, name, say }: TasmotaOptions): Tasmota {
  let on = false
  const word = (): string => (on ? 'ON' : 'OFF')
  const sensors = (): object => ({ Time: '2026-11-21T10:00:00', ENERGY: { Total: 1.5, Power: on ? 5 : 0 } })
  const result = (said: object): void => say(`stat/${topic}/RESULT`, JSON.stringify(said), false)
  return {
    begin() {
      say(`tele/${topic}/LWT`, 'Online', true)
      const own = config({ mac, t: topic, dn: name, fn: [name], rl: places(32, 1), md: 'Plug' })
      say(`tasmota/discovery/${mac}/config`, JSON.stringify(own), true)
      say(`tasmota/discovery/${mac}/sensors`, JSON.stringify({ sn: sensors(), ver: 1 }), true)
    },
    hear(at, payload) {
      const command = at.slice(at.lastIndexOf('/') + 1)
      if (command === 'POWER1') {
        on = payload === 'ON'
        result({ POWER: word() })
        say(`stat/${topic}/POWER`, word(), false)
        // With `PowerDelta` it tells a change of power by itself.
        say(`tele/${topic}/SENSOR`, JSON.stringify(sensors()), false)
      }
      if (command === 'STATE') result({ Time: '2026-11-21T10:00:00', POWER: word() })
      if (command === 'STATUS') say(`stat/${topic}/STATUS${payload}`, JSON.stringify({ StatusSNS: sensors() }), false)
    },
    isOn: () => on,
  }
}

/** Relays, lights and the fan of a Tasmota device: each output with its number, which counts relays before lights. */
import type { CommandMessage, PropertyBinding, StateBinding } from '../../home/appliance.ts'
import { type Json, member } from '../../kernel/json.ts'
import { composed, property } from '../property.ts'
import type { Station } from './station.ts'

/** Power of an output; undefined where it cannot be told anything. */
export function powerOf(
  station: Station,
  output: number,
  commands: readonly string[] = [],
): PropertyBinding | undefined {
  const { on, off } = station.config
  const send = station.command(`POWER${output}`)
  if (send === undefined) return undefined
  return property('power', {
    states: powerStates(station, output, commands),
    ...asked(station.askState),
    command: composed([send('').topic], value => [send(value === 'on' ? on : off)]),
  })
}

/** The first output of a device that has no other is called `POWER`, without a number (SetOption26). */
function powerStates(station: Station, output: number, commands: readonly string[]): readonly StateBinding[] {
  const { on, off } = station.config
  const names = output === 1 ? ['POWER1', 'POWER'] : [`POWER${output}`]
  return station.state([...names, ...commands], said => {
    const word = names.map(name => member(said, name)).find(one => one !== undefined)
    return word === on ? 'on' : word === off ? 'off' : undefined
  })
}

/** What a property is asked by, where it can be. */
export const asked = (question: PropertyBinding['question']): Pick<PropertyBinding, 'question'> =>
  question === undefined ? {} : { question }

/** Speeds of a Sonoff iFan: 0 is off, 1 to 3 are those of the guides. */
export function fanOf(station: Station): readonly PropertyBinding[] {
  const send = station.command('FanSpeed')
  if (send === undefined) return []
  const { topic } = send('')
  const states = (read: (speed: number) => Json | undefined): readonly StateBinding[] =>
    station.state(['FanSpeed'], said => {
      const speed = member(said, 'FanSpeed')
      return typeof speed === 'number' && [0, 1, 2, 3].includes(speed) ? read(speed) : undefined
    })
  const tell = (speed: Json | undefined): readonly CommandMessage[] => [send(String(speed))]
  const last = (known: Json | undefined): Json => (known === 1 || known === 2 || known === 3 ? known : LOW)
  return [
    property('power', {
      states: states(speed => (speed === 0 ? 'off' : 'on')),
      ...asked(station.askState),
      command: composed([topic], (value, known) => tell(value === 'on' ? last(known('fanSpeed')) : 0)),
    }),
    property('fanSpeed', {
      limits: { values: [1, 2, 3] },
      states: states(speed => (speed === 0 ? undefined : speed)),
      ...asked(station.askState),
      command: composed([topic], value => tell(value)),
    }),
  ]
}

/** A fan that nobody knows the speed of begins gently. */
const LOW = 1

/** Shutters of a Tasmota device: two relays each, one position in per cent. */
import type { ActionBinding, PropertyBinding, StateBinding } from '../../home/appliance.ts'
import { member } from '../../kernel/json.ts'
import { PLAIN_ACTIONS } from '../../protocol/plainActions.ts'
import { composed, property } from '../property.ts'
import { asked } from './outputs.ts'
import type { Station } from './station.ts'

/** What a pair of relays can do and tell. */
export interface Shutter {
  readonly properties: readonly PropertyBinding[]
  readonly actions: ReadonlyMap<string, ActionBinding>
}

/** Below this many per cent from the end it is closed: motors stop a little early. */
const CLOSED_WITHIN = 1

/** A shutter by its number; the firmware turns commands around itself where percentages are inverted. */
export function shutterOf(station: Station, number: number): Shutter | undefined {
  const open = station.command(`ShutterOpen${number}`)
  const close = station.command(`ShutterClose${number}`)
  const stop = station.command(`ShutterStop${number}`)
  if (open === undefined || close === undefined || stop === undefined) return undefined
  return {
    properties: [
      property('openState', {
        slow: true,
        states: statesOf(station, number),
        ...asked(station.askSensors),
        command: composed([open('').topic, close('').topic], value => [value === 'OPENED' ? open('') : close('')]),
      }),
    ],
    actions: new Map([[PLAIN_ACTIONS.stop, { messages: [stop('')] }]]),
  }
}

const MOVES = ['ShutterOpen', 'ShutterClose', 'ShutterStop', 'ShutterPosition']

function statesOf(station: Station, number: number): readonly StateBinding[] {
  const isInverted = station.config.inverted[number - 1] === true
  return station.sensor(MOVES, said => {
    const position = member(member(said, `Shutter${number}`), 'Position')
    if (typeof position !== 'number') return undefined
    return (isInverted ? 100 - position : position) < CLOSED_WITHIN ? 'CLOSED' : 'OPENED'
  })
}

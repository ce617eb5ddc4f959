/** `cover`: a curtain, a blind or a gate, by words or by position. */
import type { StateBinding } from '../../../home/appliance.ts'
import { PLAIN_ACTIONS } from '../../../protocol/plainActions.ts'
import { composed, property } from '../../property.ts'
import type { Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, senderOf, signalOf, wordState } from '../signal.ts'

export const coverComponent: Component = entry => {
  const words = senderOf(entry, 'command_topic')
  const position = senderOf(entry, 'set_position_topic', 'set_position_template')
  const states = statesOf(entry)
  const openAt = entry.number('position_open') ?? 100
  const closedAt = entry.number('position_closed') ?? 0
  const open = entry.payload('payload_open', 'OPEN')
  const close = entry.payload('payload_close', 'CLOSE')
  const named = (at: number) => ({ position: at })
  const command =
    words !== undefined
      ? composed([words.topic], value => [words.message(value === 'OPENED' ? open : close)])
      : position !== undefined
        ? composed([position.topic], value => {
            const at = value === 'OPENED' ? openAt : closedAt
            return [position.message(at, named(at))]
          })
        : undefined
  // `payload_stop: null` says that it cannot be stopped.
  const stop = entry.isNull('payload_stop') ? undefined : words?.message(entry.payload('payload_stop', 'STOP'))
  return {
    properties: [property('openState', { states, slow: true, ...(command === undefined ? {} : { command }) })],
    actions: new Map(stop === undefined ? [] : [[PLAIN_ACTIONS.stop, { messages: [stop] }]]),
  }
}

/** Words first; a position tells it where there are none, and where the words only tell that it moves. */
function statesOf(entry: Entry): readonly StateBinding[] {
  const openAt = entry.number('position_open') ?? 100
  const closedAt = entry.number('position_closed') ?? 0
  const byPosition = numberState(signalOf(entry, 'position_topic', 'position_template', 'value_template'), raw =>
    Math.abs(raw - closedAt) < Math.abs(openAt - closedAt) / 100 ? 'CLOSED' : 'OPENED',
  )
  if (byPosition.length > 0) return byPosition
  return wordState(signalOf(entry, 'state_topic', 'value_template'), [
    [entry.payload('state_open', 'open'), 'OPENED'],
    [entry.payload('state_closed', 'closed'), 'CLOSED'],
  ])
}

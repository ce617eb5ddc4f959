/** `cover`: a curtain, a blind or a gate, by words or by position. */
import type { CommandMessage, StateBinding } from '../../../home/appliance.ts'
import { PLAIN_ACTIONS } from '../../../protocol/plainActions.ts'
import type { Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, senderOf, signalOf, wordState } from '../signal.ts'
import { toldBy } from './toldBy.ts'

export const coverComponent: Component = entry => {
  const words = senderOf(entry, 'command_topic')
  // A word that is null says that it cannot be told this.
  const send = (key: string, word: string): CommandMessage | undefined =>
    entry.isNull(key) ? undefined : words?.message(entry.payload(key, word))
  const position = senderOf(entry, 'set_position_topic', 'set_position_template')
  const [openAt, closedAt] = endsOf(entry)
  const at = (where: number): CommandMessage | undefined => position?.message(where, { position: where })
  const stop = send('payload_stop', 'STOP')
  const values = [
    ['OPENED', send('payload_open', 'OPEN') ?? at(openAt)],
    ['CLOSED', send('payload_close', 'CLOSE') ?? at(closedAt)],
  ] as const
  return {
    properties: [toldBy('openState', values, { states: statesOf(entry), slow: true })],
    actions: new Map(stop === undefined ? [] : [[PLAIN_ACTIONS.stop, { messages: [stop] }]]),
  }
}

const endsOf = (entry: Entry): readonly [open: number, closed: number] => [
  entry.number('position_open') ?? 100,
  entry.number('position_closed') ?? 0,
]

/** A position tells it where there is one, since words may only tell that it moves. */
function statesOf(entry: Entry): readonly StateBinding[] {
  const [openAt, closedAt] = endsOf(entry)
  const byPosition = numberState(signalOf(entry, 'position_topic', 'position_template', 'value_template'), raw =>
    Math.abs(raw - closedAt) < Math.abs(openAt - closedAt) / 100 ? 'CLOSED' : 'OPENED',
  )
  if (byPosition.length > 0) return byPosition
  return wordState(signalOf(entry, 'state_topic', 'value_template'), [
    [entry.payload('state_open', 'open'), 'OPENED'],
    [entry.payload('state_closed', 'closed'), 'CLOSED'],
  ])
}

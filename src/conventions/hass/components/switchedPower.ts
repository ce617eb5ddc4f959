/** On and off over a topic of its own, as `fan` and `humidifier` document it. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import { composed, property } from '../../property.ts'
import type { Entry } from '../entry.ts'
import { senderOf, signalOf, wordState } from '../signal.ts'

/** Reads `state_topic` and writes `command_topic`, with the document's words for both (default `ON` and `OFF`). */
export function switchedPower(entry: Entry): PropertyBinding {
  const on = entry.payload('payload_on', 'ON')
  const off = entry.payload('payload_off', 'OFF')
  const sender = senderOf(entry, 'command_topic', 'command_template')
  const states = wordState(signalOf(entry, 'state_topic', 'state_value_template', 'value_template'), [
    [on, 'on'],
    [off, 'off'],
  ])
  const command = sender && composed([sender.topic], value => [sender.message(value === 'on' ? on : off)])
  return property('power', { states, ...(command === undefined ? {} : { command }) })
}

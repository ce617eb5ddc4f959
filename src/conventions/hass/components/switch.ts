/** `switch`: one word each way. */
import { composed, property } from '../../property.ts'
import type { Component } from '../component.ts'
import { senderOf, signalOf, wordState } from '../signal.ts'

export const switchComponent: Component = entry => {
  const on = entry.payload('payload_on', 'ON')
  const off = entry.payload('payload_off', 'OFF')
  const sender = senderOf(entry, 'command_topic', 'command_template')
  const states = wordState(signalOf(entry, 'state_topic', 'value_template'), [
    [entry.payload('state_on', on), 'on'],
    [entry.payload('state_off', off), 'off'],
  ])
  if (sender === undefined) return { properties: [property('power', { states })] }
  const command = composed([sender.topic], value => [sender.message(value === 'on' ? on : off)])
  return { properties: [property('power', { states, command })] }
}

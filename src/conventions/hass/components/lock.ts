/** `lock` and `valve`: what is locked or closed, and what lets something in when it is not. */
import { isObject, parseJson } from '../../../kernel/json.ts'
import { note } from '../../note.ts'
import { composed, property } from '../../property.ts'
import type { Component } from '../component.ts'
import { senderOf, signalOf, textState, wordState } from '../signal.ts'

export const lockComponent: Component = entry => {
  const states = wordState(signalOf(entry, 'state_topic', 'value_template'), [
    [entry.payload('state_locked', 'LOCKED'), 'LOCKED'],
    [entry.payload('state_unlocked', 'UNLOCKED'), 'UNLOCKED'],
  ])
  if (entry.text('code_format') !== undefined) {
    entry.notes.push(note('needs-code', entry.of))
    return { properties: [property('lockState', { states })] }
  }
  const sender = senderOf(entry, 'command_topic', 'command_template')
  if (sender === undefined) return { properties: [property('lockState', { states })] }
  const lock = entry.payload('payload_lock', 'LOCK')
  const unlock = entry.payload('payload_unlock', 'UNLOCK')
  const command = composed([sender.topic], value => [sender.message(value === 'LOCKED' ? lock : unlock)])
  return { properties: [property('lockState', { states, command, slow: true })] }
}

/** A closed valve is a locked one: the guides know no other word for it. */
export const valveComponent: Component = entry => {
  const byPosition = entry.flag('reports_position') === true
  const closedAt = entry.number('position_closed') ?? 0
  const openAt = entry.number('position_open') ?? 100
  const signal = signalOf(entry, 'state_topic', 'value_template')
  const states = byPosition
    ? textState(signal, text => lockOfPosition(text, closedAt))
    : wordState(signal, [
        [entry.payload('state_closed', 'closed'), 'LOCKED'],
        [entry.payload('state_open', 'open'), 'UNLOCKED'],
      ])
  const sender = senderOf(entry, 'command_topic', 'command_template')
  if (sender === undefined) return { properties: [property('lockState', { states })] }
  const close = byPosition ? closedAt : entry.payload('payload_close', 'CLOSE')
  const open = byPosition ? openAt : entry.payload('payload_open', 'OPEN')
  const command = composed([sender.topic], value => [sender.message(value === 'LOCKED' ? close : open)])
  return { properties: [property('lockState', { states, command, slow: true })] }
}

/** A position by itself, or in `{"position": 0, "state": "closing"}`. */
function lockOfPosition(text: string, closedAt: number): string | undefined {
  const parsed = parseJson(new TextEncoder().encode(text), { maxBytes: 1024, maxDepth: 2 })
  const said = parsed.ok && isObject(parsed.value) ? parsed.value['position'] : parsed.ok ? parsed.value : undefined
  if (typeof said !== 'number') return undefined
  return said === closedAt ? 'LOCKED' : 'UNLOCKED'
}

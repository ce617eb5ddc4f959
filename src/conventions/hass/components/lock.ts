/** `lock` and `valve`: what is locked or closed, and what lets something in when it is not. */
import type { CommandMessage } from '../../../home/appliance.ts'
import { isObject, parseJson } from '../../../kernel/json.ts'
import { note } from '../../note.ts'
import { composed, property } from '../../property.ts'
import type { Component } from '../component.ts'
import { type Signal, senderOf, signalOf, textState, wordState } from '../signal.ts'
import { toldBy } from './toldBy.ts'

export const lockComponent: Component = entry => {
  const signal = signalOf(entry, 'state_topic', 'value_template')
  const states = wordState(signal && unknownAt(signal, entry.payload('state_jammed', 'JAMMED')), [
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

/** Of a bolt that is stuck nobody knows where it is: what was known before would be a lie. */
const unknownAt = (signal: Signal, word: string): Signal => ({
  ...signal,
  text(payload) {
    const said = signal.text(payload)
    return said === word ? null : said
  },
})

/** A closed valve is a locked one: the guides know no other word for it. */
export const valveComponent: Component = entry => {
  const byPosition = entry.flag('reports_position') === true
  const closedAt = entry.number('position_closed') ?? 0
  const openAt = entry.number('position_open') ?? 100
  const signal = signalOf(entry, 'state_topic', 'value_template')
  const states = byPosition
    ? textState(signal, lockAt(closedAt))
    : wordState(signal, [
        [entry.payload('state_closed', 'closed'), 'LOCKED'],
        [entry.payload('state_open', 'open'), 'UNLOCKED'],
      ])
  const sender = senderOf(entry, 'command_topic', 'command_template')
  if (sender === undefined) return { properties: [property('lockState', { states })] }
  // A word that is null says that it cannot be told this: a gas valve may only be closed from afar.
  const send = (key: string, word: string, position: number): CommandMessage | undefined =>
    byPosition ? sender.message(position) : entry.isNull(key) ? undefined : sender.message(entry.payload(key, word))
  const values = [
    ['LOCKED', send('payload_close', 'CLOSE', closedAt)],
    ['UNLOCKED', send('payload_open', 'OPEN', openAt)],
  ] as const
  return { properties: [toldBy('lockState', values, { states, slow: true })] }
}

/** A position by itself, or in `{"position": 0, "state": "closing"}`. */
const lockAt =
  (closedAt: number) =>
  (text: string): string | undefined => {
    const parsed = parseJson(new TextEncoder().encode(text), { maxBytes: 1024, maxDepth: 2 })
    const said = parsed.ok && isObject(parsed.value) ? parsed.value['position'] : parsed.ok ? parsed.value : undefined
    if (typeof said !== 'number') return undefined
    return said === closedAt ? 'LOCKED' : 'UNLOCKED'
  }
